"""Every card that followers get fits a Discord message in every language, with nothing cut off."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from simcord.components import (
    COMPONENTS_V2_FLAG,
    ComponentValidationError,
    validate_message_state,
    walk_components,
)

from cogs.cards import Drawn, draw, form
from config.languages import read_languages
from config.templates import templates
from surveys.core import board_public, ideas, ids, preference_cards
from surveys.core.board import SETTABLE
from surveys.core.conversation import Conversation, advance, begin
from surveys.core.invitation import InvitationState
from surveys.core.language import Words
from surveys.core.phrases import joining, later
from surveys.core.polis import LONGEST, Said, Statement, Verdict
from surveys.core.preferences import Choices, Page, Pause, Reader, pause
from surveys.core.prompt import Ask, Button, Card, Say, Verb
from surveys.core.replies import Done, Heard, Judge, Later, Skip, Typed
from surveys.core.scene import Scene, moment
from surveys.core.showing import (
    again,
    change_card,
    farewell,
    goodbye,
    opening,
    put_off_card,
    round_card,
    thanks,
    when_card,
)
from surveys.core.survey import Survey
from surveys.core.tellings import MOST_AT_ONCE, Asked, Told, message
from surveys.core.terms import GAPS, Terms
from surveys.engine.joining import join_card
from surveys.formats import read_survey
from tests.core import kinds
from tests.made_up import NOON, scene
from tests.transcript import FOLDER

LANGUAGES = read_languages()
LARGEST = 8_999_999_999_999_999_999
COMMUNITY = "The Wonderful Community of Studio Nine"
BECAME = (ideas.IdeaState.MADE, ideas.IdeaState.STARTED, ideas.IdeaState.PLANNED)
MOST_TEXT, MOST_COMPONENTS, MOST_IN_A_ROW = 4000, 40, 5
BUTTON_LABEL, OPTION_LABEL, HINT, TITLE = 80, 100, 150, 45
ROW, BUTTON, MENU, TEXT = 1, 2, 3, 10

SURVEYS: dict[str, Survey] = {
    "monthly": read_survey((FOLDER / "monthly.yaml").read_bytes(), "monthly.yaml"),
    **{one.key: read_survey(one.text.encode(), one.filename) for one in templates()},
    **{
        f"every kind {start}": Survey(
            key="kinds",
            title="Every kind there is",
            questions=tuple(
                replace(one, id=f"q{place}") for place, one in enumerate(kinds.ALL[start : start + 12])
            ),
        )
        for start in (0, 12)
    },
}


def tree_of(drawn: Drawn) -> list[dict[str, Any]]:
    """The message's components as Discord gets them."""
    to_components: Callable[[], list[dict[str, Any]]] = drawn.view.to_components
    return to_components()


def fits(drawn: Drawn) -> None:
    """Raises AssertionError, or simcord's error, for a message Discord would refuse or that was cut to fit."""
    tree = tree_of(drawn)
    validate_message_state(tree, flags=COMPONENTS_V2_FLAG, content=None, embeds=[], require_nonempty=True)
    parts = list(walk_components(tree))
    assert len(parts) <= MOST_COMPONENTS
    assert sum(len(part["content"]) for part in parts if part["type"] == TEXT) <= MOST_TEXT
    for part in parts:
        match part["type"]:
            case 10:
                assert not part["content"].endswith("…"), part["content"]
            case 1:
                assert len(part["components"]) <= MOST_IN_A_ROW
            case 2:
                assert 1 <= len(part["label"]) <= BUTTON_LABEL
            case 3:
                assert 1 <= len(part["placeholder"]) <= HINT
                assert all(1 <= len(one["label"]) <= OPTION_LABEL for one in part["options"])


def whole(card: Card) -> None:
    """The same for a card: one message, and no label or hint in it was cut."""
    (drawn,) = draw(card)
    fits(drawn)
    parts = list(walk_components(tree_of(drawn)))
    drawn_labels = {
        part.get("label", part.get("placeholder")) for part in parts if part["type"] in {BUTTON, MENU}
    }
    for label in _labels(card):
        assert label in drawn_labels


def _labels(card: Card) -> Iterator[str]:
    match card:
        case Ask():
            yield from (label for _, label in card.controls)
            if card.write is not None:
                yield card.write
        case Say():
            yield from (button.label for button in card.buttons)
            yield from (menu.hint for menu in card.menus)
        case _:
            raise AssertionError("followers get no pages")


