"""Series: when the rounds of a survey come round again, in the community's own time.

A date of the calendar there comes round once at most. A time that the clocks skip that day is moved on
by as much as they are put forward; one that comes twice means the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from itertools import islice
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from dateutil.rrule import rrulestr

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.text import quoted

#: How much later than planned a round may still open by itself.
GRACE: Final = timedelta(hours=6)
#: How many dates are shown of a series.
SHOWN_DATES: Final = 5
#: Days between two rounds at most, and dates left out at most.
MOST_DAYS_BETWEEN, MOST_SKIPPED = 366, 50

_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NTH: Final = ("first", "second", "third", "fourth", "fifth")
#: Dates of a rule that are looked at before it counts as over: leap days are up to eight years apart.
_MOST_LOOKED_AT: Final = 4000
_CRON_FIELDS: Final = 5


class Repeat(IntEnum):
    """How a series goes on from its first date."""

    DAYS = 1
    WEEKS = 2
    MONTHS_BY_DATE = 3
    MONTHS_BY_WEEKDAY = 4
    MONTHS_BY_LAST_WEEKDAY = 5
    MONTHS_LAST_DAY = 6


class SeriesState(StrEnum):
    """Where a series stands. A draft was shown to its maker, who hasn't confirmed it."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a series, in the community's calendar, and the moment it means."""

    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Schedule:
    """When rounds open: by a rule of RFC 5545 (`FREQ=…`) and a time of day, or by a cron expression.

    `starts` is the first date that counts, `ends` the last, if there is one; `skips` are left out.
    """

    rule: str
    at: time
    zone: str
    starts: date
    ends: date | None = None
    skips: frozenset[date] = frozenset()

    @property
    def is_cron(self) -> bool:
        """Whether the rule is a cron expression; its time of day is its own."""
        return not self.rule.startswith("FREQ=")

    def occurrences(self, after: Occurrence | None = None) -> Iterator[Occurrence]:
        """The dates that come round, the earliest first; those after `after`, if given."""
        zone = ZoneInfo(self.zone)
        last, moment = (None, None) if after is None else (after.on, after.at)
        for local in islice(self._local(after), _MOST_LOOKED_AT):
            if self.ends is not None and local.date() > self.ends:
                return
            if local.date() in self.skips or (last is not None and local.date() <= last):
                continue
            # fold=0 is the first of two; in a gap it is as far after it as it would have been.
            at = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
            if moment is not None and at <= moment:
                continue  # where a zone skipped a whole day, two dates mean one moment
            last, moment = local.date(), at
            yield Occurrence(last, at)

    def _local(self, after: Occurrence | None) -> Iterator[datetime]:
        begin = datetime.combine(self.starts, time.min)
        if after is not None:
            begin = max(begin, datetime.combine(after.on, time.min))
        if not self.is_cron:
            rule = rrulestr(self.rule, dtstart=datetime.combine(self.starts, self.at))
            yield from rule.xafter(begin, inc=True)
            return
        yield from CronSim(self.rule, begin - timedelta(minutes=1))  # which gives up after fifty empty years

    def next_after(self, moment: datetime) -> Occurrence | None:
        """The first date later than `moment` (aware), if there is one."""
        zone = ZoneInfo(self.zone)
        # The day before: a date's time may have been moved on to the next day.
        before = moment.astimezone(zone).date() - timedelta(days=2)
        begun = Occurrence(before, datetime.combine(before, time.min, UTC))
        return next((one for one in self.occurrences(begun) if one.at > moment), None)

    def latest_until(self, occurrence: Occurrence, now: datetime) -> Occurrence:
        """The last date, from `occurrence` on, that has come by `now`."""
        for later in self.occurrences(occurrence):
            if later.at > now:
                break
            occurrence = later
        return occurrence


def rule_of(repeat: Repeat, every: int, first: date) -> str:
    """The rule by which a series goes on from `first`, every so many days, weeks or months."""
    weekday = _WEEKDAYS[first.weekday()]
    what: str
    match repeat:
        case Repeat.DAYS:
            what = "DAILY"
        case Repeat.WEEKS:
            what = f"WEEKLY;BYDAY={weekday}"
        case Repeat.MONTHS_BY_DATE:
            what = f"MONTHLY;BYMONTHDAY={first.day}"
        case Repeat.MONTHS_BY_WEEKDAY:
            what = f"MONTHLY;BYDAY={(first.day - 1) // 7 + 1}{weekday}"
        case Repeat.MONTHS_BY_LAST_WEEKDAY:
            what = f"MONTHLY;BYDAY=-1{weekday}"
        case Repeat.MONTHS_LAST_DAY:
            what = "MONTHLY;BYMONTHDAY=-1"
        case _:
            assert_never(repeat)
    frequency, _, rest = what.partition(";")
    return ";".join(part for part in (f"FREQ={frequency}", f"INTERVAL={every}", rest) if part)


def in_words(schedule: Schedule) -> str:
    """The rule as creators say it: “every first Monday at 18:00 (Europe/Berlin)”."""
    if schedule.is_cron:
        return words.say(words.SERIES_CRON, cron=schedule.rule, zone=schedule.zone)
    parts = dict(part.split("=") for part in schedule.rule.split(";"))
    every = int(parts["INTERVAL"])
    day, month_day = parts.get("BYDAY"), parts.get("BYMONTHDAY")
    name = _NAMES[_WEEKDAYS.index(day[-2:])] if day else ""
    if parts["FREQ"] == "DAILY":
        how = "every day" if every == 1 else f"every {every} days"
    elif parts["FREQ"] == "WEEKLY":
        how = f"every {name}" if every == 1 else f"every {every} weeks on {name}"
    else:
        which = (
            f"last {name}" if day and day[0] == "-" else f"{_NTH[int(day[0]) - 1]} {name}" if day else None
        )
        on = f"the {which}" if which else "the last day" if month_day == "-1" else f"day {month_day}"
        how = f"on {on} of every month" if every == 1 else f"on {on} of every {every} months"
    return words.say(words.SERIES_RULE, how=how, at=f"{schedule.at:%H:%M}", zone=schedule.zone)


def checked_cron(expression: str) -> str:
    """`expression`, if it is one of five fields that comes round once a day at most. Raises KindError."""
    plain = " ".join(expression.split())
    try:
        if len(plain.split(" ")) != _CRON_FIELDS:
            raise KindError(words.say(words.SERIES_BAD_CRON, cron=quoted(expression, 60)))
        dates = [one.date() for one in islice(CronSim(plain, datetime(2027, 1, 1)), 60)]  # noqa: DTZ001  any day does
    except CronSimError:
        raise KindError(words.say(words.SERIES_BAD_CRON, cron=quoted(expression, 60))) from None
    if len(set(dates)) < len(dates):
        raise KindError(words.SERIES_TOO_OFTEN)
    return plain


def is_late(occurrence: Occurrence, now: datetime) -> bool:
    """Whether so much time has passed since that the creator decides whether its round still opens."""
    return now - occurrence.at > GRACE
