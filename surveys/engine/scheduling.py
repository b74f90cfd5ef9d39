"""What creators do with series: schedule one, look at them, pause, skip, end, and settle dates that were missed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from surveys.core import series_cards, words
from surveys.core.audience_words import in_a_line
from surveys.core.errors import KindError
from surveys.core.prompt import Document, Say, Tone
from surveys.core.roles import Actor, Right
from surveys.core.scene import moment
from surveys.core.series import (
    MOST_DAYS_BETWEEN,
    MOST_SKIPPED,
    Occurrence,
    Repeat,
    Schedule,
    SeriesState,
    checked_cron,
    rule_of,
)
from surveys.core.text import clean, quoted
from surveys.core.wording import audiences as wording
from surveys.core.wording import authoring
from surveys.engine.access import allowed
from surveys.engine.audiences import named_or_kind_error
from surveys.engine.choosing import Choosing
from surveys.engine.series import audience_of, choose_for, open_one
from surveys.engine.surveys import latest_or_kind_error
from surveys.engine.versions import Versions
from surveys.store import audit, rounds
from surveys.store import series as store
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.series import Plan, SeriesRow
from surveys.store.tx import Tx

_CALENDAR_DATES: Final = 50
_LONGEST_TYPED: Final = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """A schedule as it was typed; `cron` counts instead of `repeat`, `every` and `at`."""

    repeat: Repeat
    every: int
    at: str
    first: str | None
    ends: str | None
    skips: str | None
    cron: str | None


class Scheduling:
    """Everything is stored in the community's calendar; the opener acts on the rows."""

    def __init__(self, database: Database, versions: Versions, choosing: Choosing) -> None:
        self._database = database
        self._versions = versions
        self._choosing = choosing

    async def propose(
        self,
        community_id: int,
        actor: Actor,
        key: str,
        wanted: Wanted,
        days: int,
        target: int | None,
        now: datetime,
        *,
        remind: bool,
        audience: str | None = None,
    ) -> Say:
        """What would be scheduled, to be confirmed; no round opens before.

        Raises KindError where something can't be read, there is no such survey, or no date would come.
        """
        community = await allowed(self._database, community_id, actor, Right.ROUNDS)
        schedule = _read(wanted, community.time_zone, now)
        first = schedule.next_after(now)
        if first is None:
            raise KindError(words.SERIES_NEVER)

        async def work(tx: Tx) -> Say:
            version = await latest_or_kind_error(tx, community_id, key)
            survey_id = await store.survey_id(tx, community_id, key)
            assert survey_id is not None, "a version belongs to a survey"
            saved = None if audience is None else await named_or_kind_error(tx, community_id, audience)
            to = None if saved is None else (saved.name, in_a_line(saved.audience))
            to_id = None if saved is None else saved.id
            plan = Plan(community_id, survey_id, schedule, days, target, remind, actor.user_id, to_id)
            series_id = await store.draft(tx, plan, first, now)
            title = self._versions.survey(version.id, version.definition).title
            return series_cards.proposal(
                series_id,
                title,
                schedule,
                days,
                target,
                now,
                remind=remind,
                gap_days=community.terms.gap_days,
                to=to,
            )

        return await self._database.write(work)

    async def keep(self, community_id: int, actor: Actor, series_id: int, now: datetime) -> Say:
        """Confirm what was proposed. Raises KindError where the draft isn't there any more, or no date would come."""

        async def work(tx: Tx, row: SeriesRow) -> Say:
            if row.state is not SeriesState.DRAFT:
                raise KindError(words.SERIES_STALE)
            self._require_current(row)
            following = row.plan.schedule.next_after(now)
            if following is None:
                raise KindError(words.SERIES_NEVER)
            await store.set_next(tx, row.id, following)
            await store.set_state(tx, row.id, SeriesState.ACTIVE)
            return Say((words.SERIES_KEPT,), tone=Tone.GOOD)

        return await self._change(community_id, actor, series_id, work, "made", now, gone=words.SERIES_STALE)

    async def drop(self, community_id: int, actor: Actor, series_id: int) -> Say:
        """Think better of it."""
        await allowed(self._database, community_id, actor, Right.ROUNDS)

        async def work(tx: Tx) -> None:
            await store.forget_draft(tx, community_id, series_id)

        await self._database.write(work)
        return Say((words.SERIES_DROPPED,))

    async def overview(self, community_id: int, actor: Actor, now: datetime) -> Say:
        """Open rounds, and series with their next dates."""
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        async with self._database.reading() as tx:
            open_rounds = await rounds.all_open(tx, community_id)
            found = await store.of_community(tx, community_id)
        return series_cards.overview(
            [
                (self._versions.survey(one.version_id, one.definition).title, one.number, one.closes_at)
                for one in open_rounds
            ],
            [(row.id, self._title(row), row.plan.schedule, row.state) for row in found],
            now,
        )

    async def show(self, community_id: int, actor: Actor, series_id: int, now: datetime) -> Say:
        """One series, with what can be done about it. Raises KindError where it isn't there any more."""
        row = await self._row(community_id, actor, series_id)
        async with self._database.reading() as tx:
            return await self._card(tx, row, now)

    async def pause(self, community_id: int, actor: Actor, series_id: int, now: datetime) -> Say:
        """No round opens until it is resumed. Pausing twice changes nothing."""

        async def work(tx: Tx, row: SeriesRow) -> Say:
            if row.state is SeriesState.ACTIVE:
                await store.set_state(tx, row.id, SeriesState.PAUSED)
                await store.hold(tx, row.id, None)
            return await self._after(tx, row, now)

        return await self._change(community_id, actor, series_id, work, "paused", now)

    async def resume(self, community_id: int, actor: Actor, series_id: int, now: datetime) -> Say:
        """Rounds open again from the next date on; those in between are not made up for."""

        async def work(tx: Tx, row: SeriesRow) -> Say:
            if row.state is SeriesState.PAUSED:
                self._require_current(row)
                await store.set_next(tx, row.id, row.plan.schedule.next_after(now))
                await store.set_state(tx, row.id, SeriesState.ACTIVE)
            return await self._after(tx, row, now)

        return await self._change(community_id, actor, series_id, work, "resumed", now)

    async def end(self, community_id: int, actor: Actor, series_id: int, now: datetime) -> Say:
        """No round opens any more. One that is open stays open."""

        async def work(tx: Tx, row: SeriesRow) -> Say:
            if row.state in {SeriesState.ACTIVE, SeriesState.PAUSED}:
                await store.set_state(tx, row.id, SeriesState.ENDED)
                await store.hold(tx, row.id, None)
            return await self._after(tx, row, now)

        return await self._change(community_id, actor, series_id, work, "ended", now)

    async def skip(self, community_id: int, actor: Actor, series_id: int, number: int, now: datetime) -> Say:
        """Leave out one date (`number` as in its button). A card that is out of date changes nothing."""

        async def work(tx: Tx, row: SeriesRow) -> Say:
            on = _date_of(number)
            schedule = row.plan.schedule
            upcoming = row.state is SeriesState.ACTIVE and row.next is not None and row.next.on == on
            if on is not None and upcoming and len(schedule.skips) < MOST_SKIPPED:
                # Dates that are over need not be remembered.
                coming = {day for day in schedule.skips if day >= now.date() - timedelta(days=2)}
                schedule = replace(schedule, skips=frozenset(coming | {on}))
                await store.set_skips(tx, row.id, schedule)
                await store.set_next(tx, row.id, schedule.next_after(now))
            return await self._after(tx, row, now)

        return await self._change(community_id, actor, series_id, work, "a date left out", now)

    async def open_missed(
        self, community_id: int, actor: Actor, series_id: int, number: int, now: datetime
    ) -> Say:
        """Open the round of a date that was missed, now. Raises KindError where that date is settled."""
        due = await self._row(community_id, actor, series_id)
        missed = _held(due, number)
        chosen = await choose_for(self._database, self._choosing, self._versions, due, missed, now)

        async def work(tx: Tx, row: SeriesRow) -> Say:
            held = _held(row, number)
            self._require_current(row)
            round_id, _ = await open_one(tx, row, held, now, chosen)
            if not round_id and chosen is not None:
                raise KindError(wording.ROUND_NOBODY)  # the date still waits
            await store.hold(tx, row.id, None)
            return Say((words.SERIES_OPENED_LATE if round_id else words.ROUND_NOBODY,), tone=Tone.GOOD)

        return await self._change(community_id, actor, series_id, work, "a missed date opened", now)

    async def leave_missed(
        self, community_id: int, actor: Actor, series_id: int, number: int, now: datetime
    ) -> Say:
        """Leave out a date that was missed. Raises KindError where that date is settled."""

        async def work(tx: Tx, row: SeriesRow) -> Say:
            _held(row, number)
            await store.hold(tx, row.id, None)
            following = row.plan.schedule.next_after(now)
            if following is None:
                return Say((words.SERIES_LEFT_OUT_LAST,))
            return Say((words.say(words.SERIES_LEFT_OUT, next=moment(following.at)),))

        return await self._change(community_id, actor, series_id, work, "a missed date left out", now)

    async def calendar(self, community_id: int, actor: Actor, series_id: int, now: datetime) -> Say:
        """The next dates as an iCalendar file (RFC 5545), to be opened by any calendar."""
        row = await self._row(community_id, actor, series_id)
        document = Document(f"earful-series-{row.id}.ics", _ics(row, self._title(row), now))
        return Say((words.SERIES_CALENDAR_SAID,), document=document)

    def _title(self, row: SeriesRow) -> str:
        return self._versions.survey(row.version_id, row.definition).title

    async def _card(self, tx: Tx, row: SeriesRow, now: datetime) -> Say:
        saved = await audience_of(tx, row)
        to = None if saved is None else (saved.name, in_a_line(saved.audience))
        return series_cards.one(row.id, self._title(row), row.plan.schedule, row.state, now, to)

    def _require_current(self, row: SeriesRow) -> None:
        """Raise KindError where the survey is archived, so that no round of it can open."""
        if row.archived:
            title, key = quoted(self._title(row), _LONGEST_TYPED), str(row.definition.get("key", ""))
            raise KindError(words.say(authoring.IS_ARCHIVED, title=title, key=key))

    async def _row(self, community_id: int, actor: Actor, series_id: int) -> SeriesRow:
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        async with self._database.reading() as tx:
            row = await store.load(tx, community_id, series_id)
        if row is None:
            raise KindError(words.SERIES_GONE)
        return row

    async def _after(self, tx: Tx, row: SeriesRow, now: datetime) -> Say:
        changed = await store.load(tx, row.plan.community_id, row.id)
        return await self._card(tx, changed or row, now)

    async def _change(
        self,
        community_id: int,
        actor: Actor,
        series_id: int,
        work: Callable[[Tx, SeriesRow], Awaitable[Say]],
        what: str,
        now: datetime,
        *,
        gone: str = words.SERIES_GONE,
    ) -> Say:
        """Do `work` on the series, and note `what` was done; KindError where it isn't there."""
        await allowed(self._database, community_id, actor, Right.ROUNDS)

        async def change(tx: Tx) -> Say:
            row = await store.load(tx, community_id, series_id)
            if row is None:
                raise KindError(gone)
            said = await work(tx, row)
            subject = f"series {row.id}: {what}"
            await audit.record(tx, community_id, actor.user_id, Deed.SERIES_CHANGED, subject, now)
            return said

        return await self._database.write(change, lengthy=True)


