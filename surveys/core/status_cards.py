"""How a round is going, as its team sees it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from surveys.core import ids, words
from surveys.core.durations import in_words
from surveys.core.invitation import ANSWERED, REACHED, InvitationState
from surveys.core.prompt import Button, Say, Tone, Verb, Weight
from surveys.core.respect import Why
from surveys.core.rounds import Halt, RoundState
from surveys.core.scene import moment
from surveys.core.status import Status
from surveys.core.text import clean, clip
from surveys.core.wording import live as wording

_LONGEST_TITLE = 100

HALT_SENTENCES: Final[Mapping[Halt, str]] = {
    Halt.TOO_FAST: words.HALT_TOO_FAST,
    Halt.QUARANTINED: words.HALT_QUARANTINED,
    Halt.CONTENT: words.HALT_CONTENT,
    Halt.MALFORMED: words.HALT_MALFORMED,
    Halt.TOKEN: words.HALT_TOKEN,
    Halt.BUDGET: words.HALT_BUDGET,
    Halt.CANARY: words.HALT_CANARY,
    Halt.PAUSED: words.HALT_PAUSED,
}

#: Why somebody waits or is held back, in words for the creator; what isn't here is words already.
WHY_SENTENCES: Final[Mapping[str, str]] = {
    Why.SERVER: words.WHY_SERVER,
    Why.TOPIC: words.WHY_TOPIC,
    Why.SPECIAL: words.WHY_SPECIAL,
    Why.SILENT: words.WHY_SILENT,
    Why.PAUSED: words.WHY_PAUSED,
    Why.WEEK: words.WHY_WEEK,
    Why.GAP: words.WHY_GAP,
    Why.MONTHLY: words.WHY_MONTHLY,
    Why.BACK_OFF: words.WHY_BACK_OFF,
    Why.PROMPTS: words.WHY_PROMPTS,
    Why.QUIET: words.WHY_QUIET,
    Why.ROLE: words.WHY_ROLE,
    Why.WINDOW: words.WHY_WINDOW,
}

#: What is said of the states that are no step of the funnel, one and many; who is held back is listed by reason.
ASIDE: Final = (
    (InvitationState.UNREACHABLE, words.SUMMARY_NOT_REACHED_ONE, words.SUMMARY_NOT_REACHED_MANY),
    (InvitationState.REFUSED, words.SUMMARY_LEFT_ONE, words.SUMMARY_LEFT_MANY),
    (InvitationState.BROKE_OFF, words.SUMMARY_BROKE_OFF_ONE, words.SUMMARY_BROKE_OFF_MANY),
    (InvitationState.FAILED, words.SUMMARY_FAILED_ONE, words.SUMMARY_FAILED_MANY),
)


def status_card(status: Status, posted_at: datetime | None) -> Say:
    """The card of a round. One in a channel, which keeps itself up to date, says when it was asked for."""
    live = posted_at is not None
    reached = sum(status.counts.get(state, 0) for state in REACHED)
    started = sum(status.counts.get(state, 0) for state in ANSWERED)
    still_open = status.state is RoundState.OPEN
    sending = still_open and status.unsent > 0
    steps = (
        (words.SUMMARY_ASKED, status.invited),
        (words.SUMMARY_REACHED, reached),
        (words.SUMMARY_STARTED, started),
        (words.SUMMARY_COMPLETED, status.counts.get(InvitationState.COMPLETED, 0)),
    )
    lines = [" · ".join(f"{name} **{number:,}**" for name, number in steps)]
    aside = [
        words.count(status.counts[state], one, many)
        for state, one, many in ASIDE
        if status.counts.get(state, 0)
    ]
    if aside:
        lines.append(" · ".join(aside))
    if status.median_seconds is not None:
        lines.append(words.say(wording.MEDIAN, duration=in_words(status.median_seconds)))
    if status.halted is not None and still_open:
        lines.append(words.say(words.ROUND_STATE_STOPPED, why=HALT_SENTENCES[status.halted]))
    if sending:
        lines += _sending_lines(status)
    lines += reason_lines(status.waiting if still_open else {}, wording.WAITING_ONE, wording.WAITING_MANY)
    lines += reason_lines(status.held, wording.HELD_ONE, wording.HELD_MANY)
    lines.append(_state_line(status))
    if still_open and status.target is not None:
        lines.append(words.say(words.ROUND_TARGET, target=status.target))
    share = (status.invited - status.unsent) / status.invited if sending else _ratio(started, reached)
    footer = None
    if live:
        footer = wording.ENDED if status.state is RoundState.CLOSED else wording.LIVE
    return Say(
        tuple(lines),
        title=words.say(words.ROUND_STATUS_TITLE, title=_named(status.title), number=status.number),
        tone=Tone.GOOD if status.state is RoundState.CLOSED else Tone.PLAIN,
        buttons=_buttons(status, posted_at),
        progress=share,
        progress_says=words.say(wording.BAR_SENT, share=f"{share:.0%}") if sending else None,
        footer=footer,
    )


def moved_card(title: str, number: int, channel_id: int) -> Say:
    """What stands where a status was that a newer one has replaced."""
    said = words.say(wording.MOVED, channel=f"<#{channel_id}>")
    return Say((said,), title=words.say(words.ROUND_STATUS_TITLE, title=_named(title), number=number))


def closing_card(title: str, number: int, unfinished: int, channel_id: int) -> Say:
    """What closing now would mean, with the buttons that do it or don't."""
    channel = f"<#{channel_id}>"
    said = (
        words.say(wording.CLOSE_WHAT, waiting=f"{unfinished:,}", channel=channel)
        if unfinished
        else words.say(wording.CLOSE_ALL_DONE, channel=channel)
    )
    return Say(
        (said,),
        title=words.say(wording.CLOSE_TITLE, title=_named(title), number=number),
        tone=Tone.CAREFUL,
        buttons=(
            Button(Verb.ROUND_CLOSE_SURE, (str(number),), words.ROUND_CLOSE_NOW, Weight.DANGER),
            Button(Verb.ROUND_KEEP, (), wording.CLOSE_DONT, Weight.QUIET),
        ),
    )


