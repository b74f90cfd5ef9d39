"""Telling people what became of what they asked for: the message, and what they make of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from surveys.core.ideas import IdeaState
from surveys.core.ids import telling_args
from surveys.core.language import Sentence, Words
from surveys.core.phrases import asking
from surveys.core.phrases import tellings as phrases
from surveys.core.prompt import Button, Say, Tone, Verb, Weight
from surveys.core.text import clean, quoted

#: Between a change and the first message about it: what was a slip of the finger costs nobody anything.
DELAY: Final = timedelta(minutes=10)
#: Things told in one message; what is left over comes with the next.
MOST_AT_ONCE: Final = 4
#: With fewer answers than this nobody learns how many liked it.
FEWEST_TO_COUNT: Final = 5
#: Characters of words and responses, in a message about one thing and in one about several.
_ALONE, _AMONG_OTHERS = (200, 500), (100, 150)
_NAME, _LONGEST_LINK = 60, 300
#: Characters that would end a link in a message, or hide where it leads.
_NOT_IN_LINKS: Final = frozenset("<>\"'`\\^{}|")


class Asked(StrEnum):
    """How somebody asked for an idea: by sending it, by a vote, by a reply grouped into a theme that asks for it."""

    OWN = "own"
    VOTED = "voted"
    THEME = "theme"


@dataclass(frozen=True, slots=True)
class Told:
    """One idea in a message, for one person.

    `words` are those they asked in: their own, the idea's they voted for (empty where its author doesn't let
    others read it), or the theme's label. `other` is what it was merged into, if that may be shown. `hit`: what they said to
    it. `stands`: that is still so.
    """

    telling: int
    state: IdeaState
    asked: Asked
    words: str
    response: str | None = None
    link: str | None = None
    other: str | None = None
    hit: bool | None = None
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Hits:
    """What people say to what was made: how many say it hit, how many not quite, and how many were told."""

    hit: int
    missed: int
    told: int

    @property
    def answered(self) -> int:
        """How many said either."""
        return self.hit + self.missed


_STATES: Final = {
    IdeaState.PLANNED: phrases.PLANNED,
    IdeaState.STARTED: phrases.STARTED,
    IdeaState.DECLINED: phrases.DECLINED,
    IdeaState.OPEN: phrases.REOPENED,
}


def message(
    told: Sequence[Told], community_id: int, community: str, lead: int, planned_at: datetime, lang: Words
) -> Say:
    """What one person hears, in the order given; `lead` and `planned_at` as in `telling_args`."""
    made = [one for one in told if one.state is IdeaState.MADE]
    several = len(told) > 1
    lines = [
        _lines(one, f"**{number}.** " if several else "", lang) for number, one in enumerate(told, start=1)
    ]
    unsaid = any(one.hit is None and one.stands for one in made)
    buttons = [
        button
        for number, one in enumerate(told, start=1)
        if one.state is IdeaState.MADE and one.stands
        for button in _verdict(one, number if several else None, lang)
    ]
    news = Button(Verb.IDEA_NEWS, telling_args(lead, planned_at), lang.say(phrases.NEWS_BUTTON), Weight.QUIET)
    stop = Button(Verb.LEAVE, (str(community_id),), lang.say(asking.STOP), Weight.QUIET)
    return Say(
        (
            lang.say(phrases.COMMUNITY, community=quoted(community, _NAME)),
            *lines,
            *((lang.say(phrases.DID_IT_HIT),) if unsaid else ()),
        ),
        title=lang.say(phrases.MADE_TITLE if made else phrases.TITLE),
        tone=Tone.GOOD if made else Tone.PLAIN,
        buttons=(*buttons, news, stop),
        per_row=2,
        airy=True,
        footer=lang.say(asking.HOW_TO_LEAVE),
    )


def _lines(one: Told, number: str, lang: Words) -> str:
    words, response = _AMONG_OTHERS if number else _ALONE
    said = [number + _subject(one, words, lang), _became(one, words, lang)]
    if one.response and one.stands:
        said.append(lang.say(phrases.SAYS, response=quoted(one.response, response)))
    if one.hit is not None:
        said.append("-# " + lang.say(phrases.SAID_HIT if one.hit else phrases.SAID_MISS))
    return "\n".join(said)


def _subject(one: Told, longest: int, lang: Words) -> str:
    if one.asked is Asked.VOTED and not one.words:
        return lang.say(phrases.VOTED_HIDDEN)
    sentences = {Asked.OWN: phrases.OWN, Asked.VOTED: phrases.VOTED, Asked.THEME: phrases.THEME}
    return lang.say(sentences[one.asked], words=quoted(one.words, longest))


def _became(one: Told, longest: int, lang: Words) -> str:
    if not one.stands:
        return lang.say(phrases.CHANGED)
    if one.state is IdeaState.MADE:
        link = shown_link(one.link)
        return lang.say(phrases.MADE, link=link) if link else lang.say(phrases.MADE_PLAIN)
    if one.state is IdeaState.DUPLICATE:
        if one.other:
            return lang.say(phrases.MERGED, other=quoted(one.other, longest))
        return lang.say(phrases.MERGED_HIDDEN)
    return lang.say(_STATES[one.state])


def _verdict(one: Told, number: int | None, lang: Words) -> tuple[Button, Button]:
    def label(sentence: Sentence) -> str:
        said = lang.say(sentence)
        return said if number is None else lang.say(phrases.NUMBERED_BUTTON, number=number, label=said)

    def button(sentence: Sentence, *, hit: bool) -> Button:
        weight = Weight.MAIN if one.hit is None or one.hit is hit else Weight.QUIET
        return Button(Verb.IDEA_HIT, (str(one.telling), str(int(hit))), label(sentence), weight)

    return button(phrases.HIT_BUTTON, hit=True), button(phrases.MISS_BUTTON, hit=False)


def shown_link(link: str | None) -> str:
    """`link` for a message, so that no preview is drawn under it; empty where it isn't a plain https address."""
    if link is None or len(link) > _LONGEST_LINK or clean(link) != link:
        return ""
    if any(char.isspace() or char in _NOT_IN_LINKS for char in link):
        return ""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    return f"<{link}>" if parts.scheme == "https" and parts.hostname else ""


def verdict(found: Hits | None, lang: Words) -> str | None:
    """In one sentence what people say to what was made; None where nobody has said anything."""
    if found is None or not found.answered:
        return None
    if found.answered < FEWEST_TO_COUNT:
        return lang.say(phrases.HITS_FEW)
    return lang.say(phrases.HITS, hit=f"{found.hit:,}", answered=f"{found.answered:,}")
