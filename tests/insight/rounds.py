"""A survey with a question of every kind, and rounds of it with made-up people."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from surveys.core.invitation import ANSWERED, InvitationState
from surveys.core.questions import (
    Choice,
    Idea,
    Jump,
    LongText,
    MultipleChoice,
    Option,
    Scale,
    ShortText,
    YesNo,
)
from surveys.core.results import Invited, RoundData
from surveys.core.survey import Survey
from surveys.core.values import Picked, Rated, Value, Wrote

OPENED = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)
FORMATS = (Option("long", "Long videos"), Option("short", "Shorts"), Option("live", "=Live; streams"))
SURVEY = Survey(
    key="monthly",
    title="Monthly ideas",
    questions=(
        YesNo(id="watching", text="Did you watch anything this month?", jumps=(Jump(("no",), "idea"),)),
        Scale(id="mood", text="How was it?", low_label="meh", high_label="great"),
        Choice(id="format", text="What should be more?", options=FORMATS),
        MultipleChoice(id="formats", text="What do you watch?", options=FORMATS),
        ShortText(id="word", text="In one word?"),
        LongText(id="story", text="Tell me more"),
        Idea(id="idea", text="What should I make?"),
    ),
)


def round_of(invited: Sequence[Invited], survey: Survey = SURVEY) -> RoundData:
    return RoundData("Lamplight", 3, survey, OPENED, OPENED + timedelta(days=3), tuple(invited))


def completed(count: int, **answers: Value) -> list[Invited]:
    """`count` people who all gave the same answers and finished."""
    return [
        Invited(
            person,
            InvitationState.COMPLETED,
            sent_at=OPENED,
            started_at=OPENED + timedelta(minutes=person),
            ended_at=OPENED + timedelta(hours=1),
            answers=answers,
        )
        for person in range(1, count + 1)
    ]


def ideas(texts: Sequence[str]) -> list[Invited]:
    """One person for each text, who gave it as an idea and finished."""
    return [
        Invited(
            person,
            InvitationState.COMPLETED,
            sent_at=OPENED,
            started_at=OPENED,
            answers={"idea": Wrote(text)},
        )
        for person, text in enumerate(texts, 1)
    ]


_options = st.sampled_from([option.id for option in FORMATS])
_answers: st.SearchStrategy[Mapping[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "watching": st.sampled_from(["yes", "no"]).map(lambda one: Picked((one,))),
        "mood": st.integers(1, 5).map(Rated),
        "format": _options.map(lambda one: Picked((one,))),
        "formats": st.lists(_options, min_size=1, unique=True).map(lambda some: Picked(tuple(some))),
        "word": st.text(max_size=20).map(Wrote),
        "story": st.text(max_size=20).map(Wrote),
        "idea": st.text(max_size=20).map(Wrote),
    },
)


@st.composite
def _people(draw: st.DrawFn, person: int) -> Invited:
    state = draw(st.sampled_from(InvitationState))
    if state not in ANSWERED:
        return Invited(person, state)
    sent = OPENED + timedelta(seconds=draw(st.integers(0, 100_000)))
    started = sent + timedelta(seconds=draw(st.integers(-2, 100_000)))
    return Invited(person, state, sent_at=sent, started_at=started, answers=draw(_answers))


def any_round() -> st.SearchStrategy[RoundData]:
    """Rounds of up to 30 people in any state, with any answers."""
    return st.integers(0, 30).flatmap(
        lambda count: st.tuples(*(_people(person) for person in range(count))).map(round_of)
    )
