"""Proposing a round, with what it would cost everybody's attention, and starting it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from surveys.core import words
from surveys.core.audience import EVERYBODY, FEW, Audience
from surveys.core.audience_words import in_a_line, rounded
from surveys.core.careful import Canary
from surveys.core.choosing import seed_of_round
from surveys.core.conversation import begin
from surveys.core.durations import in_words
from surveys.core.errors import KindError
from surveys.core.hours import Hours
from surveys.core.language import ENGLISH
from surveys.core.prompt import Ask, Button, Say, Tone, Verb, Weight
from surveys.core.respect import Sort, Wanted, Why
from surveys.core.roles import Actor, Right
from surveys.core.rounds import Cost, cost, reminder_at
from surveys.core.scene import Scene, moment
from surveys.core.showing import opening
from surveys.core.status_cards import WHY_SENTENCES
from surveys.core.survey import Survey
from surveys.core.terms import Terms
from surveys.core.text import quoted
from surveys.core.wording import audiences as wording
from surveys.engine.access import allowed
from surveys.engine.audiences import named_or_kind_error, veils
from surveys.engine.choosing import Choosing, Weighed, in_force
from surveys.engine.library import Library
from surveys.engine.surveys import archived_error, latest_or_kind_error
from surveys.engine.versions import Versions
from surveys.store import audiences, audit, rounds, surveys
from surveys.store.audiences import RoundPlan, Saved
from surveys.store.audit import Deed
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.tx import Tx

_LONGEST_TITLE: Final = 100
_LONGEST_NAME: Final = 50


@dataclass(frozen=True, slots=True)
class Like:
    """What a round is to be like. `audience` is the name of a saved one, `sample` how many of it."""

    days: int
    special: bool = False
    remind: bool = True
    target: int | None = None
    audience: str | None = None
    sample: int | None = None


class Proposing:
    """What a round would cost, and opening it. That only changes rows; the sender acts on them."""

    def __init__(
        self,
        database: Database,
        versions: Versions,
        library: Library,
        choosing: Choosing,
        per_second: float,
        canary: Canary,
    ) -> None:
        self._database = database
        self._versions = versions
        self._library = library
        self._choosing = choosing
        self._per_second = per_second
        self._canary = canary

    async def propose(
        self, community_id: int, actor: Actor, key: str, like: Like, now: datetime
    ) -> tuple[Say, Ask]:
        """What starting a round of survey `key` would cost in attention, and the card people would get.

        Nothing is sent; what was shown is kept for a day, to be confirmed. Raises KindError where there is
        nobody to ask, no such survey or audience, a round still open, or the actor may not.
        """
        community = await allowed(self._database, community_id, actor, Right.ROUNDS)
        async with self._database.reading() as tx:
            version = await latest_or_kind_error(tx, community_id, key)
            await self._none_running(tx, version.id)
            others = len(await rounds.all_open(tx, community_id))
            number = await rounds.next_number(tx, community_id)
            saved = (
                None if like.audience is None else await named_or_kind_error(tx, community_id, like.audience)
            )
            audience = await in_force(tx, community_id, EVERYBODY if saved is None else saved.audience)
        if like.sample is not None:
            audience = replace(audience, sample=like.sample)
        survey = self._versions.survey(version.id, version.definition)
        closes_at = now + timedelta(days=like.days)
        weighed = await self._choosing.weigh(
            community_id,
            audience,
            wanted(survey, closes_at, special=like.special),
            seed_of_round(number),
            now,
        )
        veiled = await veils(self._database, community_id, actor, audience)
        _require_enough(weighed.chosen, audience, veiled=veiled)
        plan = RoundPlan(
            version.id,
            like.days,
            like.special,
            like.remind,
            like.target,
            audience,
            None if saved is None else (saved.id, saved.version),
        )

        async def keep(tx: Tx) -> int:
            return await audiences.keep_plan(tx, community_id, plan, now)

        plan_id = await self._database.write(keep)
        getting = weighed.going + sum(weighed.waiting.values())
        price = cost(survey, getting, self._per_second, self._canary, closes_at)
        card = Say(
            (
                *_cost_lines(price, weighed, community, veiled=veiled),
                *_audience_lines(saved, audience),
                *_others_lines(others, community.terms),
                *_target_lines(like.target),
            ),
            title=words.say(words.ROUND_COST_TITLE, title=quoted(survey.title, _LONGEST_TITLE)),
            tone=Tone.ASK,
            buttons=(
                Button(Verb.ROUND_START, (str(plan_id),), words.ROUND_START),
                Button(Verb.ROUND_DONT, (), words.ROUND_DONT, Weight.QUIET),
            ),
        )
        scene = Scene(
            survey,
            community.name,
            ENGLISH,
            Hours(community.time_zone),
            price.closes_at,
            now,
            model_host=community.model_host,
            uploads=self._library.of(survey),
        )
        sample = replace(opening(scene, begin(survey, 0)), note=words.ROUND_SAMPLE, preview=True)
        return card, sample

    async def start(self, community_id: int, actor: Actor, plan_id: int, now: datetime) -> Say:
        """Open the round that was proposed, for whom its audience means now, in one transaction.

        Raises KindError where that was more than a day ago or started already, another round was opened
        meanwhile, the survey or the audience has changed since the creator saw it, or nobody is left.
        """
        await allowed(self._database, community_id, actor, Right.ROUNDS)
        while not await self._open(community_id, actor, plan_id, now):
            pass  # a round of another survey opened just now and took the number, and with it the seed
        return Say((words.ROUND_STARTED,), tone=Tone.GOOD)

    async def _open(self, community_id: int, actor: Actor, plan_id: int, now: datetime) -> bool:
        async with self._database.reading() as tx:
            plan, survey = await self._confirmed(tx, community_id, plan_id, now)
            number = await rounds.next_number(tx, community_id)
        closes_at = now + timedelta(days=plan.days)
        chosen = await self._choosing.choose(
            community_id,
            plan.audience,
            wanted(survey, closes_at, special=plan.special),
            seed_of_round(number),
            now,
        )
        veiled = await veils(self._database, community_id, actor, plan.audience)
        _require_enough(chosen, plan.audience, veiled=veiled)

        async def store(tx: Tx) -> bool:
            await self._confirmed(tx, community_id, plan_id, now)
            if number != await rounds.next_number(tx, community_id):
                return False
            await rounds.open_round(
                tx,
                community_id,
                plan.version_id,
                actor.user_id,
                now,
                closes_at,
                remind_at=reminder_at(now, closes_at) if plan.remind else None,
                special=plan.special,
                target=plan.target,
                audience=None if plan.audience == EVERYBODY else (plan.audience, chosen),
            )
            await audiences.use_plan(tx, plan_id, now)
            await audit.record(tx, community_id, actor.user_id, Deed.ROUND_STARTED, f"round {number}", now)
            return True

        return await self._database.write(store, lengthy=True)  # a row for everyone it is for

    async def _confirmed(
        self, tx: Tx, community_id: int, plan_id: int, now: datetime
    ) -> tuple[RoundPlan, Survey]:
        """The plan, if it still holds what the creator saw. Raises KindError."""
        plan = await audiences.plan(tx, community_id, plan_id, now)
        version = None if plan is None else await surveys.by_version(tx, community_id, plan.version_id)
        if plan is None or version is None:
            raise KindError(wording.ROUND_OLD)
        await self._none_running(tx, plan.version_id)
        if version.archived:
            raise archived_error(version)
        if plan.used or not await rounds.is_latest_version(tx, community_id, plan.version_id):
            raise KindError(words.ROUND_STALE_START)
        if plan.saved is not None:
            saved = await audiences.load(tx, community_id, plan.saved[0])
            if saved is None:
                raise KindError(wording.ROUND_GONE)
            current = await in_force(tx, community_id, saved.audience)
            if (
                saved.version != plan.saved[1]
                or replace(current, sample=plan.audience.sample) != plan.audience
            ):
                raise KindError(wording.ROUND_CHANGED)
        return plan, self._versions.survey(version.id, version.definition)

    async def _none_running(self, tx: Tx, version_id: int) -> None:
        running = await rounds.running_of(tx, version_id)
        if running is not None:
            title = self._versions.survey(running.version_id, running.definition).title
            raise KindError(words.say(words.ROUND_RUNNING, title=quoted(title, _LONGEST_TITLE)))


def wanted(survey: Survey, closes_at: datetime, *, special: bool = False) -> Wanted:
    """A round's invitation, as the rules about what may be sent judge it."""
    return Wanted(Sort.INVITATION, closes_at, survey.topic_key, special)


