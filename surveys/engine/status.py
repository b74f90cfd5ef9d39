"""`/setup status`: everything in force, what isn't right, and how Earful itself is doing."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from surveys.core import words
from surveys.core.invitation import ANSWERED, InvitationState
from surveys.core.prompt import Button, Say, Tone, Verb, Weight
from surveys.core.roles import Right
from surveys.core.rounds import RoundState
from surveys.core.scene import moment, relative
from surveys.core.series import SeriesState
from surveys.core.status_cards import HALT_SENTENCES
from surveys.core.surroundings import Visit
from surveys.core.text import quoted
from surveys.core.wording import setup as wording
from surveys.engine.access import allowed_any
from surveys.engine.setup_cards import Facts, Step, cautions, in_force, problems
from surveys.engine.team import by_role, listed
from surveys.engine.versions import Versions
from surveys.store import backup, followers, grants, rounds, series
from surveys.store.database import Database
from surveys.store.rounds import RoundRow
from surveys.store.series import SeriesRow

#: The clock rings every 30 seconds; after so long something is wrong.
_ALIVE: Final = timedelta(minutes=3)
_LONGEST_TITLE: Final = 60
_MOST_ROLES: Final = 5
_MOST_HOLDS: Final = 3
_LONGEST_NAME: Final = 80


class Status:
    """For everybody with any right. `beat` says when the workers last looked at what is due."""

    def __init__(
        self,
        database: Database,
        versions: Versions,
        host_days: int,
        model_host: str | None,
        beat: Callable[[], datetime | None],
    ) -> None:
        self._database = database
        self._versions = versions
        self._host_days = host_days
        self._model_host = model_host
        self._beat = beat

    async def show(self, visit: Visit) -> Say:
        """One screen. Raises KindError for people without any right here."""
        community = await allowed_any(self._database, visit.community_id, visit.actor)
        async with self._database.reading() as tx:
            latest = await rounds.by_number(tx, community.id, None)
            counts = {} if latest is None else await rounds.count_states(tx, latest.id)
            held = [row for row in await rounds.all_open(tx, community.id) if row.halted is not None]
            planned = await series.of_community(tx, community.id)
            joined = await followers.count_following(tx, community.id)
            granted = await grants.load(tx, community.id)
        facts = Facts(community, visit.around, self._host_days, visit.now, self._model_host)
        wrong = problems(facts)
        holds = tuple(
            words.say(wording.ON_HOLD, number=row.number, why=HALT_SENTENCES[row.halted])
            for row in held[:_MOST_HOLDS]
            if row.halted is not None
        )
        health, awake = await self._health(visit.now)
        settled, *join = in_force(facts)[:-1], in_force(facts)[-1]
        lines = (
            *wrong,
            *holds,
            *settled,
            *_roles(granted, visit),
            *join,
            words.count(joined, wording.FOLLOWERS_ONE, wording.FOLLOWERS_MANY),
            self._last_round(latest, counts),
            self._next_date(planned, visit.now),
            *(() if holds else (wording.SENDING,)),
            health,
            *cautions(facts),
        )
        change = Button(Verb.SETUP, (str(int(Step.OVERVIEW)),), wording.CHANGE, Weight.QUIET)
        return Say(
            lines,
            title=words.say(wording.TITLE, server=quoted(visit.around.name, _LONGEST_NAME)),
            tone=Tone.GOOD if awake and not wrong and not holds else Tone.CAREFUL,
            buttons=(
                Button(Verb.SETUP_STATUS, (), wording.REFRESH, Weight.QUIET),
                *((change,) if visit.actor.manages_server else ()),
            ),
        )

    async def _health(self, now: datetime) -> tuple[str, bool]:
        """The line about Earful itself, and whether its workers are at work."""
        size, newest = await asyncio.to_thread(
            lambda: (self._database.size(), backup.newest(self._database.path))
        )
        made = None if newest is None else backup.made_at(newest)
        saved = wording.NO_BACKUP if made is None else words.say(wording.BACKED_UP, at=relative(made))
        beat = self._beat()
        if beat is None:
            return words.say(wording.STARTING, size=_size(size), backup=saved), True
        awake = now - beat < _ALIVE
        sentence = wording.AWAKE if awake else wording.ASLEEP
        return words.say(sentence, beat=relative(beat), size=_size(size), backup=saved), awake

    def _last_round(self, row: RoundRow | None, counts: Mapping[InvitationState, int]) -> str:
        if row is None:
            return wording.NO_ROUND
        title = quoted(self._versions.survey(row.version_id, row.definition).title, _LONGEST_TITLE)
        asked, answered = sum(counts.values()), sum(counts.get(state, 0) for state in ANSWERED)
        if row.state is not RoundState.CLOSED:
            return words.say(
                wording.LAST_ROUND_OPEN,
                number=row.number,
                title=title,
                closes=moment(row.closes_at),
                answered=answered,
                asked=asked,
            )
        closed = relative(row.closed_at or row.closes_at)
        if row.cancelled_at is not None:
            return words.say(wording.LAST_ROUND_CANCELLED, number=row.number, title=title, closed=closed)
        return words.say(
            wording.LAST_ROUND_CLOSED,
            number=row.number,
            title=title,
            closed=closed,
            answered=answered,
            asked=asked,
        )

    def _next_date(self, planned: tuple[SeriesRow, ...], now: datetime) -> str:
        coming = [
            (following.at, row)
            for row in planned
            if row.state is SeriesState.ACTIVE
            and (following := row.next or row.plan.schedule.next_after(now)) is not None
        ]
        if not coming:
            return wording.NO_NEXT
        at, row = min(coming, key=lambda one: one[0])
        title = quoted(self._versions.survey(row.version_id, row.definition).title, _LONGEST_TITLE)
        return words.say(wording.NEXT_DATE, title=title, at=moment(at))


def _roles(granted: Mapping[Right, frozenset[int]], visit: Visit) -> tuple[str, ...]:
    """Which other roles may do what; those that were deleted are nobody's any more."""
    having = [
        (role, rights) for role, rights in sorted(by_role(granted).items()) if role in visit.around.roles
    ]
    lines = [
        words.say(wording.ALSO_MAY, role=f"<@&{role}>", rights=listed(rights))
        for role, rights in having[:_MOST_ROLES]
    ]
    hidden = len(having) - len(lines)
    return (*lines, *((words.say(wording.MORE_ROLES, count=hidden),) if hidden else ()))


def _size(size: int) -> str:
    """Bytes as people read them."""
    return f"{size / 1e6:,.1f} MB"
