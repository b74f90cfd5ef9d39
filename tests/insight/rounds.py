"""A survey with a question of every kind, and rounds of it with made-up people."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from surveys.core.consent import Quoting
from surveys.core.invitation import ANSWERED, InvitationState
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
    Ranking,
    Scale,
    ShortText,
    YesNo,
)
from surveys.core.results import Invited, RoundData
from surveys.core.survey import Survey
from surveys.core.values import (
    Attached,
    Counted,
    Dated,
    Judged,
    Picked,
    Ranked,
    Rated,
    Sent,
    Value,
    Withdrawn,
    Wrote,
)

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
        Nps(id="recommend", text="Would you recommend it?"),
        Number(id="hours", text="How many hours?", unit="hours"),
        Date(id="day", text="Which day?"),
        Ranking(id="order", text="In which order?", options=FORMATS),
        PictureChoice(
            id="cover",
            text="Which cover?",
            options=tuple(
                PictureOption(one.id, one.label, f"https://example.com/{one.id}", one.label)
                for one in FORMATS
            ),
        ),
        File(id="setup", text="Show your setup", most=3),
        Agree(id="think", text="What do you think?", statements=FORMATS),
        Choice(id="where", text="Where do you watch?", options=FORMATS, other=True),
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
_orders = st.permutations([option.id for option in FORMATS]).flatmap(
    lambda order: st.integers(1, len(order)).map(lambda kept: Ranked(tuple(order[:kept])))
)
_files = st.builds(
    Attached,
    st.integers(1, 99),
    st.text(max_size=9),
    st.sampled_from(["image/png", "audio/ogg", "odd"]),
    st.just(9),
)
_verdicts = st.lists(st.sampled_from(["agree", "disagree", "pass"]), min_size=1, max_size=len(FORMATS)).map(
    lambda some: Judged(tuple((option.id, one) for option, one in zip(FORMATS, some, strict=False)))
)
_kinds: dict[str, st.SearchStrategy[Value]] = {
    "watching": st.sampled_from(["yes", "no"]).map(lambda one: Picked((one,))),
    "mood": st.integers(1, 5).map(Rated),
    "format": _options.map(lambda one: Picked((one,))),
    "formats": st.lists(_options, min_size=1, unique=True).map(lambda some: Picked(tuple(some))),
    "word": st.text(max_size=20).map(Wrote),
    "story": st.text(max_size=20).map(Wrote),
    "idea": st.text(max_size=20).map(Wrote),
    "recommend": st.integers(0, 10).map(Rated),
    "hours": st.decimals(-(10**12), 10**12, places=2).map(Counted)
    | st.integers(0, 40).map(lambda one: Counted(Decimal(one))),
    "day": st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(Dated),
    "order": _orders,
    "cover": _options.map(lambda one: Picked((one,))),
    "setup": st.builds(Sent, st.lists(_files, min_size=1, max_size=3).map(tuple), st.text(max_size=9)),
    "think": _verdicts,
    "where": _options.map(lambda one: Picked((one,)))
    | st.text(max_size=9).map(lambda own: Picked((), other=own)),
}
_answers: st.SearchStrategy[Mapping[str, Value]] = st.fixed_dictionaries(
    {}, optional={name: values | st.just(Withdrawn()) for name, values in _kinds.items()}
)


@st.composite
def _people(draw: st.DrawFn, person: int) -> Invited:
    state = draw(st.sampled_from(InvitationState))
    if state not in ANSWERED:
        return Invited(person, state)
    sent = OPENED + timedelta(seconds=draw(st.integers(0, 100_000)))
    started = sent + timedelta(seconds=draw(st.integers(-2, 100_000)))
    return Invited(
        person,
        state,
        sent_at=sent,
        started_at=started,
        answers=draw(_answers),
        quoting=draw(st.sampled_from(Quoting)),
        mention=draw(st.none() | st.just(f"<@{person + 1000}>")),
    )


def any_round() -> st.SearchStrategy[RoundData]:
    """Rounds of up to 30 people in any state, with any answers."""
    return st.integers(0, 30).flatmap(
        lambda count: st.tuples(*(_people(person) for person in range(count))).map(round_of)
    )
