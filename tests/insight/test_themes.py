"""Grouping free replies: what belongs together comes together, in whatever order it arrives."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.insight import meaning
from surveys.insight import themes as grouping
from surveys.insight.labels import LONGEST_LABEL
from surveys.insight.sketch import Matrix
from surveys.insight.themes import embed, group_texts, themes
from tests.insight.replies import ENGLISH, MIXED, NOWHERE, labelled


def agreement(truth: Sequence[object], found: Sequence[object]) -> float:
    """The adjusted Rand index: 1 for the same grouping, about 0 for one made by chance."""

    def pairs(groups: Counter[object]) -> int:
        return sum(comb(size, 2) for size in groups.values())

    together = pairs(Counter(zip(truth, found, strict=True)))
    one, other = pairs(Counter(truth)), pairs(Counter(found))
    by_chance = one * other / comb(len(truth), 2)
    most = (one + other) / 2
    return 1.0 if most == by_chance else (together - by_chance) / (most - by_chance)


def test_the_measure_itself() -> None:
    assert agreement("aabb", "xxyy") == 1
    # Hubert and Arabie's example, as published.
    assert agreement("aaabbb", "xxyyzz") == pytest.approx(0.2424, abs=1e-4)


@pytest.fixture(autouse=True, scope="module")
def _meant_once() -> Iterator[None]:
    """Each text goes through the real model once in this module; the model's work is what takes the time."""
    known: dict[str, Matrix] = {}
    real = meaning.vectors

    def vectors(texts: Sequence[str]) -> Matrix:
        new = list(dict.fromkeys(text for text in texts if text not in known))
        known.update(zip(new, real(new), strict=True))
        return np.array([known[text] for text in texts]) if texts else real(texts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meaning, "vectors", vectors)
        yield


BOTH = {**ENGLISH, **MIXED, NOWHERE: f"{ENGLISH[NOWHERE]}\n{MIXED[NOWHERE]}"}


@pytest.mark.parametrize(
    ("replies", "floor"),
    [(ENGLISH, 0.90), (MIXED, 0.90), (BOTH, 0.85)],
    ids=["English", "nine other languages", "all of them at once"],
)
def test_replies_are_grouped_as_a_person_would(replies: dict[str, str], floor: float) -> None:
    texts, truth = labelled(replies)
    found = group_texts(texts)
    assert agreement(truth, found) >= floor
    left_out = {text for text, group in zip(texts, found, strict=True) if group < 0}
    belong_nowhere = {text for text, theme in zip(texts, truth, strict=True) if theme == NOWHERE}
    assert len(left_out & belong_nowhere) >= 0.8 * len(left_out)
    assert len(left_out & belong_nowhere) >= 0.8 * len(belong_nowhere)


def test_labels_are_the_words_of_those_who_wrote() -> None:
    found = {theme.label for theme in themes(labelled(ENGLISH)[0]).themes}
    assert {"minecraft", "editing", "merch", "setup tour", "q&a"} <= found
    assert any(label.startswith("horror games") for label in found)
    found = {theme.label for theme in themes(labelled(MIXED)[0]).themes}
    assert {"ホラーゲーム", "майнкрафт", "jeux rétro", "podcast"} <= found
    # What is said in two languages is named in both.
    assert "recetas de cocina, 料理" in found


def test_a_label_does_not_say_the_same_twice() -> None:
    for theme in themes(labelled(ENGLISH)[0]).themes:
        words = theme.label.casefold().replace(",", "").split()
        assert len({word[:4] for word in words}) == len(words)


def test_a_wish_is_one_theme_in_whichever_language() -> None:
    found = group_texts(
        ["längere Videos bitte", "vídeos más largos", "longer videos please", "des vidéos plus longues"]
    )
    assert found == [0, 0, 0, 0]


def test_no_idea_is_no_theme() -> None:
    found = themes(["idk", "keine Ahnung", "no sé", "わからない", "boh", "ни идеи", "I don't know!!"])
    assert (found.set_aside, found.themes) == (6, ())
    # These are answers.
    assert themes(["nothing", "no", "ok"]).set_aside == 0


def test_vectors_that_are_kept_change_nothing() -> None:
    texts, _ = labelled(BOTH)
    kept = dict(enumerate(embed(texts)))
    assert themes(texts, kept) == themes(texts)
    half = {place: vector for place, vector in kept.items() if place % 2}
    assert themes(texts, half) == themes(texts)


