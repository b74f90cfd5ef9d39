"""Finding texts that ask for much the same as a new one, among thousands, without comparing with each.

Two steps: a `Shelf` names a few dozen texts that share beginnings or endings of rare words, and
`closest` compares those word by word. Letters and words are all it knows: it finds inflections,
compounds and misspellings in any language, but no synonyms and no translations.
"""

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise
from typing import Final

from surveys.insight.tokens import LONGEST, plain, tokens_of

#: What two texts must have in common, 0..1, to be shown as similar.
ALIKE: Final = 0.45
#: Texts a shelf names for a closer look.
NAMED: Final = 40

#: Words of a text that are looked at.
_MOST_TERMS: Final = 40
_RUN: Final = re.compile(r"[^\W_]+(?:&[^\W_]+)*")
_MOST_KEYS: Final = 96
_END: Final = 3
#: From here on scripts put a syllable or more into one character, and often no blank between words.
_DENSE: Final = 0x0E00
#: How fast a word that many texts have stops mattering, and how many texts it takes to know.
_COMMONNESS, _TOO_FEW = 12.0, 20
#: What counts less than the same word: a slip, a part of a compound, each letter of an ending.
_TYPO, _PART, _ENDING = 0.9, 0.8, 0.05
#: Letters it takes to tell.
_FEWEST_FOR_TYPO, _FEWEST_FOR_PART, _FEWEST_FOR_STEM, _LONGEST_ENDING = 5, 4, 5, 3
_FEWEST_FOR_COMPOUND: Final = 2 * _FEWEST_FOR_PART

#: How much a word matters, 0..1.
Weigh = Callable[[str], float]


class Shelf:
    """Texts by number, found again by the beginnings and endings of their words. Kept in memory.

    About 1 kB for each text of ten words. What it names may be out of date; look at the rows.
    """

    def __init__(self) -> None:
        self._texts: dict[int, tuple[str, ...]] = {}
        self._having: dict[str, array[int]] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def put(self, number: int, text: str) -> None:
        """Add the text, or what it says now. Putting the same twice changes nothing."""
        keys = _keys(text)
        if self._texts.get(number) == keys:
            return
        self.take(number)
        self._texts[number] = keys
        for key in keys:
            self._having.setdefault(key, array("q")).append(number)

    def take(self, number: int) -> None:
        """Remove the text, if it is here."""
        for key in self._texts.pop(number, ()):
            having = self._having[key]
            having.remove(number)
            if not having:
                del self._having[key]

    def named(self, text: str, most: int = NAMED) -> tuple[int, ...]:
        """The texts that share most with `text`, best first; among equals the newest. At most `most`."""
        shared: Counter[int] = Counter()
        by_weight: dict[float, list[int]] = {}
        for key in _telling(text):
            having = self._having.get(key)
            if having is not None:
                by_weight.setdefault(round(self._weight(len(having)), 2), []).extend(having)
        for weight, numbers in by_weight.items():
            for number, times in Counter(numbers).items():
                shared[number] += times * weight  # type: ignore[assignment]  # a weighted count
        return tuple(nlargest(most, shared, key=lambda number: (shared[number], number)))

    def weigh(self, word: str) -> float:
        """How much `word` tells, 0..1: the less, the more of the texts have it."""
        return self._weight(min((len(self._having.get(key, ())) for key in _ends(word)), default=0))

    def _weight(self, count: int) -> float:
        return 1.0 / (1.0 + _COMMONNESS * count / (len(self._texts) + _TOO_FEW))


def closest(
    text: str, candidates: Mapping[int, str], most: int, weigh: Weigh = lambda _: 1.0
) -> tuple[int, ...]:
    """Those of `candidates` that ask for much the same as `text`: at most `most`, best first. Never raises."""
    words, weigh = terms(text), lru_cache(maxsize=None)(weigh)
    scores = {number: alike(words, terms(other), weigh) for number, other in candidates.items()}
    good = (number for number, score in scores.items() if score >= ALIKE)
    return tuple(nlargest(most, good, key=lambda number: (scores[number], -number)))


def alike(one: Sequence[str], other: Sequence[str], weigh: Weigh = lambda _: 1.0) -> float:
    """How much of what the two say is the same, 0..1; takes the `terms` of each.

    Half of it is what they share of both, half what they share of the shorter one: "studio tour"
    is the same wish as a long sentence with a studio tour in it.
    """
    weights = [sum(map(weigh, words)) for words in (one, other)]
    if not all(weights):
        return 0.0
    shared = [_found(one, other, weigh), _found(other, one, weigh)]
    of_both = sum(shared) / sum(weights)
    shorter = 0 if weights[0] <= weights[1] else 1
    return (of_both + shared[shorter] / weights[shorter]) / 2


