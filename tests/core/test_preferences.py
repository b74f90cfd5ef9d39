"""What followers can choose about being asked, what a pick changes, and the cards that show it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from surveys.core import ids
from surveys.core.consent import Quoting
from surveys.core.hours import Hours
from surveys.core.language import ENGLISH, Languages, Words
from surveys.core.phrases import preferences as phrases
from surveys.core.preference_cards import card, joined_card, kept_card, page_of, paused_card, saved_note
from surveys.core.preferences import (
    ALL_TOPICS,
    AS_GUESSED,
    Choices,
    Page,
    Pause,
    Reader,
    What,
    chosen,
    is_paused,
    options,
    pause,
    pick,
    place_token,
)
from surveys.core.prompt import Picking, Say, Tone, Verb
from surveys.core.respect import FOREVER, Cadence, Where
from surveys.core.terms import Terms
from surveys.core.zones import search_zones

NOW = datetime(2026, 3, 1, 12, 5, tzinfo=UTC)
LANGUAGES = Languages({"en": ENGLISH, "de": Words("de")}, {"en": "English", "de": "Deutsch"})
READER = Reader(ENGLISH, LANGUAGES, NOW)
SOMEBODY = Choices(follower=7, community_id=1, community="Studio Nine")
CHOOSABLE = [what for what in What if what is not What.COMMUNITY]

topics = st.lists(st.text(max_size=39).map(lambda text: f"t{text}"), max_size=10, unique=True).map(tuple)


def choices() -> SearchStrategy[Choices]:
    """A follower as the rows could have them, with any name and topics."""
    zones = st.sampled_from([None, "Europe/Berlin", "Asia/Kathmandu", "Pacific/Kiritimati", "no/where"])
    hours = st.none() | st.tuples(st.times(), st.times())
    return st.builds(
        Choices,
        follower=st.integers(1, 2**63 - 1),
        community_id=st.integers(1, 2**63 - 1),
        community=st.text(max_size=200),
        community_zone=st.sampled_from(["UTC", "Europe/Berlin", "America/Lima"]),
        offered=topics,
        topics=topics,
        cadence=st.sampled_from(Cadence),
        where=st.sampled_from(Where),
        quoting=st.sampled_from(Quoting),
        paused_until=st.sampled_from([None, FOREVER, NOW - timedelta(days=1), NOW + timedelta(days=1)]),
        locale=st.sampled_from([None, "en-US", "de", "ja", "xx"]),
        language=st.sampled_from([None, "en", "de", "gone"]),
        time_zone=zones,
        quiet=hours,
    )


def menus(say: Say) -> dict[What, Picking]:
    return {What(int(menu.args[1])): menu for menu in say.menus}


# --- picking -----------------------------------------------------------------------------------------


@settings(deadline=None)  # the zones are read at their first use
@given(choices(), st.sampled_from([what for what in CHOOSABLE if what is not What.TOPICS]))
def test_every_option_can_be_picked_and_is_then_the_chosen_one(before: Choices, what: What) -> None:
    for option in options(before, what, READER):
        after = pick(before, what, (option.token,), LANGUAGES)
        assert after is not None
        assert chosen(after, what) == (option.token,)
        # Nothing else changed, and what was chosen is still there to see.
        others = [one for one in CHOOSABLE if one is not what]
        assert [chosen(after, one) for one in others] == [chosen(before, one) for one in others]
        assert option.token in {one.token for one in options(after, what, READER)}


@given(choices(), st.sampled_from(list(What)), st.lists(st.text(max_size=60), max_size=3))
def test_what_is_not_offered_changes_nothing(before: Choices, what: What, tokens: list[str]) -> None:
    if what is What.TOPICS:
        tokens = [*tokens, "never offered by anybody at all"]
    elif {*tokens} & {one.token for one in options(before, what, READER)}:
        tokens = []
    assert pick(before, what, tokens, LANGUAGES) is None


@pytest.mark.parametrize("what", [what for what in CHOOSABLE if what is not What.TOPICS])
def test_one_thing_can_be_picked_at_a_time(what: What) -> None:
    first, second, *_ = options(SOMEBODY, what, READER)
    assert pick(SOMEBODY, what, (first.token, second.token), LANGUAGES) is None
    assert pick(SOMEBODY, what, (), LANGUAGES) is None


def test_any_zone_that_can_be_searched_for_can_be_set() -> None:
    for zone in search_zones("", 1000):
        after = pick(SOMEBODY, What.ZONE, (zone,), LANGUAGES)
        assert after is not None
        assert after.hours.zone == zone
        assert zone in {one.token for one in options(after, What.ZONE, READER)}


GAMES = replace(SOMEBODY, offered=("Games", "Music", "Travel"))


@pytest.mark.parametrize(
    ("before", "tokens", "after"),
    [
        ((), (), ()),
        ((), ("Games",), ("Games",)),
        ((), ("Music", "Games"), ("Games", "Music")),
        ((), (ALL_TOPICS,), ()),
        # "All" was there and a topic was added: that topic is meant.
        ((), (ALL_TOPICS, "Music"), ("Music",)),
        # A topic was there and "All" was added: all of them are.
        (("Music",), (ALL_TOPICS, "Music"), ()),
        (("Music",), (), ()),
        (("Music",), ("Games", "Music", "Travel"), ("Games", "Music", "Travel")),
        (("Gone",), ("Gone", "Games"), ("Games", "Gone")),
        (("Gone",), ("Games",), ("Games",)),
    ],
)
def test_topics(before: tuple[str, ...], tokens: tuple[str, ...], after: tuple[str, ...]) -> None:
    picked = pick(replace(GAMES, topics=before), What.TOPICS, tokens, LANGUAGES)
    assert picked is not None
    assert picked.topics == after


def test_a_topic_that_is_gone_is_not_quietly_dropped() -> None:
    follower = replace(GAMES, topics=("Cooking", "MUSIC!"))
    labels = {one.token: one.label for one in options(follower, What.TOPICS, READER)}
    assert labels["Cooking"] == "Cooking (not asked about any more)"
    assert "MUSIC!" not in labels  # another spelling of one that is there
    assert chosen(follower, What.TOPICS) == ("Cooking", "Music")


def test_no_topic_chosen_is_all_topics() -> None:
    assert chosen(GAMES, What.TOPICS) == (ALL_TOPICS,)


def test_the_usual_quiet_hours_are_one_choice_however_they_are_stored() -> None:
    assert chosen(SOMEBODY, What.QUIET) == chosen(replace(SOMEBODY, quiet=(time(21), time(9))), What.QUIET)
    none = pick(SOMEBODY, What.QUIET, ("none",), LANGUAGES)
    assert none is not None
    assert not any(none.hours.is_quiet(NOW + timedelta(hours=hour)) for hour in range(24))


def test_hours_are_guessed_from_the_locale_and_else_from_the_community() -> None:
    assert replace(SOMEBODY, locale="de").hours == Hours("Europe/Berlin")
    assert replace(SOMEBODY, locale="en-US", community_zone="America/Lima").hours.zone == "America/Lima"
    assert replace(SOMEBODY, locale="de", time_zone="Asia/Tokyo").hours.zone == "Asia/Tokyo"
    assert replace(SOMEBODY, locale="de", time_zone="no/where").hours.zone == "Europe/Berlin"


# --- pausing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "until"),
    [
        (Pause.WEEK, NOW + timedelta(days=7)),
        (Pause.MONTH, NOW + timedelta(days=30)),
        (Pause.OPEN, FOREVER),
        (Pause.RESUME, None),
    ],
)
@pytest.mark.parametrize("before", [None, FOREVER, NOW + timedelta(days=2)])
def test_pausing_counts_from_now(how: Pause, until: datetime | None, before: datetime | None) -> None:
    after = pause(replace(SOMEBODY, paused_until=before), how, NOW)
    assert after.paused_until == until
    assert is_paused(after, NOW) is (how is not Pause.RESUME)


def test_a_pause_ends_by_itself() -> None:
    after = pause(SOMEBODY, Pause.WEEK, NOW)
    week = NOW + timedelta(days=7)
    assert is_paused(after, week - timedelta(seconds=1))
    assert not is_paused(after, week)


# --- cards -------------------------------------------------------------------------------------------


def limits_kept(say: Say) -> None:
    """What Discord takes, and what can be pressed later."""
    used = [ids.press(button) for button in say.buttons] + [ids.pick(menu) for menu in say.menus]
    assert len(used) == len({*used})
    assert all(len(one) <= 100 for one in used)
    assert len(say.buttons) <= 5
    assert all(0 < len(button.label) <= 80 for button in say.buttons)
    for menu in say.menus:
        tokens = [option.token for option in menu.options]
        assert 1 <= len(tokens) == len({*tokens}) <= 25
        assert all(0 < len(option.token) <= 100 for option in menu.options)
        assert all(0 < len(option.label) <= 100 for option in menu.options)
        assert {*menu.chosen} <= {*tokens}
        assert 0 <= menu.least <= menu.most <= len(tokens)
        assert len(menu.chosen) <= menu.most
    # A container, title, text, separator and footer, each row with what is in it.
    assert 5 + 2 * len(say.menus) + 1 + len(say.buttons) <= 40
    assert sum(map(len, say.paragraphs)) <= 3000


@given(choices(), st.sampled_from(Page), st.lists(st.text(max_size=100), max_size=30))
def test_every_card_keeps_discords_limits(follower: Choices, page: Page, names: list[str]) -> None:
    others = [(follower.follower, "here"), *enumerate(names, 2**62)]
    for one in (
        card(follower, page, READER, note="n", others=others),
        joined_card(follower, READER, "You're in.", (1, NOW), Tone.GOOD, closed=True),
        paused_card(follower, READER),
        kept_card(follower, ENGLISH),
    ):
        limits_kept(one)


@given(choices())
def test_every_choice_is_on_one_of_the_pages_with_the_current_one_marked(follower: Choices) -> None:
    shown: dict[What, Picking] = {}
    for page in Page:
        found = menus(card(follower, page, READER))
        assert not shown.keys() & found.keys()
        assert {page_of(what) for what in found} == {page}
        shown |= found
    has_topics = bool(follower.offered or follower.topics)
    assert {*shown} == {what for what in CHOOSABLE if what is not What.TOPICS or has_topics}
    for what, menu in shown.items():
        assert menu.args == (str(follower.follower), str(int(what)))
        assert {*menu.chosen} == {*chosen(follower, what)} & {option.token for option in menu.options}


def test_the_clock_is_shown_so_that_a_wrong_zone_is_seen() -> None:
    text = "\n".join(card(replace(SOMEBODY, locale="de"), Page.OFTEN, READER).paragraphs)
    assert "**13:05** where you are (Europe/Berlin)" in text
    labels = [option.label for option in menus(card(SOMEBODY, Page.OFTEN, READER))[What.ZONE].options]
    assert labels[0] == "As I guess it: UTC, 12:05 now"
    assert "Asia/Tokyo, 21:05 now" in labels
    # West to east, so that one's own clock is found by going along.
    assert labels.index("America/New_York, 07:05 now") < labels.index("Asia/Tokyo, 21:05 now")


def test_pausing_is_offered_until_it_is_done() -> None:
    def offered(follower: Choices) -> list[tuple[str, ...]]:
        return [one.args for one in card(follower, Page.OFTEN, READER).buttons if one.verb is Verb.PAUSE]

    assert offered(SOMEBODY) == [("7", "1"), ("7", "2"), ("7", "3")]
    paused = pause(SOMEBODY, Pause.WEEK, NOW)
    assert offered(paused) == [("7", "0")]
    until = f"<t:{int((NOW + timedelta(days=7)).timestamp())}:f>"
    assert f"**Paused until {until}.**" in card(paused, Page.OFTEN, READER).paragraphs[0]
    assert "until you say so" in card(pause(SOMEBODY, Pause.OPEN, NOW), Page.OFTEN, READER).paragraphs[0]


def test_the_server_is_offered_to_those_with_closed_dms_alone() -> None:
    def places(closed: bool) -> list[str | None]:
        said = joined_card(SOMEBODY, READER, "In.", None, Tone.GOOD, closed=closed)
        return [place_token(int(one.args[2])) for one in said.buttons if len(one.args) == 3]

    assert places(closed=True) == [Where.SERVER]
    assert places(closed=False) == []
    assert place_token(99) is None


def test_switching_is_offered_where_there_are_several() -> None:
    one = [(7, "Studio Nine")]
    two = [*one, (9, "Studio Ten")]
    assert What.COMMUNITY not in menus(card(SOMEBODY, Page.OFTEN, READER, others=one))
    switch = menus(card(SOMEBODY, Page.OFTEN, READER, others=two))[What.COMMUNITY]
    assert [option.label for option in switch.options] == ["Studio Nine", "Studio Ten"]
    assert switch.chosen == ("7",)


def test_what_changed_is_said_in_the_words_of_the_options() -> None:
    def said(what: What, *tokens: str, before: Choices = GAMES) -> str:
        after = pick(before, what, tokens, LANGUAGES)
        assert after is not None
        return saved_note(before, after, what, READER)

    assert said(What.CADENCE, "special") == "**Saved** · Only special rounds"
    assert said(What.TOPICS, "Games", "Travel") == "**Saved** · Games, Travel"
    assert said(What.ZONE, "Asia/Kathmandu") == "**Saved** · Asia/Kathmandu, 17:50 now"
    assert said(What.LANGUAGE, "de") == "**Saved** · Deutsch"
    assert said(What.LANGUAGE, AS_GUESSED) == phrases.SAME.text


def test_a_community_s_own_terms_are_what_is_usual_there() -> None:
    there = replace(SOMEBODY, terms=Terms(14, (time(22), time(8))))
    assert (there.hours.quiet_from, there.hours.quiet_until) == (time(22), time(8))
    labels = [one.label for one in options(there, What.QUIET, READER)]
    assert labels == [
        "No messages from 22:00 to 08:00 (usual)",
        "No messages from 20:00 to 10:00",
        "No messages from 21:00 to 09:00",
        "No messages from 23:00 to 07:00",
        "Messages at any hour",
    ]
    assert chosen(replace(there, quiet=(time(22), time(8))), What.QUIET) == ("usual",)
    early = pick(there, What.QUIET, ("21-9",), LANGUAGES)
    assert early is not None
    assert early.hours.quiet_from == time(21)
    assert options(there, What.CADENCE, READER)[0].label == "Every round (one in two weeks at most)"
    assert "one round in two weeks" in (card(there, Page.OFTEN, READER).footer or "")


def test_a_card_is_in_the_readers_language() -> None:
    german: dict[str, Any] = {
        phrases.TITLE.text: ("So fragt dich {community}",),
        phrases.QUIET_USUAL_OPTION.text: ("Nichts von {begin} bis {end} (üblich)",),
        phrases.LANGUAGE_AS_DISCORD_OPTION.text: ("Wie in Discord: {language}",),
    }
    words = Words("de", german)
    reader = Reader(words, Languages({"en": ENGLISH, "de": words}, LANGUAGES.names), NOW)
    follower = replace(SOMEBODY, locale="de")
    assert card(follower, Page.OFTEN, reader).title == "So fragt dich Studio Nine"
    labels = [option.label for option in options(follower, What.QUIET, reader)]
    assert labels[0] == "Nichts von 21:00 bis 09:00 (üblich)"
    assert options(follower, What.LANGUAGE, reader)[0].label == "Wie in Discord: Deutsch"
