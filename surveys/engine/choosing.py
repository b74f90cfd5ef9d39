"""Whom an audience means at this moment: facts from the rows, roles from Discord, the choice from the core."""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from surveys.core import choosing as core
from surveys.core.audience import Audience, expanded, named
from surveys.core.choosing import Facts, Needs
from surveys.core.errors import KindError
from surveys.core.questions import Nps
from surveys.core.respect import Go, No, Past, Wait, Wanted, Why, Wishes, judge
from surveys.core.values import Rated, from_plain
from surveys.core.wording import audiences as wording
from surveys.engine.versions import Versions
from surveys.ports import Courier
from surveys.store import audience_facts, audiences, surveys
from surveys.store.database import Database
from surveys.store.letting_go import portions
from surveys.store.past import pasts
from surveys.store.tx import Tx

Roles = Mapping[int, frozenset[int]]
Verdict = Go | Wait | No


class RolesUnknownError(KindError):
    """Discord doesn't say now who has which role."""

    def __init__(self) -> None:
        super().__init__(wording.ROLES_UNKNOWN)


class AudienceGoneError(KindError):
    """A saved audience that is named isn't there any more."""

    def __init__(self) -> None:
        super().__init__(wording.GONE)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Whom a round is for, of how many, and what stands in its way: how many wait or are held back, by reason."""

    chosen: tuple[int, ...]
    followers: int
    going: int = 0
    waiting: Mapping[Why, int] = field(default_factory=dict)
    held: Mapping[Why, int] = field(default_factory=dict)


class Choosing:
    """Reads only. What takes long for many people is done off the event loop."""

    def __init__(self, database: Database, versions: Versions, courier: Courier) -> None:
        self._database = database
        self._versions = versions
        self._courier = courier

    async def roles(self, community_id: int, audience: Audience, now: datetime) -> Roles:
        """The roles of those for whom they matter. Discord is asked only where the definition asks for roles.

        Raises RolesUnknownError where Discord doesn't say.
        """
        if not audience.asks_for_roles:
            return {}
        async with self._database.reading() as tx:
            everybody = await self.facts(tx, community_id, core.needs(audience), {}, now)
        ids = core.candidates(audience, everybody, now)
        asked = tuple(one.user_id for one in everybody if one.follower_id in ids)
        return await self.roles_of(community_id, asked)

    async def roles_of(self, community_id: int, user_ids: Sequence[int]) -> Roles:
        """The roles of these people, without those who aren't in the server. Raises RolesUnknownError."""
        found = await self._courier.roles(community_id, user_ids) if user_ids else {}
        if found is None:
            raise RolesUnknownError
        return found

    async def facts(
        self, tx: Tx, community_id: int, needs: Needs, roles: Roles, now: datetime
    ) -> tuple[Facts, ...]:
        """What is known about everybody who follows, as far as it is needed."""
        everybody = await audience_facts.of_followers(tx, community_id, needs, now)
        replied = await self._replied(tx, community_id, needs.questions) if needs.questions else {}
        points = await self._points(tx, community_id) if needs.points else {}
        if not roles and not replied and not points:
            return everybody
        return tuple(
            replace(
                one,
                roles=roles.get(one.user_id),
                replied=replied.get(one.follower_id, {}),
                points=points.get(one.follower_id),
            )
            for one in everybody
        )

    async def weigh(
        self, community_id: int, audience: Audience, wanted: Wanted, seed: str, now: datetime
    ) -> Weighed:
        """Whom a round like `wanted` is for, and what the rules say about each of them now."""
        roles = await self.roles(community_id, audience, now)
        async with self._database.reading() as tx:
            everybody = await self.facts(tx, community_id, core.needs(audience), roles, now)
            meant = await asyncio.to_thread(core.means, audience, everybody, now)
            wishes: dict[int, Wishes] = {}
            known: dict[int, Past] = {}
            for some in portions(sorted(meant)):
                wishes |= await audience_facts.wishes_of(tx, some)
                known |= await pasts(tx, some, now)
        return await asyncio.to_thread(_weigh, audience, everybody, wishes, known, wanted, seed, now)

    async def choose(
        self, community_id: int, audience: Audience, wanted: Wanted, seed: str, now: datetime
    ) -> tuple[int, ...]:
        """The followers a round is for, as `weigh` would find them; people are judged only where some are picked."""
        if audience.chooses_some:
            return (await self.weigh(community_id, audience, wanted, seed, now)).chosen
        roles = await self.roles(community_id, audience, now)
        async with self._database.reading() as tx:
            everybody = await self.facts(tx, community_id, core.needs(audience), roles, now)
        return await asyncio.to_thread(core.choose, audience, everybody, now, seed)

    async def _replied(
        self, tx: Tx, community_id: int, questions: Collection[tuple[int, str]]
    ) -> dict[int, dict[tuple[int, str], frozenset[str]]]:
        found: dict[int, dict[tuple[int, str], frozenset[str]]] = {}
        definitions = await self._definitions(tx, {survey for survey, _ in questions})
        for reply in await audience_facts.replies(tx, community_id, questions):
            survey = self._versions.survey(reply.version_id, definitions[reply.version_id])
            question = survey.question(reply.question_id)
            if question is not None and not survey.anonymous:
                key = (reply.survey_id, reply.question_id)
                found.setdefault(reply.follower_id, {})[key] = question.matches(from_plain(reply.value))
        return found

    async def _points(self, tx: Tx, community_id: int) -> dict[int, int]:
        surveyed = await surveys.ids(tx, community_id)
        versions = await audience_facts.versions_of(tx, surveyed)
        questions = {
            (survey_id, question.id)
            for survey_id, version_id, definition in versions
            for question in self._versions.survey(version_id, definition).questions
            if isinstance(question, Nps)
        }
        given = await audience_facts.replies(tx, community_id, questions) if questions else ()
        anonymous = {
            version for _, version, plain in versions if self._versions.survey(version, plain).anonymous
        }
        values = (
            (reply.follower_id, from_plain(reply.value))
            for reply in given
            if reply.version_id not in anonymous
        )
        return {follower_id: value.points for follower_id, value in values if isinstance(value, Rated)}

    async def _definitions(self, tx: Tx, survey_ids: Collection[int]) -> dict[int, dict[str, object]]:
        return {version: plain for _, version, plain in await audience_facts.versions_of(tx, survey_ids)}


