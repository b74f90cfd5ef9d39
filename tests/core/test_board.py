"""The idea board: places in custom ids, links, and what becomes of an idea."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.board import (
    LONGEST_RESPONSE,
    SETTABLE,
    Change,
    Entry,
    Filter,
    Order,
    Place,
    Wanted,
    check_merge,
    decide,
    read_link,
)
from surveys.core.errors import KindError
from surveys.core.ideas import IdeaState
from surveys.core.wording import board as wording
from tests.made_up import NOON

LINK = "https://example.com/watch?v=1_(2)"
ENTRY = Entry(
    wanted=Wanted(1, "a *studio* tour", IdeaState.OPEN, NOON, 3, 2),
    community_id=1,
    response=None,
    link=None,
    author=None,
    shareable=True,
    hidden=False,
    withdrawn=False,
    into=None,
    merged=(),
    themes=(),
    history=(),
)
GONE = replace(ENTRY.wanted, state=IdeaState.DUPLICATE)
MERGED = replace(ENTRY, wanted=GONE, into=(2, "the other"))
WITHDRAWN = replace(ENTRY, wanted=GONE, withdrawn=True)


def numbered(number: int, entry: Entry = ENTRY) -> Entry:
    return replace(entry, wanted=replace(entry.wanted, id=number))


@given(st.sampled_from(Filter), st.sampled_from(Order), st.integers(0, 100_000))
def test_a_place_comes_back_from_its_number(show: Filter, order: Order, page: int) -> None:
    place = Place(show, order, page)
    assert Place.of(place.number) == place


@given(st.integers(0, 8_999_999_999_999_999_999), st.integers(0, 10_000))
def test_a_forged_place_is_some_page_that_there_is(number: int, count: int) -> None:
    place = Place.of(number).within(count)
    assert place.page * 6 < max(count, 1)


def test_every_filter_names_states() -> None:
    assert [one.states[0] for one in list(Filter)[1:6]] == list(SETTABLE)
    assert Filter.MERGED.states == (IdeaState.DUPLICATE,)


@pytest.mark.parametrize("typed", [LINK, f" <{LINK}> ", "https://youtu.be/a-b~c#t=1"])
def test_a_whole_address_is_a_link(typed: str) -> None:
    assert read_link(typed) == typed.strip().strip("<>")
    assert read_link("  ") is None


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("http://example.com", wording.NOT_HTTPS),
        ("example.com/video", wording.BAD_LINK),
        ("javascript:alert(1)", wording.BAD_LINK),
        ("https://localhost/x", wording.BAD_LINK),
        ("https://me:pass@example.com", wording.BAD_LINK),
        ("https://example.com/a b", wording.BAD_LINK),
        ("https://example.com/|x|", wording.BAD_LINK),
        ("https://exämple.com/", wording.BAD_LINK),
        ("https://[::1/", wording.BAD_LINK),
        ("https://example.com:x/", wording.BAD_LINK),
        (f"https://example.com/{'a' * 300}", wording.BAD_LINK),
    ],
)
def test_what_is_no_link_is_said_kindly(typed: str, why: str) -> None:
    with pytest.raises(KindError) as error:
        read_link(typed)
    assert error.value.sentence == why


def test_a_status_with_what_is_said_along() -> None:
    assert decide(ENTRY, IdeaState.PLANNED, "", "") == Change(IdeaState.PLANNED)
    assert decide(ENTRY, IdeaState.MADE, " Here\u202e ", LINK) == Change(IdeaState.MADE, "Here", LINK)
    planned = replace(ENTRY, wanted=replace(ENTRY.wanted, state=IdeaState.PLANNED), response="soon")
    assert decide(planned, IdeaState.PLANNED, "sooner", "") == Change(IdeaState.PLANNED, "sooner")
    assert decide(planned, IdeaState.OPEN, "", "") == Change(IdeaState.OPEN)


@pytest.mark.parametrize(
    ("entry", "state", "response", "link", "part"),
    [
        (ENTRY, IdeaState.MADE, "", "", wording.NEEDS_LINK),
        (ENTRY, IdeaState.DUPLICATE, "", "", wording.USE_MERGE),
        (ENTRY, IdeaState.OPEN, "", "", "“a \\*studio\\* tour” is open already"),
        (ENTRY, IdeaState.DECLINED, "x" * (LONGEST_RESPONSE + 1), "", "501 characters"),
        (MERGED, IdeaState.PLANNED, "", "", "is merged into “the other”"),
        (WITHDRAWN, IdeaState.PLANNED, "", "", "took it off the list"),
    ],
)
def test_a_status_that_cant_be(entry: Entry, state: IdeaState, response: str, link: str, part: str) -> None:
    with pytest.raises(KindError) as error:
        decide(entry, state, response, link)
    assert part in error.value.sentence


@pytest.mark.parametrize(
    ("one", "into", "over", "part"),
    [
        (ENTRY, ENTRY, (), wording.MERGE_SELF),
        (MERGED, numbered(3), (), "is merged into"),
        (WITHDRAWN, numbered(3), (), "took it off the list"),
        (ENTRY, numbered(3, MERGED), (2, 1), wording.MERGE_CIRCLE),
        (ENTRY, numbered(3, MERGED), (2,), "off the board itself"),
        (ENTRY, numbered(3, WITHDRAWN), (), "off the board itself"),
    ],
)
def test_a_merge_that_cant_be(one: Entry, into: Entry, over: tuple[int, ...], part: str) -> None:
    check_merge(ENTRY, numbered(3), ())
    with pytest.raises(KindError) as error:
        check_merge(one, into, over)
    assert part in error.value.sentence
