"""How a statement of somebody else is put to a follower."""

from typing import Final

from surveys.core.language import Words
from surveys.core.phrases import asking
from surveys.core.phrases import others as phrases
from surveys.core.polis import LONGEST, VERDICTS, Offer
from surveys.core.prompt import Button, Say, Tone, Verb, Weight
from surveys.core.questions.agree import label_of_verdict
from surveys.core.text import quoted

#: Signs in a statement may be escaped, each by one more.
_ROOM: Final = 2 * LONGEST


def lines(offer: Offer, lang: Words) -> tuple[str, ...]:
    """The statement, for the card that thanks."""
    return (lang.count(offer.total, phrases.TITLE), lang.say(phrases.INVITED), _statement(offer, lang))


def buttons(offer: Offer, invitation: int, lang: Words) -> tuple[Button, ...]:
    """The three verdicts."""
    return tuple(
        Button(
            Verb.JUDGE,
            (str(invitation), str(offer.statement), str(number)),
            label_of_verdict(verdict, lang),
        )
        for number, verdict in enumerate(VERDICTS, 1)
    )


def card(offer: Offer, invitation: int, lang: Words, note: str | None, badge: str | None) -> Say:
    """A statement on a card of its own: the next one, or one judged before."""
    back = again(offer.before, invitation, lang.say(asking.BACK)) if offer.before is not None else ()
    given = (
        lang.say(phrases.BEFORE, verdict=label_of_verdict(offer.verdict, lang))
        if offer.verdict is not None
        else None
    )
    said = (note, lang.count(offer.total, phrases.TITLE), _statement(offer, lang), given)
    return Say(
        tuple(one for one in said if one),
        tone=Tone.ASK,
        buttons=(*buttons(offer, invitation, lang), *back),
        footer=lang.say(asking.HOW_TO_LEAVE),
        badge=badge,
    )


def again(statement: int, invitation: int, label: str) -> tuple[Button, ...]:
    """The button that shows a statement once more."""
    return (Button(Verb.STATEMENT, (str(invitation), str(statement)), label, Weight.QUIET),)


def _statement(offer: Offer, lang: Words) -> str:
    return lang.say(
        phrases.STATEMENT, position=offer.place, total=offer.total, statement=quoted(offer.text, _ROOM)
    )
