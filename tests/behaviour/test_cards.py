"""Every card fits what Discord takes, however long the texts in it, and is forgotten once it is sent."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simcord.components import validate_message_state, walk_components

from cogs.cards import Drawn, draw
from surveys.core import ids, words
from surveys.core.conversation import Conversation, advance, begin
from surveys.core.hours import Hours
from surveys.core.invitation import InvitationState
from surveys.core.language import ENGLISH
from surveys.core.prompt import Ask, Button, Card, Pages, Picture, Say, Section, Tone, Verb, Weight
from surveys.core.questions import MultipleChoice, Option
from surveys.core.replies import Typed
from surveys.core.scene import Scene
from surveys.core.showing import farewell, opening
from surveys.core.survey import Survey
from surveys.engine.joining import join_card
from surveys.insight.lines import LONGEST_SECTION
from tests import made_up
from tests.behaviour.conftest import LAYOUT, Stage, last, shown

OPENED = datetime(2026, 11, 2, tzinfo=UTC)
LARGEST = 8_999_999_999_999_999_999
MOST_COMPONENTS, MOST_TEXT, MOST_PICTURES, MOST_IN_A_ROW = 40, 4000, 10, 5
BUTTON, MENU, TEXT, ROW = 2, 3, 10, 1

buttons = st.builds(
    Button,
    st.sampled_from(Verb),
    st.just((str(LARGEST), "30")),
    made_up.wording(200),
    st.sampled_from(Weight),
)
says = st.builds(
    Say,
    paragraphs=st.lists(made_up.wording(2000), min_size=1, max_size=6).map(tuple),
    title=st.none() | made_up.wording(120),
    tone=st.sampled_from(Tone),
    buttons=st.lists(buttons, max_size=7, unique_by=lambda button: button.verb).map(tuple),
    progress=st.none() | st.floats(-1, 2),
    footer=st.none() | made_up.wording(200),
)
pictures = st.builds(Picture, st.just("?"), st.just(b"png"), made_up.wording(3000))
sections = st.builds(Section, made_up.wording(LONGEST_SECTION), st.none() | pictures)


def scene_of(survey: Survey, community: str) -> Scene:
    """In the server, where a card has the most on it."""
    closes_at = OPENED + timedelta(days=3)
    return Scene(survey, community, ENGLISH, Hours("UTC"), closes_at, OPENED, here=True)


@st.composite
def pages(draw: st.DrawFn) -> Pages:
    """A summary of up to a picture and a full text for each of 25 questions, and the funnel."""
    drawn = draw(st.lists(sections, min_size=1, max_size=27))
    numbered = [
        section
        if section.picture is None
        else Section(section.text, Picture(f"summary-{place}.png", b"png", section.picture.alt))
        for place, section in enumerate(drawn)
    ]
    return Pages(
        title=draw(made_up.wording(130)),
        sections=tuple(numbered),
        footer=draw(made_up.wording(200)),
        buttons=(Button(Verb.EXPORT, ids.summary_args(LARGEST, OPENED), words.SUMMARY_EXPORT),),
    )


def tree_of(drawn: Drawn) -> list[dict[str, Any]]:
    """The message's components as Discord gets them."""
    to_components: Callable[[], list[dict[str, Any]]] = drawn.view.to_components
    return to_components()


def fits(drawn: Drawn) -> list[dict[str, Any]]:
    """All parts of a message that Discord would take."""
    tree = tree_of(drawn)
    files = [{"id": str(place), "filename": one.name} for place, one in enumerate(drawn.files)]
    validate_message_state(
        tree, flags=LAYOUT, content=None, embeds=[], attachments=files, require_nonempty=True
    )
    parts = list(walk_components(tree))
    assert len(parts) <= MOST_COMPONENTS
    texts = [part["content"] for part in parts if part["type"] == TEXT]
    assert all(text.strip() for text in texts)
    assert sum(map(len, texts)) <= MOST_TEXT
    assert len(drawn.files) <= MOST_PICTURES
    assert len({one.name for one in drawn.files}) == len(drawn.files)
    assert all(len(one.description or "") <= 1024 for one in drawn.uploads())
    custom_ids = [part["custom_id"] for part in parts if "custom_id" in part]
    assert len(set(custom_ids)) == len(custom_ids)
    assert all(1 <= len(one) <= 100 for one in custom_ids)
    for part in parts:
        if part["type"] == BUTTON:
            assert 1 <= len(part["label"]) <= 80
        if part["type"] == MENU:
            assert len(part["options"]) <= 25
            assert len(part["placeholder"]) <= 150
            assert 1 <= part["min_values"] <= part["max_values"] <= len(part["options"])
        if part["type"] == ROW:
            assert 1 <= len(part["components"]) <= MOST_IN_A_ROW
    return parts


