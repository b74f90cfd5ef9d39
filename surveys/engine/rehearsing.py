"""Rehearsals: the real thing, by DM, to a few of the team who joined; counted nowhere, and deleted after a day."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.invitation import REACHED, InvitationState
from surveys.core.language import Languages
from surveys.core.phrases import asking
from surveys.core.prompt import Among, Picking, Say, Tone, Verb
from surveys.core.roles import Actor, Right
from surveys.core.rounds import RoundState
from surveys.core.scene import relative
from surveys.core.status_cards import WHY_SENTENCES
from surveys.core.text import quoted
from surveys.core.wording import trying as wording
from surveys.engine.access import allowed
from surveys.engine.surveys import latest_or_kind_error
from surveys.engine.traces import Traces
from surveys.engine.versions import Versions
from surveys.ports import Channel, Courier, Fate, Person
from surveys.store import audit, rehearsals, rounds
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.rehearsals import Part
from surveys.store.rights import NOBODY
from surveys.store.rounds import RoundRow
from surveys.store.tx import Tx

MOST_PEOPLE: Final = 5
#: Rehearsals one person can be in at a time: they are outside all caps, so there must not be many.
MOST_AT_A_TIME: Final = 3
LASTS: Final = timedelta(days=1)
_LONGEST_TITLE: Final = 100
_SOON: Final = timedelta(seconds=1)
_LATER: Final = timedelta(minutes=1)
_PASSING: Final = frozenset({Fate.POSTPONED, Fate.HALTED, Fate.UNSURE})
#: States in which nothing more will come of a person.
_SETTLED: Final = frozenset(InvitationState) - {
    InvitationState.QUEUED,
    InvitationState.SENDING,
    InvitationState.SENT,
    InvitationState.STARTED,
}
_log = logging.getLogger(__name__)


class Rehearsing:
    """Offers and opens rehearsals; the sender delivers them like any round."""

    def __init__(self, database: Database, versions: Versions) -> None:
        self._database = database
        self._versions = versions

    async def ask(self, community_id: int, actor: Actor, key: str) -> Say:
        """A menu of members to rehearse the newest version with. Raises KindError for people who may not send rounds."""
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        async with self._database.reading() as tx:
            version = await latest_or_kind_error(tx, community_id, key)
        title = quoted(self._versions.survey(version.id, version.definition).title, _LONGEST_TITLE)
        menu = Picking(
            Verb.REHEARSE, (str(version.id),), wording.REHEARSE_HINT, most=MOST_PEOPLE, among=Among.MEMBERS
        )
        return Say(
            (words.say(wording.REHEARSE_WHAT, most=MOST_PEOPLE),),
            title=words.say(wording.REHEARSE_TITLE, title=title),
            tone=Tone.ASK,
            menus=(menu,),
        )

    async def start(
        self, community_id: int, actor: Actor, version_id: int, user_ids: Sequence[int], now: datetime
    ) -> Say:
        """Send the survey to those of `user_ids` who joined, and say who gets it and who doesn't.

        Raises KindError where the survey has a newer version, and where none of them can get it.
        """
        community = await allowed(self._database, community_id, actor, Right.ROUNDS)
        wanted = list(dict.fromkeys(user_ids))[:MOST_PEOPLE]

        async def work(tx: Tx) -> tuple[list[int], list[str]]:
            if not await rounds.is_latest_version(tx, community_id, version_id):
                raise KindError(wording.REHEARSE_STALE)
            known = await rehearsals.testers(tx, community_id, wanted)
            busy = [one for one in wanted if one in known and known[one].rehearsals >= MOST_AT_A_TIME]
            chosen = [one for one in wanted if one in known and one not in busy]
            unknown = [one for one in wanted if one not in known]
            aside = [
                *_about(unknown, wording.NOT_JOINED_ONE, wording.NOT_JOINED_MANY),
                *_about(busy, wording.ENOUGH_ONE, wording.ENOUGH_MANY),
            ]
            if not chosen:
                raise KindError(" ".join((*aside, wording.REHEARSE_NONE)))
            await rehearsals.open_rehearsal(
                tx,
                community_id,
                version_id,
                actor.user_id,
                [known[one].follower_id for one in chosen],
                now,
                now + LASTS,
            )
            people = "1 person" if len(chosen) == 1 else f"{len(chosen)} people"
            await audit.record(tx, community_id, actor.user_id, Deed.REHEARSED, f"with {people}", now)
            return chosen, aside

        chosen, aside = await self._database.write(work)
        sent = words.say(wording.REHEARSE_SENT, people=_mentions(chosen))
        following = words.say(wording.REHEARSE_NEXT, channel=f"<#{community.results_channel_id}>")
        return Say((sent, *aside, following), tone=Tone.GOOD)


class Rehearsals:
    """Ends rehearsals: tells the team what came of them, once, and deletes them. One `end_due` runs at a time."""

    def __init__(
        self,
        database: Database,
        versions: Versions,
        languages: Languages,
        courier: Courier,
        traces: Traces,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._versions = versions
        self._languages = languages
        self._courier = courier
        self._traces = traces
        self._now = now

    async def end_due(self) -> datetime | None:
        """Close what is over, tell what is settled, delete what was told; when to look again."""
        now = self._now()

        async def close(tx: Tx) -> bool:
            closed = [
                await rounds.close(tx, round_id, words.HELD_WINDOW, now)
                for round_id in await rehearsals.due_to_close(tx, now)
            ]
            return all(closed)

        async with self._database.reading() as tx:
            due = await rehearsals.due_to_close(tx, now)
        again = [] if not due or await self._database.write(close) else [now + _SOON]
        async with self._database.reading() as tx:
            unreported = [await rehearsals.load(tx, one) for one in await rehearsals.unreported(tx)]
        told = [await self._report(row) for row in unreported]
        async with self._database.reading() as tx:
            over = [await rehearsals.load(tx, one) for one in await rehearsals.to_wipe(tx)]
        for row in over:
            await self._wipe(row)
        async with self._database.reading() as tx:
            following = await rehearsals.next_close(tx)
        again += [] if all(told) else [now + _LATER]
        return min([*again, *([following] if following is not None else [])], default=None)

    async def _report(self, row: RoundRow) -> bool:
        """Tell the team, once there is nothing more to come; whether that needs no other try."""
        async with self._database.reading() as tx:
            parts = await rehearsals.parts(tx, row.id)
        if row.state is not RoundState.CLOSED and not all(one.state in _SETTLED for one in parts):
            return True
        title = self._versions.survey(row.version_id, row.definition).title
        card, nonce = _report_card(row, title, parts), f"e{row.id}"
        outcome = await self._courier.send(Channel(row.results_channel_id), card, nonce)
        if outcome.fate in _PASSING:
            return False
        if outcome.fate is not Fate.DELIVERED and row.started_by != NOBODY:
            outcome = await self._courier.send(Person(row.started_by), card, nonce)
        if outcome.fate is not Fate.DELIVERED:
            _log.warning("what came of a rehearsal could not be told: %s", outcome.fate)
        now = self._now()
        await self._database.write(lambda tx: rehearsals.reported(tx, row.id, now))
        return True

    async def _wipe(self, row: RoundRow) -> None:
        async with self._database.reading() as tx:
            parts = await rehearsals.parts(tx, row.id)
        for one in parts:
            if one.message_id is not None and one.dm_channel_id is not None:
                lang = self._languages.of(one.language, one.locale)
                card = Say((lang.say(asking.REHEARSAL_OVER),), badge=lang.say(asking.REHEARSAL))
                # Tried once: whoever presses an old card is told that the round has closed.
                await self._courier.replace(Person(one.user_id, one.dm_channel_id), one.message_id, card)
        now = self._now()
        files = await self._database.write(lambda tx: rehearsals.wipe(tx, row.id, now))
        await self._traces.let_go(files)


def _report_card(row: RoundRow, title: str, parts: Sequence[Part]) -> Say:
    received = [one.user_id for one in parts if one.state in REACHED]
    finished = [one.user_id for one in parts if one.state is InvitationState.COMPLETED]
    lost = {InvitationState.UNREACHABLE, InvitationState.FAILED}
    unreached = [one.user_id for one in parts if one.state in lost]
    waiting = [
        words.say(
            wording.REPORT_PERSON_WHY,
            person=f"<@{one.user_id}>",
            why=WHY_SENTENCES.get(one.reason, one.reason) if one.reason is not None else words.HELD_WINDOW,
        )
        for one in parts
        if one.state is InvitationState.HELD_BACK
    ]
    lines = [
        words.say(wording.REPORT_RECEIVED, people=_mentions(received) or wording.REPORT_NOBODY),
        words.say(wording.REPORT_FINISHED, people=_mentions(finished) or wording.REPORT_NOBODY),
    ]
    if unreached:
        lines.append(words.say(wording.REPORT_UNREACHED, people=_mentions(unreached)))
    if waiting:
        lines.append(words.say(wording.REPORT_WAITING, people=", ".join(waiting)))
    still = row.state is not RoundState.CLOSED
    lines.append(
        words.say(wording.REPORT_STILL, at=relative(row.closes_at)) if still else wording.REPORT_ENDED
    )
    name = quoted(title, _LONGEST_TITLE)
    return Say(tuple(lines), title=words.say(wording.REPORT_TITLE, title=name), tone=Tone.GOOD)


def _about(user_ids: Sequence[int], one: str, many: str) -> list[str]:
    if not user_ids:
        return []
    template = one if len(user_ids) == 1 else many
    return [words.say(template, people=_mentions(user_ids), most=MOST_AT_A_TIME)]


def _mentions(user_ids: Sequence[int]) -> str:
    return ", ".join(f"<@{one}>" for one in user_ids)
