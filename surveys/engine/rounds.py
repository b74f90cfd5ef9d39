"""Rounds from the creator's side: how one is going."""

from collections.abc import Mapping
from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.invitation import ANSWERED, REACHED, InvitationState
from surveys.core.prompt import Button, Say, Tone, Verb, Weight
from surveys.core.respect import Why
from surveys.core.roles import Actor, Right
from surveys.core.rounds import Halt, RoundState
from surveys.core.scene import moment
from surveys.core.text import clean, clip
from surveys.engine.access import allowed
from surveys.engine.versions import Versions
from surveys.store import rounds
from surveys.store.database import Database
from surveys.store.rounds import RoundRow

_LONGEST_TITLE = 100
_UNDER_WAY: Final = frozenset({InvitationState.QUEUED, InvitationState.SENDING})

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
    Why.ROLE: words.WHY_ROLE,
    Why.SILENT: words.WHY_SILENT,
    Why.PAUSED: words.WHY_PAUSED,
    Why.WEEK: words.WHY_WEEK,
    Why.MONTHLY: words.WHY_MONTHLY,
    Why.BACK_OFF: words.WHY_BACK_OFF,
    Why.PROMPTS: words.WHY_PROMPTS,
    Why.QUIET: words.WHY_QUIET,
    Why.WINDOW: words.WHY_WINDOW,
}


class Rounds:
    """What creators see of rounds."""

    def __init__(self, database: Database, versions: Versions) -> None:
        self._database = database
        self._versions = versions

    async def status(self, community_id: int, actor: Actor, number: int | None = None) -> Say:
        """How that round is going, or the latest. Raises KindError where there is none."""
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        async with self._database.reading() as tx:
            latest = await rounds.by_number(tx, community_id, number)
            if latest is None:
                raise KindError(
                    words.ROUND_NONE
                    if number is None
                    else words.say(words.RESULTS_ROUND_UNKNOWN, number=number)
                )
            counts = await rounds.count_states(tx, latest.id)
            reasons = await rounds.count_reasons(tx, latest.id)
        survey = self._versions.survey(latest.version_id, latest.definition)
        return _status_card(latest, survey.title, counts, reasons)


def target_lines(target: int | None) -> tuple[str, ...]:
    """That the round closes early, if it does."""
    return () if target is None else (words.say(words.ROUND_TARGET, target=target),)


def _status_card(
    row: RoundRow, title: str, counts: Mapping[InvitationState, int], reasons: Mapping[str, int]
) -> Say:
    invited = sum(counts.values())
    waiting = sum(counts.get(state, 0) for state in _UNDER_WAY)
    reached = sum(counts.get(state, 0) for state in REACHED)
    started = sum(counts.get(state, 0) for state in ANSWERED)
    completed = counts.get(InvitationState.COMPLETED, 0)
    steps = (
        (words.SUMMARY_ASKED, invited),
        (words.SUMMARY_REACHED, reached),
        (words.SUMMARY_STARTED, started),
        (words.SUMMARY_COMPLETED, completed),
    )
    lines = [" · ".join(f"{name} **{number:,}**" for name, number in steps)]
    aside = [words.count(counts[state], one, many) for state, one, many in ASIDE if counts.get(state, 0)]
    if aside:
        lines.append(" · ".join(aside))
    lines += [
        words.say(words.ROUND_HELD_LINE, count=f"{number:,}", why=WHY_SENTENCES.get(why, why))
        for why, number in reasons.items()
    ]
    if row.halted is not None and row.state is RoundState.OPEN:
        lines.append(words.say(words.ROUND_STATE_STOPPED, why=HALT_SENTENCES[row.halted]))
    lines.append(_state_line(row, invited, waiting))
    if row.state is RoundState.OPEN:
        lines += target_lines(row.target)
    args = (str(row.number),)
    buttons = [Button(Verb.ROUND_REFRESH, args, words.ROUND_REFRESH, Weight.QUIET)]
    if row.state is RoundState.OPEN:
        if row.halted is Halt.PAUSED:
            buttons.append(Button(Verb.ROUND_RESUME, args, words.SERIES_RESUME))
        else:
            buttons.append(Button(Verb.ROUND_PAUSE, args, words.SERIES_PAUSE, Weight.QUIET))
        buttons.append(Button(Verb.ROUND_CLOSE, args, words.ROUND_CLOSE_NOW, Weight.DANGER))
    name = clip(clean(title), _LONGEST_TITLE)
    return Say(
        tuple(lines),
        title=words.say(words.ROUND_STATUS_TITLE, title=name, number=row.number),
        tone=Tone.GOOD if row.state is RoundState.CLOSED else Tone.PLAIN,
        buttons=tuple(buttons),
        progress=started / reached if reached else 0.0,
    )


#: What is said of the states that are no step of the funnel, one and many.
ASIDE: Final = (
    (InvitationState.UNREACHABLE, words.SUMMARY_NOT_REACHED_ONE, words.SUMMARY_NOT_REACHED_MANY),
    (InvitationState.REFUSED, words.SUMMARY_LEFT_ONE, words.SUMMARY_LEFT_MANY),
    (InvitationState.BROKE_OFF, words.SUMMARY_BROKE_OFF_ONE, words.SUMMARY_BROKE_OFF_MANY),
    (InvitationState.FAILED, words.SUMMARY_FAILED_ONE, words.SUMMARY_FAILED_MANY),
    (InvitationState.HELD_BACK, words.SUMMARY_HELD_ONE, words.SUMMARY_HELD_MANY),
)


def _state_line(row: RoundRow, invited: int, waiting: int) -> str:
    match row.state:
        case RoundState.OPEN if waiting:
            done = f"{invited - waiting:,}"
            return words.say(
                words.ROUND_STATE_SENDING, sent=done, invited=f"{invited:,}", closes=moment(row.closes_at)
            )
        case RoundState.OPEN:
            return words.say(words.ROUND_STATE_OPEN, closes=moment(row.closes_at))
        case RoundState.CLOSING:
            return words.ROUND_STATE_CLOSING
        case RoundState.CLOSED:
            return words.say(words.ROUND_STATE_CLOSED, closed=moment(row.closed_at or row.closes_at))
