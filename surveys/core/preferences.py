"""How a follower wants to be asked: the choices there are, and what a pick changes. Cards: `preference_cards`.

The codes of `What`, `Page` and `Pause` stand in custom ids of cards that may be pressed years later: they stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import IntEnum
from typing import Final, assert_never

from surveys.core.consent import Quoting
from surveys.core.hours import Hours
from surveys.core.language import Languages, Words
from surveys.core.phrases import preferences as phrases
from surveys.core.respect import FOREVER, Cadence, News, Where
from surveys.core.terms import USUAL, Terms
from surveys.core.text import clean, clip, folded
from surveys.core.widgets import Choosable
from surveys.core.zones import guess_zone, is_zone

#: Tokens of the choice that leaves it to somebody else: the locale, or whatever rounds there are.
AS_GUESSED: Final = "auto"
ALL_TOPICS: Final = "*"

#: Characters of an option's label, and options in a menu, at most.
LABEL: Final = 80
MOST_OPTIONS: Final = 25
_LONGEST_NAME: Final = 80


class What(IntEnum):
    """One thing to choose."""

    TOPICS = 1
    CADENCE = 2
    ZONE = 3
    QUIET = 4
    LANGUAGE = 5
    QUOTING = 6
    WHERE = 7
    NEWS = 9
    #: Which community's preferences are shown; changes none of them.
    COMMUNITY = 8


class Page(IntEnum):
    """The two sides of the preferences card."""

    OFTEN = 1
    WAY = 2


class Pause(IntEnum):
    """How long to pause, or to go on."""

    RESUME = 0
    WEEK = 1
    MONTH = 2
    OPEN = 3


@dataclass(frozen=True, slots=True)
class Choices:
    """What a follower chose, and what they chose from.

    `language`, `time_zone` and `quiet` (from, until) are None where they left it to the guess and the
    usual. No `topics`: all. `offered` are the community's topics now; a chosen one may be gone from them.
    `locale` is Discord's language setting, `community_zone` a valid IANA name, `terms` are the community's.
    """

    follower: int
    community_id: int
    community: str
    community_zone: str = "UTC"
    offered: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    cadence: Cadence = Cadence.EVERY
    where: Where = Where.DM
    quoting: Quoting = Quoting.ANONYMOUS
    paused_until: datetime | None = None
    news: News = News.LIMITS
    locale: str | None = None
    language: str | None = None
    time_zone: str | None = None
    quiet: tuple[time, time] | None = None
    terms: Terms = USUAL

    @property
    def host(self) -> str:
        """The community's name, fit to be shown."""
        return clip(clean(self.community), _LONGEST_NAME)

    @property
    def guessed_zone(self) -> str:
        """Where they probably live, by their language and else by the community."""
        return guess_zone(self.locale, self.community_zone)

    @property
    def hours(self) -> Hours:
        """Their own hours, as they are in force."""
        chosen = self.time_zone if self.time_zone is not None and is_zone(self.time_zone) else None
        zone = chosen or self.guessed_zone
        return Hours(zone, *(self.quiet or self.terms.quiet))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at a card and when: their language, all languages there are, and the moment."""

    lang: Words
    languages: Languages
    now: datetime


_CADENCES: Final = {Cadence.MONTHLY: phrases.MONTHLY_OPTION, Cadence.SPECIAL: phrases.SPECIAL_OPTION}
_QUOTINGS: Final = {
    Quoting.ANONYMOUS: phrases.QUOTING_ANONYMOUS_OPTION,
    Quoting.NAMED: phrases.QUOTING_NAMED_OPTION,
    Quoting.NO: phrases.QUOTING_NO_OPTION,
}
_NEWS: Final = {
    News.LIMITS: phrases.NEWS_LIMITS_OPTION,
    News.ALWAYS: phrases.NEWS_ALWAYS_OPTION,
    News.NEVER: phrases.NEWS_NEVER_OPTION,
}
#: In this order they stand in buttons, by number.
PLACES: Final = {Where.DM: phrases.WHERE_DM_OPTION, Where.SERVER: phrases.WHERE_SERVER_OPTION}
#: Quiet hours by token; None is the community's usual. Equal times: none at all.
_QUIET: Final[dict[str, tuple[time, time] | None]] = {
    "usual": None,
    "20-10": (time(20), time(10)),
    "21-9": (time(21), time(9)),
    "22-8": (time(22), time(8)),
    "23-7": (time(23), time(7)),
    "none": (time(0), time(0)),
}
#: One zone for nearly every clock people live by; everything else is found by searching.
_LIKELY: Final = (
    "Pacific/Honolulu", "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York",
    "America/Bogota", "America/Halifax", "America/Sao_Paulo", "Europe/London", "Africa/Lagos", "Europe/Paris",
    "Europe/Kyiv", "Europe/Moscow", "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok",
    "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney",
)  # fmt: skip
_PAUSES: Final = {Pause.WEEK: timedelta(days=7), Pause.MONTH: timedelta(days=30)}


def options(choices: Choices, what: What, reader: Reader) -> tuple[Choosable, ...]:
    """Everything there is to pick for `what`, in words; at most 25."""
    say = reader.lang.say
    match what:
        case What.TOPICS:
            return (Choosable(ALL_TOPICS, say(phrases.ALL_TOPICS_OPTION)), *_topics(choices, reader.lang))
        case What.CADENCE:
            every = Choosable(Cadence.EVERY, say(phrases.EVERY_OPTIONS[choices.terms.gap_days]))
            return (every, *(Choosable(one, say(sentence)) for one, sentence in _CADENCES.items()))
        case What.ZONE:
            guessed = choices.guessed_zone
            sentence = say(phrases.ZONE_GUESSED_OPTION, zone=guessed, time=clock(guessed, reader.now))
            zones = (Choosable(one, zone_label(one, reader)) for one in _likely_zones(choices, reader.now))
            return (Choosable(AS_GUESSED, sentence), *zones)
        case What.QUIET:
            usual = choices.terms.quiet
            return tuple(
                Choosable(token, _quiet_label(hours, usual, reader.lang))
                for token, hours in _QUIET.items()
                if hours != usual
            )
        case What.LANGUAGE:
            names = reader.languages.names
            found = names.get(reader.languages.of(choices.locale).language, "English")
            discord = Choosable(AS_GUESSED, say(phrases.LANGUAGE_AS_DISCORD_OPTION, language=found))
            return (discord, *(Choosable(code, clip(name, LABEL)) for code, name in names.items()))[
                :MOST_OPTIONS
            ]
        case What.QUOTING:
            return tuple(Choosable(one, say(sentence)) for one, sentence in _QUOTINGS.items())
        case What.WHERE:
            return tuple(Choosable(one, say(sentence)) for one, sentence in PLACES.items())
        case What.NEWS:
            return tuple(Choosable(one, say(sentence)) for one, sentence in _NEWS.items())
        case What.COMMUNITY:
            return ()
        case _:
            assert_never(what)


def chosen(choices: Choices, what: What) -> tuple[str, ...]:
    """The tokens of what is in force for `what`."""
    match what:
        case What.TOPICS:
            offered = {folded(one): one for one in choices.offered}
            named = dict.fromkeys(offered.get(folded(one), one) for one in choices.topics)
            return tuple(named) or (ALL_TOPICS,)
        case What.CADENCE:
            return (choices.cadence,)
        case What.ZONE:
            return (choices.time_zone or AS_GUESSED,)
        case What.QUIET:
            hours = None if choices.quiet == choices.terms.quiet else choices.quiet
            return tuple(token for token, quiet in _QUIET.items() if quiet == hours)
        case What.LANGUAGE:
            return (choices.language or AS_GUESSED,)
        case What.QUOTING:
            return (choices.quoting,)
        case What.WHERE:
            return (choices.where,)
        case What.NEWS:
            return (choices.news,)
        case What.COMMUNITY:
            return (str(choices.follower),)
        case _:
            assert_never(what)


def pick(choices: Choices, what: What, tokens: Sequence[str], languages: Languages) -> Choices | None:
    """The choices after `tokens` were picked for `what`; None where that is not among what there is."""
    if what is What.TOPICS:
        return _pick_topics(choices, tokens)
    if len(tokens) != 1:
        return None
    (token,) = tokens
    match what:
        case What.CADENCE if token in set(Cadence):
            return replace(choices, cadence=Cadence(token))
        case What.ZONE if token == AS_GUESSED or is_zone(token):
            return replace(choices, time_zone=None if token == AS_GUESSED else token)
        case What.QUIET if token in _QUIET:
            return replace(choices, quiet=_QUIET[token])
        case What.LANGUAGE if token == AS_GUESSED or token in languages.names:
            return replace(choices, language=None if token == AS_GUESSED else token)
        case What.QUOTING if token in set(Quoting):
            return replace(choices, quoting=Quoting(token))
        case What.WHERE if token in set(Where):
            return replace(choices, where=Where(token))
        case What.NEWS if token in set(News):
            return replace(choices, news=News(token))
        case _:
            return None


def place_token(code: int) -> str | None:
    """The token of the place a button names by its number."""
    return dict(enumerate(PLACES)).get(code)


def pause(choices: Choices, how: Pause, now: datetime) -> Choices:
    """The choices after pausing that long from `now` on, or going on."""
    if how is Pause.RESUME:
        return replace(choices, paused_until=None)
    return replace(choices, paused_until=now + _PAUSES[how] if how in _PAUSES else FOREVER)


def is_paused(choices: Choices, now: datetime) -> bool:
    """Whether a pause is in force at `now`."""
    return choices.paused_until is not None and choices.paused_until > now


def _topics(choices: Choices, lang: Words) -> tuple[Choosable, ...]:
    offered = {folded(one) for one in choices.offered}
    gone = [one for one in choices.topics if folded(one) not in offered]
    return (
        *(Choosable(one, clip(clean(one), LABEL)) for one in choices.offered),
        *(
            Choosable(one, clip(lang.say(phrases.TOPIC_GONE_OPTION, topic=clean(one)), LABEL))
            for one in gone[: MOST_OPTIONS - 1 - len(choices.offered)]
        ),
    )


def _pick_topics(choices: Choices, tokens: Sequence[str]) -> Choices | None:
    known = (*choices.offered, *choices.topics)
    if not {*tokens} <= {*known, ALL_TOPICS}:
        return None
    named = tuple(one for one in dict.fromkeys(known) if one in tokens)
    # "All" beside others: whichever of the two was just added is meant.
    all_of_them = ALL_TOPICS in tokens and (bool(choices.topics) or not named)
    return replace(choices, topics=() if all_of_them else named)


def _likely_zones(choices: Choices, now: datetime) -> list[str]:
    """The zones offered, in the order of their clocks, west to east."""
    likely = [choices.hours.zone, choices.guessed_zone, choices.community_zone, *_LIKELY]
    zones = list(dict.fromkeys(likely))[: MOST_OPTIONS - 1]
    return sorted(zones, key=lambda zone: (str(Hours(zone).local(now).replace(tzinfo=None)), zone))


def zone_label(zone: str, reader: Reader) -> str:
    """A zone with what its clocks show, so that people recognise their own."""
    return reader.lang.say(phrases.ZONE_OPTION, zone=zone, time=clock(zone, reader.now))


def clock(zone: str, now: datetime) -> str:
    """What clocks in `zone` show at `now`: "14:05"."""
    return f"{Hours(zone).local(now):%H:%M}"


def _quiet_label(hours: tuple[time, time] | None, usual: tuple[time, time], lang: Words) -> str:
    begin, end = hours or usual
    if begin == end:
        return lang.say(phrases.QUIET_NONE_OPTION)
    sentence = phrases.QUIET_USUAL_OPTION if hours is None else phrases.QUIET_OPTION
    return lang.say(sentence, begin=f"{begin:%H:%M}", end=f"{end:%H:%M}")
