"""The one reminder to a team after a round whose ideas it hasn't said anything to."""

from datetime import timedelta
from typing import Final

from surveys.core import words
from surveys.core.ids import nudge_args
from surveys.core.prompt import Button, Say, Tone, Verb, Weight
from surveys.core.wording import nudging as wording

#: How long after a round's end the team is reminded; later than LATEST it isn't any more.
AFTER: Final = timedelta(days=14)
LATEST: Final = timedelta(days=28)
#: At most one such reminder in so long, however many rounds there were.
GAP: Final = timedelta(days=28)


def reminder(round_id: int, number: int, ideas: int) -> Say:
    """The reminder; `ideas` came in that round and are open, none where only themes ask for something on the board."""
    if ideas:
        waiting = words.count(ideas, wording.WAITING_ONE, wording.WAITING_MANY)
    else:
        waiting = wording.WAITING_THEMES
    return Say(
        (waiting, wording.WHY),
        title=words.say(wording.TITLE, number=number),
        tone=Tone.PLAIN,
        buttons=(Button(Verb.BOARD, (), wording.BOARD_BUTTON), switch(round_id, on=False)),
        footer=wording.ONCE,
    )


def switched(round_id: int, *, on: bool) -> Say:
    """What stands there after a tap on the button: reminders are wanted or not, with the way back."""
    return Say((wording.ON if on else wording.OFF,), buttons=(switch(round_id, on=not on),))


def switch(round_id: int, *, on: bool) -> Button:
    """The button that turns reminders on or off."""
    label = wording.ON_BUTTON if on else wording.OFF_BUTTON
    return Button(Verb.NUDGE, nudge_args(round_id, on=on), label, Weight.QUIET)
