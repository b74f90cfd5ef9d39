"""What pydantic's errors mean, in our words, and what to do about them."""

from collections.abc import Callable
from typing import Any, Final

from pydantic_core import ErrorDetails

from surveys.core import words
from surveys.formats.fields import closest, names_of
from surveys.formats.problems import shown

#: What is wrong, and the remedy.
Meaning = tuple[str, str]


def meaning(error: ErrorDetails, owner: type, *, blank: bool) -> Meaning:
    """`error` in words. `owner` is the dataclass around the field; `blank`: it is named, with nothing after."""
    told = _TOLD.get(error["type"])
    if told is not None:
        return told(error)
    match error["type"]:
        case "missing":
            return _missing(str(error["loc"][-1]), blank=blank)
        case "unexpected_keyword_argument":
            return unknown_field(str(error["loc"][-1]), owner)
        case "dataclass_type":
            names = ", ".join(names_of(owner))
            return words.FLAW_NOT_FIELDS, words.say(words.REMEDY_NOT_FIELDS, names=names)
        case _:
            return words.FLAW_ELSE, words.REMEDY_ELSE


def _missing(name: str, *, blank: bool) -> Meaning:
    if blank:
        return words.say(words.FLAW_FIELD_BLANK, name=name), words.REMEDY_FIELD_FILL
    return words.say(words.FLAW_FIELD_MISSING, name=name), words.say(words.REMEDY_FIELD_ADD, name=name)


def unknown_field(name: str, owner: type) -> Meaning:
    """What to say of a field `name` that `owner` hasn't got."""
    meant = closest(name, names_of(owner))
    remedy = (
        words.say(words.REMEDY_FIELD_MEANT, meant=meant)
        if meant
        else words.say(words.REMEDY_FIELDS, names=", ".join(names_of(owner)))
    )
    return words.say(words.FLAW_FIELD_UNKNOWN, name=shown(name)), remedy


def _long_text(error: ErrorDetails) -> Meaning:
    length, longest = len(error["input"]), _limit(error, "max_length")
    problem = words.say(words.FLAW_LONG_TEXT, length=f"{length:,}", longest=f"{longest:,}")
    return problem, words.say(words.REMEDY_LONG_TEXT, over=f"{length - longest:,}")


def _long_list(error: ErrorDetails) -> Meaning:
    count, most = len(error["input"]), _limit(error, "max_length")
    problem = words.say(words.FLAW_LIST_LONG, count=f"{count:,}", most=most)
    return problem, words.say(words.REMEDY_LIST_LONG, over=f"{count - most:,}")


def _short_list(error: ErrorDetails) -> Meaning:
    count, least = len(error["input"]), _limit(error, "min_length")
    problem = words.say(
        words.FLAW_LIST_SHORT_ONE if count == 1 else words.FLAW_LIST_SHORT_MANY, count=count, least=least
    )
    return problem, words.say(words.REMEDY_LIST_SHORT, missing=least - count)


def _too_high(error: ErrorDetails) -> Meaning:
    return (
        words.say(words.FLAW_TOO_HIGH, number=shown(str(error["input"]))),
        words.say(words.REMEDY_TOO_HIGH, limit=_limit(error, "le")),
    )


def _too_low(error: ErrorDetails) -> Meaning:
    return (
        words.say(words.FLAW_TOO_LOW, number=shown(str(error["input"]))),
        words.say(words.REMEDY_TOO_LOW, limit=_limit(error, "ge")),
    )


def _not_one_of(error: ErrorDetails) -> Meaning:
    known = str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
    problem = words.say(words.FLAW_NOT_ONE_OF, given=shown(str(error["input"])))
    return problem, words.say(words.REMEDY_NOT_ONE_OF, known=known)


def _limit(error: ErrorDetails, name: str) -> int:
    context: dict[str, Any] = error["ctx"]
    return int(context[name])


def _always(problem: str, remedy: str) -> Callable[[ErrorDetails], Meaning]:
    return lambda _error: (problem, remedy)


_NOT_NUMBER: Final = _always(words.FLAW_NOT_NUMBER, words.REMEDY_NOT_NUMBER)
_NOT_DECIMAL: Final = _always(words.FLAW_NOT_DECIMAL, words.REMEDY_NOT_DECIMAL)
_NOT_DATE: Final = _always(words.FLAW_NOT_DATE, words.REMEDY_NOT_DATE)
_NOT_BOOL: Final = _always(words.FLAW_NOT_BOOL, words.REMEDY_NOT_BOOL)
_TOLD: Final[dict[str, Callable[[ErrorDetails], Meaning]]] = {
    "string_type": _always(words.FLAW_NOT_TEXT, words.REMEDY_NOT_TEXT),
    "string_too_short": _always(words.FLAW_EMPTY_TEXT, words.REMEDY_EMPTY_TEXT),
    "string_too_long": _long_text,
    "too_long": _long_list,
    "too_short": _short_list,
    "tuple_type": _always(words.FLAW_NOT_LIST, words.REMEDY_NOT_LIST),
    "int_type": _NOT_NUMBER,
    "int_parsing": _NOT_NUMBER,
    "int_parsing_size": _NOT_NUMBER,
    "decimal_type": _NOT_DECIMAL,
    "decimal_parsing": _NOT_DECIMAL,
    "finite_number": _NOT_DECIMAL,
    "date_type": _NOT_DATE,
    "date_parsing": _NOT_DATE,
    "date_from_datetime_parsing": _NOT_DATE,
    "date_from_datetime_inexact": _NOT_DATE,
    "literal_error": _not_one_of,
    "bool_type": _NOT_BOOL,
    "bool_parsing": _NOT_BOOL,
    "greater_than_equal": _too_low,
    "less_than_equal": _too_high,
}
