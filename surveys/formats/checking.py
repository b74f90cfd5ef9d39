"""Whether what somebody filled in keeps within the limits of its fields."""

from typing import Any, Final

from pydantic import ValidationError

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.survey import Survey
from surveys.core.text import quoted
from surveys.core.wording import authoring
from surveys.formats.fields import owner_at
from surveys.formats.meaning import meaning
from surveys.formats.plain import KINDS, adapter, as_plain, unfinished
from surveys.formats.problems import field_name

_MOST_TOLD: Final = 3
_LONGEST: Final = 200


def within_limits(survey: Survey) -> dict[str, Any]:
    """`survey`, which may be unfinished, as plain data that reads back.

    Raises KindError, in words, where a text is too long, a list too short, a number out of range or the like.
    What holds between questions is not looked at.
    """
    plain = as_plain(survey)
    told: list[str] = []
    for place, question in enumerate(plain["questions"]):
        told += _told(KINDS[question["kind"]], question, ("questions", place))
    if not told:
        try:
            unfinished(plain)
        except ValidationError as error:
            told += _worded(error, Survey, ())
    if told:
        raise KindError("\n".join([authoring.REFUSED, *told[:_MOST_TOLD]]))
    return plain


def _told(kind: type, data: dict[str, Any], path: tuple[str | int, ...]) -> list[str]:
    try:
        adapter(kind).validate_python(data)
    except ValidationError as error:
        return _worded(error, kind, path)
    return []


def _worded(error: ValidationError, owner: type, path: tuple[str | int, ...]) -> list[str]:
    told = []
    for one in error.errors(include_url=False)[:_MOST_TOLD]:
        problem, remedy = meaning(one, owner_at(owner, one["loc"]), blank=False)
        field = quoted(field_name((*path, *one["loc"])), _LONGEST)
        told.append(
            words.say(
                authoring.PROBLEM,
                field=field,
                problem=quoted(problem, _LONGEST),
                remedy=quoted(remedy, _LONGEST),
            )
        )
    return told
