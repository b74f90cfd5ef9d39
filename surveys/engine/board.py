"""The idea board for the team: looking at what is wanted, and saying what becomes of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from surveys.core import board_cards as cards
from surveys.core.board import (
    PER_PAGE,
    SETTABLE,
    Change,
    Entry,
    Filter,
    Order,
    Place,
    decide,
)
from surveys.core.errors import KindError
from surveys.core.ideas import IdeaState
from surveys.core.prompt import Say, Tone
from surveys.core.roles import Actor, Right
from surveys.core.sheets import Sheet
from surveys.core.wording import board as wording
from surveys.engine.access import allowed, is_allowed
from surveys.engine.board_access import entry_of, loaded, may_decide, named, subject_of
from surveys.store import audit, board, board_entries, board_ties
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.tx import Tx

_MOST_THEMES: Final = 25
#: Any idea at all.
_ANY: Final = (*SETTABLE, IdeaState.DUPLICATE)


class Board:
    """Looking needs the right to read results; saying what becomes of an idea the right to decide about rounds, too.

    Raises KindError for everybody else, and for ideas of other communities.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- looking ---------------------------------------------------------------------------------

    async def page(self, community_id: int, actor: Actor, place: Place) -> Say:
        """That page of the board, or the last there is."""
        await allowed(self._database, community_id, actor, Right.RESULTS)
        states = place.show.states
        async with self._database.reading() as tx:
            count = await board.count(tx, community_id, states)
            place = place.within(count)
            shown = await board.page(tx, community_id, states, place.order, PER_PAGE, place.page * PER_PAGE)
            any_ideas = bool(count) or await board.count(tx, community_id, _ANY) > 0
        return cards.page(place, shown, count, any_ideas=any_ideas)

    async def filtered(self, community_id: int, actor: Actor, place: Place, picked: str) -> Say:
        """The first page of other ideas; what is no filter changes nothing."""
        show = next((one for one in Filter if str(one.value) == picked), place.show)
        return await self.page(community_id, actor, Place(show, place.order))

    async def ordered(self, community_id: int, actor: Actor, place: Place, picked: str) -> Say:
        """The first page in another order."""
        order = next((one for one in Order if str(one.value) == picked), place.order)
        return await self.page(community_id, actor, Place(place.show, order))

    async def show(self, community_id: int, actor: Actor, idea_id: int, place: Place) -> Say:
        """One idea, whole."""
        await allowed(self._database, community_id, actor, Right.RESULTS)
        return cards.one(await entry_of(self._database, community_id, idea_id), place)

    async def suggest(
        self, community_id: int, actor: Actor, typed: str, most: int
    ) -> tuple[tuple[str, str], ...]:
        """Numbers and words of ideas with what was typed in them; those wanted most where nothing was."""
        if not await is_allowed(self._database, community_id, actor, Right.RESULTS):
            return ()  # a list of suggestions has no place for a sentence; the command itself says it
        async with self._database.reading() as tx:
            if typed.strip():
                found = await board_entries.search(tx, community_id, typed.strip(), most)
            else:
                found = tuple((one.id, one.text) for one in await board.top(tx, community_id, most))
        return tuple((str(number), cards.option(number, text)) for number, text in found)

    # --- status ----------------------------------------------------------------------------------

    async def form(
        self, community_id: int, actor: Actor, idea_id: int, seen: int, place: Place, picked: str
    ) -> Sheet:
        """The form for what is said along with the state that was picked."""
        await may_decide(self._database, community_id, actor)
        entry = await entry_of(self._database, community_id, idea_id)
        return cards.status_form(entry, seen, _state(picked), place)

    async def fill(
        self,
        community_id: int,
        actor: Actor,
        idea_id: int,
        seen: int,
        place: Place,
        state: int,
        response: str,
        link: str,
        now: datetime,
    ) -> Say:
        """The form came back. Where somebody changed the idea meanwhile, nothing is saved, and its card shows how it stands."""
        await may_decide(self._database, community_id, actor)
        wished = SETTABLE[state] if state < len(SETTABLE) else IdeaState.DUPLICATE
        entry = await entry_of(self._database, community_id, idea_id)
        if wished is not IdeaState.MADE:
            link = entry.link or "" if wished is entry.wanted.state else link

        async def save(tx: Tx) -> bool:
            current = await loaded(tx, community_id, idea_id)
            if current.seen != seen:
                return False
            await self._save(tx, current, decide(current, wished, response, link), actor, now)
            return True

        saved = await self._database.write(save)
        after = await entry_of(self._database, community_id, idea_id)
        if not saved:
            return cards.one(after, place, wording.CHANGED_MEANWHILE, Tone.CAREFUL)
        return cards.one(after, place, cards.saved_note(wished), Tone.GOOD)

    async def set_status(
        self,
        community_id: int,
        actor: Actor,
        typed: str,
        state: IdeaState,
        response: str,
        link: str,
        now: datetime,
    ) -> Say:
        """The same by command; the idea by its number or its words."""
        await may_decide(self._database, community_id, actor)

        async def save(tx: Tx) -> int:
            current = await named(tx, community_id, typed)
            await self._save(tx, current, decide(current, state, response, link), actor, now)
            return current.wanted.id

        idea_id = await self._database.write(save)
        entry = await entry_of(self._database, community_id, idea_id)
        return cards.one(entry, Place(), cards.saved_note(state), Tone.GOOD)

    # --- themes, and what others see -------------------------------------------------------------

    async def themes(self, community_id: int, actor: Actor, idea_id: int, place: Place) -> Say:
        """Which themes ask for the same?"""
        await may_decide(self._database, community_id, actor)
        entry = await entry_of(self._database, community_id, idea_id)
        async with self._database.reading() as tx:
            among = await board_ties.to_choose(tx, community_id, idea_id, _MOST_THEMES)
        return cards.choosing_themes(entry, place, among)

    async def tie(
        self,
        community_id: int,
        actor: Actor,
        idea_id: int,
        place: Place,
        picked: Sequence[str],
        now: datetime,
    ) -> Say:
        """Of the themes on the card those that were ticked count for the idea, and the others don't."""
        await may_decide(self._database, community_id, actor)

        async def save(tx: Tx) -> None:
            one = await loaded(tx, community_id, idea_id)
            among = await board_ties.to_choose(tx, community_id, idea_id, _MOST_THEMES)
            ticked = {theme.id for theme in among if str(theme.id) in picked}
            # A theme that was neither tied nor ticked is left to be compared.
            concerned = [theme.id for theme in among if theme.linked or theme.id in ticked]
            await board_ties.set_links(tx, idea_id, ticked, concerned)
            subject = subject_of(one, f"{len(ticked)} themes")
            await audit.record(tx, community_id, actor.user_id, Deed.IDEA_CHANGED, subject, now)
            await board.touch(tx, community_id, now)

        await self._database.write(save)
        entry = await entry_of(self._database, community_id, idea_id)
        async with self._database.reading() as tx:
            among = await board_ties.to_choose(tx, community_id, idea_id, _MOST_THEMES)
        note = f"{wording.THEMES_SAVED} {_sentence(cards.people(entry.wanted.demand))}"
        return cards.choosing_themes(entry, place, among, note)

    async def hide(
        self, community_id: int, actor: Actor, idea_id: int, place: Place, now: datetime, *, hidden: bool
    ) -> Say:
        """Keep the idea off the public board, or allow it there."""
        await may_decide(self._database, community_id, actor)

        async def save(tx: Tx) -> None:
            one = await loaded(tx, community_id, idea_id)
            await board_entries.set_hidden(tx, idea_id, hidden=hidden)
            subject = subject_of(one, f"{'kept off' if hidden else 'allowed on'} the public board")
            await audit.record(tx, community_id, actor.user_id, Deed.IDEA_CHANGED, subject, now)
            await board.touch(tx, community_id, now)

        await self._database.write(save)
        return cards.one(await entry_of(self._database, community_id, idea_id), place)

    async def _save(self, tx: Tx, entry: Entry, change: Change, actor: Actor, now: datetime) -> None:
        await board.set_status(tx, entry.wanted.id, change, actor.user_id, now)
        subject = subject_of(entry, change.state)
        await audit.record(tx, entry.community_id, actor.user_id, Deed.IDEA_STATUS, subject, now)


def _state(picked: str) -> IdeaState:
    found = next((one for one in SETTABLE if one.value == picked), None)
    if found is None:
        raise KindError(wording.USE_MERGE)
    return found


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
