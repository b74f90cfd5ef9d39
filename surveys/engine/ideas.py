"""Ideas at any time: kept at once, with similar ones to vote for instead, and what came of them."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from surveys.core import ideas as core
from surveys.core.errors import KindError
from surveys.core.ideas import DAY, REGRET, VOTABLE, IdeaState, Impact, Seen
from surveys.core.language import Languages, Words
from surveys.core.phrases import ideas as phrases
from surveys.core.phrases import joining
from surveys.core.prompt import Say, Tone
from surveys.insight.similar import Shelf, closest
from surveys.store import board, communities, conversations, followers, wishes
from surveys.store import ideas as store
from surveys.store.database import Database
from surveys.store.followers import Following
from surveys.store.ideas import IdeaRow, TextRow
from surveys.store.tx import Tx

#: Communities whose ideas are kept in memory, and how many of each: the newest.
_MOST_SHELVES, _MOST_ON_SHELF = 16, 20_000
#: How far back a shelf is read again, so that a clock set back a little hides nothing.
_OVERLAP: Final = timedelta(minutes=10)
#: Ideas put on a shelf before everything else on the event loop gets its turn.
_AT_ONCE: Final = 200
#: Own ideas that are looked through for the same once more.
_OWN_LOOKED_AT: Final = 100
#: What `/feedback impact` shows at most of each.
_MOST_COMMUNITIES, _MOST_THEMES, _MOST_OUTCOMES = 3, 5, 5


@dataclass(slots=True)
class _Held:
    """A community's ideas in memory, as they were when the newest of them was stored."""

    shelf: Shelf = field(default_factory=Shelf)
    newest: datetime | None = None