def _require_enough(chosen: Collection[int], audience: Audience, *, veiled: bool) -> None:
    if not chosen:
        raise KindError(words.ROUND_NOBODY if audience == EVERYBODY else wording.ROUND_NOBODY)
    if veiled and len(chosen) < FEW:
        # How the round goes would tell what these few answered.
        raise KindError(words.say(wording.ROUND_TOO_FEW, few=FEW))


def _cost_lines(price: Cost, weighed: Weighed, community: Community, *, veiled: bool) -> tuple[str, ...]:
    questions = words.count(price.questions, words.QUESTIONS_ONE, words.QUESTIONS_MANY)
    template = words.ROUND_COST_ASKED_ONE if price.followers == 1 else words.ROUND_COST_ASKED_MANY
    asked = words.say(
        template,
        count=_number(price.followers, veiled=veiled),
        questions=questions,
        duration=in_words(price.seconds_each),
    )
    sending = words.say(
        words.ROUND_COST_SENDING,
        duration=in_words(price.sending_seconds),
        closes=moment(price.closes_at),
        channel=f"<#{community.results_channel_id}>",
    )
    return (
        asked if price.followers else wording.NOBODY_GETS_IT,
        *_waiting_lines(weighed.waiting, veiled=veiled),
        *_held_lines(weighed.held, veiled=veiled),
        sending,
    )


