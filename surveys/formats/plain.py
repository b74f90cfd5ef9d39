"""A survey as plain data, the form in which versions are kept."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, get_args

from pydantic import TypeAdapter

from surveys.core.questions import Question, ShortText
from surveys.core.questions.base import BaseQuestion
from surveys.core.survey import Survey


def _kind(question_class: type[BaseQuestion]) -> str:
    return str(question_class.__dataclass_fields__["kind"].default)


#: Every kind of question, as the core's union lists them. A new kind needs no line here.
KINDS: Final[dict[str, type[BaseQuestion]]] = {_kind(one): one for one in get_args(Question)}


@cache
def adapter(wanted: type) -> TypeAdapter[Any]:
    """The validator of one class: of a question kind, or of the survey around finished questions."""
    return TypeAdapter(wanted)


def as_plain(survey: Survey) -> dict[str, Any]:
    """`survey` as JSON-ready data, defaults written out, so that later defaults change no version."""
    plain: dict[str, Any] = _listed(asdict(survey))
    return plain


def from_plain(data: Any) -> Survey:
    """The survey that `as_plain` wrote, equal to the first. Raises ValueError on anything else.

    What holds between fields (ids, jumps) is not checked again: a frozen version stays readable.
    """
    match data:
        case {"questions": list(questions), **rest}:
            made = tuple(_question(question) for question in questions)
            survey: Survey = adapter(Survey).validate_python({**rest, "questions": made})
            return survey
        case _:
            raise ValueError("not a stored survey")


def unfinished(data: Mapping[str, Any]) -> Survey:
    """The survey in the making that `as_plain` wrote, which may have no question yet. Raises ValueError as `from_plain`."""
    if data.get("questions"):
        return from_plain(data)
    whole = from_plain({**data, "questions": [asdict(ShortText(id="none", text="none"))]})
    return replace(whole, questions=())


def _question(data: Any) -> BaseQuestion:
    match data:
        case {"kind": str(kind)} if kind in KINDS:
            question: BaseQuestion = adapter(KINDS[kind]).validate_python(data)
            return question
        case _:
            raise ValueError("not a stored question")


def _listed(data: Any) -> Any:
    match data:
        case dict():
            return {name: _listed(value) for name, value in data.items()}
        case tuple() | list():
            return [_listed(entry) for entry in data]
        case Decimal():
            return f"{data:f}"
        case date():
            return data.isoformat()
        case _:
            return data
