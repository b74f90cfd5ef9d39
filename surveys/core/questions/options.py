"""What the kinds with a list of options share."""

from collections.abc import Collection, Sequence
from functools import lru_cache

from surveys.core import understood, words
from surveys.core.language import Words
from surveys.core.phrases import questions
from surveys.core.questions.base import Flaw, Option, is_id
from surveys.core.text import folded
from surveys.core.widgets import Choosable

#: The token of the entry for an answer of one's own.
OTHER = "other"
#: What a menu holds.
MOST_IN_A_MENU = 25
#: Options of a question whose list can be searched.
MOST_OPTIONS = 100
#: Characters of an answer of one's own.
LONGEST_OTHER = 200


def label_of(options: Sequence[Option], wanted: str) -> str:
    """The label of the option with id `wanted`; the id itself where there is none."""
    return next((option.label for option in options if option.id == wanted), wanted)


def choosables(options: Sequence[Option], lang: Words, *, other: bool = False) -> tuple[Choosable, ...]:
    """`options` to tap, with "Other…" at the end where that is possible."""
    shown = tuple(Choosable(option.id, option.label) for option in options)
    return (*shown, Choosable(OTHER, lang.say(questions.OTHER))) if other else shown


@lru_cache(maxsize=8_192)
def _read(label: str) -> tuple[str, bool]:
    """How a label is compared, and whether it means leaving.

    Kept, because most labels of a survey are looked at again for each language it is translated into.
    """
    return folded(label) or label.strip(), understood.is_stop(label)


def option_flaws(
    options: Sequence[Option], field: str = "options", reserved: Collection[str] = ()
) -> tuple[Flaw, ...]:
    """Ids that are malformed, reserved or taken twice, and labels people could not tell apart or use."""
    flaws: list[Flaw] = []
    ids: dict[str, int] = {}
    labels: dict[str, int] = {}
    for place, option in enumerate(options):
        path = (field, place)
        if not is_id(option.id):
            flaws.append(Flaw((*path, "id"), words.say(words.FLAW_ID, id=option.id), words.REMEDY_ID))
        if option.id in reserved:
            flaws.append(
                Flaw(
                    (*path, "id"), words.say(words.FLAW_OPTION_RESERVED, id=option.id), words.REMEDY_RESERVED
                )
            )
        if option.id in ids:
            flaws.append(
                Flaw(
                    (*path, "id"),
                    words.say(words.FLAW_TWICE_OPTION, id=option.id, number=ids[option.id] + 1),
                    words.REMEDY_TWICE,
                )
            )
        ids.setdefault(option.id, place)
        label, stops = _read(option.label)
        if label in labels:
            flaws.append(
                Flaw(
                    (*path, "label"),
                    words.say(words.FLAW_SAME_LABEL, label=option.label, number=labels[label] + 1),
                    words.REMEDY_SAME_LABEL,
                )
            )
        labels.setdefault(label, place)
        if stops:
            flaws.append(
                Flaw((*path, "label"), words.say(words.FLAW_STOP, label=option.label), words.REMEDY_STOP)
            )
    return tuple(flaws)