def contained(text: str, others: Sequence[str]) -> float:
    """How much of what `text` says is in the others taken together, 0..1: of its words that mean something."""
    said = terms(text)
    among = tuple({word: None for other in others for word in terms(other)})
    return _found(said, among, lambda _: 1.0) / len(said) if said else 0.0


def terms(text: str) -> tuple[str, ...]:
    """The words of `text` that mean something by themselves, each once; all of them if none does."""
    tokens = tokens_of(plain(text))
    content = [token for token in tokens if token.content] or list(tokens)
    # Scripts cut into single characters say more in pairs: 料理, not 料 and 理.
    paired: set[int] = set()
    found: dict[str, None] = {}
    for place, (before, after) in enumerate(pairwise(content)):
        if len(before.folded) == len(after.folded) == 1 and before.joined and before.end == after.start:
            found[before.folded + after.folded] = None
            paired |= {place, place + 1}
    found.update((token.folded, None) for place, token in enumerate(content) if place not in paired)
    return tuple(found)[:_MOST_TERMS]


def _found(words: Iterable[str], among: Sequence[str], weigh: Weigh) -> float:
    return sum(
        weigh(word) * (1.0 if word in among else max((_same(word, other) for other in among), default=0.0))
        for word in words
    )


@lru_cache(maxsize=20_000)
def _same(one: str, other: str) -> float:
    """How much two words are the same, 0..1."""
    if one == other:
        return 1.0
    if one[0] != other[0] and len(one) < _FEWEST_FOR_COMPOUND > len(other):
        return 0.0  # most pairs end here; a slip in the first letter is rare
    short, long = sorted((_bare(one), _bare(other)), key=len)
    if short == long:
        return 1.0
    if ord(long[0]) >= _DENSE:
        # A run of these may be a whole phrase.
        return _PART if len(short) > 1 and short in long else 0.0
    begins = _shared_beginning(short, long)
    rest = len(long) - begins
    if begins == len(short) and rest <= (_LONGEST_ENDING if begins >= _FEWEST_FOR_PART else 1) < begins:
        return 1.0 - _ENDING * rest
    if begins >= _FEWEST_FOR_STEM and rest <= _LONGEST_ENDING and begins >= 0.6 * len(long):
        return begins / len(long)
    if len(short) >= _FEWEST_FOR_TYPO and _one_slip(short, long):
        return _TYPO
    return _PART if len(short) >= _FEWEST_FOR_PART and _ends_part(short, long) else 0.0


def _ends_part(short: str, long: str) -> bool:
    """Whether `short` begins or ends a longer compound."""
    return len(long) - len(short) >= _FEWEST_FOR_PART and (long.startswith(short) or long.endswith(short))


@lru_cache(maxsize=20_000)
def _bare(word: str) -> str:
    """`word` without accents, which many leave out when they type."""
    if word.isascii() or ord(word[0]) >= _DENSE:
        return word
    apart = unicodedata.normalize("NFD", word)
    return "".join(char for char in apart if unicodedata.category(char) != "Mn") or word


def _shared_beginning(short: str, long: str) -> int:
    for place, (one, other) in enumerate(zip(short, long, strict=False)):
        if one != other:
            return place
    return len(short)


def _one_slip(short: str, long: str) -> bool:
    """Whether one letter left out, changed or swapped with its neighbour makes the two the same."""
    if len(long) - len(short) > 1:
        return False
    at = _shared_beginning(short, long)
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    if short[at + 1 :] == long[at + 1 :]:
        return True
    swapped = short[at : at + 2] == long[at : at + 2][::-1]
    return swapped and short[at + 2 :] == long[at + 2 :]


def _keys(text: str) -> tuple[str, ...]:
    """What a text is found by. Cheap: this is done for every text there is."""
    lowered = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    found: dict[str, None] = {}
    for run in _RUN.findall(lowered):
        found.update(dict.fromkeys(_ends(run)))
    return tuple(found)[:_MOST_KEYS]


def _telling(text: str) -> tuple[str, ...]:
    """What to look a text up by: the same, for the words that mean something."""
    found: dict[str, None] = {}
    for term in terms(text):
        found.update(dict.fromkeys(_ends(term)))
    return tuple(found)[:_MOST_KEYS]


@lru_cache(maxsize=20_000)
def _ends(word: str) -> tuple[str, ...]:
    """The beginning and the ending of a word; of a dense script, each pair of neighbours."""
    if ord(word[0]) >= _DENSE:
        return tuple(one + other for one, other in pairwise(word)) or (word,)
    bare = _bare(word)
    if len(bare) <= _END:
        return (f"{bare}.",)
    return f"{bare[:_END]}…", f"…{bare[-_END:]}"
