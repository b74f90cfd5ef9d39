"""The team's card of what is put to others, to take out what shouldn't be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from surveys.core import words
from surveys.core.polis import LEAST
from surveys.core.prompt import Button, Picking, Say, Tone, Verb, Weight
from surveys.core.text import clean, clip, quoted
from surveys.core.widgets import Choosable
from surveys.core.wording import polis as wording

#: Statements on one card, and characters of each.
_PAGE: Final = 10
_LONGEST, _LONGEST_OPTION, _LONGEST_TITLE = 140, 100, 60


@dataclass(frozen=True, slots=True)
class Listed:
    """A statement as the team sees it."""

    id: int
    text: str
    hidden: bool
    agreed: int
    disagreed: int
    passed: int


def card(
    title: str, number: int, round_id: int, statements: Sequence[Listed], page: int, note: str | None
) -> Say:
    """Page `page` (from 0) of a round's statements, with a menu to take one out or put it back."""
    pages = max(1, -(-len(statements) // _PAGE))
    page = min(page, pages - 1)
    some = list(enumerate(statements, 1))[page * _PAGE : (page + 1) * _PAGE]
    args = (str(round_id), str(page))
    options = tuple(
        Choosable(str(one.id), clip(f"{place}. {' '.join(clean(one.text).split())}", _LONGEST_OPTION))
        for place, one in some
    )
    turns = [
        Button(Verb.STATEMENTS, (str(round_id), str(to)), label, Weight.QUIET)
        for to, label in ((page - 1, wording.OLDER), (page + 1, wording.NEWER))
        if 0 <= to < pages
    ]
    return Say(
        tuple(one for one in (note, wording.LISTED, *(_line(place, one) for place, one in some)) if one),
        title=_title(title, number),
        tone=Tone.ASK,
        menus=(Picking(Verb.STATEMENTS, args, wording.HINT, options),),
        buttons=tuple(turns),
        airy=True,
        footer=words.say(wording.PAGE, page=page + 1, pages=pages, least=LEAST),
    )


def nothing(title: str, number: int, count: int | None) -> Say:
    """Why there is nothing to see: too few replies, or (None) none are put to others at all."""
    said = (
        words.say(wording.OFF, button=wording.BUTTON)
        if count is None
        else words.say(wording.TOO_FEW, least=LEAST, count=count)
    )
    return Say((said,), title=_title(title, number))


def _title(title: str, number: int) -> str:
    return words.say(wording.TITLE, title=quoted(title, _LONGEST_TITLE), number=number)


def _line(place: int, one: Listed) -> str:
    text = quoted(one.text, _LONGEST)
    if one.hidden:
        return words.say(wording.LINE_HIDDEN, number=place, text=text)
    if one.agreed + one.disagreed + one.passed < LEAST:
        return words.say(wording.LINE, number=place, text=text)
    return words.say(
        wording.LINE_VOTES,
        number=place,
        text=text,
        agreed=one.agreed,
        disagreed=one.disagreed,
        passed=one.passed,
    )