class Ideas:
    """Ideas of followers and the votes for them.

    What is in memory only names candidates for similar ideas; what is shown is read from the rows.
    """

    def __init__(self, database: Database, languages: Languages) -> None:
        self._database = database
        self._languages = languages
        self._shelves: OrderedDict[int, _Held] = OrderedDict()

    def let_go(self) -> None:
        """Forget what is held in memory: somebody's ideas were deleted, and it is read anew when needed."""
        self._shelves.clear()

    # --- sending ---------------------------------------------------------------------------------

    async def prepare(self, user_id: int, community_id: int | None = None) -> None:
        """Read the ideas of the communities concerned into memory, outside any transaction.

        Call it before a transaction that calls `offer`; without it the first offer to a community
        after a start does that work itself (10,000 ideas: about 0.2 s).
        """
        async with self._database.reading() as tx:
            mine = await followers.following(tx, user_id)
            missing = [
                one.community_id
                for one in mine
                if one.community_id not in self._shelves and community_id in {None, one.community_id}
            ]
            read = [
                (one, await store.texts(tx, one, None, _MOST_ON_SHELF)) for one in missing[:_MOST_SHELVES]
            ]
        for one, texts in read:
            held = _Held()
            for start in range(0, len(texts), _AT_ONCE):
                _put(held, texts[start : start + _AT_ONCE])
                await asyncio.sleep(0)
            self._remember(one, held)

    async def take(
        self, user_id: int, community_id: int | None, text: str, ref: int, locale: str | None, now: datetime
    ) -> Say | None:
        """An idea sent by command, for that community or, from the DM, for one the person follows; see `offer`."""
        await self.prepare(user_id, community_id)

        async def send(tx: Tx) -> Say | None:
            lang = await self._lang(tx, user_id, locale)
            waiting = await conversations.waiting_for(tx, user_id) if community_id is None else None
            likely = None if waiting is None else waiting.community_id
            return await self.offer(
                tx, user_id, text, ref, lang, now, community_id=community_id, likely=likely
            )

        return await self._database.write(send)

    async def offer(
        self,
        tx: Tx,
        user_id: int,
        text: str,
        ref: int,
        lang: Words,
        now: datetime,
        *,
        community_id: int | None = None,
        likely: int | None = None,
    ) -> Say | None:
        """Keep an idea in the caller's transaction; says so, with similar ideas to vote for instead.

        Where `community_id` doesn't say whom it is for, it is kept for the `likely` community or the
        one joined last, and a menu moves it. Nothing is stored of people who follow none, and of
        what can't be kept; the card says why. None: an idea came with this `ref` before.
        """
        if await store.heard(tx, ref):
            return None
        mine = await followers.following(tx, user_id)
        here = _one(mine, community_id) if community_id is not None else _one(mine, likely) or _first(mine)
        if here is None:
            known = community_id is None or await communities.load(tx, community_id) is not None
            return Say((lang.say(phrases.JOIN_FIRST if known else joining.NOT_SET_UP),))
        text = _storable(text)
        refusal = await self._refusal(tx, here, text, now)
        if refusal is not None:
            return Say((refusal.said(lang),), tone=Tone.CAREFUL)
        similar = await self._similar(tx, here, text)
        idea_id = await store.add(tx, here.community_id, here.follower_id, text, ref, now)
        elsewhere = mine if community_id is None else ()
        return await self._kept(tx, here, idea_id, text, lang, similar, elsewhere)

    async def keep(
        self, user_id: int, idea_id: int, locale: str | None, now: datetime, *, in_server: bool
    ) -> Say:
        """The person's idea stands beside the similar ones, also where it made room for a vote.

        Raises KindError where it isn't theirs, or made room more than a day ago.
        """

        async def stay(tx: Tx) -> Say:
            lang = await self._lang(tx, user_id, locale)
            mine = await followers.following(tx, user_id)
            row, here = await self._own(tx, mine, idea_id)
            if row is None or here is None:
                raise KindError(phrases.NOT_YOURS)
            if row.state is IdeaState.DUPLICATE and not await self._put_back(tx, row, now):
                raise KindError(phrases.GONE)
            return await self._kept(tx, here, row.id, row.text, lang, (), () if in_server else mine)

        return await self._database.write(stay)

    async def move(self, user_id: int, idea_id: int, picked: str, locale: str | None, now: datetime) -> Say:
        """The person's idea is for another community of theirs, `picked` from the menu.

        Raises KindError where something came of it already, or can't be kept there.
        """
        await self.prepare(user_id)

        async def go(tx: Tx) -> Say:
            lang = await self._lang(tx, user_id, locale)
            mine = await followers.following(tx, user_id)
            row, here = await self._own(tx, mine, idea_id)
            there = next((one for one in mine if str(one.community_id) == picked), None)
            if row is None or here is None or there is None:
                raise KindError(phrases.NOT_YOURS)
            if there != here:
                settled = row.votes or row.taken_up or row.state is not IdeaState.OPEN
                if settled or row.answer_id is not None:
                    raise KindError(phrases.SETTLED)
                refusal = await self._refusal(tx, there, row.text, now)
                if refusal is not None:
                    raise refusal
                await store.move(tx, row.id, there.community_id, there.follower_id, now)
            similar = await self._similar(tx, there, row.text)
            return await self._kept(tx, there, row.id, row.text, lang, similar, mine)

        return await self._database.write(go)

    # --- voting ----------------------------------------------------------------------------------

    async def vote(
        self, user_id: int, idea_id: int, mine_id: int, locale: str | None, now: datetime, *, on: bool
    ) -> Say:
        """Count the person in (`on`) or out. Their own idea `mine_id` (0: none) makes room for the vote.

        It makes room only while nobody else voted for it, and is put back with the vote's end. Raises
        KindError where the idea isn't open for votes, is their own, or they haven't joined.
        """

        async def count(tx: Tx) -> Say:
            lang = await self._lang(tx, user_id, locale)
            row = await store.load(tx, idea_id)
            if row is None:
                raise KindError(phrases.GONE)
            here = _one(await followers.following(tx, user_id), row.community_id)
            if here is None:
                raise KindError(phrases.JOIN_FIRST)
            if row.follower_id == here.follower_id:
                raise core.own(await _seen(tx, row))
            mine = await self._mine(tx, here, mine_id)
            shown = await store.may_be_shown(tx, row.id)
            if not on:
                return await self._count_out(tx, here, row, mine, lang, now, shown=shown)
            if row.state not in VOTABLE or not shown:
                raise KindError(phrases.GONE)
            new = await store.vote(tx, row.id, here.follower_id, now)
            withdrawn = mine is not None and await self._make_room(tx, mine, now)
            seen = await _seen(tx, row)
            return core.voted(seen, 0 if mine is None else mine.id, lang, new=new, withdrawn=withdrawn)

        return await self._database.write(count)

    async def _count_out(
        self,
        tx: Tx,
        here: Following,
        row: IdeaRow,
        mine: IdeaRow | None,
        lang: Words,
        now: datetime,
        *,
        shown: bool,
    ) -> Say:
        had = await store.take_vote_back(tx, row.id, here.follower_id, now)
        returned = (
            had
            and mine is not None
            and mine.state is IdeaState.DUPLICATE
            and await self._put_back(tx, mine, now)
        )
        if not shown:
            # Its author asked not to be quoted, perhaps since; so nothing of it is repeated.
            if not had:
                raise KindError(phrases.GONE)
            return Say((lang.say(phrases.UNVOTED_TITLE),))
        return core.unvoted(
            await _seen(tx, row), 0 if mine is None else mine.id, lang, had=had, returned=returned
        )

    async def _make_room(self, tx: Tx, mine: IdeaRow, now: datetime) -> bool:
        """Take the idea off the list for a vote; whether it is off it now."""
        if mine.taken_up:
            return False
        if mine.state is IdeaState.OPEN and not mine.votes and mine.answer_id is None:
            await store.withdraw(tx, mine.id, now)
            return True
        return mine.state is IdeaState.DUPLICATE

    async def _put_back(self, tx: Tx, mine: IdeaRow, now: datetime) -> bool:
        if mine.taken_up or now - mine.at > REGRET:
            return False
        await store.put_back(tx, mine.id, now)
        return True

    # --- what came of it -------------------------------------------------------------------------

    async def impact(self, user_id: int, community_id: int | None, locale: str | None) -> Say:
        """Your answers → themes → videos, in that community or in all of theirs."""
        async with self._database.reading() as tx:
            lang = self._languages.of(*_in_order(locale, await wishes.languages(tx, user_id)))
            found = [
                Impact(
                    one.community,
                    one.follows,
                    await store.counts(tx, one.follower_id),
                    await store.themes_of(tx, one.follower_id, _MOST_THEMES),
                    await store.outcomes(tx, one.follower_id, _MOST_OUTCOMES),
                )
                for one in await store.memberships(tx, user_id, community_id, _MOST_COMMUNITIES)
            ]
        return core.impact(found, lang)

    # --- shared ----------------------------------------------------------------------------------

    async def _lang(self, tx: Tx, user_id: int, locale: str | None) -> Words:
        known = await wishes.languages(tx, user_id)
        await wishes.note_locale(tx, user_id, locale)
        return self._languages.of(*_in_order(locale, known))

    async def _refusal(self, tx: Tx, here: Following, text: str, now: datetime) -> KindError | None:
        sent = await store.sent_since(tx, here.follower_id, now - DAY)
        before = await store.own_texts(tx, here.follower_id, _OWN_LOOKED_AT)
        return core.refusal(text, sent, here.community, before)

    async def _own(
        self, tx: Tx, mine: Sequence[Following], idea_id: int
    ) -> tuple[IdeaRow | None, Following | None]:
        row = await store.load(tx, idea_id)
        if row is None:
            return None, None
        return row, next((one for one in mine if one.follower_id == row.follower_id), None)

    async def _mine(self, tx: Tx, here: Following, idea_id: int) -> IdeaRow | None:
        row = await store.load(tx, idea_id) if idea_id else None
        return row if row is not None and row.follower_id == here.follower_id else None

    async def _kept(
        self,
        tx: Tx,
        here: Following,
        idea_id: int,
        text: str,
        lang: Words,
        similar: Sequence[Seen],
        elsewhere: Sequence[Following],
    ) -> Say:
        return core.kept(
            idea_id,
            text,
            here.community,
            lang,
            shown=await store.quotable(tx, here.follower_id),
            similar=similar,
            elsewhere=tuple((one.community_id, one.community) for one in elsewhere),
            here=here.community_id,
        )

    async def _similar(self, tx: Tx, here: Following, text: str) -> tuple[Seen, ...]:
        """Ideas of others that ask for much the same, at most three, the most alike first."""
        shelf = await self._shelf(tx, here.community_id)
        named = shelf.named(text)
        if not named:
            return ()
        rows = {
            row.id: row for row in await store.to_vote_for(tx, here.community_id, named, here.follower_id)
        }
        for number in set(named) - await store.still_votable(tx, here.community_id, named):
            shelf.take(number)
        texts = {number: row.text for number, row in rows.items()}
        alike = closest(text, texts, core.MOST_SIMILAR, shelf.weigh)
        return tuple([await _seen(tx, rows[number]) for number in alike])

    async def _shelf(self, tx: Tx, community_id: int) -> Shelf:
        """The community's ideas in memory, with what was stored or changed since they were read."""
        held = self._shelves.get(community_id)
        if held is None or len(held.shelf) > _MOST_ON_SHELF + _AT_ONCE:
            held = _Held()
        since = None if held.newest is None else held.newest - _OVERLAP
        _put(held, await store.texts(tx, community_id, since, _MOST_ON_SHELF))
        self._remember(community_id, held)
        return held.shelf

    def _remember(self, community_id: int, held: _Held) -> None:
        self._shelves[community_id] = held
        self._shelves.move_to_end(community_id)
        while len(self._shelves) > _MOST_SHELVES:
            self._shelves.popitem(last=False)


def _put(held: _Held, texts: Sequence[TextRow]) -> None:
    for one in texts:
        held.shelf.put(one.id, one.text)
        held.newest = one.at if held.newest is None else max(held.newest, one.at)


async def _seen(tx: Tx, row: IdeaRow) -> Seen:
    return Seen(row.id, row.text, await board.demand_of(tx, row.id))


def _one(mine: Sequence[Following], community_id: int | None) -> Following | None:
    return next((one for one in mine if one.community_id == community_id), None)


def _first(mine: Sequence[Following]) -> Following | None:
    return mine[0] if mine else None


def _in_order(locale: str | None, known: tuple[str | None, str | None]) -> tuple[str | None, ...]:
    """Wishes for a language, best first: as chosen, as the interaction says, as last seen."""
    chosen, stored = known
    return chosen, locale, stored


def _storable(text: str) -> str:
    """`text` without blanks around it and halves of surrogate pairs, which no database takes."""
    return text.strip().encode("utf-16", "surrogatepass").decode("utf-16", "replace")
