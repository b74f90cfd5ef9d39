"""Picking: in one's own words, from a list too long to show, in order, and by picture."""

import pytest

from surveys.core.language import ENGLISH
from surveys.core.phrases import questions
from surveys.core.questions import Drafted, Misread, Option, Ranking
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.values import Picked, Ranked
from surveys.core.widgets import Buttons, Gallery, Menu
from tests.core.kinds import (
    GAMES,
    TOPICS,
    choice,
    games,
    many_games,
    own,
    pictures,
    played,
    ranking,
    read,
    several_own,
    top_two,
    value,
)


def tap(*tokens: str) -> Tapped:
    return Tapped("q", tokens)


# --- Other… ----------------------------------------------------------------------------------------


def test_other_is_the_last_entry_and_asks_to_type() -> None:
    widget = own.widget((), ENGLISH)
    assert isinstance(widget, Buttons)
    assert [one.label for one in widget.options] == [*(one.label for one in TOPICS), "Other…"]
    asked = read(own, tap("other"))
    assert isinstance(asked, Drafted)
    assert asked.note == ENGLISH.say(questions.TYPE_OTHER)
    assert own.widget(asked.pieces, ENGLISH) == widget, "who changes their mind can still tap"
    assert played(own, tap("other"), tap("vlog")) == Picked(("vlog",))


@pytest.mark.parametrize(
    ("heard", "answer"),
    [
        (["Podcasts"], Picked((), other="Podcasts")),
        ([tap("other"), "Podcasts"], Picked((), other="Podcasts")),
        ([tap("other"), "2"], Picked((), other="2")),
        ([tap("other"), "tut"], Picked((), other="tut")),
        ([tap("other"), "tutorials!"], Picked(("tut",))),
        (["tut"], Picked(("tut",))),
        (["5"], Picked((), other="5")),
        ([Typed("Podcasts", question="q")], Picked((), other="Podcasts")),
    ],
)
def test_what_matches_no_option_is_their_own(heard: list[Said | str], answer: Picked) -> None:
    assert played(own, *heard) == answer
    assert own.matches(answer) == (set(answer.options) or {"other"})
    assert own.show(answer, ENGLISH) in {"Podcasts", "2", "tut", "5", "Tutorials"}


def test_their_own_is_neither_empty_nor_endless() -> None:
    assert isinstance(read(own, " \u202e"), Misread)
    assert isinstance(read(own, "x" * 201), Misread)
    assert value(own, "x" * 200) is not None
    assert isinstance(read(choice, "Podcasts"), Misread)
    assert isinstance(read(choice, tap("other")), Misread)


def test_what_was_deleted_still_counts_as_other() -> None:
    assert own.matches(Picked(())) == {"other"}
    assert own.show(Picked(()), ENGLISH) == "(deleted)"
    assert own.show(Picked((), other=""), ENGLISH) == "(deleted)"
    assert several_own.matches(Picked(("tut",), other="")) == {"tut", "other"}


@pytest.mark.parametrize(
    ("heard", "answer"),
    [
        ([tap("vlog", "tut")], Picked(("tut", "vlog"))),
        ([tap("vlog", "other"), "Podcasts"], Picked(("vlog",), other="Podcasts")),
        ([tap("vlog", "other"), Done("q")], Picked(("vlog",))),
        ([tap("vlog", "other"), tap("tut")], Picked(("tut",))),
        ([tap("other"), "vlogs"], Picked(("vlog",))),
        (["vlogs, Podcasts, 1"], Picked(("tut", "vlog"), other="Podcasts")),
        (["Podcasts; radio"], Picked((), other="Podcasts; radio")),
    ],
)
def test_several_and_ones_own(heard: list[Said | str], answer: Picked) -> None:
    assert played(several_own, *heard) == answer


