"""What the kinds with a list of options share."""

from collections.abc import Sequence

from surveys.core import words
from surveys.core.questions.base import Flaw, Option, is_id
from surveys.core.text import folded


def label_of(options: Sequence[Option], wanted: str) -> str:
    """The label of the option with id `wanted`."""
    return next(option.label for option in options if option.id == wanted)


def option_flaws(options: Sequence[Option]) -> tuple[Flaw, ...]:
    """Ids that are malformed or taken twice, and labels people could not tell apart or use."""
    flaws: list[Flaw] = []
    ids: dict[str, int] = {}
    labels: dict[str, int] = {}
    for place, option in enumerate(options):
        path = ("options", place)
        if not is_id(option.id):
            flaws.append(Flaw((*path, "id"), words.say(words.FLAW_ID, id=option.id), words.REMEDY_ID))
        if option.id in ids:
            flaws.append(
                Flaw(
                    (*path, "id"),
                    words.say(words.FLAW_TWICE_OPTION, id=option.id, number=ids[option.id] + 1),
                    words.REMEDY_TWICE,
                )
            )
        ids.setdefault(option.id, place)
        label = folded(option.label) or option.label.strip()
        if label in labels:
            flaws.append(
                Flaw(
                    (*path, "label"),
                    words.say(words.FLAW_SAME_LABEL, label=option.label, number=labels[label] + 1),
                    words.REMEDY_SAME_LABEL,
                )
            )
        labels.setdefault(label, place)
        if words.is_stop(option.label):
            flaws.append(
                Flaw((*path, "label"), words.say(words.FLAW_STOP, label=option.label), words.REMEDY_STOP)
            )
    return tuple(flaws)
