"""Saved audiences: making, finding, counting and deleting them, and how followers stand."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Final

from surveys.core import audience_cards as cards
from surveys.core import choosing as core
from surveys.core import words
from surveys.core.audience import EVERYBODY, Audience
from surveys.core.audience_rules import checked_name
from surveys.core.audience_words import counted
from surveys.core.choosing import Facts, Needs
from surveys.core.errors import KindError
from surveys.core.prompt import Say, Tone
from surveys.core.roles import Actor, Right
from surveys.core.text import quoted
from surveys.core.wording import audiences as wording
from surveys.engine.access import allowed, is_allowed
from surveys.engine.choosing import Choosing, Roles, RolesUnknownError, in_force
from surveys.store import audience_facts, audiences, audit
from surveys.store.audiences import Saved
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.tx import Tx

_MOST: Final = 50
_LONGEST_NAME, _LISTED = 50, 5
#: How long roles that were looked up for a count are good enough for the next one. Rounds always ask anew.
_GOOD_FOR: Final = timedelta(minutes=5)


#: How many people are meant, of how many.
_Count = tuple[int, int] | None


class Audiences:
    """Defining an audience and using it needs the same right. Nothing here chooses anybody for a round."""

    def __init__(self, database: Database, choosing: Choosing) -> None:
        self._database = database
        self._choosing = choosing
        self._seen: dict[int, tuple[datetime, dict[int, frozenset[int]], frozenset[int]]] = {}

    async def make(self, community_id: int, actor: Actor, name: str, now: datetime) -> Say:
        """A new audience of everybody, to be narrowed down. Raises KindError where the name is taken."""
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        called = checked_name(name)

        async def store(tx: Tx) -> int:
            if len(await audiences.of_community(tx, community_id)) >= _MOST:
                raise KindError(words.say(wording.TOO_MANY, most=_MOST))
            made = await audiences.add(tx, community_id, called, EVERYBODY, actor.user_id, now)
            if made is None:
                raise taken(called)
            await audit.record(tx, community_id, actor.user_id, Deed.AUDIENCE_SAVED, called, now)
            return made

        made = await self._database.write(store)
        return await self.show(community_id, actor, made, now)

    async def show(
        self, community_id: int, actor: Actor, audience_id: int, now: datetime, note: str | None = None
    ) -> Say:
        """One audience, with how many people it means now. Raises KindError where it isn't there."""
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        async with self._database.reading() as tx:
            saved = await loaded(tx, community_id, audience_id)
        audience, count = (await self._counts(community_id, (saved,), now))[saved.id]
        veiled = await veils(self._database, community_id, actor, audience)
        return cards.one(saved.id, saved.name, saved.audience, saved.version, count, veiled=veiled, note=note)

    async def show_named(self, community_id: int, actor: Actor, name: str, now: datetime) -> Say:
        """The audience of that name."""
        return await self.show(community_id, actor, await self._id_of(community_id, actor, name), now)

    async def list(self, community_id: int, actor: Actor, now: datetime) -> Say:
        """All audiences, each with how many people it means now."""
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        async with self._database.reading() as tx:
            found = await audiences.of_community(tx, community_id)
        counts = await self._counts(community_id, found, now)
        shown = []
        for saved in found:
            meant, count = counts[saved.id]
            veiled = await veils(self._database, community_id, actor, meant)
            said = wording.COUNT_UNKNOWN if count is None else counted(*count, veiled=veiled)
            shown.append((saved.id, saved.name, saved.audience, said))
        return cards.all_of_them(shown)

    async def overview(self, community_id: int, actor: Actor, now: datetime) -> Say:
        """How many follow, came and went lately, can be reached, answer, and are silent."""
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        lately, since = now - timedelta(days=cards.LATELY), now - timedelta(days=cards.TAKING_PART)
        async with self._database.reading() as tx:
            found = await audience_facts.numbers(tx, community_id, lately, since)
        return cards.overview(
            found.followers, found.joined, found.left, found.reachable, found.answered, found.never
        )

    async def ask_to_delete(self, community_id: int, actor: Actor, audience_id: int) -> Say:
        """Whether to delete it. Raises KindError where something that goes on needs it."""
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        async with self._database.reading() as tx:
            saved = await loaded(tx, community_id, audience_id)
            await _require_unused(tx, community_id, saved)
        return cards.ask_to_delete(saved.id, saved.name)

    async def ask_to_delete_named(self, community_id: int, actor: Actor, name: str) -> Say:
        """The same for the audience of that name."""
        return await self.ask_to_delete(community_id, actor, await self._id_of(community_id, actor, name))

    async def delete(self, community_id: int, actor: Actor, audience_id: int, now: datetime) -> Say:
        """It is gone. Raises KindError where it isn't there, or something that goes on needs it."""
        await allowed(self._database, community_id, actor, Right.ROUNDS)

        async def store(tx: Tx) -> str:
            saved = await loaded(tx, community_id, audience_id)
            await _require_unused(tx, community_id, saved)
            await audiences.remove(tx, saved.id)
            await audit.record(tx, community_id, actor.user_id, Deed.AUDIENCE_DELETED, saved.name, now)
            return saved.name

        name = await self._database.write(store)
        return Say((words.say(wording.DELETED, name=quoted(name, _LONGEST_NAME)),), tone=Tone.GOOD)

    async def suggest(self, community_id: int, actor: Actor, typed: str, most: int) -> tuple[str, ...]:
        """Names that contain what was typed, at most `most`; for those who may use audiences."""
        if not await is_allowed(self._database, community_id, actor, Right.ROUNDS):
            return ()
        async with self._database.reading() as tx:
            found = await audiences.of_community(tx, community_id)
        return tuple(one.name for one in found if typed.casefold() in one.name.casefold())[:most]

    async def _id_of(self, community_id: int, actor: Actor, name: str) -> int:
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        async with self._database.reading() as tx:
            return (await named_or_kind_error(tx, community_id, name)).id

    async def _counts(
        self, community_id: int, found: tuple[Saved, ...], now: datetime
    ) -> Mapping[int, tuple[Audience, _Count]]:
        """Each as it is in force, and how many it means of how many; None where Discord doesn't say who has which role."""
        async with self._database.reading() as tx:
            definitions = {saved.id: await in_force(tx, community_id, saved.audience) for saved in found}
            needs = reduce(or_, map(core.needs, definitions.values()), Needs())
            everybody = await self._choosing.facts(tx, community_id, needs, {}, now)
        roles = await self._roles(community_id, tuple(definitions.values()), everybody, now)
        return await asyncio.to_thread(_count, definitions, everybody, roles, now)

    async def _roles(
        self,
        community_id: int,
        definitions: tuple[Audience, ...],
        everybody: tuple[Facts, ...],
        now: datetime,
    ) -> Roles | None:
        wanted: set[int] = set()
        for audience in definitions:
            if audience.asks_for_roles:
                wanted |= core.candidates(audience, everybody, now)
        users = {one.user_id for one in everybody if one.follower_id in wanted}
        self._seen = {one: seen for one, seen in self._seen.items() if now - seen[0] < _GOOD_FOR}
        at, known, asked = self._seen.get(community_id, (now, {}, frozenset()))
        missing = users - asked
        if missing:
            try:
                known = {**known, **await self._choosing.roles_of(community_id, sorted(missing))}
            except RolesUnknownError:
                return None
            self._seen[community_id] = (at, known, asked | missing)
        return known


