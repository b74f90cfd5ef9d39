"""Ideas: read from a message, refused kindly, and the cards about them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core import ideas
from surveys.core.ideas import Counts, Heard, IdeaState, Impact, Outcome, Seen, idea_in
from surveys.core.language import ENGLISH
from surveys.core.phrases import ideas as phrases
from surveys.core.prompt import Say, Verb

NOTHING = Counts(0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("said", "idea"),
    [
        ("idea: a studio tour", "a studio tour"),
        ("IDEA:a studio tour", "a studio tour"),
        ("  Idea :  a tour\nwith two lines ", "a tour\nwith two lines"),
        ("my idea: a tour", "a tour"),
        ("Ideas: two of them", "two of them"),
        ("Idee: eine Studiotour", "eine Studiotour"),
        ("Meine Idee – eine Studiotour", "eine Studiotour"),
        ("idea — un tour", "un tour"),
        ("Idée : une visite", "une visite"),
        ("ide\u0301e: une visite", "une visite"),
        ("idée—une visite", "une visite"),
        ("Ideia: uma visita", "uma visita"),
        ("アイデア：スタジオツアー", "スタジオツアー"),
        ("アイディア: スタジオツアー", "スタジオツアー"),
        ("**Idea:** a tour", "a tour"),
        ("idea - a tour", "a tour"),
        ("idea:", ""),
        ("idea: :)", ":)"),
        ("idea: idea: twice", "idea: twice"),
    ],
)
def test_an_idea_is_told_by_its_beginning_in_every_language(said: str, idea: str) -> None:
    assert idea_in(said) == idea


@pytest.mark.parametrize(
    "said",
    [
        "idea",
        "no idea",
        "no idea: really",
        "I have an idea: a tour",
        "ideal: a tour",
        "idea-driven videos",
        "ideas I like",
        "good idea!",
        "",
        "-",
        "https://idea:80/",
    ],
)
def test_other_messages_are_none(said: str) -> None:
    assert idea_in(said) is None


@given(st.text(max_size=60))
def test_what_follows_the_colon_is_the_idea(text: str) -> None:
    found = idea_in("idea: " + text)
    assert found is not None
    assert found == found.strip()


def test_long_blanks_are_read_in_no_time() -> None:
    # Tried in every mix, these would take minutes; the test's time limit is the check.
    assert idea_in("idea" + " " * 200_000 + "x") is None
    assert idea_in("*" * 200_000 + "idea") is None
    assert idea_in("idea" + " " * 200_000 + "- x") == "x"


def refusal(text: str, sent: int = 0, before: tuple[str, ...] = ()) -> object:
    refused = ideas.refusal(text, sent, "Studio *Nine*", before)
    return None if refused is None else refused.sentence


def test_an_idea_that_cannot_be_kept_is_refused_with_what_to_do() -> None:
    assert refusal("a tour", 9, ("a dog",)) is None
    assert refusal("🎮") is None
    assert refusal(" \u202e\x00 ") == phrases.EMPTY.text
    assert refusal("x" * 1000) is None
    assert "1,001 characters" in str(refusal("x" * 1001))
    assert "10 ideas" in str(refusal("a tour", 10))
    assert "Studio \\*Nine\\*" in str(refusal("A tour!", 0, ("a TOUR",)))


def test_the_same_once_more_is_told_by_words_or_else_by_signs() -> None:
    assert ideas.same("A tour, please!", "a tour please")
    assert ideas.same("🎮", "🎮")
    assert not ideas.same("🎮", "🎲")
    assert not ideas.same("a tour", "a tour of Rome")


def kept(**more: object) -> Say:
    return ideas.kept(7, "a *tour* @everyone", "Studio_Nine", ENGLISH, shown=True, **more)  # type: ignore[arg-type]  # each test passes what the card takes


def test_a_kept_idea_is_repeated_inert_and_says_who_sees_it() -> None:
    card = kept()
    assert card.paragraphs[0] == "“a \\*tour\\* \\@everyone”"
    assert "**Studio\\_Nine**" in card.paragraphs[1]
    assert phrases.OTHERS_MAY.text in card.paragraphs[1]
    assert (card.buttons, card.menus) == ((), ())
    private = ideas.kept(7, "a tour", "C", ENGLISH, shown=False)
    assert phrases.NOT_SHOWN.text in private.paragraphs[1]


def test_similar_ideas_can_be_voted_for_and_ones_own_kept() -> None:
    long = Seen(3, "x" * 1000 + "*", 1)
    card = kept(similar=(Seen(2, "studio *tour*\nplease", 4), long))
    assert card.paragraphs[1] == "**1.** “studio \\*tour\\* please” · wanted by 4 people"
    assert card.paragraphs[2].endswith("wanted by 1 person")
    assert [(one.verb, one.args) for one in card.buttons] == [
        (Verb.IDEA_VOTE, ("2", "7", "1")),
        (Verb.IDEA_VOTE, ("3", "7", "1")),
        (Verb.IDEA_KEEP, ("7",)),
    ]
    assert card.buttons[0].label == "Vote for 1: studio *tour* please"
    assert all(len(one.label) <= 80 for one in card.buttons)
    assert sum(map(len, card.paragraphs)) < 3000


def test_a_menu_moves_it_only_where_there_is_more_than_one_community() -> None:
    assert kept(elsewhere=((1, "One"),), here=1).menus == ()
    (menu,) = kept(elsewhere=tuple((one, f"C{one}" * 60) for one in range(30)), here=2).menus
    assert (menu.verb, menu.args, menu.chosen) == (Verb.IDEA_WHERE, ("7",), ("2",))
    assert len(menu.options) == 25
    assert all(len(one.label) <= 80 for one in menu.options)


def impact(*found: Impact) -> str:
    card = ideas.impact(found, ENGLISH)
    return "\n".join(card.paragraphs)


def test_impact_goes_from_answers_to_themes_to_videos() -> None:
    said = impact(
        Impact(
            "One",
            follows=True,
            counts=Counts(rounds=2, answers=7, ideas=1, voters=3, votes=2, waiting=0),
            themes=(Heard("studio tour", 14), Heard("@here", 4)),
            outcomes=(Outcome("a tour", IdeaState.MADE), Outcome("a *dog*", IdeaState.PLANNED)),
        )
    )
    assert said.splitlines() == [
        "You gave 7 answers in 2 rounds.",
        "You sent 1 idea, which 3 other people voted for.",
        "You voted for 2 ideas of others.",
        "**Heard in the summaries**",
        "- “studio tour”: your reply is one of 14.",
        "- “\\@here”: your reply is part of it.",
        "**What became of your wishes**",
        "- Made: “a tour”",
        "- Planned: “a \\*dog\\*”",
    ]


def test_impact_says_what_happens_next_where_there_is_nothing_yet() -> None:
    assert impact(Impact("One", True, NOTHING, (), ())) == phrases.NEXT_ROUND.text
    waiting = Counts(rounds=1, answers=1, ideas=0, voters=0, votes=0, waiting=1)
    assert impact(Impact("One", True, waiting, (), ())).splitlines() == [
        "You gave 1 answer in 1 round.",
        phrases.NEXT_SUMMARY.text,
    ]
    sent = Counts(rounds=0, answers=0, ideas=1, voters=0, votes=0, waiting=0)
    assert impact(Impact("One", True, sent, (), ())).endswith(phrases.NEXT_IDEAS.text)
    assert impact() == impact(Impact("One", False, NOTHING, (), ())) == phrases.NO_MEMBERSHIP.text


def test_impact_in_several_communities_names_each_and_fits_a_message() -> None:
    long = Impact(
        "N" * 100,
        follows=True,
        counts=Counts(10**6, 10**6, 10**6, 10**6, 10**6, 1),
        themes=tuple(Heard("y" * 80, 10**6) for _ in range(5)),
        outcomes=tuple(Outcome("z" * 1000, IdeaState.STARTED) for _ in range(5)),
    )
    said = impact(*[long] * 3)
    assert said.count("### NNN") == 3
    assert len(said) <= 3000
