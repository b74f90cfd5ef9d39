"""Building an audience: rules that are added, moved, limited and removed, one step of a card at a time."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from surveys.core import audience_cards as cards
from surveys.core import audience_rules as rules
from surveys.core import words
from surveys.core.audience import MOST_RULES, Audience, InAudience, Limit, Rule, named
from surveys.core.audience_rules import Side
from surveys.core.errors import KindError
from surveys.core.prompt import Say
from surveys.core.roles import Actor, Right
from surveys.core.sheets import Sheet
from surveys.core.text import quoted
from surveys.core.wording import audiences as wording
from surveys.engine.access import allowed
from surveys.engine.audience_menus import At, AudienceMenus, numbered
from surveys.engine.audiences import Audiences, loaded, taken
from surveys.engine.versions import Versions
from surveys.store import audiences, audit
from surveys.store.audiences import Saved
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.tx import Tx

_LONGEST_NAME: Final = 50
_LISTED: Final = 5
#: What becomes of an audience: its new definition.
_Change = Callable[[Tx, Saved], Awaitable[Audience]]


class AudienceBuilding:
    """Every change is stored at once, and is a version of its own: a card that is out of date changes nothing."""

    def __init__(self, database: Database, versions: Versions, shown: Audiences) -> None:
        self._database = database
        self._menus = AudienceMenus(database, versions)
        self._shown = shown

    async def form(
        self, community_id: int, actor: Actor, audience_id: int, side: int, token: str
    ) -> Sheet | None:
        """The form for a rule of that kind; None where there is something to pick, or nothing more to ask."""
        await self._saved(community_id, actor, audience_id)
        at = At.of(audience_id, side, token)
        return rules.sheet_of(at.kind, at.args, rules.title_of(at.side, at.kind))

    async def add(
        self, community_id: int, actor: Actor, audience_id: int, side: int, token: str, now: datetime
    ) -> Say:
        """The first menu for a rule of that kind, or the audience with the rule where there is nothing to pick."""
        await self._saved(community_id, actor, audience_id)
        at = At.of(audience_id, side, token)
        at_once = rules.at_once(at.kind)
        if at_once is not None:
            return await self._put(community_id, actor, audience_id, at.side, at_once, now)
        return await self._menus.first(community_id, at)

    async def pick(
        self, community_id: int, actor: Actor, at: At, tokens: Collection[str], now: datetime
    ) -> Say:
        """What was picked becomes a rule, or leads to the next menu. Raises KindError for what isn't there."""
        await self._saved(community_id, actor, at.audience_id)
        picked = await self._menus.picked(community_id, at, tokens)
        if isinstance(picked, Say):
            return picked
        return await self._put(community_id, actor, at.audience_id, at.side, picked, now)

    async def fill(
        self, community_id: int, actor: Actor, at: At, texts: Mapping[str, str], now: datetime
    ) -> Say:
        """The rule that was filled in. Raises KindError where a number can't be read."""
        await self._saved(community_id, actor, at.audience_id)
        rule = rules.filled(at.kind, texts)
        if rule is None:
            raise KindError(wording.PICK_AGAIN)
        return await self._put(community_id, actor, at.audience_id, at.side, rule, now)

    async def rule(
        self,
        community_id: int,
        actor: Actor,
        audience_id: int,
        version: int,
        tokens: Collection[str],
        now: datetime,
    ) -> Say:
        """One rule, with what can be done about it; the whole audience where the card was out of date."""
        saved = await self._saved(community_id, actor, audience_id)
        place = numbered(tokens)
        there = cards.places(saved.audience)
        if saved.version != version or place >= len(there):
            return await self._shown.show(community_id, actor, audience_id, now, wording.OUTDATED)
        side, found = there[place]
        return cards.rule(saved.id, saved.name, saved.version, place, found, side)

    async def move(
        self, community_id: int, actor: Actor, audience_id: int, version: int, place: int, now: datetime
    ) -> Say:
        """What was required is left out from now on, or the other way round."""

        def moved(audience: Audience, side: Side | None, found: Rule | Limit) -> Audience:
            if isinstance(found, Limit) or side is None:
                return audience
            other = Side.EXCLUDE if side is Side.INCLUDE else Side.INCLUDE
            return _with(_without(audience, side, found), other, found)

        return await self._at(community_id, actor, audience_id, version, place, moved, now)

    async def remove(
        self, community_id: int, actor: Actor, audience_id: int, version: int, place: int, now: datetime
    ) -> Say:
        """The rule or limit counts no longer."""
        return await self._at(community_id, actor, audience_id, version, place, _without, now)

    async def limit_sheet(
        self, community_id: int, actor: Actor, audience_id: int, version: int, place: int
    ) -> Sheet:
        """The form that asks how many of each at most."""
        await self._saved(community_id, actor, audience_id)
        return rules.sheet_of_limit((str(audience_id), str(version), str(place)))

    async def limit(
        self,
        community_id: int,
        actor: Actor,
        audience_id: int,
        version: int,
        place: int,
        texts: Mapping[str, str],
        now: datetime,
    ) -> Say:
        """At most so many of each of the rule's groups. Raises KindError for what is no number."""

        def limited(audience: Audience, _: Side | None, found: Rule | Limit) -> Audience:
            made = None if isinstance(found, Limit) else rules.limit_of(found, texts.get(rules.MOST, ""))
            if made is None:
                return audience
            others = tuple(one for one in audience.limits if one.of != made.of)
            return replace(audience, limits=(*others, made))

        return await self._at(community_id, actor, audience_id, version, place, limited, now)

    async def settings_sheet(self, community_id: int, actor: Actor, audience_id: int) -> Sheet:
        """The form for the name and the sample."""
        saved = await self._saved(community_id, actor, audience_id)
        return rules.sheet_of_settings((str(saved.id),), saved.name, saved.audience)

    async def settings(
        self, community_id: int, actor: Actor, audience_id: int, texts: Mapping[str, str], now: datetime
    ) -> Say:
        """Its name and how many people a round takes. Raises KindError where the name is taken, or no number."""
        await self._saved(community_id, actor, audience_id)
        name, sample = (
            rules.checked_name(texts.get(rules.NAME, "")),
            rules.sample_of(texts.get(rules.SAMPLE, "")),
        )

        async def change(tx: Tx, saved: Saved) -> Audience:
            other = await audiences.by_name(tx, community_id, name)
            if other is not None and other.id != saved.id:
                raise taken(name)
            return replace(saved.audience, sample=sample)

        return await self._change(community_id, actor, audience_id, change, now, name=name)

    async def _put(
        self, community_id: int, actor: Actor, audience_id: int, side: Side, rule: Rule, now: datetime
    ) -> Say:
        async def change(tx: Tx, saved: Saved) -> Audience:
            if isinstance(rule, InAudience):
                await _require_namable(tx, community_id, saved, rule)
            return _with(saved.audience, side, rule)

        return await self._change(community_id, actor, audience_id, change, now)

    async def _at(
        self,
        community_id: int,
        actor: Actor,
        audience_id: int,
        version: int,
        place: int,
        become: Callable[[Audience, Side | None, Rule | Limit], Audience],
        now: datetime,
    ) -> Say:
        saved = await self._saved(community_id, actor, audience_id)
        if saved.version != version or place >= len(cards.places(saved.audience)):
            return await self._shown.show(community_id, actor, audience_id, now, wording.OUTDATED)

        async def change(_: Tx, saved: Saved) -> Audience:
            there = cards.places(saved.audience)
            if saved.version != version or place >= len(there):
                return saved.audience
            side, found = there[place]
            return become(saved.audience, side, found)

        return await self._change(community_id, actor, audience_id, change, now)

    async def _change(
        self,
        community_id: int,
        actor: Actor,
        audience_id: int,
        change: _Change,
        now: datetime,
        *,
        name: str | None = None,
    ) -> Say:
        await allowed(self._database, community_id, actor, Right.ROUNDS)

        async def store(tx: Tx) -> None:
            saved = await loaded(tx, community_id, audience_id)
            audience, called = await change(tx, saved), saved.name if name is None else name
            if (audience, called) == (saved.audience, saved.name):
                return
            if len(cards.places(audience)) > MOST_RULES:
                raise KindError(words.say(wording.TOO_MANY_RULES, most=MOST_RULES))
            await audiences.change(tx, saved.id, called, audience)
            subject = f"{called}, version {saved.version + 1}"
            if audience.tells_answers:
                subject += ", by answers"
            await audit.record(tx, community_id, actor.user_id, Deed.AUDIENCE_SAVED, subject, now)

        await self._database.write(store)
        return await self._shown.show(community_id, actor, audience_id, now)

    async def _saved(self, community_id: int, actor: Actor, audience_id: int) -> Saved:
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        async with self._database.reading() as tx:
            return await loaded(tx, community_id, audience_id)


