"""What is kept of a language model's answer: only what can be checked, and only as far as it holds.

What these checks can tell: that a sentence rests on replies that exist, were given, and share its words; that it
counts nothing and names nobody. What they can't: whether it says the opposite of them with the same words. So it is
marked as a model's, and stands beside quotes and figures that are people's and ours.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from surveys.core.narrative import (
    LEAST_SHARED,
    LONGEST_CLAIM,
    LONGEST_NAME,
    MOST_CLAIMS,
    Answered,
    Claimed,
    Material,
    Piece,
)
from surveys.core.prompt import Grouped
from surveys.core.quantities import says_how_many
from surveys.core.results import Claim
from surveys.core.text import clean, folded, points_at_somebody

#: How much of what a text says is in others taken together, 0..1.
Overlap: TypeAlias = Callable[[str, Sequence[str]], float]

#: How much of a sentence has to be in the replies it rests on, and in the question.
_GROUNDED: Final = 0.3
#: Replies one sentence may rest on; whoever cites more has not chosen.
_MOST_CITED: Final = 12
_SHORTEST: Final = 2
_QUOTED: Final = re.compile(r"[\"“”„‟«»「」『』‹›]([^\"“”„‟«»「」『』‹›]*)[\"“”„‟«»「」『』‹›]")
_MARKS: Final = re.compile(r"[\"“”„‟«»「」『』‹›]")
# What formats, links or hides: no name and no sentence needs it.
_FORMATTING: Final = re.compile(r"[`*_~|\\\[\]<>#{}]|^\s*[-+>]|\n")


class Flaw(StrEnum):
    """Why something of an answer was dropped."""

    MISSHAPEN = "misshapen"
    UNKNOWN = "unknown id"
    TOO_FEW = "rests on too few replies"
    TOO_MANY = "rests on too many replies"
    HOW_MANY = "says how many"
    POINTS = "points at somebody"
    FORMATTED = "formatted"
    LENGTH = "too long or too short"
    NOT_SAID = "quotes what nobody said"
    UNRELATED = "shares no words with the replies"
    TWICE = "said twice"


@dataclass(frozen=True, slots=True)
class Named:
    """A theme and the name it may have."""

    theme: Grouped
    name: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What holds of an answer, and how often something was dropped, and why."""

    names: tuple[Named, ...] = ()
    claims: tuple[Claim, ...] = ()
    dropped: Mapping[Flaw, int] = field(default_factory=dict)


def checked(answer: Answered, material: Material, overlap: Overlap) -> Checked:
    """What may be shown of `answer` to `material`. Never raises; whatever fails is left out."""
    dropped: Counter[Flaw] = Counter({Flaw.MISSHAPEN: answer.misshapen} if answer.misshapen else {})
    names = tuple(_names(answer, material, overlap, dropped))
    claims = tuple(_claims(answer, material, overlap, dropped))
    return Checked(names, claims[:MOST_CLAIMS], dropped)


def _names(answer: Answered, material: Material, overlap: Overlap, dropped: Counter[Flaw]) -> Iterator[Named]:
    taken: set[tuple[str, str]] = set()
    done: set[str] = set()
    for theme_id, given in answer.names:
        theme, name = material.themes.get(theme_id), clean(given)
        if theme is None:
            dropped[Flaw.UNKNOWN] += 1
            continue
        flaw = _shape(name, LONGEST_NAME)
        if flaw is None and (theme_id in done or (theme.question, folded(name)) in taken):
            flaw = Flaw.TWICE
        if flaw is None and _MARKS.search(name):
            flaw = Flaw.FORMATTED
        if flaw is None:
            sharing = sum(overlap(name, (piece.text,)) > 0 for piece in material.of(theme_id))
            flaw = Flaw.UNRELATED if sharing < LEAST_SHARED else None
        if flaw is not None:
            dropped[flaw] += 1
            continue
        done.add(theme_id)
        taken.add((theme.question, folded(name)))
        yield Named(theme, name)


def _claims(
    answer: Answered, material: Material, overlap: Overlap, dropped: Counter[Flaw]
) -> Iterator[Claim]:
    said: set[str] = set()
    for given in answer.claims:
        found = _claim(given, material, overlap)
        if isinstance(found, Claim) and folded(found.text) in said:
            found = Flaw.TWICE
        if isinstance(found, Flaw):
            dropped[found] += 1
            continue
        said.add(folded(found.text))
        yield found


def _claim(given: Claimed, material: Material, overlap: Overlap) -> Claim | Flaw:
    text = clean(given.text)
    question = material.questions.get(given.question)
    pieces = [material.pieces.get(one) for one in dict.fromkeys(given.replies)]
    known = [one for one in pieces if one is not None]
    # One id that was made up, or is another question's, is enough to believe none of the others.
    if question is None or len(known) < len(pieces) or any(one.question != question for one in known):
        return Flaw.UNKNOWN
    if len(pieces) > _MOST_CITED:
        return Flaw.TOO_MANY
    flaw = _shape(text, LONGEST_CLAIM)
    if flaw is not None:
        return flaw
    bearing = [one for one in known if overlap(text, (one.text,)) > 0]
    if len(bearing) < LEAST_SHARED:
        return Flaw.TOO_FEW if len(known) < LEAST_SHARED else Flaw.UNRELATED
    if 2 * len(bearing) < len(known):
        return Flaw.UNRELATED
    if overlap(text, (material.asked[given.question], *(one.text for one in bearing))) < _GROUNDED:
        return Flaw.UNRELATED
    if not _quotes_hold(text, bearing):
        return Flaw.NOT_SAID
    return Claim(question, text, tuple(sorted({one.person for one in bearing})))


def _shape(text: str, longest: int) -> Flaw | None:
    """What is wrong with a text by itself."""
    if not _SHORTEST <= len(text) <= longest or not any(char.isalpha() for char in text):
        return Flaw.LENGTH
    if points_at_somebody(text):
        return Flaw.POINTS
    if _FORMATTING.search(text):
        return Flaw.FORMATTED
    return Flaw.HOW_MANY if says_how_many(text) else None


def _quotes_hold(text: str, pieces: list[Piece]) -> bool:
    """Whether all that is between quotation marks stands in one of the replies, word for word."""
    between = _QUOTED.findall(text)
    if len(_MARKS.findall(text)) != 2 * len(between):
        return False
    return all(any(f" {folded(one)} " in f" {folded(piece.text)} " for piece in pieces) for one in between)
