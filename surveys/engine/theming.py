"""Changing the themes of a posted summary: what creators call them, which belong together, which fall apart."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.prompt import Button, Picking, Say, Tone, Verb, Weight
from surveys.core.roles import Actor
from surveys.core.rounds import RoundState
from surveys.core.sheets import Blank, Sheet
from surveys.core.text import clip, folded, quoted
from surveys.core.theming import LONGEST_NAME, MOST_LISTED, Standing, name_of
from surveys.core.values import Wrote
from surveys.core.widgets import Choosable
from surveys.core.wording import theming as wording
from surveys.engine.bringing_in import round_to_read
from surveys.engine.versions import Versions
from surveys.insight import orders
from surveys.insight.worker import Workshop
from surveys.store import audit, results, rounds, summaries, summary_quotes, theming
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.rounds import RoundRow
from surveys.store.theming import Part
from surveys.store.tx import Tx

#: The form's one field.
NAME: Final = "name"
_LONGEST_QUESTION, _LONGEST_ENTRY = 60, 80
#: A rest of fewer replies is no theme beside the one part that was found.
_FEWEST: Final = 3
_SHOWN: Final = 4

_Change = Callable[[Tx, RoundRow, Standing, Sequence[Standing]], Awaitable[str]]


class Theming:
    """For those who may read results. Each change is one transaction, and the posted summary follows it.

    What was shown names the revision it was true at; a change asked for on anything older is refused.
    """

    def __init__(
        self, database: Database, versions: Versions, workshop: Workshop, follow: Callable[[], None]
    ) -> None:
        self._database = database
        self._versions = versions
        self._workshop = workshop
        self._follow = follow

    async def listed(self, community_id: int, actor: Actor, number: int) -> Say:
        """The themes of the round, to pick one. Raises KindError where there are none to change."""
        row = await self._round(community_id, actor, number)
        async with self._database.reading() as tx:
            return await self._list(tx, row)

    async def shown(self, community_id: int, actor: Actor, number: int, theme_id: int) -> Say:
        """One theme, with what can be done to it."""
        row = await self._round(community_id, actor, number)
        async with self._database.reading() as tx:
            every = await theming.standing(tx, row.id)
            theme = _found(every, theme_id)
            revision = await theming.revision(tx, row.id)
            lines = await summary_quotes.lines_in(tx, row.id, theme_id, theme.question, _SHOWN)
        args = (str(number), str(theme_id), str(revision))
        others = [one for one in every if one.question == theme.question and one.id != theme_id]
        merge = Picking(Verb.THEME_MERGE, args, wording.MERGE_HINT, _entries(others[:MOST_LISTED]))
        said = [words.say(wording.THEME_OF, question=self._question(row, theme.question)), *lines]
        return Say(
            ("\n".join(said),),
            title=quoted(_entry(theme), _LONGEST_ENTRY),
            menus=(merge,) if others else (),
            buttons=(
                Button(Verb.THEME_RENAME, args, wording.RENAME),
                Button(Verb.THEME_SPLIT, args, wording.SPLIT, Weight.QUIET),
                Button(Verb.THEMES, (str(number),), wording.BACK, Weight.QUIET),
            ),
        )

    async def naming(
        self, community_id: int, actor: Actor, number: int, theme_id: int, revision: int
    ) -> Sheet:
        """The form for a theme's new name."""
        row = await self._round(community_id, actor, number)
        async with self._database.reading() as tx:
            theme = _found(await theming.standing(tx, row.id), theme_id)
        name = Blank(
            NAME, wording.RENAME_LABEL, LONGEST_NAME, clip(theme.label, LONGEST_NAME), required=True,
            hint=wording.RENAME_HINT,
        )  # fmt: skip
        args = (str(number), str(theme_id), str(revision))
        return Sheet(Verb.THEME_RENAME, args, wording.RENAME_TITLE, (name,))

    async def rename(
        self,
        community_id: int,
        actor: Actor,
        number: int,
        theme_id: int,
        revision: int,
        typed: str,
        now: datetime,
    ) -> Say:
        """Call a theme what was typed."""
        label = name_of(typed)

        async def change(tx: Tx, row: RoundRow, theme: Standing, every: Sequence[Standing]) -> str:
            if not folded(label):
                raise KindError(wording.NAME_EMPTY)
            same = (one for one in every if one.question == theme.question and one.id != theme.id)
            if any(folded(one.label) == folded(label) for one in same):
                raise KindError(wording.NAME_TAKEN)
            await theming.rename(tx, row.id, theme, label)
            return wording.RENAMED

        return await self._change(
            community_id, actor, number, theme_id, revision, change, Deed.THEME_RENAMED, now
        )

    async def merge(
        self,
        community_id: int,
        actor: Actor,
        number: int,
        theme_id: int,
        revision: int,
        into: int,
        now: datetime,
    ) -> Say:
        """Put a theme's replies into another theme of the same question."""

        async def change(tx: Tx, row: RoundRow, theme: Standing, every: Sequence[Standing]) -> str:
            other = _found(every, into)
            if other.id == theme.id or other.question != theme.question:
                raise KindError(wording.OTHER_QUESTION)
            await theming.merge(tx, row.id, theme, other)
            return wording.MERGED

        return await self._change(
            community_id, actor, number, theme_id, revision, change, Deed.THEMES_MERGED, now
        )

    async def ask_to_split(
        self, community_id: int, actor: Actor, number: int, theme_id: int, revision: int
    ) -> Say:
        """What a theme would fall into, with the button that does it. Raises KindError where it doesn't fall apart."""
        row = await self._round(community_id, actor, number)
        async with self._database.reading() as tx:
            theme = _found(await theming.standing(tx, row.id), theme_id)
        parts = await self._parts(row, theme)
        args = (str(number), str(theme_id), str(revision))
        lines = [
            words.say(
                wording.SPLIT_PART,
                label=quoted(one.label, LONGEST_NAME),
                count=len(one.invitation_ids) + one.lost,
            )
            for one in parts
        ]
        return Say(
            ("\n".join([words.say(wording.SPLIT_INTO, count=len(parts)), *lines]),),
            title=words.say(wording.SPLIT_TITLE, label=quoted(theme.label, LONGEST_NAME)),
            buttons=(
                Button(Verb.THEME_SPLIT_SURE, args, wording.SPLIT_SURE),
                Button(Verb.THEMES, (str(number),), wording.BACK, Weight.QUIET),
            ),
        )

    async def split(
        self, community_id: int, actor: Actor, number: int, theme_id: int, revision: int, now: datetime
    ) -> Say:
        """Put a theme's parts, which are found anew and are the same for the same replies, in its place."""
        row = await self._round(community_id, actor, number)
        async with self._database.reading() as tx:
            theme = _found(await theming.standing(tx, row.id), theme_id)
        parts = await self._parts(row, theme)

        async def change(tx: Tx, row: RoundRow, theme: Standing, _: Sequence[Standing]) -> str:
            # Whoever was forgotten meanwhile is in no part.
            there = frozenset(await theming.members(tx, theme.id))
            lost = theme.size - len(there)
            kept = [
                replace(one, invitation_ids=tuple(member for member in one.invitation_ids if member in there))
                for one in parts
            ]
            kept[-1] = replace(kept[-1], lost=lost)
            await theming.split(tx, row.id, theme, kept)
            return wording.WAS_SPLIT

        return await self._change(
            community_id, actor, number, theme_id, revision, change, Deed.THEME_SPLIT, now
        )

    async def undo(self, community_id: int, actor: Actor, number: int, revision: int, now: datetime) -> Say:
        """Take back the last change."""
        await self._round(community_id, actor, number)

        async def work(tx: Tx) -> Say:
            row = await self._current(tx, community_id, number, revision)
            undone = await theming.undo(tx, row.id)
            if undone is None:
                raise KindError(wording.NOTHING_UNDONE)
            kind, question = undone
            await self._noted(tx, row, actor, question, Deed.THEMES_UNDONE, f"round {number}: {kind}", now)
            return await self._list(tx, row, wording.UNDONE)

        said = await self._database.write(work)
        self._follow()
        return said

    async def _change(
        self,
        community_id: int,
        actor: Actor,
        number: int,
        theme_id: int,
        revision: int,
        change: _Change,
        deed: Deed,
        now: datetime,
    ) -> Say:
        await self._round(community_id, actor, number)

        async def work(tx: Tx) -> Say:
            row = await self._current(tx, community_id, number, revision)
            every = await theming.standing(tx, row.id)
            theme = _found(every, theme_id)
            if not await theming.members(tx, theme_id):
                raise KindError(wording.TOO_OLD)
            done = await change(tx, row, theme, every)
            await self._noted(tx, row, actor, theme.question, deed, f"round {number}", now)
            return await self._list(tx, row, done)

        said = await self._database.write(work)
        self._follow()
        return said

    async def _round(self, community_id: int, actor: Actor, number: int) -> RoundRow:
        row = await round_to_read(self._database, community_id, actor, number)
        return _posted(row)

    async def _current(self, tx: Tx, community_id: int, number: int, revision: int) -> RoundRow:
        """The round in a transaction that changes it, its themes as whoever asks saw them."""
        row = await rounds.by_number(tx, community_id, number)
        if row is None:
            raise KindError(wording.STALE)
        if await theming.revision(tx, row.id) != revision:
            raise KindError(wording.STALE)
        return _posted(row)

    async def _noted(
        self, tx: Tx, row: RoundRow, actor: Actor, question: str, deed: Deed, subject: str, now: datetime
    ) -> None:
        await theming.changed(tx, row.id)
        await summaries.redo(tx, row.id, question)
        await audit.record(tx, row.community_id, actor.user_id, deed, subject, now)

    async def _list(self, tx: Tx, row: RoundRow, done: str | None = None) -> Say:
        every = await theming.standing(tx, row.id)
        if not every:
            raise KindError(words.say(wording.NO_THEMES, number=row.number))
        revision = await theming.revision(tx, row.id)
        channel = f"<#{row.results_channel_id}>"
        said = [words.say(done or wording.INTRO, channel=channel)]
        if len(every) > MOST_LISTED:
            said.append(words.say(wording.ONLY_LARGEST, most=MOST_LISTED))
        several = len(Counter(one.question for one in every)) > 1
        names = {one.question: self._question(row, one.question) for one in every} if several else {}
        menu = Picking(
            Verb.THEME, (str(row.number),), wording.MENU_HINT, _entries(every[:MOST_LISTED], names)
        )
        undo = Button(Verb.THEME_UNDO, (str(row.number), str(revision)), wording.UNDO, Weight.QUIET)
        return Say(
            tuple(said),
            title=words.say(wording.TITLE, number=row.number),
            tone=Tone.PLAIN if done is None else Tone.GOOD,
            menus=(menu,),
            buttons=(undo,) if await theming.can_undo(tx, row.id) else (),
        )

    async def _parts(self, row: RoundRow, theme: Standing) -> tuple[Part, ...]:
        """The themes within a theme, and what is in none of them. Raises KindError where it doesn't fall apart."""
        async with self._database.reading() as tx:
            members = await theming.members(tx, theme.id)
            wrote = await results.answered(tx, row.id, theme.question)
        said = ((one, wrote.get(one)) for one in members)
        texts = {one: value.text for one, value in said if isinstance(value, Wrote)}
        if not texts:
            raise KindError(wording.TOO_OLD)
        found = await self._workshop.run(orders.parts, tuple(texts.values()))
        ids = tuple(texts)
        parts = [
            Part(label, tuple(ids[place] for place in places), centre=centre)
            for label, places, centre in found
        ]
        inside = {member for part in parts for member in part.invitation_ids}
        rest = tuple(member for member in members if member not in inside)
        if len(parts) + (len(rest) >= _FEWEST) < 2:  # noqa: PLR2004  two are the fewest to split into
            raise KindError(wording.NOTHING_SPLITS)
        if rest:
            label = clip(words.say(wording.SPLIT_REST, label=theme.label), LONGEST_NAME)
            parts.append(Part(label, rest))
        return tuple(parts)

    def _question(self, row: RoundRow, question: str) -> str:
        found = self._versions.survey(row.version_id, row.definition).question(question)
        return "" if found is None else quoted(found.text, _LONGEST_QUESTION)


def _posted(row: RoundRow) -> RoundRow:
    if row.state is not RoundState.CLOSED or row.summarised_at is None:
        raise KindError(wording.NOT_POSTED)
    return row


def _found(every: Sequence[Standing], theme_id: int) -> Standing:
    """The theme with that id, which is one of the round's. Raises KindError where it stands no more."""
    theme = next((one for one in every if one.id == theme_id), None)
    if theme is None:
        raise KindError(wording.STALE)
    return theme


def _entry(theme: Standing) -> str:
    said = wording.ENTRY_ONE if theme.size == 1 else wording.ENTRY_MANY
    return words.say(said, label=theme.label, count=f"{theme.size:,}")


def _entries(some: Sequence[Standing], questions: dict[str, str] | None = None) -> tuple[Choosable, ...]:
    """Themes as a menu lists them, with the question where there are several."""
    return tuple(
        Choosable(
            str(one.id),
            clip(
                words.say(wording.ENTRY_OF, entry=_entry(one), question=questions[one.question])
                if questions
                else _entry(one),
                _LONGEST_ENTRY,
            ),
        )
        for one in some
    )
