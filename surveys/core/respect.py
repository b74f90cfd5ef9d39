"""What may be sent to a follower, and when: caps, cadence, quiet hours, pauses, back-off.

`judge` is asked before anything is sent unprompted, and again at the moment of sending. All rules are lower
bounds on one instant except the quiet hours, so the first moment that keeps all of them is the first open one after
the latest bound.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from surveys.core.hours import TIME_TO_ANSWER, Hours

#: A pause until the person says otherwise.
FOREVER: Final = datetime(9999, 1, 1, tzinfo=UTC)

#: At most this many prompts in any MONTH, and one round in any WEEK; a community may choose a longer gap, up to MONTH.
MOST_PROMPTS: Final = 4
WEEK: Final = timedelta(days=7)
MONTH: Final = timedelta(days=28)

#: Rounds in a row without a reply: from the first number on gaps are doubled, from the second on it is over.
BACK_OFF_AFTER: Final = 2
SILENT_AFTER: Final = 3

#: How many days back `Past` must reach: the longest gap (a doubled month) and a day to be sure.
PAST_DAYS: Final = 57

# The windows include both their ends, so the next send comes strictly later than a window's length.
_JUST_AFTER: Final = timedelta.resolution


class Cadence(StrEnum):
    """How many rounds a follower wants: all the caps allow, one in 28 days, or only special ones."""

    EVERY = "every"
    MONTHLY = "monthly"
    SPECIAL = "special"


class Where(StrEnum):
    """Where a follower wants to be asked."""

    DM = "dm"
    SERVER = "server"


class News(StrEnum):
    """Whether a follower wants to hear what became of what they asked for: beside their limits, within them, or not."""

    ALWAYS = "always"
    LIMITS = "limits"
    NEVER = "never"


class Sort(StrEnum):
    """What kind of unprompted message it is.

    RETURN: a question somebody put off comes back, as they asked. NEWS: what became of something they asked for.
    """

    INVITATION = "invitation"
    REMINDER = "reminder"
    RETURN = "return"
    GOODBYE = "goodbye"
    NEWS = "news"


#: At most one message with news in so long, for those who want them within their limits, and for those who always do.
NEWS_GAPS: Final = {News.LIMITS: WEEK, News.ALWAYS: timedelta(hours=1)}


class Why(StrEnum):
    """Why something waits or is held back; stored with the invitation, so the strings stay as they are."""

    SERVER = "server"  # they want to be asked in the server
    TOPIC = "topic"  # not one of the topics they chose
    SPECIAL = "special"  # they want special rounds only
    ROLE = "role"  # the round is for a role they have no more
    SILENT = "silent"  # three rounds in a row without a reply
    ANSWERED = "answered"  # a goodbye to somebody who has replied since
    PAUSED = "paused"
    WEEK = "week"  # a round in the last 7 days
    GAP = "gap"  # a round within the longer gap this community keeps
    MONTHLY = "monthly"  # they want one round in 28 days and had it
    BACK_OFF = "back_off"  # two rounds in a row without a reply: gaps are doubled
    NEWS = "news"  # they want no news
    NEWS_GAP = "news_gap"  # they had news lately; what there is comes together
    PROMPTS = "prompts"  # four prompts in the last 28 days
    QUIET = "quiet"  # their quiet hours
    WINDOW = "window"  # the round closes before they could answer


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a follower asked for. No `topics` chosen means all; paused up to, not including, `paused_until`.

    `gap` is the community's: at most one round in so long, whatever the follower would take. Less than WEEK is WEEK.
    """

    hours: Hours
    cadence: Cadence = Cadence.EVERY
    topics: frozenset[str] = frozenset()
    where: Where = Where.DM
    paused_until: datetime | None = None
    gap: timedelta = WEEK
    news: News = News.LIMITS