def _read(wanted: Wanted, zone: str, now: datetime) -> Schedule:
    """The schedule somebody typed. Raises KindError for what can't be read."""
    today = now.astimezone(ZoneInfo(zone)).date()
    first = today if wanted.first is None else _date(wanted.first)
    if first < today:
        raise KindError(words.say(words.SERIES_PAST, date=first))
    if not 1 <= wanted.every <= MOST_DAYS_BETWEEN:
        raise KindError(words.say(words.SERIES_BAD_EVERY, most=MOST_DAYS_BETWEEN))
    skips = [_date(one) for one in (wanted.skips or "").replace(",", " ").split()]
    if len(skips) > MOST_SKIPPED:
        raise KindError(words.say(words.SERIES_TOO_MANY_SKIPS, most=MOST_SKIPPED))
    return Schedule(
        rule=rule_of(wanted.repeat, wanted.every, first)
        if wanted.cron is None
        else checked_cron(wanted.cron),
        at=_time(wanted.at),
        zone=zone,
        starts=first,
        ends=None if wanted.ends is None else _date(wanted.ends),
        skips=frozenset(skips),
    )


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise KindError(words.say(words.SERIES_BAD_DATE, text=quoted(text, _LONGEST_TYPED))) from None


def _time(text: str) -> time:
    hours, _, minutes = text.strip().replace(".", ":").partition(":")
    try:
        return time(int(hours), int(minutes or 0))
    except ValueError:
        raise KindError(words.say(words.SERIES_BAD_TIME, text=quoted(text, _LONGEST_TYPED))) from None