def test_ones_own_counts_among_the_several() -> None:
    assert isinstance(played(several_own, tap("tut", "bts", "vlog", "other")), Misread)
    assert isinstance(played(several_own, "1, 2, 3, Podcasts"), Misread)
    assert played(several_own, "1, 2, Podcasts") == Picked(("tut", "bts"), other="Podcasts")
    assert several_own.show(Picked(("tut",), other="Podcasts"), ENGLISH) == "Tutorials, Podcasts"
    begun = read(several_own, tap("other"))
    assert isinstance(begun, Drafted)
    widget = several_own.widget(begun.pieces, ENGLISH)
    assert isinstance(widget, Menu)
    assert widget.done is None, "nothing is picked that could be all"


# --- Long lists ------------------------------------------------------------------------------------


def labels(menu: object) -> list[str]:
    assert isinstance(menu, Menu)
    return [one.label for one in menu.options]


def test_a_long_list_is_found_by_typing() -> None:
    assert labels(games.widget((), ENGLISH)) == [one.label for one in GAMES[:25]]
    assert "type part of a name" in str(games.hint(ENGLISH))
    found = read(games, "mine")
    assert isinstance(found, Drafted)
    assert found.note.startswith("2 fit “mine”")
    assert labels(games.widget(found.pieces, ENGLISH)) == ["Minecraft", "Minesweeper"]
    assert played(games, "mine", tap("sweep")) == Picked(("sweep",))
    assert played(games, "mine", "craft") == Picked(("mine",))


@pytest.mark.parametrize(
    ("typed", "picked"),
    [("MINECRAFT", "mine"), ("sweeper", "sweep"), ("100", "sweep"), ("game 042", "g42"), ("042 game", "g42"), ("98", "g98")],
)  # fmt: skip
def test_one_match_is_taken(typed: str, picked: str) -> None:
    assert value(games, typed) == Picked((picked,))


def test_many_matches_are_cut_to_a_menu_and_none_is_said_kindly() -> None:
    found = read(games, "game")
    assert isinstance(found, Drafted)
    assert len(labels(games.widget(found.pieces, ENGLISH))) == 25
    assert "98 fit" in found.note
    assert isinstance(read(games, "chess"), Misread)
    assert isinstance(read(games, ""), Misread)


def test_what_was_looked_for_is_shown_inert() -> None:
    found = read(
        type(games)(id="q", text="?", options=tuple(Option(f"o{n}", f"@a *b* {n}") for n in range(30))),
        "@a *b*",
    )
    assert isinstance(found, Drafted)
    assert r"\@a \*b\*" in found.note


def test_several_from_a_long_list_are_picked_bit_by_bit() -> None:
    first = read(many_games, tap("g3"))
    assert isinstance(first, Drafted)
    assert many_games.now(first.pieces, ENGLISH) == "So far: Game 003"
    widget = many_games.widget(first.pieces, ENGLISH)
    assert isinstance(widget, Menu)
    assert (widget.least, widget.most, widget.done) == (1, 3, None)
    assert "Game 003" not in labels(widget)
    assert labels(widget)[-1] == "Other…"
    assert played(many_games, tap("g3"), "sweeper", "done") == Picked(("g3", "sweep"))
    assert played(many_games, tap("g3"), "sweeper", Done("q")) == Picked(("g3", "sweep"))
    assert played(many_games, "mine", tap("mine"), tap("g1", "g2", "g3")) == Picked(
        ("g1", "g2", "g3", "mine")
    )
    assert played(many_games, "sweeper, minecraft") == Picked(("mine", "sweep"))
    assert played(many_games, tap("g3"), tap("other"), "Chess", "done") == Picked(("g3",), other="Chess")
    assert played(many_games, tap("g3"), "Chess", "done") == Picked(("g3",), other="Chess")
    assert isinstance(played(many_games, tap("g3"), "done"), Misread)
    assert isinstance(played(many_games, tap("g1", "g2", "g3", "g4", "g5")), Misread)


