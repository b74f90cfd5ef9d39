"""An idea's card on the public board, and what those who tap on it read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from surveys.core import ideas, ids
from surveys.core.ideas import VOTABLE, IdeaState
from surveys.core.language import Words
from surveys.core.phrases import board as phrases
from surveys.core.prompt import Button, Say, Tone, Verb, Weight
from surveys.core.questions.idea import LONGEST
from surveys.core.sheets import Blank, Sheet
from surveys.core.tellings import Hits, verdict
from surveys.core.text import quoted

_SHOWN, _RESPONSE, _NAME = 700, 600, 80
_BECAME: Final = {
    IdeaState.PLANNED: phrases.PLANNED,
    IdeaState.STARTED: phrases.STARTED,
    IdeaState.DECLINED: phrases.DECLINED,
}
_TONES: Final = {
    IdeaState.PLANNED: Tone.ASK,
    IdeaState.STARTED: Tone.ASK,
    IdeaState.MADE: Tone.GOOD,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An idea as everybody may see it. `people`: how many want it, its author among them; `hits` as in Entry."""

    idea_id: int
    text: str
    state: IdeaState
    response: str | None
    link: str | None
    people: int
    hits: Hits | None = None


def card(card_id: int, added_at: datetime, shown: Shown, community: str, lang: Words) -> Say:
    """The idea's card; only one that something can still come of has a button to vote."""
    args = ids.idea_card_args(card_id, added_at)
    said = [lang.say(phrases.IDEA, idea=quoted(shown.text, _SHOWN))]
    if shown.state is IdeaState.MADE and shown.link:
        said.append(lang.say(phrases.MADE, link=shown.link))
    elif shown.state in _BECAME:
        said.append(lang.say(_BECAME[shown.state]))
    if shown.response:
        said.append(
            lang.say(
                phrases.SAYS, community=quoted(community, _NAME), response=quoted(shown.response, _RESPONSE)
            )
        )
    if shown.state is IdeaState.MADE and (hit := verdict(shown.hits, lang)) is not None:
        said.append(hit)
    vote = Button(Verb.IDEA_UP, args, lang.say(phrases.VOTE_BUTTON))
    new = Button(Verb.IDEA_NEW, args, lang.say(phrases.NEW_BUTTON), Weight.QUIET)
    return Say(
        tuple(said),
        tone=_TONES.get(shown.state, Tone.PLAIN),
        buttons=(vote, new) if shown.state in VOTABLE else (new,),
        footer=ideas.wanted(shown.people, lang),
    )


def form(args: tuple[str, str], lang: Words) -> Sheet:
    """The form to send an idea of one's own; `args` are those of the card it was opened from."""
    field = Blank("idea", lang.say(phrases.FORM_FIELD), LONGEST, paragraph=True, required=True)
    return Sheet(Verb.IDEA_NEW, args, lang.say(phrases.FORM_TITLE), (field,))
