"""A person's own hours: when it is quiet where they live, and when "later" comes round.

The zone database is the one thing read from outside, as a constant of the world: ZoneInfo loads a zone once.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_SECOND: Final = timedelta(seconds=1)
_TONIGHT: Final = time(19)
_TOMORROW: Final = time(10)

#: What a person needs at the least to answer: nothing goes out nearer than this to the close of its round.
TIME_TO_ANSWER: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's own hours: `zone` is an IANA name known to be valid, the times are its wall clock.

    Quiet from `quiet_from` up to, not including, `quiet_until`; over midnight where it is the later one. Equal
    times mean no quiet hours.
    """

    zone: str
    quiet_from: time = time(21)
    quiet_until: time = time(9)

    def is_quiet(self, at: datetime) -> bool:
        """Whether the wall clock shows a quiet time at the instant `at` (aware)."""
        wall = self.local(at).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= wall < self.quiet_until
        return wall >= self.quiet_from or wall < self.quiet_until

    def open_from(self, at: datetime) -> datetime:
        """`at` itself if it isn't quiet then, else the first instant afterwards when it isn't, in UTC.

        Exact when clocks change: a jump forward may end the quiet hours early or swallow the open ones (then it is
        the next day's), a repeated hour that is quiet both times is waited for both times.
        """
        moment = at
        while self.is_quiet(moment):
            # Between two changes of the clock, wall time and elapsed time run alike: the quiet hours end after the
            # wall time still missing, unless the clock changes before. Then look again from the change on.
            ending = moment.astimezone(UTC) + (_of_day(self.quiet_until) - self._wall(moment)) % _DAY
            moment = self._clock_change(moment.astimezone(UTC), ending) or ending
        return moment

    def local(self, at: datetime) -> datetime:
        """The instant `at` as the wall clock shows it."""
        return at.astimezone(ZoneInfo(self.zone))

    def at_wall(self, day: date, wall: time) -> datetime:
        """The instant, in UTC, of `wall` on the local date `day`; a time the clock skips counts on from the gap."""
        return datetime.combine(day, wall, ZoneInfo(self.zone)).astimezone(UTC)

    def _wall(self, at: datetime) -> timedelta:
        return _of_day(self.local(at).time())

    def _clock_change(self, start: datetime, end: datetime) -> datetime | None:
        """The instant after `start`, up to `end` (less than a day on), from which another offset holds; None if none.

        No zone changes twice within a day. Changes happen on whole seconds, so halving the seconds finds them.
        """
        offset = self.local(start).utcoffset()
        if self.local(end).utcoffset() == offset:
            return None
        base = start.replace(microsecond=0)
        before, after = 0, (end - base) // _SECOND
        while after - before > 1:
            middle = (before + after) // 2
            if self.local(base + middle * _SECOND).utcoffset() == offset:
                before = middle
            else:
                after = middle
        return base + after * _SECOND


def _of_day(wall: time) -> timedelta:
    return timedelta(hours=wall.hour, minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)


class Snooze(StrEnum):
    """For how long a question is put off."""

    HOUR = "hour"
    TONIGHT = "tonight"
    TOMORROW = "tomorrow"


def snooze_until(choice: Snooze, now: datetime, hours: Hours) -> datetime:
    """The instant (UTC) at which a question put off at `now` comes back: after `now`, outside quiet hours.

    An hour on; tonight at 19:00, or an hour on where that has passed; tomorrow at 10:00. Where that is quiet: when
    the quiet hours end.
    """
    return hours.open_from(_wished(choice, now, hours))


def snooze_choices(now: datetime, hours: Hours, closes_at: datetime) -> tuple[tuple[Snooze, datetime], ...]:
    """The choices that leave TIME_TO_ANSWER before `closes_at`, each with its instant; no two alike, maybe none.

    "An hour" and "tonight" are offered only where they mean what they say: not where quiet hours would make the
    next morning of them.
    """
    choices: dict[datetime, Snooze] = {}
    for choice in Snooze:
        until = snooze_until(choice, now, hours)
        kept = choice is Snooze.TOMORROW or until == _wished(choice, now, hours)
        if kept and closes_at - until >= TIME_TO_ANSWER:
            choices.setdefault(until, choice)
    return tuple((choice, until) for until, choice in choices.items())


def _wished(choice: Snooze, now: datetime, hours: Hours) -> datetime:
    """What was asked for, quiet or not."""
    today = hours.local(now).date()
    if choice is Snooze.TOMORROW:
        return hours.at_wall(today + _DAY, _TOMORROW)
    evening = hours.at_wall(today, _TONIGHT)
    if choice is Snooze.TONIGHT and evening > now:
        return evening
    return now.astimezone(UTC) + _HOUR
