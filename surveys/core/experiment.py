"""Wording experiments: a part of the people reads a text one way, the others another way, and it is counted who answers.

A survey has one experiment at most: with two, a difference could come from either, and looking at many
differences finds some by chance alone.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from annotated_types import Ge, Le, Len

from surveys.core import words
from surveys.core.questions import Flaw
from surveys.core.questions.base import is_id
from surveys.core.spoken import SPOKEN, texts
from surveys.core.wording import definitions as wording

if TYPE_CHECKING:
    from surveys.core.survey import Survey

#: What an experiment is about if not about a question: the text that stands before the first one.
INTRO: Final = "intro"
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One wording, and how many parts of the people read it. Without texts it is the survey's own wording."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    text: Annotated[str, Len(1, 600), SPOKEN] | None = None
    #: What stands small under a question.
    help: Annotated[str, Len(1, 300), SPOKEN] | None = None
    share: Annotated[int, Ge(1), Le(100)] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """Two or three wordings of the intro or of one question; the first is what the others are compared with.

    Who reads which depends on `id` ("intro" or the question's, if left out): the same people read the same
    wording in every round, until an experiment has another one.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    #: "intro", or the id of a question.
    what: str
    id: str | None = None
    variants: Annotated[tuple[Variant, ...], Len(2, 3)]

    def variant(self, wanted: str | None) -> Variant | None:
        """The variant with that id, if there is one."""
        return next((one for one in self.variants if one.id == wanted), None)


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that deciding who reads which variant needs to know."""

    community_id: int
    survey: str
    experiment: str
    #: The variants' ids and shares.
    shares: tuple[tuple[str, int], ...]

    def variant(self, follower_id: int) -> str:
        """Which variant that follower reads: the same on every call, and as good as drawn by lot."""
        drawn = f"{self.community_id}/{self.survey}/{self.experiment}/{follower_id}"
        ticket = int.from_bytes(hashlib.sha256(drawn.encode()).digest()) % sum(
            part for _, part in self.shares
        )
        for variant, part in self.shares:
            ticket -= part
            if ticket < 0:
                return variant
        raise AssertionError("every ticket is below the sum of the shares")


def drawing(community_id: int, key: str, definition: Mapping[str, Any]) -> Drawing | None:
    """The drawing of a frozen definition, as plain data; None where there is no experiment in it."""
    match definition.get("experiment"):
        case {"what": str(what), "id": written, "variants": list(variants)}:
            shares = tuple((str(one["id"]), int(one["share"])) for one in variants)
            return Drawing(community_id, key, str(written or what), shares)
        case _:
            return None


def in_variant(survey: "Survey", wanted: str | None) -> "Survey":
    """`survey` as somebody reads it who was given that variant; unchanged where there is no such variant."""
    experiment = survey.experiment
    variant = experiment.variant(wanted) if experiment is not None else None
    if experiment is None or variant is None:
        return survey
    own = replace(survey, experiment=None)
    if experiment.what == INTRO:
        return replace(own, intro=variant.text or survey.intro)
    return replace(
        own,
        questions=tuple(
            replace(one, text=variant.text or one.text, help=variant.help or one.help)
            if one.id == experiment.what
            else one
            for one in survey.questions
        ),
    )


def trimmed(survey: "Survey") -> Experiment | None:
    """The experiment of `survey`, if what it is about is still there."""
    experiment = survey.experiment
    if experiment is None or experiment.what == INTRO or survey.question(experiment.what) is not None:
        return experiment
    return None


def flaws(survey: "Survey") -> Iterator[Flaw]:
    """Everything wrong with the experiment of `survey`; paths start at the survey."""
    experiment = survey.experiment
    if experiment is None:
        return
    found = [*_target_flaws(survey, experiment), *_id_flaws(experiment)]
    yield from found
    if not found:
        yield from _text_flaws(survey, experiment)
        yield from _sameness(survey, experiment)


def _target_flaws(survey: "Survey", experiment: Experiment) -> Iterator[Flaw]:
    path: Path = ("experiment", "what")
    ids = [one.id for one in survey.questions]
    if experiment.what == INTRO and INTRO in ids:
        yield Flaw(path, wording.FLAW_EXPERIMENT_TWO, wording.REMEDY_EXPERIMENT_TWO)
    elif experiment.what != INTRO and experiment.what not in ids:
        problem = words.say(wording.FLAW_EXPERIMENT_WHAT, what=experiment.what)
        known = ", ".join((INTRO, *ids[:12]))
        yield Flaw(path, problem, words.say(wording.REMEDY_TRANSLATED_KNOWN, known=known))


def _id_flaws(experiment: Experiment) -> Iterator[Flaw]:
    if experiment.id is not None and not is_id(experiment.id):
        yield Flaw(("experiment", "id"), words.say(words.FLAW_ID, id=experiment.id), words.REMEDY_ID)
    places: dict[str, int] = {}
    for place, variant in enumerate(experiment.variants):
        path: Path = ("experiment", "variants", place)
        if not is_id(variant.id):
            yield Flaw((*path, "id"), words.say(words.FLAW_ID, id=variant.id), words.REMEDY_ID)
        if variant.id in places:
            problem = words.say(wording.FLAW_TWICE_VARIANT, id=variant.id, number=places[variant.id] + 1)
            yield Flaw((*path, "id"), problem, words.REMEDY_TWICE)
        places.setdefault(variant.id, place)
        if experiment.what == INTRO and variant.help is not None:
            yield Flaw((*path, "help"), wording.FLAW_EXPERIMENT_HELP, wording.REMEDY_EXPERIMENT_HELP)


def _text_flaws(survey: "Survey", experiment: Experiment) -> Iterator[Flaw]:
    place = next((at for at, one in enumerate(survey.questions) if one.id == experiment.what), None)
    owner = type(survey) if place is None else type(survey.questions[place])
    own = set(survey.text_flaws())
    for number, variant in enumerate(experiment.variants):
        path: Path = ("experiment", "variants", number)
        name = INTRO if place is None else "text"
        longest = texts(owner)[name]
        if variant.text is not None and len(variant.text) > longest:
            length = len(variant.text)
            problem = words.say(words.FLAW_LONG_TEXT, length=f"{length:,}", longest=f"{longest:,}")
            yield Flaw(
                (*path, "text"), problem, words.say(words.REMEDY_LONG_TEXT, over=f"{length - longest:,}")
            )
        around: Path = (INTRO,) if place is None else ("questions", place)
        for flaw in in_variant(survey, variant.id).text_flaws():
            if flaw not in own and flaw.path[: len(around)] == around:
                field = "help" if flaw.path[-1] == "help" else "text"
                yield Flaw((*path, field), flaw.problem, flaw.remedy)


def _sameness(survey: "Survey", experiment: Experiment) -> Iterator[Flaw]:
    seen: dict[tuple[str, ...], int] = {}
    for place, variant in enumerate(experiment.variants):
        shown = in_variant(survey, variant.id)
        asked = None if experiment.what == INTRO else shown.question(experiment.what)
        read = (shown.intro or "",) if asked is None else (asked.text, asked.help or "")
        compared = tuple(" ".join(one.split()) for one in read)
        if compared in seen:
            problem = words.say(wording.FLAW_EXPERIMENT_SAME, number=seen[compared] + 1)
            yield Flaw(("experiment", "variants", place), problem, wording.REMEDY_EXPERIMENT_SAME)
        seen.setdefault(compared, place)
