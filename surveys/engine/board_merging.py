"""Merging ideas that ask for the same, and taking that back."""

import asyncio
from datetime import datetime
from typing import Final

from surveys.core import board_cards as cards
from surveys.core import words
from surveys.core.board import Change, Entry, Place, check_merge
from surveys.core.errors import KindError
from surveys.core.ideas import IdeaState
from surveys.core.prompt import Say, Tone
from surveys.core.roles import Actor
from surveys.core.sheets import Sheet
from surveys.core.wording import board as wording
from surveys.engine.board_access import entry_of, loaded, may_decide, named, subject_of
from surveys.insight.similar import Shelf, closest
from surveys.store import audit, board, board_entries
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.tx import Tx

_MOST_SIMILAR, _MOST_FOUND = 10, 25
#: Ideas that are looked through for similar ones.
_LOOKED_AT: Final = 20_000


class Merging:
    """A merged idea keeps its votes; they count for the other, each person once, until the merge is undone.

    For those who may decide about ideas; raises KindError for everybody else, and for ideas of other communities.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, community_id: int, actor: Actor, idea_id: int, place: Place) -> Say:
        """Into which idea? With similar ones to choose from."""
        await may_decide(self._database, community_id, actor)
        entry = await entry_of(self._database, community_id, idea_id)
        async with self._database.reading() as tx:
            texts = await board_entries.texts_to_merge(tx, community_id, _LOOKED_AT)
        texts.pop(idea_id, None)
        similar = await asyncio.to_thread(_similar, entry.wanted.text, texts)
        return cards.merging(entry, place, tuple((number, texts[number]) for number in similar))

    async def search_form(self, community_id: int, actor: Actor, idea_id: int, place: Place) -> Sheet:
        """The form to search for another idea."""
        await may_decide(self._database, community_id, actor)
        return cards.search_form(await entry_of(self._database, community_id, idea_id), place)

    async def search(self, community_id: int, actor: Actor, idea_id: int, place: Place, typed: str) -> Say:
        """Into which idea? With those that were searched for to choose from."""
        await may_decide(self._database, community_id, actor)
        entry = await entry_of(self._database, community_id, idea_id)
        async with self._database.reading() as tx:
            found = await board_entries.search(tx, community_id, typed.strip(), _MOST_FOUND + 1)
        others = tuple(one for one in found if one[0] != idea_id)
        return cards.merging(entry, place, others, typed)

    async def merge(
        self,
        community_id: int,
        actor: Actor,
        idea_id: int,
        seen: int,
        place: Place,
        picked: str,
        now: datetime,
    ) -> Say:
        """Merge the idea into the one that was picked; as `fill` where somebody was faster."""
        await may_decide(self._database, community_id, actor)

        async def go(tx: Tx) -> str | None:
            one = await loaded(tx, community_id, idea_id)
            if one.seen != seen:
                return None
            into = await named(tx, community_id, picked)
            return await self._merge(tx, one, into, actor, now)

        note = await self._database.write(go)
        entry = await entry_of(self._database, community_id, idea_id)
        if note is None:
            return cards.one(entry, place, wording.CHANGED_MEANWHILE, Tone.CAREFUL)
        return cards.one(entry, place, note, Tone.GOOD)

    async def gather(
        self, community_id: int, actor: Actor, idea_id: int, seen: int, place: Place, now: datetime
    ) -> Say:
        """Merge everything that asks for the same into the idea; as `fill` where somebody was faster."""
        await may_decide(self._database, community_id, actor)

        async def go(tx: Tx) -> int | None:
            into = await loaded(tx, community_id, idea_id)
            if into.seen != seen:
                return None
            for number in into.alike:
                await self._merge(tx, await loaded(tx, community_id, number), into, actor, now)
            return len(into.alike)

        count = await self._database.write(go)
        entry = await entry_of(self._database, community_id, idea_id)
        if count is None:
            return cards.one(entry, place, wording.CHANGED_MEANWHILE, Tone.CAREFUL)
        note = words.count(count, wording.GATHERED_ONE, wording.GATHERED_MANY)
        return cards.one(entry, place, note, Tone.GOOD)

    async def merge_named(self, community_id: int, actor: Actor, typed: str, into: str, now: datetime) -> Say:
        """The same by command."""
        await may_decide(self._database, community_id, actor)

        async def go(tx: Tx) -> tuple[int, str]:
            one = await named(tx, community_id, typed)
            other = await named(tx, community_id, into)
            return one.wanted.id, await self._merge(tx, one, other, actor, now)

        idea_id, note = await self._database.write(go)
        return cards.one(await entry_of(self._database, community_id, idea_id), Place(), note, Tone.GOOD)

    async def unmerge(
        self, community_id: int, actor: Actor, idea_id: int, seen: int, place: Place, now: datetime
    ) -> Say:
        """The idea stands for itself again, as it did before; nobody is told."""
        await may_decide(self._database, community_id, actor)

        async def go(tx: Tx) -> bool:
            one = await loaded(tx, community_id, idea_id)
            if one.seen != seen:
                return False
            if one.into is None:
                raise KindError(wording.NOT_MERGED)
            before = await board_entries.before_merging(tx, idea_id)
            await board.set_status(tx, idea_id, before, actor.user_id, now, quietly=True)
            subject = subject_of(one, "merge undone")
            await audit.record(tx, community_id, actor.user_id, Deed.IDEA_MERGED, subject, now)
            return True

        undone = await self._database.write(go)
        note = wording.UNMERGED if undone else wording.CHANGED_MEANWHILE
        tone = Tone.GOOD if undone else Tone.CAREFUL
        return cards.one(await entry_of(self._database, community_id, idea_id), place, note, tone)

    async def _merge(self, tx: Tx, one: Entry, into: Entry, actor: Actor, now: datetime) -> str:
        check_merge(one, into, await board_entries.above(tx, into.wanted.id))
        change = Change(IdeaState.DUPLICATE)
        await board.set_status(tx, one.wanted.id, change, actor.user_id, now, duplicate_of=into.wanted.id)
        subject = subject_of(one, f"into {into.wanted.id}")
        await audit.record(tx, one.community_id, actor.user_id, Deed.IDEA_MERGED, subject, now)
        return words.say(wording.MERGED, number=into.wanted.id)


def _similar(text: str, texts: dict[int, str]) -> tuple[int, ...]:
    """Those of `texts` that ask for much the same, the most alike first."""
    shelf = Shelf()
    for number, other in texts.items():
        shelf.put(number, other)
    found = {number: texts[number] for number in shelf.named(text)}
    return closest(text, found, _MOST_SIMILAR, shelf.weigh)