def _date_of(number: int) -> date | None:
    """The date a button names; None for a number that is none."""
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError:
        return None


def _held(row: SeriesRow, number: int) -> Occurrence:
    """The date that waits for somebody's word, if it is the one the button names. Raises KindError."""
    if row.held_on is None or row.held_at is None or row.held_on != _date_of(number):
        raise KindError(words.SERIES_NOT_WAITING)
    return Occurrence(row.held_on, row.held_at)


def _ics(row: SeriesRow, title: str, now: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Earful//series//EN")
    calendar.add("version", "2.0")
    following = row.plan.schedule.next_after(now)
    coming = [] if following is None else [following]
    if following is not None:
        coming += _first(row.plan.schedule, following)
    for one in coming:
        event = Event()
        event.add("uid", f"series-{row.id}-{one.on:%Y%m%d}@earful")
        event.add("dtstamp", now)
        event.add("dtstart", one.at)
        event.add("dtend", one.at + timedelta(days=row.plan.days))
        event.add("summary", f"{clean(title)} · {clean(row.community)}")
        event.add("transp", "TRANSPARENT")  # it doesn't make anybody busy
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _first(schedule: Schedule, after: Occurrence) -> list[Occurrence]:
    return list(islice(schedule.occurrences(after), _CALENDAR_DATES - 1))
