"""People's own words in a summary: grouped, and quoted only as their authors agreed to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from surveys.core import words
from surveys.core.consent import Quoting
from surveys.core.prompt import Grouped, Quote
from surveys.core.results import Invited
from surveys.core.text import clean, clip, folded, points_at_somebody, quoted
from surveys.insight import themes
from surveys.insight.breakdowns import Texts
from surveys.insight.labels import LONGEST_LABEL
from surveys.insight.themes import Grouping, Theme

_LONGEST_QUOTE: Final = 100
_MOST_THEMES: Final = 8
_MOST_QUOTES: Final = 2
_MOST_OWN_WORDS: Final = 8
#: A name for a group has to be in the words of so many, else it would quote one person.
_SHARED_BY: Final = 2

People: TypeAlias = Mapping[int, Invited]


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of a section, and the quotes among them."""

    lines: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()

    @property
    def text(self) -> str:
        """The lines as they are posted."""
        return "\n".join(self.lines).strip()


@dataclass(frozen=True, slots=True)
class Voices:
    """What was written in reply to one question, and by whom."""

    question: str
    told: Texts
    people: People

    def quote(self, place: int, also: int = 0) -> Quote | None:
        """The text at `place` as a quote; None where its author wants none, or it could lead to somebody.

        With `also`, that many others wrote the same, and nobody is named.
        """
        person, text = self.told.people[place], self.told.texts[place]
        author = self.people.get(person)
        said = quoted(text, _LONGEST_QUOTE)
        if author is None or author.quoting is Quoting.NO or points_at_somebody(text) or not said:
            return None
        if also:
            line = words.say(words.SUMMARY_QUOTE_SEVERAL, quote=said, count=f"{also + 1:,}")
        elif author.quoting is Quoting.NAMED and author.mention:
            line = words.say(words.SUMMARY_QUOTE_NAMED, quote=said, mention=author.mention)
        else:
            line = words.say(words.SUMMARY_QUOTE, quote=said)
        return Quote(person, self.question, line)


@dataclass(frozen=True, slots=True)
class Groups:
    """The themes of what was written, each under a name that gives nobody's words away."""

    voices: Voices
    grouping: Grouping
    names: tuple[str, ...]

    @property
    def shown(self) -> tuple[tuple[str, Theme], ...]:
        """The largest themes with their names."""
        return tuple(zip(self.names, self.grouping.themes, strict=True))[:_MOST_THEMES]

    def grouped(self) -> tuple[Grouped, ...]:
        """All themes, with whose replies are in them."""
        people = self.voices.told.people
        return tuple(
            Grouped(self.voices.question, name, tuple(sorted({people[place] for place in theme.members})))
            for name, theme in zip(self.names, self.grouping.themes, strict=True)
        )

    def passage(self, opening: Sequence[str], closing: Sequence[str], room: int) -> Passage:
        """The themes with quotes between `opening` and `closing`, as full as `room` characters allow.

        One quote less comes before one theme less.
        """
        for kept in range(len(self.shown), 0, -1):
            for most in range(_MOST_QUOTES, -1, -1):
                passage = self._worded(opening, closing, kept, most)
                if len(passage.text) <= room:
                    return passage
        return Passage((clip("\n".join([*opening, *closing]), room),))

    def _worded(self, opening: Sequence[str], closing: Sequence[str], kept: int, most: int) -> Passage:
        lines, quotes = list(opening), list[Quote]()
        for name, theme in self.shown[:kept]:
            one, many = words.SUMMARY_THEME_ONE, words.SUMMARY_THEME_MANY
            label = quoted(name, LONGEST_LABEL)
            # An empty line ends a quote for every reader of Markdown.
            lines += ["", words.say(one if theme.size == 1 else many, label=label, count=f"{theme.size:,}")]
            chosen = _some(self.voices, theme, most)
            lines += [quote.line for quote in chosen]
            quotes += chosen
        more = len(self.grouping.themes) - kept
        if more:
            lines.append(words.count(more, words.SUMMARY_MORE_THEMES_ONE, words.SUMMARY_MORE_THEMES_MANY))
        return Passage((*lines, *closing), tuple(quotes))


def group(voices: Voices) -> Groups:
    """What was written, grouped by what it says."""
    grouping = themes.themes(voices.told.texts)
    names = []
    for number, theme in enumerate(grouping.themes, 1):
        fine = _is_shared(theme, voices.told.texts) and not points_at_somebody(theme.label)
        label = " ".join(clean(theme.label).split())
        names.append(label if fine else words.say(words.SUMMARY_THEME_UNNAMED, number=number))
    return Groups(voices, grouping, tuple(names))


def remainder(grouping: Grouping) -> list[str]:
    """What is in no theme, in words."""
    told = []
    if grouping.ungrouped and grouping.themes:
        told.append(
            words.count(grouping.ungrouped, words.SUMMARY_UNGROUPED_ONE, words.SUMMARY_UNGROUPED_MANY)
        )
    if grouping.set_aside:
        told.append(
            words.count(grouping.set_aside, words.SUMMARY_SET_ASIDE_ONE, words.SUMMARY_SET_ASIDE_MANY)
        )
    return told


def listed(voices: Voices, one: str, many: str, room: int) -> Passage:
    """What was written as a list under its count, what several wrote first, within `room` characters.

    `one` and `many` word the count.
    """
    if not voices.told.texts:
        return Passage()
    same: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(voices.told.texts):
        same[folded(text) or text.strip()].append(place)
    by_size = sorted(same.values(), key=len, reverse=True)
    heading = words.count(len(voices.told.texts), one, many)
    lines, quotes, told = [heading], list[Quote](), 0
    room -= len(heading) + 60  # for the line that counts the rest
    for places in by_size:
        quote = next(_quotes(voices, places, len(places) - 1), None)
        if quote is None or len(quotes) == _MOST_OWN_WORDS or len(quote.line) + 1 > room:
            continue
        lines.append(quote.line)
        quotes.append(quote)
        room -= len(quote.line) + 1
        told += len(places)
    left = len(voices.told.texts) - told
    if left:
        # An empty line ends the quote.
        lines += ["", words.count(left, words.SUMMARY_NOT_QUOTED_ONE, words.SUMMARY_NOT_QUOTED_MANY)]
    return Passage(tuple(lines), tuple(quotes))


def _quotes(voices: Voices, places: Iterable[int], also: int = 0) -> Iterator[Quote]:
    return (quote for place in places if (quote := voices.quote(place, also)) is not None)


def _some(voices: Voices, theme: Theme, most: int) -> list[Quote]:
    """Up to `most` different quotes that stand for a theme, the most typical first."""
    chosen: dict[str, Quote] = {}
    for quote in _quotes(voices, (*theme.quotes, *theme.members)):
        if len(chosen) >= most:
            break
        chosen.setdefault(_said(voices, quote), quote)
    return list(chosen.values())


def _said(voices: Voices, quote: Quote) -> str:
    """What a quote says, whoever said it."""
    return folded(voices.told.texts[voices.told.people.index(quote.person)])


def _is_shared(theme: Theme, texts: Sequence[str]) -> bool:
    """Whether several wrote the words of a theme's name."""
    wanted = folded(theme.label.removesuffix("…"))
    if not wanted:
        return False
    return sum(wanted in folded(texts[place]) for place in theme.members) >= _SHARED_BY