# --- Ranking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heard", "order"),
    [
        ([tap("vlog"), tap("tut"), tap("top")], ("vlog", "tut", "top", "bts")),
        (["vlogs, tutorials, top 10 lists, behind"], ("vlog", "tut", "top", "bts")),
        (["3 1 4 2"], ("vlog", "tut", "top", "bts")),
        (["3. 1. 4."], ("vlog", "tut", "top", "bts")),
        (["3>1>4"], ("vlog", "tut", "top", "bts")),
        (["vlogs\ntutorials\n4\n2"], ("vlog", "tut", "top", "bts")),
        (["vlogs", "1", tap("top")], ("vlog", "tut", "top", "bts")),
        ([tap("vlog"), tap("vlog"), "1, 4"], ("vlog", "tut", "top", "bts")),
        ([tap("bts"), "3, 1, 4, 2"], ("vlog", "tut", "top", "bts")),
    ],
)
def test_ranked(heard: list[Said | str], order: tuple[str, ...]) -> None:
    assert played(ranking, *heard) == Ranked(order)


def test_a_ranking_is_shown_as_it_grows() -> None:
    begun = read(ranking, tap("vlog"))
    assert isinstance(begun, Drafted)
    assert ranking.now(begun.pieces, ENGLISH) == "So far: 1. Vlogs"
    widget = ranking.widget(begun.pieces, ENGLISH)
    assert isinstance(widget, Buttons)
    assert [one.token for one in widget.options] == ["tut", "bts", "top"]
    assert widget.done is None
    assert ranking.show(Ranked(("vlog", "tut")), ENGLISH) == "1. Vlogs, 2. Tutorials"
    assert ranking.matches(Ranked(("vlog", "tut"))) == {"vlog"}


def test_a_double_tap_places_nothing_twice() -> None:
    once = read(ranking, tap("vlog"))
    assert isinstance(once, Drafted)
    twice = read(ranking, tap("vlog"), once.pieces)
    assert isinstance(twice, Drafted)
    assert twice.pieces == once.pieces


def test_done_where_some_places_are_enough() -> None:
    begun = read(top_two, tap("vlog"))
    assert isinstance(begun, Drafted)
    assert isinstance(read(top_two, Done("q"), begun.pieces), Misread)
    more = read(top_two, tap("top"), begun.pieces)
    assert isinstance(more, Drafted)
    widget = top_two.widget(more.pieces, ENGLISH)
    assert isinstance(widget, Buttons)
    assert widget.done == "Done"
    assert played(top_two, tap("vlog"), tap("top"), "done") == Ranked(("vlog", "top"))
    assert played(top_two, "vlogs, top") == Ranked(("vlog", "top"))


@pytest.mark.parametrize("typed", ["", "pizza", "1, 1", "1, pizza", "1 9", ",", "vlogs vlogs"])
def test_not_ranked(typed: str) -> None:
    assert isinstance(read(ranking, typed), Misread)


def test_long_labels_are_ranked_from_a_menu() -> None:
    long = Ranking(id="q", text="?", options=(Option("a", "A" * 40), Option("b", "B"), Option("c", "C")))
    assert isinstance(long.widget((), ENGLISH), Menu)


# --- Pictures --------------------------------------------------------------------------------------


def test_pictures_are_numbered_and_told_in_words() -> None:
    widget = pictures.widget((), ENGLISH)
    assert isinstance(widget, Gallery)
    assert widget.options[1].label == "2. Behind the scenes"
    assert widget.alts[1] == "2. About Behind the scenes"
    assert widget.pictures[1] == "https://example.com/bts.png"
    for said in ("2", "behind the scenes", "2. Behind the scenes", tap("bts")):
        assert value(pictures, said) == Picked(("bts",))
    assert isinstance(read(pictures, "the nice one"), Misread)
    assert pictures.show(Picked(("bts",)), ENGLISH) == "Behind the scenes"
