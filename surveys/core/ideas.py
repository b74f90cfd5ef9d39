"""Ideas: something a follower wants made, sent at any time, and the votes of others for it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from surveys.core.errors import KindError
from surveys.core.language import Words
from surveys.core.phrases import ideas as phrases
from surveys.core.prompt import Button, Picking, Say, Tone, Verb, Weight
from surveys.core.questions.idea import LONGEST
from surveys.core.text import clean, clip, folded, one_line, quoted
from surveys.core.widgets import Choosable


class IdeaState(StrEnum):
    """What became of an idea."""

    OPEN = "open"
    PLANNED = "planned"
    STARTED = "started"
    MADE = "made"
    DECLINED = "declined"
    DUPLICATE = "duplicate"


#: Those a vote still makes a difference to.
VOTABLE: Final = (IdeaState.OPEN, IdeaState.PLANNED, IdeaState.STARTED)
#: Ideas one follower may send to one community within DAY.
MOST_A_DAY: Final = 10
DAY: Final = timedelta(days=1)
#: Similar ideas that are shown.
MOST_SIMILAR: Final = 3
#: An idea that was withdrawn for a vote can be put back this long.
REGRET: Final = timedelta(days=1)

#: A theme of fewer people is shown without its size.
FEWEST_TO_COUNT: Final = 5

_BECAME: Final = {
    IdeaState.PLANNED: phrases.PLANNED,
    IdeaState.STARTED: phrases.STARTED,
    IdeaState.MADE: phrases.MADE,
    IdeaState.DECLINED: phrases.DECLINED,
}
_SHOWN, _IN_LIST, _ON_BUTTON, _NAME, _MOST_OPTIONS = 300, 100, 50, 80, 25
_RESPONSE: Final = 200
#: Lines of a kind about one community, and about each of several.
_MOST_LINES, _FEWER_LINES = 5, 2

_NAMES: Final = (
    "idea", "ideas", "my idea",  # English; Spanish and Italian say "idea", too
    "idee", "ideen", "meine idee",  # German
    "ideas", "mi idea",  # Spanish
    "idée", "idées", "idee", "idees", "mon idée",  # French, with and without the accent
    "ideia", "ideias", "minha ideia",  # Portuguese
    "アイデア", "アイディア",  # Japanese
)  # fmt: skip
_OPENING: Final = re.compile(
    rf"[\s>*_~`]*(?:{'|'.join(sorted(set(_NAMES), key=len, reverse=True))})[\s*_~`]*"
    # What stands between is all taken above: two ways to take the same blanks would be tried in every mix.
    r"(?:[:\uff1a\ufe55][*_~`]*|[\u2013\u2014\u2015]|(?<=\s)-{1,2}(?=\s))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """An idea as others may see it. `people`: how many want it, its author among them."""

    id: int
    text: str
    people: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What a follower did: rounds with an answer, answers, ideas, other people who voted for those, votes given.

    `waiting`: rounds with an answer of theirs that haven't been summed up.
    """

    rounds: int
    answers: int
    ideas: int
    voters: int
    votes: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Heard:
    """A theme of a posted summary that a reply of the follower is part of, and of how many it is one."""

    label: str
    size: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """An idea that something came of, the follower's own or one they voted for, and what the team says to it."""

    text: str
    state: IdeaState
    response: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Impact:
    """What came of what one follower said in one community; `follows`: they haven't left it."""

    community: str
    follows: bool
    counts: Counts
    themes: tuple[Heard, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def empty(self) -> bool:
        """Whether they said nothing yet."""
        return not (self.counts.answers or self.counts.ideas or self.counts.votes)


def idea_in(text: str) -> str | None:
    """The idea in a message like "idea: …", in any of the languages; None where it isn't one.

    Empty where nothing follows the colon. A dash does for a colon; "idea" inside a sentence doesn't count.
    """
    composed = unicodedata.normalize("NFC", text)
    opening = _OPENING.match(composed)
    return None if opening is None else composed[opening.end() :].strip()


def refusal(text: str, sent_today: int, community: str, before: Sequence[str]) -> KindError | None:
    """Why an idea can't be kept as it is, with what to do; None if it can. `before`: what its author has on the list."""
    if not clean(text):
        return KindError(phrases.EMPTY)
    if len(text) > LONGEST:
        return KindError(phrases.TOO_LONG, length=f"{len(text):,}", longest=f"{LONGEST:,}")
    if any(same(text, one) for one in before):
        return KindError(phrases.SENT_BEFORE, community=quoted(community, _NAME))
    if sent_today >= MOST_A_DAY:
        return KindError(phrases.TOO_MANY, count=MOST_A_DAY)
    return None


def same(one: str, other: str) -> bool:
    """Whether two texts are the same idea word for word; signs alone are compared as they are."""
    return clean(one) == clean(other) or (folded(one) != "" and folded(one) == folded(other))


def kept(
    idea_id: int,
    text: str,
    community: str,
    lang: Words,
    *,
    shown: bool,
    similar: Sequence[Seen] = (),
    elsewhere: Sequence[tuple[int, str]] = (),
    here: int = 0,
) -> Say:
    """The idea is stored; with similar ones, if any, to vote for instead.

    `shown`: whether its author lets others see it. `elsewhere`: all communities it may be for, `here` the one it is.
    """
    menus = (_where(idea_id, elsewhere, here, lang),) if len(elsewhere) > 1 else ()
    name = quoted(community, _NAME)
    if not similar:
        told = lang.say(phrases.OTHERS_MAY if shown else phrases.NOT_SHOWN)
        return Say(
            (
                lang.say(phrases.KEPT, idea=quoted(text, _SHOWN)),
                f"{lang.say(phrases.KEPT_FOR, community=name)} {told}",
            ),
            title=lang.say(phrases.KEPT_TITLE),
            tone=Tone.GOOD,
            menus=menus,
            footer=lang.say(phrases.SEE_IMPACT),
        )
    lines = (
        lang.say(
            phrases.SIMILAR_LINE, number=number, idea=quoted(one.text, _SHOWN), wanted=_wanted(one, lang)
        )
        for number, one in enumerate(similar, 1)
    )
    votes = (
        Button(Verb.IDEA_VOTE, vote_args(one.id, idea_id, on=True), _vote_label(number, one, lang))
        for number, one in enumerate(similar, 1)
    )
    keep = Button(Verb.IDEA_KEEP, (str(idea_id),), lang.say(phrases.KEEP_BUTTON), Weight.QUIET)
    return Say(
        (
            lang.say(phrases.SIMILAR, idea=quoted(text, _SHOWN), community=name),
            *lines,
            lang.say(phrases.SIMILAR_NEXT),
        ),
        title=lang.say(phrases.SIMILAR_TITLE),
        tone=Tone.ASK,
        buttons=(*votes, keep),
        menus=menus,
    )


def vote_args(idea_id: int, mine_id: int, *, on: bool) -> tuple[str, str, str]:
    """What a vote's button carries: the idea, the presser's own it stands in for (0: none), and whether to vote."""
    return str(idea_id), str(mine_id), str(int(on))


def voted(one: Seen, mine_id: int, lang: Words, *, new: bool, withdrawn: bool) -> Say:
    """The vote counts: as of now if `new`. `withdrawn`: the voter's own idea made room for it."""
    sentence = phrases.VOTED if new else phrases.VOTED_ALREADY
    said = [lang.say(sentence, idea=quoted(one.text, _SHOWN), wanted=_wanted(one, lang))]
    if mine_id:
        said.append(lang.say(phrases.VOTED_INSTEAD if withdrawn else phrases.VOTED_TOO))
    back = Button(
        Verb.IDEA_VOTE, vote_args(one.id, mine_id, on=False), lang.say(phrases.VOTE_BACK_BUTTON), Weight.QUIET
    )
    too = Button(Verb.IDEA_KEEP, (str(mine_id),), lang.say(phrases.KEEP_TOO_BUTTON), Weight.QUIET)
    return Say(
        tuple(said),
        title=lang.say(phrases.VOTED_TITLE),
        tone=Tone.GOOD,
        buttons=(back, too) if withdrawn else (back,),
        footer=lang.say(phrases.SEE_IMPACT),
    )


def unvoted(one: Seen, mine_id: int, lang: Words, *, had: bool, returned: bool) -> Say:
    """The vote is taken back, if there was one. `returned`: the voter's own idea stands again."""
    said = [lang.say(phrases.UNVOTED if had else phrases.NOT_VOTED, idea=quoted(one.text, _SHOWN))]
    if returned:
        said.append(lang.say(phrases.UNVOTED_MINE))
    again = Button(
        Verb.IDEA_VOTE, vote_args(one.id, mine_id, on=True), lang.say(phrases.VOTE_AGAIN_BUTTON), Weight.QUIET
    )
    return Say(tuple(said), title=lang.say(phrases.UNVOTED_TITLE) if had else None, buttons=(again,))


def own(one: Seen) -> KindError:
    """A vote for one's own idea."""
    return KindError(phrases.VOTE_OWN, idea=quoted(one.text, _SHOWN))


def impact(found: Sequence[Impact], lang: Words) -> Say:
    """Answers → themes → videos, for each community; what happens next where there is nothing yet."""
    shown = [one for one in found if one.follows or not one.empty]
    if not shown:
        return Say((lang.say(phrases.NO_MEMBERSHIP),))
    said: list[str] = []
    for one in shown:
        if len(shown) > 1:
            said += ([""] if said else []) + [f"### {quoted(one.community, _NAME)}"]
        said += _impact_lines(one, _MOST_LINES if len(shown) == 1 else _FEWER_LINES, lang)
    return Say(
        tuple(said),
        title=lang.say(phrases.IMPACT_TITLE),
        tone=Tone.GOOD,
        footer=lang.say(phrases.IMPACT_PRIVATE),
    )


def _impact_lines(one: Impact, most: int, lang: Words) -> list[str]:
    if one.empty:
        return [lang.say(phrases.NEXT_ROUND)]
    did = _did(one.counts, lang)
    if one.themes:
        did += [lang.say(phrases.THEMES), *(_theme_line(theme, lang) for theme in one.themes[:most])]
    if one.outcomes:
        did.append(lang.say(phrases.OUTCOMES))
        did += [line for it in one.outcomes[:most] for line in _outcome(it, lang)]
    if one.counts.waiting:
        did.append(lang.say(phrases.NEXT_SUMMARY))
    elif one.follows and not one.outcomes and (one.counts.ideas or one.counts.votes):
        did.append(lang.say(phrases.NEXT_IDEAS))
    return did


def _outcome(one: Outcome, lang: Words) -> list[str]:
    lines = [lang.say(_BECAME[one.state], idea=quoted(one.text, _IN_LIST))]
    if one.link is not None:
        lines.append(f"  {lang.say(phrases.OUTCOME_LINK, link=one.link)}")
    if one.response is not None:
        lines.append(f"  {lang.say(phrases.OUTCOME_RESPONSE, response=quoted(one.response, _RESPONSE))}")
    return lines


def _did(counts: Counts, lang: Words) -> list[str]:
    lines = []
    if counts.answers:
        answers, rounds = (
            lang.count(counts.answers, phrases.ANSWERS),
            lang.count(counts.rounds, phrases.ROUNDS),
        )
        lines.append(lang.say(phrases.IMPACT_ANSWERS, answers=answers, rounds=rounds))
    if counts.ideas:
        sent = lang.count(counts.ideas, phrases.IDEAS)
        voters = lang.count(counts.voters, phrases.OTHER_PEOPLE)
        sentence = phrases.IMPACT_IDEAS if counts.voters else phrases.IMPACT_IDEAS_ALONE
        lines.append(lang.say(sentence, ideas=sent, voters=voters))
    if counts.votes:
        lines.append(lang.say(phrases.IMPACT_VOTES, ideas=lang.count(counts.votes, phrases.IDEAS)))
    return lines


def _theme_line(theme: Heard, lang: Words) -> str:
    label = quoted(theme.label, _IN_LIST)
    if theme.size < FEWEST_TO_COUNT:
        return lang.say(phrases.SMALL_THEME_LINE, label=label)
    return lang.say(phrases.THEME_LINE, label=label, count=f"{theme.size:,}")


def wanted(people: int, lang: Words) -> str:
    """How many want an idea, in words."""
    return lang.count(people, phrases.WANTED)


def _wanted(one: Seen, lang: Words) -> str:
    return wanted(one.people, lang)


def _vote_label(number: int, one: Seen, lang: Words) -> str:
    # A button's label is shown as it is: nothing in it formats, so nothing is escaped.
    plain = one_line(one.text, _ON_BUTTON)
    return clip(lang.say(phrases.VOTE_BUTTON, number=number, idea=plain), 80)


def _where(idea_id: int, communities: Sequence[tuple[int, str]], here: int, lang: Words) -> Picking:
    options = tuple(
        Choosable(str(one), clip(clean(name), _NAME) or str(one)) for one, name in communities[:_MOST_OPTIONS]
    )
    return Picking(Verb.IDEA_WHERE, (str(idea_id),), lang.say(phrases.WHERE), options, chosen=(str(here),))
