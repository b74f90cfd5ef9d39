"""What a rule of an audience can be picked from: roles, topics, surveys with their questions and answers, audiences."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, Self

from surveys.core import audience_cards as cards
from surveys.core import audience_rules as rules
from surveys.core.audience import InAudience, Replied, Rule
from surveys.core.audience_rules import Kind, Side
from surveys.core.errors import KindError
from surveys.core.ids import NUMBER
from surveys.core.language import ENGLISH
from surveys.core.prompt import Picking, Say, Verb
from surveys.core.questions import Question
from surveys.core.survey import Survey
from surveys.core.text import clean, clip, quoted
from surveys.core.widgets import Choosable
from surveys.core.wording import audiences as wording
from surveys.engine.versions import Versions
from surveys.store import audiences, communities, surveys
from surveys.store.database import Database
from surveys.store.surveys import Version
from surveys.store.tx import Tx

_LONGEST_QUESTION: Final = 100
_LONGEST_LABEL: Final = 60
_LONGEST_OPTION: Final = 100
#: No row has this number.
_NOTHING: Final = 0


@dataclass(frozen=True, slots=True)
class At:
    """How far somebody got in adding a rule, as a menu's custom id says; all of it may be forged."""

    audience_id: int
    side: Side
    kind: Kind
    survey_id: int | None = None
    question: int | None = None

    @classmethod
    def of(
        cls,
        audience_id: int,
        side: int,
        kind: int | str,
        survey_id: int | None = None,
        question: int | None = None,
    ) -> Self:
        """That place. Raises KindError where there is no such side or kind of rule."""
        try:
            return cls(audience_id, Side(side), Kind(int(kind)), survey_id, question)
        except ValueError:
            raise KindError(wording.PICK_AGAIN) from None

    @classmethod
    def asked(cls, audience_id: int, side: int, survey_id: int, question: int | None = None) -> Self:
        """That place on the way to an answer."""
        return cls.of(audience_id, side, Kind.REPLIED, survey_id, question)

    @property
    def args(self) -> tuple[str, ...]:
        """What the custom id of a form or of a first menu says."""
        return str(self.audience_id), str(int(self.side)), str(int(self.kind))

    def menu(self, hint: str, options: Collection[Choosable], *, several: bool = False) -> Picking:
        """A menu that leads on from here."""
        if self.survey_id is None:
            return rules.menu(Verb.AUDIENCE_PICK, self.args, hint, options, several=several)
        place = () if self.question is None else (str(self.question),)
        args = (str(self.audience_id), str(int(self.side)), str(self.survey_id), *place)
        return rules.menu(Verb.AUDIENCE_ASKED, args, hint, options, several=several)