def one_message(card: Card) -> list[dict[str, Any]]:
    (drawn,) = draw(card)
    return fits(drawn)


@settings(max_examples=60)
@given(made_up.surveys(most=4), made_up.wording(100), st.data())
def test_every_question_in_every_situation_fits(survey: Survey, name: str, data: st.DataObject) -> None:
    scene = scene_of(survey, name)
    one_message(opening(scene, begin(survey, LARGEST)))
    for question in survey.questions:
        trail = data.draw(st.sampled_from([(), (survey.questions[0].id,)]))
        at = Conversation(LARGEST, InvitationState.SENT, question.id, trail)
        one_message(advance(scene, at, data.draw(made_up.heard(survey))).card)
        one_message(advance(scene, at, Typed("x" * 2000)).card)


def test_the_longest_thank_you_fits() -> None:
    options = tuple(Option(f"{place:02d}", f"{place:02d}".ljust(80, "*")) for place in range(25))
    questions = tuple(
        MultipleChoice(id=f"{place:02d}", text="_" * 300, options=options) for place in range(25)
    )
    survey = Survey(key="k", title="*" * 100, thanks="*" * 600, questions=questions)
    conversation, scene = begin(survey, LARGEST), scene_of(survey, "*" * 100)
    card: Ask | Say = opening(scene, conversation)
    everything = ",".join(option.label for option in options)
    for _ in questions:
        one_message(card)
        turn = advance(scene, conversation, Typed(everything))
        conversation, card = turn.conversation, turn.card
    assert isinstance(card, Say)
    parts = one_message(card)
    assert any(str(part.get("content", "")).endswith("…") for part in parts)


@settings(max_examples=60)
@given(says)
def test_everything_said_fits(card: Say) -> None:
    parts = one_message(card)
    assert len([part for part in parts if part["type"] == BUTTON]) == len(card.buttons)


@settings(max_examples=60)
@given(pages())
def test_a_summary_of_any_length_fits_and_keeps_its_order(card: Pages) -> None:
    messages = [fits(drawn) for drawn in draw(card)]
    said = [part["content"] for parts in messages for part in parts if part["type"] == TEXT]
    assert [text for text in said if text in {section.text for section in card.sections}][-1]
    assert said[1 : 1 + len(card.sections)] == [section.text for section in card.sections]
    assert [one.name for drawn in draw(card) for one in drawn.files] == [
        section.picture.name for section in card.sections if section.picture is not None
    ]
    marks = [ids.mark_of_summary(LARGEST, OPENED) in str(parts) for parts in messages]
    assert marks == [False] * (len(messages) - 1) + [True]


@pytest.mark.parametrize("length", [1, 400, LONGEST_SECTION])
def test_a_summary_of_the_most_questions_there_can_be_fits(length: int) -> None:
    sections = tuple(
        Section("x" * length, Picture(f"summary-{place}.png", b"png", "x" * 3000)) for place in range(27)
    )
    export = Button(Verb.EXPORT, ids.summary_args(LARGEST, OPENED), words.SUMMARY_EXPORT)
    messages = draw(Pages("*" * 130, sections, "*" * 200, (export,)))
    for drawn in messages:
        fits(drawn)
    assert sum(len(drawn.files) for drawn in messages) == 27


@given(st.integers(1, LARGEST), made_up.wording(100))
def test_the_join_card_and_the_goodbye_fit(community: int, name: str) -> None:
    one_message(join_card(community, name, ENGLISH))
    one_message(farewell(ENGLISH, name, kept=True, others=(name,) * 10))


@given(st.floats(allow_nan=False))
def test_the_bar_is_as_long_for_every_share(share: float) -> None:
    (drawn,) = draw(Say(("…",), progress=share if math.isfinite(share) else 1.0))
    (bar,) = [
        part["content"]
        for part in walk_components(tree_of(drawn))
        if "█" in part.get("content", "") or "░" in part.get("content", "")
    ]
    assert bar.index("`", 1) == 13


async def test_nothing_is_kept_in_memory_of_what_was_sent(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    await stage.open_round(server)
    await anna.user.click(last(anna.user.dm_channel), label="4")
    await anna.user.send_dm("nonsense")
    await ben.user.send_dm("5")
    status = await stage.status(server)
    await server.boss.click(status.message, label="Refresh")
    await stage.close_round(server)
    shown(await server.boss.slash(server.results, "results show"))
    kept = stage.app.client._connection._view_store
    assert not kept._views
    assert not kept._synced_message_views
    assert not kept._modals