HEARD: tuple[Heard, ...] = (
    Typed("?"), Typed("x" * 2000), Typed("4"), Typed("yes"), Typed("Game"), Typed("3/4/2026"), Typed("stop it now"),
    Skip(""), Done(""), Later(),
)  # fmt: skip


def asked(here: Scene) -> Iterator[Card]:
    """Every question of the scene's survey, and what is said to replies of many kinds."""
    first = begin(here.survey, LARGEST)
    yield opening(here, first)
    yield again(here, first, later.REMINDER, prompt=1)
    yield again(here, first, later.RETURNED, prompt=2)
    for question in here.survey.questions:
        at = Conversation(LARGEST, InvitationState.STARTED, question.id, (here.survey.questions[0].id,))
        for heard in HEARD:
            said = replace(heard, question=question.id) if isinstance(heard, Skip | Done) else heard
            yield advance(here, at, said).card


def around(here: Scene) -> Iterator[Card]:
    """What stands around the questions of a round."""
    conversation = begin(here.survey, LARGEST)
    for _ in range(3 * len(here.survey.questions)):
        if conversation.current is None:
            break
        replied = advance(here, conversation, Typed("4"))
        if replied.conversation == conversation:
            replied = advance(here, conversation, Skip(conversation.current))
        conversation = replied.conversation
    yield thanks(here, conversation)
    yield from _others(here, conversation)
    yield when_card(here, LARGEST)
    yield when_card(replace(here, closes_at=here.now), LARGEST)
    yield put_off_card(here, LARGEST, here.now)
    if conversation.answers:
        yield change_card(here, conversation)
    yield round_card(LARGEST, here.survey, COMMUNITY, here.lang, moment(here.closes_at))
    yield round_card(LARGEST, here.survey, COMMUNITY, here.lang, None)


def _others(here: Scene, conversation: Conversation) -> Iterator[Card]:
    """A statement of somebody else on the card that thanks, the next one, and the end."""
    pool = tuple(Statement(number, number, "*" * LONGEST) for number in range(1, 7))
    put = replace(here, said=Said(pool, (), 3))
    over = replace(conversation, current=None, state=InvitationState.COMPLETED)
    yield thanks(put, over)
    for number in range(1, 4):
        turn = advance(put, over, Judge(number, Verdict.DISAGREE))
        assert turn.judged == (number, Verdict.DISAGREE)
        yield turn.card
        put = replace(put, said=put.said and put.said.judged(*turn.judged))
        yield advance(put, over, Judge(number)).card
    yield advance(put, over, Judge(999, Verdict.AGREE)).card


def beside(lang: Words) -> Iterator[Card]:
    """What has nothing to do with a survey: joining, leaving, preferences, ideas."""
    for gap_days in GAPS:
        yield join_card(LARGEST, COMMUNITY, lang, Terms(gap_days))
    yield farewell(lang, COMMUNITY, kept=True, others=(COMMUNITY,) * 3)
    yield goodbye(lang, COMMUNITY, LARGEST)
    yield from _preferences(lang)
    yield from _ideas(lang)


def _preferences(lang: Words) -> Iterator[Card]:
    reader = Reader(lang, LANGUAGES, NOON)
    usual = Choices(
        LARGEST, LARGEST, COMMUNITY, "America/Argentina/Buenos_Aires", ("Shorts", "Streams", "Merch")
    )
    rarely = [replace(usual, terms=Terms(gap_days, (time(22), time(8)))) for gap_days in GAPS]
    for choices in (usual, *rarely, *(pause(usual, how, NOON) for how in Pause)):
        for page in Page:
            yield preference_cards.card(choices, page, reader, others=((1, COMMUNITY), (2, "Other")))
        yield preference_cards.paused_card(choices, reader)
        for sentence in (joining.JOINED, joining.JOINED_HERE, joining.JOINED_CLOSED, joining.JOIN_RETRY):
            yield preference_cards.joined_card(
                choices, reader, lang.say(sentence), (LARGEST, _in_days(3)), Say(("",)).tone, closed=True
            )
    yield preference_cards.kept_card(usual, lang)


