"""What the buttons of a question's card say, whether it was sent or is only tried out."""

import re

from surveys.core import ids
from surveys.core.hours import Snooze
from surveys.core.polis import VERDICTS
from surveys.core.prompt import Control
from surveys.core.replies import Back, Done, Heard, Judge, Later, PutOff, Skip, Stop


def control_of(match: re.Match[str]) -> Heard | None:
    """What a control means; None for one there is none of."""
    question = match["question"]
    heard: dict[str, Heard] = {
        Control.SKIP: Skip(question),
        Control.BACK: Back(question),
        Control.LATER: Later(),
        Control.STOP: Stop(),
        ids.DONE: Done(question),
    }
    return heard.get(match["control"])


def snooze_of(match: re.Match[str]) -> Heard | None:
    """Until when something is put off; None for a moment there is none of."""
    return PutOff(Snooze(match["choice"])) if match["choice"] in set(Snooze) else None


def verdict_of(match: re.Match[str]) -> Heard | None:
    """What somebody thinks of a statement; None for a verdict there is none of."""
    number = int(match["verdict"])
    known = 1 <= number <= len(VERDICTS)
    return Judge(int(match["statement"]), VERDICTS[number - 1]) if known else None