@dataclass(frozen=True, slots=True)
class Past:
    """What this community sent the person, in any order, at least PAST_DAYS back; older entries do no harm.

    `rounds`: when invitations were sent. `prompts`: when anything that counts was sent (invitations, reminders,
    goodbyes, news of those who want them within their limits). `silent`: how many rounds in a row, newest first,
    were sent and never replied to, open or closed. `news`: when news were sent, counted or not.
    """

    rounds: tuple[datetime, ...] = ()
    prompts: tuple[datetime, ...] = ()
    silent: int = 0
    news: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message somebody wants sent; pointless later than TIME_TO_ANSWER before `closes_at`.

    `topic` and `special` are those of the round; None: a topic for everybody.
    """

    sort: Sort
    closes_at: datetime
    topic: str | None = None
    special: bool = False


@dataclass(frozen=True, slots=True)
class Go:
    """It may be sent now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """It may be sent at `until` (UTC, after now), the first such moment if nothing else happens."""

    until: datetime
    why: Why


@dataclass(frozen=True, slots=True)
class No:
    """It may not be sent: not now and, if nothing else happens, not before it is pointless."""

    why: Why


def judge(wanted: Wanted, wishes: Wishes, past: Past, now: datetime) -> Go | Wait | No:
    """Whether `wanted` may be sent at `now` (aware), from when on, or not at all; never raises.

    The caller sees to it that an invitation has one reminder at most, and none once its question was put off.
    """
    refused = _refused(wanted, wishes, past)
    if refused is not None:
        return No(refused)
    if _too_late(now, wanted):
        return No(Why.WINDOW)
    why, earliest = Why.QUIET, now
    for reason, bound in _bounds(wanted.sort, wishes, past):
        if bound > earliest:
            why, earliest = reason, bound
    if _too_late(earliest, wanted):
        return No(why)
    until = wishes.hours.open_from(earliest)
    if until == now:
        return Go()
    return No(Why.QUIET) if _too_late(until, wanted) else Wait(until.astimezone(UTC), why)


def _too_late(moment: datetime, wanted: Wanted) -> bool:
    return wanted.closes_at - moment < TIME_TO_ANSWER


def _refused(wanted: Wanted, wishes: Wishes, past: Past) -> Why | None:
    """What no waiting changes."""
    if wishes.where is Where.SERVER:
        return Why.SERVER
    if wishes.paused_until is not None and wishes.paused_until >= FOREVER:
        return Why.PAUSED
    if wanted.sort is Sort.RETURN:
        return None
    if wanted.sort is Sort.GOODBYE:
        return Why.ANSWERED if past.silent < SILENT_AFTER else None
    if wanted.sort is Sort.NEWS and wishes.news is News.NEVER:
        return Why.NEWS
    if past.silent >= SILENT_AFTER:
        return Why.SILENT
    if wanted.sort is Sort.NEWS:
        # It is about what they asked for, whatever they want to be asked about.
        return None
    if wanted.topic is not None and wishes.topics and wanted.topic not in wishes.topics:
        return Why.TOPIC
    if wishes.cadence is Cadence.SPECIAL and not wanted.special:
        return Why.SPECIAL
    return None


def _bounds(sort: Sort, wishes: Wishes, past: Past) -> Iterator[tuple[Why, datetime]]:
    """The instants before which a rule forbids the message; a later one is the more telling reason."""
    if wishes.paused_until is not None:
        yield Why.PAUSED, wishes.paused_until
    if sort is Sort.RETURN:
        return
    if sort is Sort.NEWS and past.news and wishes.news in NEWS_GAPS:
        yield Why.NEWS_GAP, max(past.news) + NEWS_GAPS[wishes.news] + _JUST_AFTER
    if sort is Sort.NEWS and wishes.news is News.ALWAYS:
        return
    if len(past.prompts) >= MOST_PROMPTS:
        yield Why.PROMPTS, sorted(past.prompts)[-MOST_PROMPTS] + MONTH + _JUST_AFTER
    if sort is not Sort.INVITATION or not past.rounds:
        return
    newest = max(past.rounds) + _JUST_AFTER
    gap = MONTH if wishes.cadence is Cadence.MONTHLY else max(wishes.gap, WEEK)
    yield Why.WEEK, newest + WEEK
    yield Why.GAP, newest + max(wishes.gap, WEEK)
    if wishes.cadence is Cadence.MONTHLY:
        yield Why.MONTHLY, newest + MONTH
    if past.silent >= BACK_OFF_AFTER:
        yield Why.BACK_OFF, newest + 2 * gap
