"""Rounds from the creator's side: what one would cost, starting it, watching it, closing it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from surveys.core import words
from surveys.core.careful import Canary
from surveys.core.conversation import begin
from surveys.core.durations import in_words
from surveys.core.errors import KindError
from surveys.core.hours import Hours
from surveys.core.invitation import ANSWERED, REACHED, InvitationState
from surveys.core.language import ENGLISH
from surveys.core.prompt import Ask, Button, Say, Tone, Verb, Weight
from surveys.core.respect import Why
from surveys.core.roles import Actor, Right
from surveys.core.rounds import Cost, Halt, RoundState, cost, reminder_at
from surveys.core.scene import Scene, moment
from surveys.core.showing import opening
from surveys.core.text import clean, clip, quoted
from surveys.engine.access import allowed
from surveys.engine.surveys import archived_error, latest_or_kind_error
from surveys.engine.versions import Versions
from surveys.store import audit, followers, rounds, surveys
from surveys.store.audit import Deed
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.rounds import RoundRow
from surveys.store.tx import Tx

_LONGEST_TITLE = 100
#: How the button that starts a round says what it is like; added up.
SPECIAL, REMIND = 1, 2
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
    """What creators do with rounds. Opening and closing only change rows; the sender and closer act on them."""

    def __init__(self, database: Database, versions: Versions, per_second: float, canary: Canary) -> None:
        self._database = database
        self._versions = versions
        self._per_second = per_second
        self._canary = canary

    async def propose(
        self,
        community_id: int,
        actor: Actor,
        key: str,
        days: int,
        now: datetime,
        *,
        special: bool,
        remind: bool,
        target: int | None,
    ) -> tuple[Say, Ask]:
        """What starting a round of survey `key` would cost in attention, and the card people would get.

        Nothing is stored or sent. Raises KindError where there is nobody to ask, no such survey, a
        round still open, or the actor is no creator.
        """
        community = await allowed(self._database, community_id, actor, Right.ROUNDS)
        async with self._database.reading() as tx:
            version = await latest_or_kind_error(tx, community_id, key)
            await self._none_running(tx, version.id)
            others = len(await rounds.all_open(tx, community_id))
            asked = await followers.count_following(tx, community_id)
        if not asked:
            raise KindError(words.ROUND_NOBODY)
        survey = self._versions.survey(version.id, version.definition)
        price = cost(survey, asked, self._per_second, self._canary, now + timedelta(days=days))
        card = Say(
            (*_cost_lines(price, community), *_others_lines(others), *_target_lines(target)),
            title=words.say(words.ROUND_COST_TITLE, title=quoted(survey.title, _LONGEST_TITLE)),
            tone=Tone.ASK,
            buttons=(
                Button(
                    Verb.ROUND_START,
                    (str(version.id), str(days), str(special * SPECIAL + remind * REMIND), str(target or 0)),
                    words.ROUND_START,
                ),
                Button(Verb.ROUND_DONT, (), words.ROUND_DONT, Weight.QUIET),
            ),
        )
        scene = Scene(survey, community.name, ENGLISH, Hours(community.time_zone), price.closes_at, now)
        sample = replace(opening(scene, begin(survey, 0)), note=words.ROUND_SAMPLE, preview=True)
        return card, sample

    async def start(
        self,
        community_id: int,
        actor: Actor,
        version_id: int,
        days: int,
        now: datetime,
        *,
        special: bool,
        remind: bool,
        target: int | None,
    ) -> Say:
        """Open the round that was proposed: everyone who follows now is invited, in one transaction.

        Raises KindError where another round was opened meanwhile, or the survey has a newer version
        than the one the creator saw.
        """
        await allowed(self._database, community_id, actor, Right.ROUNDS)

        async def store(tx: Tx) -> int:
            await self._none_running(tx, version_id)
            if not await rounds.is_latest_version(tx, community_id, version_id):
                raise KindError(words.ROUND_STALE_START)
            latest = await surveys.by_version(tx, community_id, version_id)
            if latest is not None and latest.archived:
                raise archived_error(latest)
            if not await followers.count_following(tx, community_id):
                raise KindError(words.ROUND_NOBODY)
            closes_at = now + timedelta(days=days)
            round_id = await rounds.open_round(
                tx,
                community_id,
                version_id,
                actor.user_id,
                now,
                closes_at,
                remind_at=reminder_at(now, closes_at) if remind else None,
                special=special,
                target=target,
            )
            opened = await rounds.load(tx, round_id)
            subject = f"round {opened.number}" if opened is not None else "a round"
            await audit.record(tx, community_id, actor.user_id, Deed.ROUND_STARTED, subject, now)
            return round_id

        await self._database.write(store, lengthy=True)  # a row for everyone who follows
        return Say((words.ROUND_STARTED,), tone=Tone.GOOD)

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

    async def _none_running(self, tx: Tx, version_id: int) -> None:
        running = await rounds.running_of(tx, version_id)
        if running is not None:
            title = self._versions.survey(running.version_id, running.definition).title
            raise KindError(words.say(words.ROUND_RUNNING, title=quoted(title, _LONGEST_TITLE)))


def _cost_lines(price: Cost, community: Community) -> tuple[str, ...]:
    questions = words.count(price.questions, words.QUESTIONS_ONE, words.QUESTIONS_MANY)
    template = words.ROUND_COST_ASKED_ONE if price.followers == 1 else words.ROUND_COST_ASKED_MANY
    asked = words.say(
        template, count=f"{price.followers:,}", questions=questions, duration=in_words(price.seconds_each)
    )
    sending = words.say(
        words.ROUND_COST_SENDING,
        duration=in_words(price.sending_seconds),
        closes=moment(price.closes_at),
        channel=f"<#{community.results_channel_id}>",
    )
    return asked, sending


def _others_lines(others: int) -> tuple[str, ...]:
    if not others:
        return ()
    count = words.count(others, words.ROUNDS_ONE, words.ROUNDS_MANY)
    return (words.say(words.ROUND_OTHERS_OPEN, count=count),)


def _target_lines(target: int | None) -> tuple[str, ...]:
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
        lines += _target_lines(row.target)
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