async def in_force(tx: Tx, community_id: int, audience: Audience) -> Audience:
    """The definition with the audiences it names looked up. Raises AudienceGoneError where one is missing."""
    if not named(audience):
        return audience
    found = expanded(audience, (await audiences.look_up(tx, community_id)).get)
    if found is None:
        raise AudienceGoneError
    return found


def _weigh(
    audience: Audience,
    everybody: tuple[Facts, ...],
    wishes: Mapping[int, Wishes],
    known: Mapping[int, Past],
    wanted: Wanted,
    seed: str,
    now: datetime,
) -> Weighed:
    verdicts: dict[int, Verdict] = {one: judge(wanted, wish, known[one], now) for one, wish in wishes.items()}
    if audience.chooses_some:
        everybody = tuple(replace(one, open=_can_take_it(verdicts.get(one.follower_id))) for one in everybody)
    chosen = core.choose(audience, everybody, now, seed)
    waiting: Counter[Why] = Counter()
    held: Counter[Why] = Counter()
    going = 0
    for follower_id in chosen:
        match verdicts.get(follower_id, Go()):
            case Go():
                going += 1
            case Wait(_, why):
                waiting[why] += 1
            case No(why):
                held[why] += 1
    return Weighed(chosen, len(everybody), going, dict(waiting.most_common()), dict(held.most_common()))


def _can_take_it(verdict: Verdict | None) -> bool:
    """Whether a sample may have them: the round can go to them, or they answer it in the server."""
    match verdict:
        case None:
            return False
        case No(why):
            return why is Why.SERVER
        case _:
            return True