def _ideas(lang: Words) -> Iterator[Card]:
    seen = ideas.Seen(LARGEST, "A tour of your studio, with all the cameras and the dog", 12)
    for new in (True, False):
        yield ideas.voted(seen, LARGEST, lang, new=new, withdrawn=new)
        yield ideas.unvoted(seen, LARGEST, lang, had=new, returned=new)
    one = ideas.Impact(
        COMMUNITY,
        follows=True,
        counts=ideas.Counts(12, 40, 3, 25, 8, 1),
        themes=tuple(
            ideas.Heard(f"Longer videos about travelling, part {number}", number) for number in range(8)
        ),
        outcomes=tuple(
            ideas.Outcome(seen.text, state, "We liked it so much", "https://example.com/video")
            for state in BECAME
        ),
    )
    yield from _board(lang)
    nothing = ideas.Impact(COMMUNITY, True, ideas.Counts(0, 0, 0, 0, 0, 0), (), ())
    yield ideas.impact((one,), lang)
    yield ideas.impact((nothing,), lang)
    yield ideas.impact((), lang)
    for state in ideas.IdeaState:
        yield _news([(state, how) for how in Asked], lang)
    yield _news([(ideas.IdeaState.MADE, Asked.OWN)] * MOST_AT_ONCE, lang)


def _news(states: Sequence[tuple[ideas.IdeaState, Asked]], lang: Words) -> Card:
    idea = "A tour of your studio, with all the cameras and the dog"
    told = [
        Told(
            LARGEST - number,
            state,
            how,
            idea,
            idea,
            "https://video.example/watch?v=1234567890",
            idea,
            hit=hit,
        )
        for number, (hit, (state, how)) in enumerate(zip((None, True, False, None), states, strict=False))
    ]
    return message(told, LARGEST, COMMUNITY, LARGEST, NOON, lang)


def _board(lang: Words) -> Iterator[Card]:
    seen = ideas.Seen(LARGEST, "A tour of your studio, with all the cameras and the dog", 12)
    for state in SETTABLE:
        shown = board_public.Shown(
            1, seen.text, state, "We liked it so much", "https://example.com/video", 12
        )
        yield board_public.card(LARGEST, NOON, shown, COMMUNITY, lang)
    form = board_public.form((str(LARGEST), str(LARGEST)), lang)
    assert max(len(form.title), *(len(field.label) for field in form.fields)) <= TITLE


def _in_days(days: int) -> datetime:
    return NOON + timedelta(days=days)


@pytest.mark.parametrize("language", sorted(LANGUAGES.known))
@pytest.mark.parametrize("here", [False, True], ids=["by DM", "in the server"])
@pytest.mark.parametrize("survey", SURVEYS)
def test_every_card_of_a_round_fits(survey: str, here: bool, language: str) -> None:
    place = scene(SURVEYS[survey], community=COMMUNITY, lang=LANGUAGES.known[language], here=here)
    for card in (*asked(place), *around(place)):
        whole(card)


@pytest.mark.parametrize("language", sorted(LANGUAGES.known))
def test_every_card_beside_a_round_fits(language: str) -> None:
    for card in beside(LANGUAGES.known[language]):
        whole(card)


@pytest.mark.parametrize("language", sorted(LANGUAGES.known))
@pytest.mark.parametrize("question", kinds.ALL, ids=lambda one: one.kind)
def test_every_form_fits(question: Any, language: str) -> None:
    shape = question.form(LANGUAGES.known[language])
    drawn = form(ids.form(LARGEST, question.id), shape).to_dict()
    assert drawn["title"] == shape.title
    assert 1 <= len(shape.title) <= TITLE
    assert 1 <= len(shape.label) <= TITLE
    assert 1 <= len(shape.button) <= BUTTON_LABEL


@pytest.mark.parametrize(
    "card",
    [
        Say(("x" * 3001,)),
        Say(("x",), title="y" * 4000),
        Say(("x",), buttons=(Button(Verb.JOIN, ("1",), "z" * 81),)),
    ],
    ids=["cut", "too much text", "a label cut"],
)
def test_what_does_not_fit_is_found(card: Card) -> None:
    with pytest.raises((AssertionError, ComponentValidationError)):
        whole(card)


def test_each_language_has_its_own_words_on_a_card() -> None:
    labels = [join_card(1, COMMUNITY, lang).buttons[0].label for lang in LANGUAGES.known.values()]
    assert len(set(labels)) == len(labels)