def _waiting_lines(waiting: Mapping[Why, int], *, veiled: bool) -> tuple[str, ...]:
    """Who gets it, but not at once: for their quiet hours, or for another reason that ends in time."""
    lines = []
    for why, number in sorted(waiting.items(), key=lambda one: one[0] is not Why.QUIET):
        count = _number(number, veiled=veiled)
        if why is Why.QUIET:
            lines.append(words.say(wording.QUIET_ONE if number == 1 else wording.QUIET_MANY, count=count))
        else:
            lines.append(words.say(wording.LATER_LINE, count=count, why=WHY_SENTENCES.get(why, why)))
    return tuple(lines)


def _held_lines(held: Mapping[Why, int], *, veiled: bool) -> tuple[str, ...]:
    if not held:
        return ()
    lines = (
        words.say(wording.HELD_LINE, count=_number(number, veiled=veiled), why=WHY_SENTENCES.get(why, why))
        for why, number in held.items()
    )
    return (wording.NOT_NOW, *lines)


def _number(number: int, *, veiled: bool) -> str:
    if not veiled:
        return f"{number:,}"
    if number < FEW:
        return words.say(wording.FEWER_THAN, few=FEW)
    return words.say(wording.ABOUT_SO_MANY, count=f"{rounded(number):,}")


def _audience_lines(saved: Saved | None, audience: Audience) -> tuple[str, ...]:
    if audience == EVERYBODY:
        return ()
    rules = in_a_line(audience)
    if saved is None:
        return (words.say(wording.ROUND_TO_SAMPLE, rules=rules),)
    return (words.say(wording.ROUND_TO, name=quoted(saved.name, _LONGEST_NAME), rules=rules),)


def _others_lines(others: int, terms: Terms) -> tuple[str, ...]:
    if not others:
        return ()
    count = words.count(others, words.ROUNDS_ONE, words.ROUNDS_MANY)
    return (words.say(words.ROUND_OTHERS_OPEN, count=count, days=terms.gap_days),)


def _target_lines(target: int | None) -> tuple[str, ...]:
    """That the round closes early, where it may."""
    return () if target is None else (words.say(words.ROUND_TARGET, target=target),)