def test_with_every_vector_kept_the_model_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, _ = labelled(ENGLISH)
    kept = dict(enumerate(embed(texts)))
    monkeypatch.delattr(meaning, "vectors")
    assert len(themes(texts, kept).themes) > 5


def test_more_detail_makes_smaller_themes() -> None:
    texts, _ = labelled(BOTH)
    coarse, fine = themes(texts), themes(texts, detail=4)
    assert len(fine.themes) > len(coarse.themes)
    assert fine.themes[0].size <= coarse.themes[0].size


def test_near_duplicates_are_told() -> None:
    found = themes(
        [
            "a studio tour",
            "a studio tour please",
            "studio tour!",
            "show us the studio",
            "A STUDIO TOUR",
            "see the studio",
        ]
    )
    (theme,) = found.themes
    assert theme.repeats
    assert theme.repeats[0] == (0, 1, 2, 4)
    # Quotes are of those only who say it differently.
    assert len(set(theme.quotes) & set(theme.repeats[0])) == 1


@settings(max_examples=4, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_replies_does_not_matter(dice: random.Random) -> None:
    texts, _ = labelled(BOTH)
    before = dict(zip(texts, group_texts(texts), strict=True))
    dice.shuffle(texts)
    assert dict(zip(texts, group_texts(texts), strict=True)) == before


def test_more_replies_than_are_compared_are_grouped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    subjects = ["minecraft", "podcast", "cooking", "travel vlog", "horror games"]
    dice = random.Random(7)
    monkeypatch.setattr(grouping, "_COMPARED", 200)
    texts = [f"{dice.choice(subjects)} {''.join(dice.choices('bdfgklmnprst', k=6))}" for _ in range(300)]
    subject_of = [next(one for one in subjects if text.startswith(one)) for text in texts]
    assert agreement(subject_of, group_texts(texts)) > 0.8


def test_what_says_nothing_is_set_aside() -> None:
    nothing = ["", "   ", "🎉🎉", "👍", "...", "?!", "asdfasdf", "qwertz", "aaaaaaaa", "xkcdfghj", "asdkjfhg"]
    nothing += ["<:party:123456789012345678>", "https://example.org/a", "<@123456789012345678>", "7"]
    found = themes([*nothing, "a podcast", "a podcast please", "podcast"])
    assert found.set_aside == len(nothing)
    assert [(theme.label, theme.size) for theme in found.themes] == [("podcast", 3)]


def test_what_says_something_is_not() -> None:
    something = [
        "gta",
        "ok",
        "no",
        "NSFW?",
        "rhythm",
        "Alaska",
        "glass",
        "alles",
        "Angst",
        "料理",
        "да",
        "q&a",
    ]
    assert themes(something).set_aside == 0


def test_the_same_words_are_always_together() -> None:
    found = themes(["GTA 6!", "gta 6", "Gta 6…", "something else"])
    assert [(theme.label.lower(), theme.members) for theme in found.themes] == [("gta 6", (0, 1, 2))]
    assert found.ungrouped == 1


def test_quotes_are_members_and_different() -> None:
    texts, _ = labelled(BOTH)
    for theme in themes(texts + texts).themes:
        assert set(theme.quotes) <= set(theme.members)
        assert len({texts[place % len(texts)] for place in theme.quotes}) == len(theme.quotes) > 0


_SOME_TEXT = (
    st.text(max_size=80) | st.sampled_from(labelled(BOTH)[0]) | st.text("ab '’&ー々あ漢字\u0301", max_size=12)
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_SOME_TEXT, max_size=12))
def test_nothing_anybody_writes_raises_and_everything_is_counted(texts: list[str]) -> None:
    found = themes(texts)
    placed = [place for theme in found.themes for place in theme.members]
    assert len(placed) == len(set(placed))
    assert len(placed) + found.ungrouped + found.set_aside == len(texts)
    assert [theme.size for theme in found.themes] == sorted(
        (theme.size for theme in found.themes), reverse=True
    )
    for theme in found.themes:
        assert theme.size >= 3
        assert theme.label.strip()
        assert len(theme.label) <= LONGEST_LABEL
        assert theme.share == theme.size / len(texts)


def test_a_very_long_reply_is_no_trouble() -> None:
    assert group_texts(["word " * 200_000, "word", "x" * 1_000_000]) == [-1, -1, -1]
