"""The idea board's cards and forms fit what Discord takes, however long everything on them is."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from simcord.components import COMPONENTS_V2_FLAG, validate_message_state, walk_components

from cogs.cards import draw
from surveys.core import board_cards as cards
from surveys.core import board_public
from surveys.core.board import (
    LONGEST_LINK,
    PER_PAGE,
    SETTABLE,
    Entry,
    Filter,
    Happened,
    Order,
    Place,
    Tied,
    Wanted,
)
from surveys.core.ideas import IdeaState
from surveys.core.language import ENGLISH
from surveys.core.prompt import Say
from surveys.core.sheets import Sheet
from tests.made_up import NOON

LARGEST = 8_999_999_999_999_999_999
WORDS = "*Why* <@1> does_this " * 60
LINK = f"https://example.com/{'a' * LONGEST_LINK}"[:LONGEST_LINK]
PLACE = Place(Filter.ALL, Order.VOTES, 99_999)
THEMES = tuple(Tied(LARGEST - number, WORDS, 10**6, 10**6, linked=True) for number in range(25))
LONG = Entry(
    wanted=Wanted(LARGEST, WORDS[:1000], IdeaState.MADE, NOON, 10**6, 10**6),
    community_id=LARGEST,
    response=WORDS[:500],
    link=LINK,
    author=LARGEST,
    shareable=True,
    hidden=False,
    withdrawn=False,
    into=None,
    merged=tuple((LARGEST - number, WORDS) for number in range(200)),
    themes=THEMES,
    history=tuple(
        Happened(LARGEST - number, IdeaState.MADE, WORDS[:500], LINK, LARGEST, NOON) for number in range(20)
    ),
)
SHORT = replace(
    LONG,
    wanted=replace(LONG.wanted, text="a studio tour"),
    response=None,
    link=None,
    merged=(),
    themes=(),
    history=(),
)


def fits(card: Say) -> str:
    """Raises where Discord would refuse the card; everything that stands on it."""
    (drawn,) = draw(card)
    to_components: Callable[[], list[dict[str, Any]]] = drawn.view.to_components
    tree = to_components()
    validate_message_state(tree, flags=COMPONENTS_V2_FLAG, content=None, embeds=[], require_nonempty=True)
    parts = list(walk_components(tree))
    said = [part["content"] for part in parts if "content" in part]
    named = [part["custom_id"] for part in parts if "custom_id" in part]
    assert len(parts) <= 40
    assert sum(map(len, said)) <= 4000
    assert len(set(named)) == len(named)
    assert all(len(one) <= 100 for one in named)
    return "\n".join(said)


@pytest.mark.parametrize("entry", [LONG, SHORT], ids=["long", "short"])
def test_every_card_fits(entry: Entry) -> None:
    found = [(LARGEST - number, WORDS) for number in range(25)]
    shown = [replace(entry.wanted, id=LARGEST - number) for number in range(PER_PAGE)]
    for card in (
        cards.page(PLACE, shown, 10**6, any_ideas=True),
        cards.page(PLACE, (), 0, any_ideas=True),
        cards.page(PLACE, (), 0, any_ideas=False),
        cards.one(entry, PLACE, "note"),
        cards.one(replace(entry, into=(LARGEST, WORDS)), PLACE),
        cards.one(replace(entry, withdrawn=True), PLACE),
        cards.merging(entry, PLACE, found),
        cards.merging(entry, PLACE, found, WORDS),
        cards.merging(entry, PLACE, (), WORDS),
        cards.choosing_themes(entry, PLACE, THEMES, "note"),
        cards.choosing_themes(entry, PLACE, ()),
        cards.channel_card(("said",), LARGEST),
        cards.channel_card(("said",), None),
        *(
            board_public.card(
                LARGEST,
                NOON,
                board_public.Shown(1, WORDS[:1000], state, WORDS[:500], LINK, 10**6),
                WORDS,
                ENGLISH,
            )
            for state in SETTABLE
        ),
    ):
        assert "<@1>" not in fits(card), "nobody is mentioned by what people wrote"


def test_what_matters_is_there_however_long_the_rest() -> None:
    read = fits(cards.one(LONG, PLACE))
    assert "✅ **made** · wanted by 1,000,000 people" in read
    assert LINK in read
    assert "and 197 more" in read


def test_an_idea_whose_words_are_gone_is_still_shown() -> None:
    gone = replace(SHORT, wanted=replace(SHORT.wanted, text=""), shareable=False)
    assert "deleted at their author's wish" in fits(cards.one(gone, PLACE))


def test_forms_fit() -> None:
    sheets: list[Sheet] = [cards.status_form(LONG, LARGEST, state, PLACE) for state in SETTABLE]
    sheets += [cards.search_form(LONG, PLACE), board_public.form(("1", "2"), ENGLISH)]
    for one in sheets:
        assert len(one.title) <= 45
        for field in one.fields:
            assert len(field.label) <= 45
            assert len(field.hint or "") <= 100