def reminding_card(number: int, now: int, later: Mapping[str, int], never: Mapping[str, int]) -> Say:
    """Who would be reminded, who later, who not and why, with the buttons that do it or don't."""
    lines = [words.count(now, wording.REMIND_NOW_ONE, wording.REMIND_NOW_MANY)] if now else []
    lines += reason_lines(later, wording.REMIND_LATER_ONE, wording.REMIND_LATER_MANY)
    lines += reason_lines(never, wording.REMIND_NOT_ONE, wording.REMIND_NOT_MANY)
    if not now and not later:
        return Say((wording.REMIND_NOBODY, *lines))
    return Say(
        (*lines, wording.REMIND_ONCE),
        title=wording.REMIND_TITLE,
        tone=Tone.ASK,
        buttons=(
            Button(Verb.ROUND_REMIND_SURE, (str(number),), wording.REMIND_SEND),
            Button(Verb.ROUND_DONT, (), wording.REMIND_DONT, Weight.QUIET),
        ),
    )


def reason_lines(reasons: Mapping[str, int], one: str, many: str) -> list[str]:
    """How many there are, and how many for each reason; nothing where there are none."""
    if not reasons:
        return []
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return [
        words.count(sum(reasons.values()), one, many),
        *(
            words.say(wording.REASON, count=f"{number:,}", why=WHY_SENTENCES.get(why, why))
            for why, number in ordered
        ),
    ]


def _sending_lines(status: Status) -> list[str]:
    filled = {"sent": f"{status.invited - status.unsent:,}", "invited": f"{status.invited:,}"}
    moving = status.ready and status.per_minute and status.halted is None
    lines = [
        words.say(wording.PACE, pace=f"{status.per_minute:,}", **filled)
        if moving
        else words.say(wording.PACE_NONE, **filled)
    ]
    if status.sent_by is not None and status.sent_by <= status.closes_at:
        lines.append(words.say(wording.ENDS, at=moment(status.sent_by)))
    return lines


def _state_line(status: Status) -> str:
    match status.state:
        case RoundState.OPEN:
            return words.say(words.ROUND_STATE_OPEN, closes=moment(status.closes_at))
        case RoundState.CLOSING:
            return words.ROUND_STATE_CLOSING
        case RoundState.CLOSED:
            return words.say(words.ROUND_STATE_CLOSED, closed=moment(status.closed_at or status.closes_at))


def _buttons(status: Status, posted_at: datetime | None) -> tuple[Button, ...]:
    args = (str(status.number),)
    which = args if posted_at is None else ids.status_args(status.number, posted_at)
    refresh = Button(Verb.ROUND_REFRESH, which, words.ROUND_REFRESH, Weight.QUIET)
    if status.state is not RoundState.OPEN:
        # What is over can't be steered, and a message that stays as it is has nothing to refresh.
        return () if posted_at is not None and status.state is RoundState.CLOSED else (refresh,)
    steer = (
        Button(Verb.ROUND_RESUME, args, words.SERIES_RESUME)
        if status.halted is Halt.PAUSED
        else Button(Verb.ROUND_PAUSE, args, words.SERIES_PAUSE, Weight.QUIET)
    )
    return (
        refresh,
        steer,
        Button(Verb.ROUND_REMIND, args, wording.REMIND, Weight.QUIET),
        Button(Verb.ROUND_CLOSE, args, words.ROUND_CLOSE_NOW, Weight.DANGER),
    )


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _named(title: str) -> str:
    return clip(clean(title), _LONGEST_TITLE)
