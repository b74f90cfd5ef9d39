"""Proposing a round, with what it would cost everybody's attention, and starting it."""

from dataclasses import replace
from datetime import datetime, timedelta

from surveys.core import words
from surveys.core.careful import Canary
from surveys.core.conversation import begin
from surveys.core.durations import in_words
from surveys.core.errors import KindError
from surveys.core.hours import Hours
from surveys.core.language import ENGLISH
from surveys.core.prompt import Ask, Button, Say, Tone, Verb, Weight
from surveys.core.roles import Actor, Right
from surveys.core.rounds import Cost, cost, reminder_at
from surveys.core.scene import Scene, moment
from surveys.core.showing import opening
from surveys.core.terms import Terms
from surveys.core.text import quoted
from surveys.engine.access import allowed
from surveys.engine.surveys import archived_error, latest_or_kind_error
from surveys.engine.versions import Versions
from surveys.store import audit, followers, rounds, surveys
from surveys.store.audit import Deed
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.tx import Tx

_LONGEST_TITLE = 100
#: How the button that starts a round says what it is like; added up.
SPECIAL, REMIND = 1, 2


class Proposing:
    """What a round would cost, and opening it. That only changes rows; the sender acts on them."""

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
            (*_cost_lines(price, community), *_others_lines(others, community.terms), *_target_lines(target)),
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


def _others_lines(others: int, terms: Terms) -> tuple[str, ...]:
    if not others:
        return ()
    count = words.count(others, words.ROUNDS_ONE, words.ROUNDS_MANY)
    return (words.say(words.ROUND_OTHERS_OPEN, count=count, days=terms.gap_days),)


def _target_lines(target: int | None) -> tuple[str, ...]:
    """That the round closes early, where it may."""
    return () if target is None else (words.say(words.ROUND_TARGET, target=target),)
