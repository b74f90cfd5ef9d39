"""The cards about series: what would be scheduled, what is, and what to do about a date that was missed."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from typing import assert_never

from surveys.core import ids, words
from surveys.core.durations import in_words as length
from surveys.core.prompt import Button, Picking, Say, Tone, Verb, Weight
from surveys.core.scene import moment
from surveys.core.series import GRACE, SHOWN_DATES, Occurrence, Schedule, SeriesState, in_words
from surveys.core.text import clip, quoted
from surveys.core.widgets import Choosable
from surveys.core.wording import audiences as wording

_LONGEST_TITLE, _LONGEST_OPTION, _MOST_OPTIONS = 80, 100, 25
_DAY = 86_400


def date_number(on: date) -> str:
    """A date as a custom id carries it."""
    return f"{on:%Y%m%d}"


def proposal(
    series_id: int,
    title: str,
    schedule: Schedule,
    days: int,
    target: int | None,
    now: datetime,
    *,
    remind: bool,
    gap_days: int,
    to: tuple[str, str] | None = None,
) -> Say:
    """What would be scheduled, with its next dates, to be confirmed. `to`: its audience, by name and in words."""
    return Say(
        (
            words.say(words.SERIES_WHEN, rule=in_words(schedule), days=length(days * _DAY)),
            *_to(to),
            *_dates(schedule, now),
            *((words.SERIES_REMINDER,) if remind else ()),
            *((words.say(words.SERIES_TARGET, target=target),) if target is not None else ()),
            words.say(words.SERIES_CAPS, days=gap_days),
        ),
        title=words.say(words.SERIES_TITLE, title=quoted(title, _LONGEST_TITLE)),
        tone=Tone.ASK,
        airy=True,
        buttons=(
            Button(Verb.SERIES_KEEP, (str(series_id),), words.SERIES_KEEP),
            Button(Verb.SERIES_DROP, (str(series_id),), words.SERIES_DROP, Weight.QUIET),
        ),
    )


def overview(
    open_rounds: Sequence[tuple[str, int, datetime]],
    found: Sequence[tuple[int, str, Schedule, SeriesState]],
    now: datetime,
) -> Say:
    """Open rounds (title, number, when they close) and series, with a menu to choose one."""
    lines = [
        words.say(
            words.SERIES_LIST_OPEN, title=quoted(title, _LONGEST_TITLE), number=number, closes=moment(closes)
        )
        for title, number, closes in open_rounds
    ]
    for _, title, schedule, state in found:
        line = words.say(words.SERIES_LIST_LINE, title=quoted(title, _LONGEST_TITLE), rule=in_words(schedule))
        paused = state is SeriesState.PAUSED
        lines.append(f"{line}\n-# {words.SERIES_LIST_PAUSED if paused else _next(schedule, now)}")
    if not lines:
        return Say((words.SERIES_LIST_NONE,), title=words.SERIES_LIST_TITLE)
    options = tuple(
        Choosable(str(series_id), clip(f"{title} · {in_words(schedule)}", _LONGEST_OPTION))
        for series_id, title, schedule, _ in found[:_MOST_OPTIONS]
    )
    menus = (Picking(Verb.SERIES, (), words.SERIES_PICK, options),) if options else ()
    return Say(tuple(lines), title=words.SERIES_LIST_TITLE, menus=menus, airy=True)


def one(
    series_id: int,
    title: str,
    schedule: Schedule,
    state: SeriesState,
    now: datetime,
    to: tuple[str, str] | None = None,
) -> Say:
    """One series, with what can be done about it. `to`: its audience, by name and in words."""
    args = (str(series_id),)
    back = Button(Verb.SERIES_LIST, (), words.SERIES_BACK, Weight.QUIET)
    calendar = Button(Verb.SERIES_CALENDAR, args, words.SERIES_CALENDAR, Weight.QUIET)
    end = Button(Verb.SERIES_END, args, words.SERIES_END, Weight.DANGER)
    rule = in_words(schedule)
    lines = [rule[0].upper() + rule[1:], *_to(to)]
    buttons: tuple[Button, ...]
    match state:
        case SeriesState.PAUSED:
            lines.append(words.SERIES_IS_PAUSED)
            buttons = (Button(Verb.SERIES_RESUME, args, words.SERIES_RESUME), end, back)
        case SeriesState.ENDED | SeriesState.DRAFT:
            lines.append(words.SERIES_IS_ENDED)
            buttons = (back,)
        case SeriesState.ACTIVE:
            lines += _dates(schedule, now)
            following = schedule.next_after(now)
            skip = (
                (Button(Verb.SERIES_SKIP, (*args, date_number(following.on)), words.SERIES_SKIP),)
                if following is not None
                else ()
            )
            pause = Button(Verb.SERIES_PAUSE, args, words.SERIES_PAUSE, Weight.QUIET)
            buttons = (*skip, pause, calendar, end, back)
        case _:
            assert_never(state)
    return Say(tuple(lines), title=quoted(title, _LONGEST_TITLE), airy=True, buttons=buttons)


def missed(series_id: int, title: str, occurrence: Occurrence) -> Say:
    """A date was missed by more than the grace: shall its round still open?"""
    args = (str(series_id), date_number(occurrence.on))
    late = words.say(
        words.SERIES_LATE,
        title=quoted(title, _LONGEST_TITLE),
        due=moment(occurrence.at),
        grace=length(GRACE.total_seconds()),
    )
    return Say(
        (late,),
        tone=Tone.CAREFUL,
        buttons=(
            Button(Verb.SERIES_OPEN, args, words.SERIES_OPEN_NOW),
            Button(Verb.SERIES_LEAVE, args, words.SERIES_LEAVE_OUT, Weight.QUIET),
        ),
    )


def mark_of_missed(series_id: int, on: date) -> str:
    """What stands on the card that asks about that date, and on no other."""
    return ids.press(Button(Verb.SERIES_OPEN, (str(series_id), date_number(on)), ""))


def _to(audience: tuple[str, str] | None) -> tuple[str, ...]:
    if audience is None:
        return ()
    name, rules = audience
    return (words.say(wording.SERIES_TO, name=quoted(name, _LONGEST_TITLE), rules=rules),)


def _dates(schedule: Schedule, now: datetime) -> tuple[str, ...]:
    skipped = sorted(day for day in schedule.skips if day >= now.date())
    coming = _coming(schedule, now)
    return (
        "\n".join((words.SERIES_COMING, *(f"- {moment(each.at)}" for each in coming)))
        if coming
        else words.SERIES_OVER,
        *((words.say(words.SERIES_SKIPS, dates=", ".join(map(str, skipped))),) if skipped else ()),
        *((words.say(words.SERIES_LAST, date=schedule.ends),) if schedule.ends is not None else ()),
    )


def _next(schedule: Schedule, now: datetime) -> str:
    """The next dates in one line; the rule says at what time."""
    coming = _coming(schedule, now)
    if not coming:
        return words.SERIES_OVER
    dates = ", ".join(f"<t:{int(each.at.timestamp())}:D>" for each in coming)
    return words.say(words.SERIES_NEXT, dates=dates)


def _coming(schedule: Schedule, now: datetime) -> tuple[Occurrence, ...]:
    following = schedule.next_after(now)
    if following is None:
        return ()
    return (following, *islice(schedule.occurrences(following), SHOWN_DATES - 1))
