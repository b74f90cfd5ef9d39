"""Surveys, replies and cards made up by hypothesis, up to the largest that the formats let through."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from surveys.core.hours import Hours, Snooze
from surveys.core.language import ENGLISH, Words
from surveys.core.questions import (
    Agree,
    Choice,
    Date,
    File,
    Idea,
    Jump,
    LongText,
    MultipleChoice,
    Nps,
    Number,
    Option,
    PictureChoice,
    PictureOption,
    Question,
    Ranking,
    Scale,
    ShortText,
    YesNo,
)
from surveys.core.questions.base import END
from surveys.core.replies import Back, Change, Done, Heard, Later, PutOff, Show, Skip, Stop, Tapped, Typed
from surveys.core.scene import Scene
from surveys.core.survey import Survey, flaws
from surveys.core.values import Attached

LONGEST_ID = "q" * 30
COMMUNITY = "Studio {answer} Nine"
#: A Tuesday noon, outside everybody's quiet hours where the zone is UTC.
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def scene(
    survey: Survey,
    *,
    community: str = COMMUNITY,
    lang: Words = ENGLISH,
    now: datetime = NOON,
    closes_at: datetime = NOON + timedelta(days=3),
    name: str = "<@5>",
    here: bool = False,
    returns: bool = True,
) -> Scene:
    """A round of `survey` at noon, open for three days."""
    return Scene(survey, community, lang, Hours("UTC"), closes_at, now, name, here=here, returns=returns)


def wording(longest: int) -> SearchStrategy[str]:
    """A text with something visible in it: short, or exactly as long as it may be, in any script."""
    anything = st.text(max_size=12).map(lambda text: "?" + text)
    return st.one_of(anything, st.sampled_from("xWé漢😀*_{").map(lambda char: char * longest)).map(
        lambda text: text[:longest]
    )


@st.composite
def _options(draw: DrawFn, most: int = 25, longest: int = 80) -> tuple[Option, ...]:
    count = draw(st.one_of(st.integers(2, 6), st.just(most)))
    length = draw(st.sampled_from((4, min(30, longest), longest)))
    return tuple(Option(f"{place:03d}{'o' * 29}", f"{place} ".ljust(length, "x")) for place in range(count))


@st.composite
def _pictures(draw: DrawFn) -> tuple[PictureOption, ...]:
    shown = draw(_options(most=10, longest=70))
    return tuple(
        PictureOption(one.id, one.label, f"https://example.com/{place}.png", draw(wording(300)))
        for place, one in enumerate(shown)
    )


@st.composite
def _many(draw: DrawFn) -> dict[str, Any]:
    options, other = draw(_options(most=100)), draw(st.booleans())
    count = len(options) + other
    least = draw(st.integers(1, count))
    return {
        "options": options,
        "other": other,
        "least": least,
        "most": draw(st.none() | st.integers(least, count)),
    }


@st.composite
def _bounds(draw: DrawFn) -> dict[str, Any]:
    low, high = draw(st.none() | st.integers(-9, 3)), draw(st.none() | st.integers(4, 10**12))
    return {
        "lowest": None if low is None else Decimal(low),
        "highest": None if high is None else Decimal(high),
        "unit": draw(st.none() | st.sampled_from(["€", "km", "x" * 20])),
        "whole": draw(st.booleans()),
    }


_EARLY = st.none() | st.just(date(2020, 2, 29))
_LATE = st.none() | st.sampled_from([date(2020, 2, 29), date(2030, 12, 31)])
_ENDS = st.none() | wording(60)
_FIELDS: Mapping[type, Callable[[], SearchStrategy[dict[str, Any]]]] = {
    YesNo: lambda: st.just({}),
    ShortText: lambda: st.just({}),
    LongText: lambda: st.just({}),
    Idea: lambda: st.just({}),
    Choice: lambda: st.fixed_dictionaries({"options": _options(most=100), "other": st.booleans()}),
    MultipleChoice: _many,
    Scale: lambda: st.fixed_dictionaries(
        {
            "lowest": st.integers(0, 1),
            "highest": st.integers(3, 10),
            "low_label": wording(60),
            "high_label": wording(60),
        }
    ),
    Nps: lambda: st.fixed_dictionaries({"low_label": _ENDS, "high_label": _ENDS}),
    Number: _bounds,
    Date: lambda: st.fixed_dictionaries({"earliest": _EARLY, "latest": _LATE}),
    Ranking: lambda: st.fixed_dictionaries(
        {"options": _options(most=10), "least": st.none() | st.integers(1, 2)}
    ),
    PictureChoice: lambda: st.fixed_dictionaries({"options": _pictures()}),
    File: lambda: st.fixed_dictionaries(
        {"most": st.integers(1, 3), "accept": st.sampled_from([("image",), ("image", "audio", "document")])}
    ),
    Agree: lambda: st.fixed_dictionaries({"statements": _options(most=20)}),
}


@st.composite
def _question(draw: DrawFn, number: int) -> Question:
    kind = draw(st.sampled_from(get_args(Question)))
    made: Question = kind(
        id=f"{number:02d}{LONGEST_ID}",
        text=draw(wording(300)),
        help=draw(st.none() | wording(300)),
        required=draw(st.booleans()),
        **draw(_FIELDS[kind]()),
    )
    return made


@st.composite
def surveys(draw: DrawFn, *, jumps: bool = True, most: int = 6) -> Survey:
    """A survey that an import would let through."""
    questions = [draw(_question(number)) for number in range(draw(st.integers(1, most)))]
    if jumps:
        questions = [draw(_with_jumps(questions, place)) for place in range(len(questions))]
    survey = Survey(
        key="made-up",
        title=draw(wording(100)),
        intro=draw(st.none() | wording(600)),
        thanks=draw(st.none() | wording(600)),
        questions=tuple(questions),
    )
    return survey if not flaws(survey) else _without_jumps(survey)


@st.composite
def _with_jumps(draw: DrawFn, questions: list[Question], place: int) -> Question:
    question = questions[place]
    tokens = sorted(question.tokens())
    if not tokens or draw(st.booleans()):
        return question
    targets = [END, *(one.id for one in questions[place + 1 :])]
    jump = st.builds(
        Jump,
        when=st.lists(st.sampled_from(tokens), min_size=1, max_size=3, unique=True).map(tuple),
        to=st.sampled_from(targets),
    )
    return replace(question, jumps=draw(st.lists(jump, max_size=2).map(tuple)))


def _without_jumps(survey: Survey) -> Survey:
    return replace(survey, questions=tuple(replace(one, jumps=()) for one in survey.questions))


def heard(survey: Survey) -> SearchStrategy[Heard]:
    """Anything a follower could do, sensible and not: right and wrong taps, words, any text at all."""
    asked = st.sampled_from([*(one.id for one in survey.questions), "nowhere"])
    tokens = sorted({token for one in survey.questions for token in one.tokens()} | {"nonsense"})
    labels = [choice.label for one in survey.questions for choice in one.choices(ENGLISH)]
    said = st.sampled_from(
        [
            "yes",
            "no",
            "3",
            "1, 2",
            "skip",
            "back",
            "done",
            "next",
            "👍",
            "⭐⭐",
            "24 December 2026",
            "12/11/2026",
            "24.12.",
            "2026",
            "1.500",
            "agree",
            "other",
            "{answer} {0} %s",
            "\x00\u202e",
            *labels,
        ]
    )
    return st.one_of(
        st.builds(Tapped, asked, st.lists(st.sampled_from(tokens), max_size=4).map(tuple)),
        st.builds(Typed, said),
        st.builds(Typed, st.text(max_size=40)),
        st.builds(Typed, st.sampled_from([1, 301, 1001, 4001]).map(lambda length: "y" * length)),
        st.builds(Skip, asked),
        st.builds(Back, asked),
        st.builds(Done, asked),
        st.builds(Typed, st.text(max_size=10), st.lists(files(), max_size=3).map(tuple), st.none() | asked),
        st.just(Show()),
        st.just(Later()),
        st.builds(PutOff, st.sampled_from(Snooze)),
        st.builds(Change, st.none() | asked),
    )


def files() -> SearchStrategy[Attached]:
    """A file that somebody sent: of a type that is taken or not, empty, or too large."""
    return st.builds(
        Attached,
        st.integers(1, 9),
        st.sampled_from(["cat.png", "a\u202eb`*.exe", "n" * 200]),
        st.sampled_from(
            ["image/png", "audio/ogg", "application/pdf", "image/svg+xml", "application/x-msdownload", ""]
        ),
        st.sampled_from([0, 1, 10**6, 10**8]),
    )


STOPS: SearchStrategy[Heard] = st.one_of(
    st.just(Stop()), st.builds(Typed, st.sampled_from(["stop", "STOP!", "aufhören", "退会", "please stop"]))
)
