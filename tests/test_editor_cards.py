"""The editor's cards and forms fit what Discord takes, however long a survey and its texts are."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from simcord.components import walk_components

from cogs.cards import draw
from surveys.core import editing_cards, editing_sheets
from surveys.core.editing_cards import Draft
from surveys.core.media import Uploaded
from surveys.core.prompt import Say
from surveys.core.questions import Jump, Option, PictureChoice, PictureOption, Question, Ranking
from surveys.core.questions.base import END
from surveys.core.survey import Survey
from tests.core import kinds
from tests.store.conftest import NOW

UPLOADS = {"upload:7": Uploaded("shown-7.png", b"png", sound=False)}
LONG = "*Why* does_this " * 20
LABELS = tuple(Option(f"option-{number}", f"{number} {'long label ' * 7}"[:80]) for number in range(10))
WORST: tuple[Question, ...] = (
    *kinds.ALL,
    Ranking(id="q", text=LONG[:300], help=LONG[:300], options=LABELS),
    PictureChoice(
        id="q",
        text=LONG[:300],
        help=LONG[:300],
        options=tuple(
            PictureOption(one.id, one.label[:70], f"https://example.com/{'a' * 400}", LONG[:300])
            for one in LABELS
        ),
    ),
)


def draft(survey: Survey) -> Draft:
    return Draft(10**15, "s", 10**6, survey, 1, 10**18, NOW, changed=True, can_undo=True)


def fits(card: Say) -> None:
    """Discord's limits for one message: forty parts, four thousand characters, and no id twice."""
    (drawn,) = draw(card)
    to_components: Callable[[], list[dict[str, Any]]] = drawn.view.to_components
    parts = list(walk_components(to_components()))
    assert len(parts) <= 40
    assert sum(len(part.get("content", "")) for part in parts) <= 4000
    named = [part["custom_id"] for part in parts if "custom_id" in part]
    assert len(set(named)) == len(named)
    assert all(len(one) <= 100 for one in named)
    assert all(part["content"] for part in parts if "content" in part)


@pytest.mark.parametrize("question", WORST, ids=lambda one: one.kind)
def test_a_question_fits_with_all_that_can_be_done_with_it(question: Question) -> None:
    others = [replace(kinds.short, id=f"other-{number}", text=LONG[:300]) for number in range(24)]
    jumps = tuple(Jump((token,), "gone") for token in sorted(question.tokens())[:12])
    asked = replace(
        question,
        media="upload:7",
        media_alt=LONG[:300],
        text=LONG[:300],
        help=LONG[:300],
        jumps=jumps,
        required=True,
        private=True,
    )
    survey = Survey(key="s", title=LONG[:100], questions=(*others[:12], asked, *others[12:]))
    fits(editing_cards.question(draft(survey), 13, LONG, "UTC", "<@1>", NOW, LONG, UPLOADS))
    fits(editing_cards.ways(draft(survey), 13, LONG))


def test_a_survey_of_twenty_five_long_questions_fits() -> None:
    everything = (*WORST, *WORST)[:25]
    questions = tuple(
        replace(one, id=f"q{number}", text=LONG[:300], required=True, private=True)
        for number, one in enumerate(everything)
    )
    jumping = tuple(
        replace(one, jumps=tuple(Jump((token,), END) for token in sorted(one.tokens())[:25]))
        for one in questions
    )
    survey = Survey(key="s", title=LONG[:100], intro=LONG, thanks=LONG, questions=jumping)
    fits(editing_cards.overview(draft(survey), LONG))
    fits(editing_cards.overview(draft(replace(survey, questions=jumping[:24])), LONG))
    fits(editing_cards.not_stored(draft(survey), 5, "`x" * 4000))
    fits(editing_cards.refused(draft(survey), LONG, "`x" * 700))
    fits(editing_cards.drop_sure(draft(survey)))
    fits(editing_cards.overtaken(draft(survey), 3))
    for number in range(25):
        forms = [
            editing_sheets.of_question(draft(survey), number + 1),
            editing_sheets.of_insert(draft(survey), number + 1),
        ]
        if number < 24 and questions[number].tokens():
            forms.append(editing_sheets.of_way(draft(survey), number + 1))
        for form in forms:
            assert 1 <= len(form.fields) <= 5
            assert all(len(field.label) <= 45 and len(field.hint or "") <= 100 for field in form.fields)
            options = [getattr(field, "options", ()) for field in form.fields]
            assert all(len(some) <= 25 and all(len(one.label) <= 100 for one in some) for some in options)
