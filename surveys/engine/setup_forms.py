"""The forms that the guided card of `/setup start` opens."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from surveys.core import words
from surveys.core.prompt import Verb
from surveys.core.sheets import Blank, Pick, Sheet
from surveys.core.terms import QUIET_BEGINS, QUIET_ENDS
from surveys.core.topics import LONGEST_TOPIC, MOST_TOPICS
from surveys.core.widgets import Choosable
from surveys.core.wording import setup as wording
from surveys.store.communities import Community

_LONGEST_PLACE: Final = 80


class Form(IntEnum):
    """What is filled in on a form of its own."""

    ZONE = 1
    QUIET = 2
    TOPICS = 3


def sheet(form: Form, community: Community) -> Sheet:
    """A form with what is in force already in it."""
    args = (str(int(form)),)
    match form:
        case Form.ZONE:
            hint = wording.ZONE_FIELD_HINT
            blank = Blank("zone", wording.ZONE_FIELD, _LONGEST_PLACE, hint=hint, required=True)
            return Sheet(Verb.SETUP_FORM, args, wording.ZONE_FORM, (blank,))
        case Form.QUIET:
            begin, end = community.terms.quiet
            fields = (
                _hours("from", wording.QUIET_FROM, QUIET_BEGINS, begin.hour, wording.QUIET_FROM_HINT),
                _hours("until", wording.QUIET_UNTIL, QUIET_ENDS, end.hour, None),
            )
            return Sheet(Verb.SETUP_FORM, args, wording.QUIET_FORM, fields)
        case Form.TOPICS:
            value = ", ".join(community.topics)
            longest = MOST_TOPICS * (LONGEST_TOPIC + 2) * 2
            hint = words.say(wording.TOPICS_FIELD_HINT, most=MOST_TOPICS)
            blank = Blank("topics", wording.TOPICS_FIELD, longest, value, hint, paragraph=True)
            return Sheet(Verb.SETUP_FORM, args, wording.TOPICS_FORM, (blank,))


def _hours(name: str, label: str, hours: Sequence[int], chosen: int, hint: str | None) -> Pick:
    options = tuple(Choosable(str(hour), f"{hour:02}:00") for hour in hours)
    return Pick(name, label, options, (str(chosen),), hint)