def _with(audience: Audience, side: Side, rule: Rule) -> Audience:
    """The definition with one rule more; the same rule twice changes nothing."""
    included, excluded = audience.include, audience.exclude
    if side is Side.INCLUDE and rule not in included:
        return replace(audience, include=(*included, rule))
    if side is Side.EXCLUDE and rule not in excluded:
        return replace(audience, exclude=(*excluded, rule))
    return audience


def _without(audience: Audience, side: Side | None, found: Rule | Limit) -> Audience:
    return replace(
        audience,
        include=tuple(one for one in audience.include if side is not Side.INCLUDE or one != found),
        exclude=tuple(one for one in audience.exclude if side is not Side.EXCLUDE or one != found),
        limits=tuple(one for one in audience.limits if side is not None or one != found),
    )


async def _require_namable(tx: Tx, community_id: int, saved: Saved, rule: InAudience) -> None:
    """Audiences that are named name none themselves, so that none can come round to itself."""
    other = await loaded(tx, community_id, rule.audience_id)
    if other.id == saved.id or named(other.audience):
        raise KindError(words.say(wording.NAMES_OTHERS, name=quoted(other.name, _LONGEST_NAME)))
    _, users = await audiences.users_of(tx, community_id, saved.id)
    if users:
        listed = ", ".join(f"“{quoted(one, _LONGEST_NAME)}”" for one in users[:_LISTED])
        raise KindError(words.say(wording.IS_NAMED, audiences=listed))
