"""Zones are guessed where a guess is good, and found by what people call where they live."""

import zoneinfo

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core import zones
from surveys.core.zones import guess_zone, is_zone, search_zones

NO_GUESS = {"en-US", "es-419"}


@pytest.mark.parametrize("locale", [one.value for one in discord.Locale])
def test_every_locale_of_discord_has_a_home_or_none_on_purpose(locale: str) -> None:
    guess = guess_zone(locale, "Nowhere")
    assert (guess == "Nowhere") == (locale in NO_GUESS)
    assert is_zone(guess) or locale in NO_GUESS


@pytest.mark.parametrize(
    ("locale", "zone"),
    [
        ("de", "Europe/Berlin"),
        ("pt-BR", "America/Sao_Paulo"),
        ("ja", "Asia/Tokyo"),
        ("en-GB", "Europe/London"),
        ("tlh", "Europe/Oslo"),
        (None, "Europe/Oslo"),
    ],
)
def test_the_guess(locale: str | None, zone: str) -> None:
    assert guess_zone(locale, "Europe/Oslo") == zone


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("berl", "Europe/Berlin"),
        ("  BERLIN ", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("são paulo", "America/Sao_Paulo"),
        ("Sao Pau", "America/Sao_Paulo"),
        ("tokyo", "Asia/Tokyo"),
        ("東京", "Asia/Tokyo"),
        ("munchen", "Europe/Berlin"),
        ("Łódź", "Europe/Warsaw"),
        ("lodz", "Europe/Warsaw"),
        ("izmir", "Europe/Istanbul"),
        ("İZMİR", "Europe/Istanbul"),
        ("st. john's", "America/St_Johns"),
        ("saint petersburg", "Europe/Moscow"),
        ("berlin, germany", "Europe/Berlin"),
        ("brazil", "America/Sao_Paulo"),
        ("Deutschland", "Europe/Berlin"),
        ("usa", "America/New_York"),
        ("india", "Asia/Kolkata"),
        ("niger", "Africa/Niamey"),  # that very name comes before one that begins with it
        ("nigeri", "Africa/Lagos"),
        ("lon", "Europe/London"),  # a name that begins so comes before Barcelona, however many live there
        ("san", "America/Sao_Paulo"),
        ("los", "America/Los_Angeles"),
        ("utc", "UTC"),
        ("Europe/Kiev", "Europe/Kyiv"),
    ],
)
def test_the_first_zone_found(typed: str, first: str) -> None:
    assert search_zones(typed, 25)[0] == first


def test_a_country_brings_all_its_zones_those_with_more_people_first() -> None:
    found = search_zones("Australia", 25)
    assert found[:3] == ("Australia/Sydney", "Australia/Melbourne", "Australia/Brisbane")
    assert "Australia/Lord_Howe" in found[3:]
    assert "Antarctica/Macquarie" in found


def test_the_order_is_very_name_beginning_word_within_then_part_of_a_word() -> None:
    found = search_zones("york", 25)
    assert found == ("America/New_York",)
    found = search_zones("rome", 25)
    assert found[0] == "Europe/Rome"
    lon = search_zones("lon", 400)
    assert lon.index("Arctic/Longyearbyen") < lon.index("Europe/Madrid")  # Barcelona


def test_nothing_typed_gives_the_largest_and_nonsense_nothing() -> None:
    assert search_zones("", 3) == ("Asia/Kolkata", "Asia/Shanghai", "America/New_York")
    assert search_zones("...", 1) == ("Asia/Kolkata",)
    assert search_zones("xyzzy", 25) == ()
    assert search_zones("berlin", 0) == ()


def test_every_place_is_found_by_its_own_name() -> None:
    missed = [place.zone for place in zones._places() if search_zones(place.zone, 1) != (place.zone,)]
    assert missed == []
    assert len(zones._places()) > 400


def test_the_list_of_other_names_has_no_slip() -> None:
    lines = [line.split(": ") for line in zones._KNOWN_AS.strip().split("\n")]
    listed = {row[2] for row in zones._table("zone.tab")}
    assert [zone for zone, _ in lines if zone not in listed] == []
    codes = {row[0] for row in zones._table("iso3166.tab")}
    assert set(zones._COUNTRIES) <= codes
    assert set(zones._HOME.values()) <= listed


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.integers(-1, 25))
def test_whatever_is_typed_gives_zones_without_doubles(typed: str, most: int) -> None:
    found = search_zones(typed, most)
    assert len(found) == len(set(found)) <= max(most, 0)
    assert all(zoneinfo.ZoneInfo(zone).key == zone for zone in found)


@pytest.mark.parametrize("name", ["Europe/Berlin", "UTC", "Asia/Calcutta", "America/Argentina/Salta"])
def test_a_zone_is_one(name: str) -> None:
    assert is_zone(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Berlin",
        "europe/berlin",
        "Europe",
        "/etc/passwd",
        "../UTC",
        "localtime",
        "Factory",
        "\0",
        "zone.tab",
    ],
)
def test_anything_else_is_not(name: str) -> None:
    assert not is_zone(name)