async def loaded(tx: Tx, community_id: int, audience_id: int) -> Saved:
    """The community's audience with that id. Raises KindError where there is none."""
    saved = await audiences.load(tx, community_id, audience_id)
    if saved is None:
        raise KindError(wording.GONE)
    return saved


async def named_or_kind_error(tx: Tx, community_id: int, name: str) -> Saved:
    """The community's audience of that name. Raises KindError where there is none."""
    saved = await audiences.by_name(tx, community_id, name)
    if saved is None:
        raise KindError(words.say(wording.UNKNOWN, name=quoted(name, _LONGEST_NAME)))
    return saved


async def veils(database: Database, community_id: int, actor: Actor, audience: Audience) -> bool:
    """Whether small numbers are kept from the actor: they would tell what somebody answered."""
    if not audience.tells_answers:
        return False
    return not await is_allowed(database, community_id, actor, Right.PEOPLE)


def taken(name: str) -> KindError:
    """That there is an audience of that name already."""
    return KindError(words.say(wording.NAME_TAKEN, name=quoted(name, _LONGEST_NAME)))


async def _require_unused(tx: Tx, community_id: int, saved: Saved) -> None:
    keys, names = await audiences.users_of(tx, community_id, saved.id)
    name = quoted(saved.name, _LONGEST_NAME)
    if keys:
        listed = ", ".join(f"`{key}`" for key in keys[:_LISTED])
        raise KindError(words.say(wording.IN_USE_SERIES, name=name, surveys=listed))
    if names:
        listed = ", ".join(f"“{quoted(one, _LONGEST_NAME)}”" for one in names[:_LISTED])
        raise KindError(words.say(wording.IN_USE_AUDIENCES, name=name, audiences=listed))


def _count(
    definitions: Mapping[int, Audience], everybody: tuple[Facts, ...], roles: Roles | None, now: datetime
) -> dict[int, tuple[Audience, _Count]]:
    known = core.with_roles(everybody, roles or {})
    counts: dict[int, tuple[Audience, _Count]] = {}
    for one, audience in definitions.items():
        unknown = audience.asks_for_roles and roles is None
        count = None if unknown else (len(core.means(audience, known, now)), len(everybody))
        counts[one] = audience, count
    return counts
