"""Surveys, replies and cards made up by hypothesis, up to the largest that the formats let through."""

from dataclasses import replace
from typing import get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from surveys.core.questions import (
    Choice,
    Idea,
    Jump,
    LongText,
    MultipleChoice,
    Option,
    Question,
    Scale,
    ShortText,
    YesNo,
)
from surveys.core.questions.base import END
from surveys.core.replies import Back, Done, Heard, Show, Skip, Stop, Tapped, Typed
from surveys.core.survey import Survey, flaws

LONGEST_ID = "q" * 30


def wording(longest: int) -> SearchStrategy[str]:
    """A text with something visible in it: short, or exactly as long as it may be, in any script."""
    anything = st.text(max_size=12).map(lambda text: "?" + text)
    return st.one_of(anything, st.sampled_from("xWé漢😀*_{").map(lambda char: char * longest)).map(
        lambda text: text[:longest]
    )


@st.composite
def _options(draw: DrawFn) -> tuple[Option, ...]:
    count = draw(st.one_of(st.integers(2, 6), st.just(25)))
    length = draw(st.sampled_from((4, 30, 80)))
    return tuple(Option(f"{place:02d}{'o' * 30}", f"{place} ".ljust(length, "x")) for place in range(count))


@st.composite
def _question(draw: DrawFn, number: int) -> Question:
    one = f"{number:02d}{LONGEST_ID}"
    text, required = draw(wording(300)), draw(st.booleans())
    help_text = draw(st.none() | wording(300))
    kind: type[Question] = draw(st.sampled_from(get_args(Question)))
    if kind is Choice:
        return Choice(id=one, text=text, help=help_text, required=required, options=draw(_options()))
    if kind is MultipleChoice:
        options = draw(_options())
        least = draw(st.integers(1, len(options)))
        most = draw(st.none() | st.integers(least, len(options)))
        return MultipleChoice(
            id=one, text=text, help=help_text, required=required, options=options, least=least, most=most
        )
    if kind is Scale:
        lowest, highest = draw(st.integers(0, 1)), draw(st.integers(3, 10))
        return Scale(
            id=one,
            text=text,
            help=help_text,
            required=required,
            lowest=lowest,
            highest=highest,
            low_label=draw(wording(60)),
            high_label=draw(wording(60)),
        )
    assert issubclass(kind, YesNo | ShortText | LongText | Idea)
    return kind(id=one, text=text, help=help_text, required=required)


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
    labels = [
        option.label
        for one in survey.questions
        if isinstance(one, Choice | MultipleChoice)
        for option in one.options
    ]
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
        st.just(Show()),
    )


STOPS: SearchStrategy[Heard] = st.one_of(
    st.just(Stop()), st.builds(Typed, st.sampled_from(["stop", "STOP!", "aufhören", "退会", "please stop"]))
)
