"""The words that are understood without being taught: leaving first of all, in every language, and nothing by mistake."""

import itertools

import pytest

from surveys.core import understood
from surveys.core.text import folded
from surveys.core.understood import is_stop, may_mean_leaving

STOPS = {
    "English": [
        "stop",
        "STOP!",
        " Stop. ",
        "*stop*",
        "unsubscribe",
        "Opt out",
        "leave me alone",
        "please stop",
        "ｓｔｏｐ",
    ],
    "German": ["Stopp", "Aufhören!", "abmelden", "Bitte aufhören"],
    "Spanish": ["parar", "¡Basta!", "darme de baja", "Cancelar suscripción"],
    "French": ["arrête", "ARRÊTEZ", "me désabonner", "désinscrire"],
    "Portuguese": ["pare", "Sair", "cancelar inscrição"],
    "Italian": ["smetti", "fermati", "Disiscrivi", "cancellami"],
    "Polish": ["przestań", "wypisz mnie", "Rezygnuję"],
    "Turkish": ["dur", "durdur", "abonelikten çık", "bırak"],
    "Japanese": ["停止", "やめて", "ストップ", "退会。", "配信停止"],
    "Korean": ["중지", "그만", "수신거부", "탈퇴!"],
}


@pytest.mark.parametrize("text", [text for texts in STOPS.values() for text in texts])
def test_a_request_to_leave_is_understood(text: str) -> None:
    assert is_stop(text)
    assert not may_mean_leaving(text), "there is nothing to ask back about"


@pytest.mark.parametrize("word", sorted(understood.STOP_WORDS))
def test_every_word_for_it_works_however_it_is_written(word: str) -> None:
    for text in (word, word.upper(), word.title(), f"  {word} !!", f"“{word}”"):
        assert is_stop(text), text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "don't stop",
        "stop motion",
        "stopping",
        "s t o p",
        "never quit on us",
        "non-stop",
        "stop stop motion",
        "the stop sign",
        "nicht aufhören",
        "para mí todo bien",
        "ne vous arrêtez pas",
        "durdurma",
        "ストップモーション",
        "그만큼",
        "nonstop",
    ],
)
def test_inside_other_words_it_is_not(text: str) -> None:
    assert not is_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "please stop sending",
        "I want to unsubscribe",
        "stop this now",
        "can you stop it please",
        "ich will mich abmelden",
        "quiero darme de baja",
        "je veux me désabonner",
        "quero sair daqui",
        "chcę wypisz mnie",
        "退会したい",
        "수신거부 해주세요",
    ],
)
def test_a_doubt_is_noticed(text: str) -> None:
    assert may_mean_leaving(text)
    assert not is_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "4",
        "More streams",
        "nonstop fun",
        "stopwatch reviews",
        "I would never tell you to stop doing what you love so much",
        "a video about bus and tram stop design in twelve european cities",
    ],
)
def test_nothing_is_doubted_without_reason(text: str) -> None:
    assert not may_mean_leaving(text)


GROUPS = {
    name: getattr(understood, name)
    for name in (
        "STOP_WORDS", "DONE_WORDS", "SKIP_WORDS", "BACK_WORDS", "YES_WORDS", "NO_WORDS",
    )
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(GROUPS, 2)))
def test_the_little_words_do_not_contradict_each_other(one: str, other: str) -> None:
    assert not GROUPS[one] & GROUPS[other]


def test_verdicts_do_not_contradict_each_other() -> None:
    agree = understood.AGREE_WORDS | understood.YES_WORDS
    disagree = understood.DISAGREE_WORDS | understood.NO_WORDS
    assert not agree & disagree
    assert not understood.PASS_WORDS & (agree | disagree)
    for group in (agree, disagree, understood.PASS_WORDS):
        assert not group & (understood.STOP_WORDS | understood.BACK_WORDS)


@pytest.mark.parametrize("name", [*GROUPS, "AGREE_WORDS", "DISAGREE_WORDS", "PASS_WORDS", "CALENDAR_WORDS"])
def test_the_little_words_are_found_as_they_are_compared(name: str) -> None:
    for word in getattr(understood, name):
        assert folded(word) in getattr(understood, name), word


def test_each_month_is_known_by_its_beginning() -> None:
    assert len(understood.MONTHS) == 12
    everything = [folded(name) for names in understood.MONTHS for name in names]
    assert len(everything) == len(set(everything))
