"""A survey: what is asked, in which order, and which way an answer leads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar

from annotated_types import Len, MaxLen

from surveys.core import experiment, piping, translations, words
from surveys.core.experiment import Experiment
from surveys.core.media import is_media
from surveys.core.polis import SOURCES, Others
from surveys.core.questions import Flaw, Question
from surveys.core.questions.base import END, is_id
from surveys.core.spoken import SPOKEN
from surveys.core.text import folded, quoted
from surveys.core.translations import Translation
from surveys.core.values import Value
from surveys.core.wording import polis


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A definition. Launching freezes it as a version, and from then on it never changes."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    key: str
    title: Annotated[str, Len(1, 100), SPOKEN]
    intro: Annotated[str, MaxLen(600), SPOKEN] | None = None
    thanks: Annotated[str, MaxLen(600), SPOKEN] | None = None
    #: A code or a link, shown with the thanks to those who came to the end.
    reward: Annotated[str, Len(1, 300)] | None = None
    #: One of the community's topics, for those who want to hear of some only.
    topic: Annotated[str, Len(1, 40)] | None = None
    #: The team never gets to know who said what: nobody is named, and no two answers are known to be one person's.
    anonymous: bool = False
    questions: Annotated[tuple[Question, ...], Len(1, 25)]
    #: What some reply to one of the questions is put to others, to agree with or not.
    others: Others | None = None
    experiment: Experiment | None = None
    #: The texts above in other languages, by their codes.
    translations: Mapping[str, Translation] = field(default_factory=dict)

    @property
    def topic_key(self) -> str | None:
        """The topic as it is compared with those people chose: case and punctuation do not count."""
        return None if self.topic is None else folded(self.topic)

    def shared(self) -> "Survey":
        """The survey without its private questions, for those who may not see who said what."""
        return replace(self, questions=tuple(one for one in self.questions if not one.private))

    def question(self, wanted: str) -> Question | None:
        """The question with id `wanted`, if there is one."""
        return next((one for one in self.questions if one.id == wanted), None)

    def after(self, question: Question, value: Value | None) -> Question | None:
        """What comes after `question`, answered by `value` (None: skipped). None: the end."""
        if value is not None:
            given = question.matches(value)
            for jump in question.jumps:
                if given & {str(when) for when in jump.when}:
                    return None if jump.to == END else self.question(jump.to)
        place = self.questions.index(question) + 1
        return self.questions[place] if place < len(self.questions) else None

    def way(self, answers: Mapping[str, Value]) -> tuple[Question, ...]:
        """The questions a person with these answers passes, in order; ahead of the answers, as if no jump were taken."""
        passed: list[Question] = []
        here: Question | None = self.questions[0]
        while here is not None:
            passed.append(here)
            here = self.after(here, answers.get(here.id))
        return tuple(passed)

    def in_language(self, *wishes: str | None) -> "Survey":
        """The survey as somebody whose languages are `wishes` (codes, best first) reads it.

        Each text that isn't translated stays as it is. The result has the same ids and leads the same ways.
        """
        code = translations.closest(tuple(self.translations), *wishes)
        return self if code is None else translations.translated(self, code)

    def in_variant(self, wanted: str | None) -> "Survey":
        """The survey as somebody reads it who was given that variant of its experiment."""
        return experiment.in_variant(self, wanted)

    def text_flaws(self) -> Iterator[Flaw]:
        """What is wrong with questions and blanks, by their texts alone: what a translation can get wrong too."""
        places: dict[str, int] = {}
        for place, question in enumerate(self.questions):
            places.setdefault(question.id, place)
            for flaw in question.flaws():
                yield Flaw(("questions", place, *flaw.path), flaw.problem, flaw.remedy)
        yield from piping.flaws(
            self.intro, self.thanks, self.questions, lambda question: _onward(self, question, places)
        )

    def seconds(self) -> int:
        """About how long it takes to answer, in seconds, if no jump is taken."""
        return sum(question.seconds() for question in self.questions)


def flaws(survey: Survey) -> tuple[Flaw, ...]:
    """Everything wrong with `survey` that its fields' own limits don't catch; paths start at the survey."""
    found: list[Flaw] = []
    if not is_id(survey.key):
        found.append(Flaw(("key",), words.say(words.FLAW_ID, id=survey.key), words.REMEDY_ID))
    if survey.topic is not None and quoted(survey.topic, len(survey.topic)) != survey.topic:
        found.append(Flaw(("topic",), words.FLAW_TOPIC, words.REMEDY_TOPIC))
    places: dict[str, int] = {}
    for place, question in enumerate(survey.questions):
        path = ("questions", place)
        if not is_id(question.id):
            found.append(Flaw((*path, "id"), words.say(words.FLAW_ID, id=question.id), words.REMEDY_ID))
        elif question.id == END:
            found.append(Flaw((*path, "id"), words.FLAW_RESERVED, words.REMEDY_RESERVED))
        if question.id in places:
            found.append(
                Flaw(
                    (*path, "id"),
                    words.say(words.FLAW_TWICE_QUESTION, id=question.id, number=places[question.id] + 1),
                    words.REMEDY_TWICE,
                )
            )
        places.setdefault(question.id, place)
        if question.media is not None and not is_media(question.media):
            found.append(Flaw((*path, "media"), words.FLAW_MEDIA, words.REMEDY_MEDIA))
    for place, question in enumerate(survey.questions):
        found += _jump_flaws(question, place, places)
    found += _others_flaws(survey)
    found += survey.text_flaws()
    found += experiment.flaws(survey)
    found += translations.flaws(survey)
    # Whether a question can be reached is only worth asking once the jumps themselves are sound.
    return tuple(found) or _unreachable(survey)


def _jump_flaws(question: Question, place: int, places: Mapping[str, int]) -> list[Flaw]:
    path = ("questions", place, "jumps")
    tokens = question.tokens()
    if question.jumps and not tokens:
        return [Flaw(path, words.FLAW_JUMP_TEXT, words.REMEDY_JUMP_TEXT)]
    found: list[Flaw] = []
    for number, jump in enumerate(question.jumps):
        target = places.get(jump.to)
        if jump.to != END and target is None:
            problem = words.say(words.FLAW_JUMP_NOWHERE, to=jump.to)
            found.append(Flaw((*path, number, "to"), problem, words.REMEDY_JUMP_NOWHERE))
        elif target is not None and target <= place:
            problem = words.say(words.FLAW_JUMP_BACK, to=jump.to)
            found.append(Flaw((*path, number, "to"), problem, words.REMEDY_JUMP_BACK))
        for entry, when in enumerate(jump.when):
            if str(when) not in tokens:
                problem = words.say(words.FLAW_JUMP_WHEN, when=when)
                remedy = words.say(words.REMEDY_JUMP_WHEN, tokens=", ".join(sorted(tokens)))
                found.append(Flaw((*path, number, "when", entry), problem, remedy))
    return found


def _others_flaws(survey: Survey) -> list[Flaw]:
    if survey.others is None:
        return []
    path, asked = ("others", "question"), survey.question(survey.others.question)
    if asked is None:
        return [Flaw(path, words.say(polis.FLAW_WHICH, id=survey.others.question), polis.REMEDY)]
    if asked.kind not in SOURCES or asked.private:
        problem = polis.FLAW_PRIVATE if asked.private else polis.FLAW_KIND
        return [Flaw(path, problem, polis.REMEDY)]
    return []


def _onward(survey: Survey, question: Question, places: Mapping[str, int]) -> Sequence[str]:
    """The ids of the questions that may come after `question`, or "end", whatever is answered."""
    taken = {str(when) for jump in question.jumps for when in jump.when}
    always_jumps = question.required and bool(question.tokens()) and question.tokens() <= taken
    targets = [jump.to for jump in question.jumps]
    if always_jumps:
        return targets
    place = places[question.id] + 1
    return [*targets, survey.questions[place].id if place < len(survey.questions) else END]


def _unreachable(survey: Survey) -> tuple[Flaw, ...]:
    places = {question.id: place for place, question in enumerate(survey.questions)}
    reached = {survey.questions[0].id}
    for question in survey.questions:
        if question.id in reached:
            reached |= set(_onward(survey, question, places))
    return tuple(
        Flaw(("questions", place), words.FLAW_UNREACHABLE, words.REMEDY_UNREACHABLE)
        for place, question in enumerate(survey.questions)
        if question.id not in reached
    )