class AudienceMenus:
    """Reads only. Whatever was picked is looked up among the community's own."""

    def __init__(self, database: Database, versions: Versions) -> None:
        self._database = database
        self._versions = versions

    async def first(self, community_id: int, at: At) -> Say:
        """The first menu for a rule of that kind. Raises KindError where there is nothing to list."""
        if at.kind is Kind.ROLE:
            return cards.step(at.audience_id, at.side, at.kind, rules.roles_menu(at.args))
        if at.kind is Kind.NPS:
            menu = at.menu(wording.PICK_NPS, rules.nps_bands())
            return cards.step(at.audience_id, at.side, at.kind, menu)
        hint, nothing = _ASKED[at.kind]
        async with self._database.reading() as tx:
            options = await self._options(tx, community_id, at)
        if not options:
            raise KindError(nothing)
        menu = at.menu(hint, options, several=at.kind is Kind.TOPIC)
        return cards.step(at.audience_id, at.side, at.kind, menu)

    async def picked(self, community_id: int, at: At, tokens: Collection[str]) -> Rule | Say:
        """The rule that was picked, or the next menu. Raises KindError for what isn't there."""
        async with self._database.reading() as tx:
            found = await self._found(tx, community_id, at, tokens)
        if found is None:
            raise KindError(wording.PICK_AGAIN)
        return found

    async def _options(self, tx: Tx, community_id: int, at: At) -> Collection[Choosable]:
        if at.kind is Kind.TOPIC:
            return rules.topics_of(await _topics(tx, community_id))
        if at.kind is Kind.REPLIED:
            every = await surveys.all_latest(tx, community_id, archived=True)
            return tuple(
                Choosable(str(version.survey_id), clip(clean(self._survey(version).title), _LONGEST_OPTION))
                for version in every
            )
        others = await audiences.of_community(tx, community_id)
        return tuple(Choosable(str(one.id), one.name) for one in others if one.id != at.audience_id)

    async def _found(self, tx: Tx, community_id: int, at: At, tokens: Collection[str]) -> Rule | Say | None:
        if at.kind is Kind.ROLE:
            return rules.role_rule(tokens)
        if at.kind is Kind.NPS:
            return rules.nps_rule(tokens)
        if at.kind is Kind.TOPIC:
            return rules.topic_rule(await _topics(tx, community_id), tokens)
        if at.kind is Kind.AUDIENCE:
            other = await audiences.load(tx, community_id, numbered(tokens))
            return None if other is None else InAudience(other.id, other.name)
        if at.kind is not Kind.REPLIED:
            return None
        survey_id = numbered(tokens) if at.survey_id is None else at.survey_id
        version = await surveys.by_row(tx, community_id, survey_id)
        if version is None:
            return None
        survey = self._survey(version)
        if at.survey_id is None:
            return _questions(replace(at, survey_id=survey_id), survey)
        if at.question is None:
            return _answers(replace(at, question=numbered(tokens)), survey)
        return _rule(at, survey, tokens)

    def _survey(self, version: Version) -> Survey:
        return self._versions.survey(version.id, version.definition)


def numbered(tokens: Collection[str]) -> int:
    """The number that was picked; one that nothing has where there is none."""
    token = next(iter(tokens), "")
    return int(token) if re.fullmatch(NUMBER, token) else _NOTHING


#: What a menu asks, and what is said where there is nothing to list in it.
_ASKED: Final = {
    Kind.TOPIC: (wording.PICK_TOPIC, wording.NO_TOPICS),
    Kind.REPLIED: (wording.PICK_SURVEY, wording.NO_SURVEYS),
    Kind.AUDIENCE: (wording.PICK_AUDIENCE, wording.NO_OTHERS),
}


async def _topics(tx: Tx, community_id: int) -> Collection[str]:
    community = await communities.load(tx, community_id)
    return () if community is None else community.topics


def _questions(at: At, survey: Survey) -> Say:
    options = [
        Choosable(str(place), clip(clean(question.text), _LONGEST_OPTION))
        for place, question in enumerate(survey.questions)
        if question.tokens()
    ]
    if not options:
        raise KindError(wording.NO_QUESTIONS)
    return cards.step(at.audience_id, at.side, at.kind, at.menu(wording.PICK_QUESTION, options))


def _answers(at: At, survey: Survey) -> Say | None:
    question = _question(at, survey)
    if question is None:
        return None
    menu = at.menu(wording.PICK_ANSWER, question.choices(ENGLISH), several=True)
    asked = f"**{quoted(question.text, _LONGEST_QUESTION)}**"
    return cards.step(at.audience_id, at.side, at.kind, menu, asked)


def _rule(at: At, survey: Survey, tokens: Collection[str]) -> Rule | None:
    question = _question(at, survey)
    picked = [one for one in question.choices(ENGLISH) if one.token in tokens] if question is not None else []
    if question is None or at.survey_id is None or not picked:
        return None
    return Replied(
        at.survey_id,
        question.id,
        tuple(one.token for one in picked),
        clip(clean(question.text), _LONGEST_QUESTION),
        tuple(clip(clean(one.label), _LONGEST_LABEL) for one in picked),
    )


def _question(at: At, survey: Survey) -> Question | None:
    """The question at that place, if its answers can be picked from."""
    place = at.question
    if place is None or place >= len(survey.questions):
        return None
    question = survey.questions[place]
    return question if question.tokens() else None
