"""Similar texts: found by what they ask for, in many languages, and quickly among many."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.insight.similar import ALIKE, Shelf, alike, closest, terms
from tests.insight.replies import ENGLISH, MIXED, NOWHERE, labelled


def found(texts: list[str], place: int) -> list[int]:
    """The places of the texts that are shown as similar to the one at `place`, out of all others."""
    shelf = Shelf()
    for number, text in enumerate(texts):
        if number != place:
            shelf.put(number, text)
    candidates = {number: texts[number] for number in shelf.named(texts[place])}
    return list(closest(texts[place], candidates, 3, shelf.weigh))


def score(one: str, other: str) -> float:
    return alike(terms(one), terms(other))


def test_replies_of_one_theme_find_each_other_and_nothing_else() -> None:
    for replies in (ENGLISH, MIXED):
        texts, labels = labelled(replies)
        wished = [place for place, label in enumerate(labels) if label != NOWHERE]
        hits = [[labels[one] == labels[place] for one in found(texts, place)] for place in wished]
        assert sum(map(any, hits)) / len(wished) > 0.9
        assert all(all(one) for one in hits)


def test_what_fits_nowhere_is_like_nothing() -> None:
    for replies in (ENGLISH, MIXED):
        texts, labels = labelled(replies)
        assert [found(texts, place) for place, label in enumerate(labels) if label == NOWHERE] == [
            [] for label in labels if label == NOWHERE
        ]


def test_inflections_compounds_accents_and_slips_are_the_same_wish() -> None:
    for one, other in (
        ("a studio tour", "please give us a tour of your studio!"),
        ("Eine Studiotour", "eine Tour durch das Studio"),
        ("cooking with fans", "cook with a fan"),
        ("más recetas mexicanas", "mas recetas mexicanas"),
        ("a minecraft castle", "a mincraft castle"),
        ("a minecraft castle", "a minecratf castle"),
        ("スタジオツアー", "スタジオツアーを見たい"),
        ("料理の動画が見たい", "料理動画"),
        ("스튜디오 투어", "스튜디오 투어를 보여 주세요"),
        ("horror", "a horror game with your sister and the two dogs in the old house"),
        ("🎮 speedrun", "SPEEDRUN"),
    ):
        assert score(one, other) >= ALIKE, (one, other)


def test_texts_that_share_a_filler_or_a_rare_look_are_not() -> None:
    for one, other in (
        ("please make a video about your dog", "please make a video about your kitchen lights"),
        ("a street tour of Lisbon", "stream more often"),
        ("a podcast with guests", "the podium in the gym"),
        ("", "a studio tour"),
        ("?!", "..."),
    ):
        assert score(one, other) < ALIKE, (one, other)


def test_a_word_everybody_uses_tells_little() -> None:
    shelf = Shelf()
    for number in range(200):
        shelf.put(number, f"minecraft idea{number}")
    shelf.put(999, "a lighthouse documentary")
    assert shelf.weigh("minecraft") < 0.2
    assert shelf.weigh("lighthouse") > 0.6
    candidates = {0: "minecraft castles", 1: "a lighthouse in the storm"}
    assert closest("a minecraft lighthouse", candidates, 3, shelf.weigh) == (1,)


def test_a_shelf_knows_what_it_was_told_last() -> None:
    shelf = Shelf()
    shelf.put(1, "a studio tour")
    shelf.put(2, "cooking on stream")
    shelf.put(1, "a speedrun")
    assert (shelf.named("studio"), shelf.named("speedruns")) == ((), (1,))
    shelf.take(1)
    shelf.take(7)
    assert (shelf.named("speedrun"), shelf.named("cooking"), len(shelf)) == ((), (2,), 1)


def test_at_most_as_many_as_asked_for_and_the_newest_among_equals() -> None:
    shelf = Shelf()
    for number in range(100):
        shelf.put(number, "a studio tour")
    assert shelf.named("studio tour", 3) == (99, 98, 97)
    assert closest("studio tour", dict.fromkeys(range(9), "a studio tour"), 2) == (0, 1)


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_the_same_both_ways_and_whole_for_the_same(one: str, other: str) -> None:
    there, back = score(one, other), score(other, one)
    assert abs(there - back) < 1e-9
    assert 0.0 <= there <= 1.0 + 1e-9
    assert not terms(one) or score(one, one) > 0.999


@given(st.lists(st.text(max_size=40), max_size=12), st.text(max_size=40))
def test_nothing_people_write_breaks_a_shelf(texts: list[str], asked: str) -> None:
    shelf = Shelf()
    for number, text in enumerate([*texts, asked]):
        shelf.put(number, text)
    named = shelf.named(asked)
    assert set(named) <= set(range(len(texts) + 1))
    for number in range(len(texts) + 1):
        shelf.take(number)
    assert (len(shelf), shelf.named(asked), shelf._having) == (0, (), {})
