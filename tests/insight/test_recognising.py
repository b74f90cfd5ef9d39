"""A theme of this round is told from those of the last one."""

from surveys.insight.recognising import recognised
from surveys.insight.themes import themes
from tests.insight.replies import ENGLISH, MIXED, NOWHERE, labelled


def _centres(texts: list[str]) -> tuple[list[bytes], list[str]]:
    found = themes(texts).themes
    return [one.centre for one in found], [texts[one.members[0]] for one in found]


def test_what_is_said_again_is_recognised() -> None:
    texts, about = labelled({name: replies for name, replies in ENGLISH.items() if name != NOWHERE})
    subject = dict(zip(texts, about, strict=True))
    now, said_now = _centres(texts[::2])
    before, said_before = _centres(texts[1::2])
    pairs = recognised(now, before)
    same = [
        (subject[said_now[place]], subject[said_before[other]])
        for place, other in enumerate(pairs)
        if other is not None
    ]
    assert len(same) >= 0.6 * min(len(now), len(before))
    assert all(one == other for one, other in same)


def test_it_is_recognised_in_another_language() -> None:
    german, _ = _centres(["längere Videos", "bitte längere Videos", "die Videos sollten länger sein"])
    english, _ = _centres(["longer videos", "make the videos longer", "I wish the videos were longer"])
    assert recognised(german, english) == [0]


def test_what_is_new_is_new() -> None:
    now, _ = _centres(MIXED["料理 ja"].splitlines())
    before, _ = _centres(ENGLISH["merch"].splitlines())
    assert recognised(now, before) == [None] * len(now)


def test_each_is_recognised_once() -> None:
    centre, _ = _centres(ENGLISH["merch"].splitlines())
    assert recognised([centre[0], centre[0]], [centre[0]]) == [0, None]
    assert recognised([centre[0]], [centre[0], centre[0]]) == [0]


def test_a_theme_without_a_centre_is_nobodys() -> None:
    centre, _ = _centres(ENGLISH["merch"].splitlines())
    assert recognised([b"", centre[0]], [b"", centre[0]]) == [None, 1]
    assert recognised([], [centre[0]]) == []
