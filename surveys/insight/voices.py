"""People's own words in a summary: grouped, and quoted only as their authors agreed to."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from surveys.core import words
from surveys.core.consent import Quoting
from surveys.core.prompt import Grouped, Quote
from surveys.core.results import Invited
from surveys.core.text import clean, clip, folded, points_at_somebody, quoted
from surveys.insight import themes
from surveys.insight.breakdowns import Texts
from surveys.insight.labels import BETWEEN, LONGEST_LABEL, shared_by
from surveys.insight.recognising import recognised
from surveys.insight.themes import Grouping, Theme
from surveys.insight.tokens import is_said, plain, tokens_of

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
    #: What replies mean, by person, as far as that is known.
    vectors: Mapping[int, bytes] = field(default_factory=dict)

    @property
    def kept(self) -> dict[int, bytes]:
        """The same, by the places of the replies."""
        places = enumerate(self.told.people)
        return {place: self.vectors[person] for place, person in places if person in self.vectors}

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
class Named:
    """A theme under a name that gives nobody's words away.

    `named`: a person chose it. `unnamed`: nothing could be found that names it. `lost` replies are in it, too,
    and nobody's any more. `before` is how many there were in the round before, where it was there.
    """

    name: str
    theme: Theme
    named: bool = False
    unnamed: bool = False
    lost: int = 0
    before: int | None = None

    @property
    def size(self) -> int:
        """How many replies it has."""
        return self.theme.size + self.lost


@dataclass(frozen=True, slots=True)
class Groups:
    """The themes of what was written, the largest first."""

    voices: Voices
    grouping: Grouping
    every: tuple[Named, ...]

    @property
    def shown(self) -> tuple[Named, ...]:
        """The largest themes."""
        return self.every[:_MOST_THEMES]

    @property
    def of(self) -> int:
        """The replies that themes are shares of."""
        return len(self.voices.told.texts) + sum(one.lost for one in self.every)

    def grouped(self) -> tuple[Grouped, ...]:
        """All themes, with whose replies are in them."""
        people = self.voices.told.people
        return tuple(
            Grouped(
                self.voices.question,
                one.name,
                tuple(sorted({people[place] for place in one.theme.members})),
                named=one.named,
                lost=one.lost,
                centre=one.theme.centre,
            )
            for one in self.every
        )

    def quotes(self, one: Named, most: int) -> list[Quote]:
        """Up to `most` different quotes that stand for a theme, the most typical first."""
        return _some(self.voices, one.theme, most)

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
        for theme in self.shown[:kept]:
            one, many = words.SUMMARY_THEME_ONE, words.SUMMARY_THEME_MANY
            label = quoted(theme.name, LONGEST_LABEL)
            # An empty line ends a quote for every reader of Markdown.
            told = words.say(one if theme.size == 1 else many, label=label, count=f"{theme.size:,}")
            lines += ["", told + last_time(theme)]
            chosen = self.quotes(theme, most)
            lines += [quote.line for quote in chosen]
            quotes += chosen
        more = len(self.every) - kept
        if more:
            lines.append(words.count(more, words.SUMMARY_MORE_THEMES_ONE, words.SUMMARY_MORE_THEMES_MANY))
        return Passage((*lines, *closing), tuple(quotes))


def last_time(one: Named) -> str:
    """How many there were in the round before, to stand behind how many there are; empty where it wasn't there."""
    return "" if one.before is None else words.say(words.SUMMARY_THEME_BEFORE, count=f"{one.before:,}")


def group(voices: Voices, remembered: Sequence[Grouped] = ()) -> Groups:
    """What was written, grouped by what it says; what was there in the round before keeps the name it had."""
    grouping = themes.themes(voices.told.texts, voices.kept)
    every = []
    found = named(grouping.themes, voices.told.texts)
    for one, known in zip(found, _recognised(found, remembered), strict=True):
        if known is None:
            every.append(one)
            continue
        # A name that was only a number says nothing, least of all for the second time.
        kept = known.named or not _is_a_number(known.label)
        name = known.label if kept else one.name
        every.append(
            replace(one, name=name, named=known.named, unnamed=one.unnamed and not kept, before=known.size)
        )
    return Groups(voices, grouping, tuple(every))


def _recognised(found: Sequence[Named], remembered: Sequence[Grouped]) -> list[Grouped | None]:
    """For each theme the one of the round before that it is."""
    pairs = recognised([one.theme.centre for one in found], [one.centre for one in remembered])
    return [None if place is None else remembered[place] for place in pairs]


def named(found: Sequence[Theme], texts: Sequence[str]) -> tuple[Named, ...]:
    """Themes that were found in `texts` under names: their labels, where several used those words."""
    every = []
    for number, theme in enumerate(found, 1):
        fine = _is_shared(theme, texts) and not points_at_somebody(theme.label)
        label = " ".join(clean(theme.label).split())
        name = label if fine else words.say(words.SUMMARY_THEME_UNNAMED, number=number)
        every.append(Named(name, theme, unnamed=not fine))
    return tuple(every)


def arrange(voices: Voices, arranged: Iterable[Grouped], remembered: Sequence[Grouped] = ()) -> Groups:
    """What was written, in the themes it is in already, under the names they have."""
    texts, people = voices.told.texts, voices.told.people
    places = {person: place for place, person in enumerate(people)}
    # Who stands for a theme is found as when it was first made, so that a theme nobody changed keeps its quotes.
    ranks = {
        place: rank
        for found in themes.themes(texts, voices.kept).themes
        for rank, place in enumerate(found.quotes)
    }
    every, inside = [], set[int]()
    for one in arranged:
        members = tuple(sorted(places[person] for person in one.people if person in places))
        inside.update(members)
        share = one.size / len(texts) if texts else 0.0
        theme = Theme(one.label, min(1.0, share), members, _typical(members, texts, ranks), centre=one.centre)
        lost = one.lost + len(one.people) - len(members)
        every.append(
            Named(one.label, theme, one.named, unnamed=not one.named and _is_a_number(one.label), lost=lost)
        )
    every.sort(key=lambda one: -one.size)
    every = [
        one if known is None else replace(one, before=known.size)
        for one, known in zip(every, _recognised(every, remembered), strict=True)
    ]
    outside = [text for place, text in enumerate(texts) if place not in inside]
    said = sum(is_said(tokens_of(plain(text))) for text in outside)
    found = Grouping(tuple(one.theme for one in every), said, len(outside) - said)
    return Groups(voices, found, tuple(every))


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


def _typical(members: Sequence[int], texts: Sequence[str], ranks: Mapping[int, int]) -> tuple[int, ...]:
    """Members in the order in which they stand for a theme: by their rank, then those of middling length."""
    lengths = sorted(len(texts[place]) for place in members)
    middle = lengths[len(lengths) // 2] if lengths else 0
    return tuple(
        sorted(members, key=lambda at: (ranks.get(at, len(texts)), abs(len(texts[at]) - middle), at))
    )


def _is_a_number(label: str) -> bool:
    """Whether a label is the one of themes that nothing could be found to name."""
    number = re.search(r"[0-9]+$", label)
    return number is not None and label == words.say(words.SUMMARY_THEME_UNNAMED, number=number[0])


def _is_shared(theme: Theme, texts: Sequence[str]) -> bool:
    """Whether several wrote the words of a theme's name, of each phrase in it, in whichever form."""
    said = [texts[place] for place in theme.members]
    phrases = theme.label.removesuffix("…").split(BETWEEN)
    return all(shared_by(phrase, said) >= _SHARED_BY for phrase in phrases)
