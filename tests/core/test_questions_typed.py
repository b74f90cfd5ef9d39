"""Numbers and dates: what is understood, and what is asked back instead of guessed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core import understood
from surveys.core.language import ENGLISH, Words
from surveys.core.questions import Accepted, Date, Drafted, Misread, Number
from surveys.core.questions.days import _bare, _month, in_words
from surveys.core.replies import Done, Tapped
from surveys.core.values import Counted, Dated
from tests.core.kinds import day, km, number, played, read, value, whole

GERMAN = Words("de")
NEAR = Date(id="q", text="When?", earliest=date(2026, 11, 1), latest=date(2027, 3, 31))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3", "3"), ("0", "0"), ("-5", "-5"), ("−5", "-5"), ("+5", "5"), ("1,5", "1.5"), ("1.5", "1.5"), ("0.500", "0.5"),
        ("1,000", "1000"), ("1.000.000", "1000000"), ("1,234.5", "1234.5"), ("1.234,5", "1234.5"), ("1 000", "1000"),
        ("1'000", "1000"), ("1\u202f000,5", "1000.5"), ("12,34,567", "1234567"), ("٣٫٥", "3.5"), ("३", "3"), ("３．５", "3.5"),
        ("3 km", "3"), ("3km", "3"), ("€5", "5"), ("5 €", "5"), ("50%", "50"), ("3!", "3"), ("3.", "3"), ("10 videos", "10"),
    ],
)  # fmt: skip
def test_a_number(typed: str, meant: str) -> None:
    assert value(number, typed) == Counted(Decimal(meant))


@pytest.mark.parametrize(
    "typed",
    ["", "three", "3k", "3 million", "5 Mio", "3万", "about 3", "1/2", "½", "2²", "①", "3-4", "3 or 4", "1e5", "1,2,3", "1.2.3", "9" * 16,
     "1.1234567", "--5", "5 5", "1,00,0", ".", "km", "3 3", "nan", "inf", "0x10"],
)  # fmt: skip
def test_no_number(typed: str) -> None:
    assert isinstance(read(number, typed), Misread)


def test_what_can_be_read_in_two_ways_is_asked_back() -> None:
    asked = read(number, "1.234")
    assert isinstance(asked, Misread)
    assert "1234 or as 1.2340" in asked.sentence
    assert value(number, "1234") == Counted(Decimal(1234))
    assert value(number, "1.2340") == Counted(Decimal("1.234"))
    german = read(number, "1,250", lang=GERMAN)
    assert isinstance(german, Misread)
    assert "1250 or as 1,25" in german.sentence
    assert value(number, "1.250", lang=GERMAN) == Counted(Decimal(1250))


def test_bounds_and_wholeness_settle_it_where_they_can() -> None:
    assert value(km, "1.250") == Counted(Decimal("1.25"))
    assert value(whole, "1.250") == Counted(Decimal(1250))
    assert value(whole, "3.0") == Counted(Decimal(3))
    assert isinstance(read(whole, "3.5"), Misread)


def test_the_unit_is_understood_and_no_other() -> None:
    for typed in ("3", "3 km", "3KM", "km 3"):
        assert value(km, typed) == Counted(Decimal(3))
    for typed in ("3 miles", "3 m", "501", "-1", "3 km or 4"):
        assert isinstance(read(km, typed), Misread)
    assert "0 to 500 km" in read(km, "501").sentence  # type: ignore[union-attr]  # it is misread, see above
    assert km.show(Counted(Decimal("2.50")), ENGLISH) == "2.5 km"


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from([ENGLISH, GERMAN, Words("ja")]))
def test_what_is_shown_is_understood_again(given_number: Decimal, lang: Words) -> None:
    shown = number.show(Counted(given_number), lang)
    assert value(number, shown, lang=lang) == Counted(given_number)


def test_numbers_are_shown_in_their_languages_way() -> None:
    assert number.show(Counted(Decimal("12345.60")), ENGLISH) == "12\u202f345.6"
    assert number.show(Counted(Decimal("1234.60")), GERMAN) == "1234,6"
    assert number.show(Counted(Decimal("-0.0")), ENGLISH) == "0"


def test_bounds_are_told_before_they_are_met() -> None:
    assert km.hint(ENGLISH) == "Type a number from 0 to 500 km."
    least = Number(id="q", text="?", lowest=Decimal(1), help="Roughly.")
    assert least.hint(ENGLISH) == "Roughly.\nType a number, 1 or more."
    assert "1 or more" in read(least, "0").sentence  # type: ignore[union-attr]  # it is below the bound
    assert Number(id="q", text="?", unit="h").hint(ENGLISH) == "Type a number, in h."
    assert "9 or less" in str(Number(id="q", text="?", highest=Decimal(9)).hint(ENGLISH))


# --- Dates -----------------------------------------------------------------------------------------

CHRISTMAS = date(2026, 12, 24)


@pytest.mark.parametrize(
    "typed",
    ["2026-12-24", "2026/12/24", "24.12.2026", "24/12/2026", "12/24/2026", "24-12-2026", "24 Dec 2026", "24 december 2026",
     "December 24th, 2026", "the 24th of December 2026", "24. Dezember 2026", "24 de diciembre de 2026", "24 décembre 2026",
     "24 decembre 2026", "24 de dezembro de 2026", "2026年12月24日", "２０２６年１２月２４日", "dez 24 2026", "2026 dec 24", " 24.12.2026! "],
)  # fmt: skip
def test_a_date(typed: str) -> None:
    assert value(day, typed) == Dated(CHRISTMAS)


@pytest.mark.parametrize(
    "typed",
    ["", "hello", "24", "2026", "dec", "dec 2026", "jui 3 2026", "1 2 3 dec", "24 dec 2026 2027", "3 km"],
)
def test_no_date(typed: str) -> None:
    assert isinstance(read(day, typed), Misread)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("31.02.2026", "no such day"), ("29.02.2026", "no such day"), ("13/13/2026", "no such day"), ("24.12.1700", "no such day"),
     ("24.12.26", "four digits"), ("24 dec 26", "four digits"), ("tomorrow", "can't work out"), ("next Friday!", "can't work out"),
     ("übermorgen", "can't work out"), ("nächsten Freitag", "can't work out"), ("mañana", "can't work out"), ("demain", "can't work out"),
     ("amanhã", "can't work out"), ("明日", "can't work out"), ("03/04/2026", "3 April 2026 or 4 March 2026"), ("3/4", "3 April or 4 March")],
)  # fmt: skip
def test_dates_that_are_asked_back(typed: str, said: str) -> None:
    reading = read(day, typed)
    assert isinstance(reading, Misread)
    assert said in reading.sentence


def test_a_leap_day_and_equal_numbers_are_no_riddle() -> None:
    assert value(day, "29/2/2028") == Dated(date(2028, 2, 29))
    assert value(day, "12/12/2026") == Dated(date(2026, 12, 12))


def test_where_the_day_always_comes_first_it_does() -> None:
    assert value(day, "03/04/2026", lang=GERMAN) == Dated(date(2026, 4, 3))
    assert value(day, "03.04.2026") == Dated(date(2026, 4, 3))


def test_a_missing_year_is_asked_for_and_then_enough() -> None:
    asked = read(day, "24 Dec")
    assert isinstance(asked, Drafted)
    assert asked.note == "24 December, of which year? Type the year, like 2026."
    assert day.now(asked.pieces, ENGLISH) == asked.note
    assert played(day, "24 Dec", "2026") == Dated(CHRISTMAS)
    assert played(day, "12月24日", "2026年") == Dated(CHRISTMAS)
    assert played(day, "24.12.", "1.1.2027") == Dated(date(2027, 1, 1))
    assert isinstance(played(day, "29 Feb", "2026"), Misread)


def test_bounds_settle_what_they_can() -> None:
    assert value(NEAR, "24 Dec") == Dated(CHRISTMAS)
    assert value(NEAR, "3/4") == Dated(date(2027, 3, 4))
    for typed in ("2026-10-31", "2027-04-01", "4 July", "03/04/2026"):
        reading = read(NEAR, typed)
        assert isinstance(reading, Misread)
        assert "1 November 2026 to 31 March 2027" in reading.sentence
    assert "from 1 November 2026 to 31 March 2027" in str(NEAR.hint(ENGLISH))
    assert "1 November 2026 or later" in str(Date(id="q", text="?", earliest=NEAR.earliest).hint(ENGLISH))
    assert "31 March 2027 or earlier" in str(Date(id="q", text="?", latest=NEAR.latest).hint(ENGLISH))


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_date_in_words_is_understood_again(one: date) -> None:
    assert value(day, in_words(one, ENGLISH)) == Dated(one)
    assert value(day, one.isoformat()) == Dated(one)


def test_every_month_is_known_by_its_names_and_no_beginning_means_two() -> None:
    for month, names in enumerate(understood.MONTHS, 1):
        for name in names:
            assert _month(name) == month
            for length in range(3, len(name)):
                assert _month(name[:length]) in {month, None}
            assert all(char.isalpha() for char in _bare(name))


def test_a_tap_is_no_number_and_no_date() -> None:
    for question in (number, day):
        assert isinstance(read(question, Tapped("q", ("1",))), Misread)
        assert isinstance(read(question, Done("q")), Misread)
        assert not isinstance(read(question, "x" * 61), Accepted)
