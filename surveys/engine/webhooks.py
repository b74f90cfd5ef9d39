"""Webhooks as a community's team sees them: adding, testing and removing them, and what could not be delivered."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.prompt import Button, Picking, Say, Tone, Verb, Weight
from surveys.core.roles import Actor, Right
from surveys.core.scene import moment
from surveys.core.text import clip, quoted
from surveys.core.webhooks import Event, Hosts, body, headers, secret_of
from surveys.core.widgets import Choosable
from surveys.core.wording import webhooks as wording
from surveys.engine.access import allowed
from surveys.engine.delivering import what_went_wrong
from surveys.ports import Caller
from surveys.store import audit, webhooks
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.tx import Tx
from surveys.store.webhooks import Hook

_MOST: Final = 5
_KEY_BYTES: Final = 32
_LONGEST_URL, _LONGEST_OPTION = 120, 100
_DEAD_SHOWN: Final = 8


class Webhooks:
    """Managers of the server add and remove; whoever may read results sees how they do, and tries again."""

    def __init__(self, database: Database, hosts: Hosts, caller: Caller, now: Callable[[], datetime]) -> None:
        self._database = database
        self._hosts = hosts
        self._caller = caller
        self._now = now

    async def add(self, community_id: int, actor: Actor, url: str, events: Sequence[Event]) -> Say:
        """Add a webhook; its secret is on this card and is never shown again."""
        await self._managing(community_id, actor)
        place = self._hosts.place(url)
        secret, now = secret_of(secrets.token_bytes(_KEY_BYTES)), self._now()

        async def store(tx: Tx) -> int:
            there = await webhooks.of_community(tx, community_id)
            if any(one.url == place.url for one in there):
                raise KindError(wording.KNOWN)
            if len(there) >= _MOST:
                raise KindError(words.say(wording.MOST, count=len(there)))
            subject = f"added {place.host}"
            await audit.record(tx, community_id, actor.user_id, Deed.WEBHOOK_CHANGED, subject, now)
            return await webhooks.add(tx, community_id, place.url, secret, events, now)

        webhook_id = await self._database.write(store)
        told = words.say(wording.ADDED, url=_url(place.url), events=_listed(events))
        return Say(
            (told, words.say(wording.SHOWN_ONCE, secret=secret), wording.ADDED_NEXT),
            title=wording.ADDED_TITLE,
            tone=Tone.GOOD,
            airy=True,
            buttons=(Button(Verb.WEBHOOK_TEST, (str(webhook_id),), wording.TEST),),
        )

    async def overview(self, community_id: int, actor: Actor) -> Say:
        """The community's webhooks and how they do, with a menu to choose one."""
        await allowed(self._database, community_id, actor, Right.RESULTS)
        async with self._database.reading() as tx:
            there = await webhooks.of_community(tx, community_id)
        if not there:
            return Say((wording.NONE if self._hosts.entries else wording.OFF,), title=wording.TITLE)
        lines = tuple(
            words.say(wording.LINE, url=_url(one.url), events=_listed(one.events), standing=_standing(one))
            for one in there
        )
        options = tuple(Choosable(str(one.id), clip(_bare(one.url), _LONGEST_OPTION)) for one in there)
        return Say(
            lines, title=wording.TITLE, airy=True, menus=(Picking(Verb.WEBHOOK, (), wording.PICK, options),)
        )

    async def show(self, community_id: int, actor: Actor, webhook_id: int) -> Say:
        """One webhook, what it could not be told, and what can be done about it."""
        await allowed(self._database, community_id, actor, Right.RESULTS)
        return await self._card(community_id, webhook_id)

    async def test(self, community_id: int, actor: Actor, webhook_id: int) -> Say:
        """Send a test event, once and now; what the address answered."""
        await allowed(self._database, community_id, actor, Right.RESULTS)
        hook = await self._hook(community_id, webhook_id)
        place, now = self._hosts.place(hook.url), self._now()
        async with self._database.reading() as tx:
            secret = await webhooks.secret(tx, hook.id)
        sent = body(Event.TEST, now, {"community_id": str(community_id)}).encode()
        answer = await self._caller.call(place, headers(secret, webhooks.message_id(), sent, now), sent)
        why = what_went_wrong(answer)
        if why is None:
            return Say((words.say(wording.TESTED, status=answer.status),), tone=Tone.GOOD)
        return Say((words.say(wording.TEST_FAILED, why=why),), tone=Tone.CAREFUL)

    async def remove(self, community_id: int, actor: Actor, webhook_id: int) -> Say:
        """Remove the webhook, with everything it has not been told."""
        await self._managing(community_id, actor)
        hook = await self._hook(community_id, webhook_id)

        async def store(tx: Tx) -> None:
            await webhooks.remove(tx, hook.id)
            subject = f"removed {_bare(hook.url).partition('/')[0]}"
            await audit.record(tx, community_id, actor.user_id, Deed.WEBHOOK_CHANGED, subject, self._now())

        await self._database.write(store)
        return Say((words.say(wording.REMOVED, url=_url(hook.url)),), buttons=(_back(),))

    async def again(self, community_id: int, actor: Actor, webhook_id: int) -> Say:
        """Try again everything that could not be delivered. Ring the clock."""
        await allowed(self._database, community_id, actor, Right.RESULTS)
        hook = await self._hook(community_id, webhook_id)
        if hook.disabled:
            return await self._card(community_id, webhook_id)
        await self._database.write(lambda tx: webhooks.revive(tx, hook.id, self._now()))
        return await self._card(community_id, webhook_id, wording.TRIED)

    async def drop(self, community_id: int, actor: Actor, webhook_id: int) -> Say:
        """Give up everything that could not be delivered."""
        await allowed(self._database, community_id, actor, Right.RESULTS)
        hook = await self._hook(community_id, webhook_id)
        await self._database.write(lambda tx: webhooks.drop(tx, hook.id))
        return await self._card(community_id, webhook_id, wording.DROPPED)

    async def _managing(self, community_id: int, actor: Actor) -> None:
        await allowed(self._database, community_id, actor, Right.RESULTS)
        if not actor.manages_server:
            raise KindError(wording.ONLY_MANAGERS)

    async def _hook(self, community_id: int, webhook_id: int) -> Hook:
        """The community's webhook of that id. Raises KindError where it has none such."""
        async with self._database.reading() as tx:
            there = await webhooks.of_community(tx, community_id)
        found = next((one for one in there if one.id == webhook_id), None)
        if found is None:
            raise KindError(wording.UNKNOWN)
        return found

    async def _card(self, community_id: int, webhook_id: int, said: str | None = None) -> Say:
        hook = await self._hook(community_id, webhook_id)
        async with self._database.reading() as tx:
            dead = await webhooks.dead(tx, hook.id, _DEAD_SHOWN)
        args = (str(hook.id),)
        lines = [said] if said else []
        lines.append(words.say(wording.ONE_EVENTS, events=_listed(hook.events)))
        if hook.disabled:
            lines.append(wording.ONE_DISABLED)
        if hook.waiting:
            lines.append(words.say(wording.ONE_WAITING, count=hook.waiting))
        if dead:
            listed = [
                words.say(wording.DEAD_LINE, at=moment(one.at), event=one.event, why=one.why) for one in dead
            ]
            older = hook.dead - len(dead)
            more = [words.say(wording.DEAD_MORE, count=older)] if older else []
            lines.append("\n".join((wording.ONE_DEAD, *listed, *more)))
        again = Button(Verb.WEBHOOK_AGAIN, args, wording.AGAIN)
        drop = Button(Verb.WEBHOOK_DROP, args, wording.DROP, Weight.QUIET)
        return Say(
            tuple(lines),
            title=_url(hook.url),
            airy=True,
            buttons=(
                *(() if hook.disabled else (Button(Verb.WEBHOOK_TEST, args, wording.TEST),)),
                *((again,) if dead and not hook.disabled else ()),
                *((drop,) if dead else ()),
                Button(Verb.WEBHOOK_REMOVE, args, wording.REMOVE, Weight.DANGER),
                _back(),
            ),
        )


def _standing(hook: Hook) -> str:
    if hook.disabled:
        return wording.DISABLED
    dead = words.count(hook.dead, wording.DEAD_ONE, wording.DEAD_MANY) if hook.dead else ""
    waiting = words.say(wording.WAITING, count=hook.waiting) if hook.waiting else ""
    return " · ".join(one for one in (dead, waiting) if one) or wording.FINE


def _listed(events: Sequence[Event]) -> str:
    return ", ".join(f"`{one.value}`" for one in events)


def _bare(url: str) -> str:
    """The address without what every one begins with, and without a query, in which some services put a key."""
    return url.partition("?")[0].partition("://")[2]


def _url(url: str) -> str:
    return quoted(_bare(url), _LONGEST_URL)


def _back() -> Button:
    return Button(Verb.WEBHOOK_LIST, (), wording.BACK, Weight.QUIET)
