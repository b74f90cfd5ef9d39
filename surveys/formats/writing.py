"""A survey to a creator's file, which reads back to exactly the same survey."""

import json
from dataclasses import MISSING, Field, fields
from typing import Any, Final

import yaml

from surveys.core.experiment import Experiment, Variant
from surveys.core.polis import Others
from surveys.core.questions.base import BaseQuestion, Option
from surveys.core.survey import Survey
from surveys.formats.plain import as_plain
from surveys.formats.shorthand import spelt_out

#: Fields in the order people read them; what isn't listed comes after these, as the class has it.
_FIRST: Final = (
    "title",
    "key",
    "topic",
    "intro",
    "thanks",
    "reward",
    "id",
    "kind",
    "text",
    "help",
    "required",
    "private",
)
_WIDTH: Final = 100


def write_survey(survey: Survey, *, as_json: bool) -> bytes:
    """The survey as YAML or JSON in UTF-8. Whatever has its usual value is left out, as a person would."""
    plain = as_plain(survey)
    data = _brief(plain, Survey)
    data["questions"] = [
        _question(written, question)
        for written, question in zip(plain["questions"], survey.questions, strict=True)
    ]
    if survey.experiment is not None:
        data["experiment"] = _experiment(plain["experiment"])
    if survey.others is not None:
        data["others"] = _brief(plain["others"], Others)
    if survey.translations:
        data["translations"] = {
            code: _translation(plain["translations"][code]) for code in survey.translations
        }
    if as_json:
        return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
    written = yaml.dump(
        data, Dumper=_Plainly, allow_unicode=True, sort_keys=False, width=_WIDTH, default_flow_style=False
    )
    return str(written).encode()


class _Plainly(yaml.SafeDumper):
    """Lists stand under their name by two spaces, as in the templates."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _question(plain: dict[str, Any], question: BaseQuestion) -> dict[str, Any]:
    brief = _brief(plain, type(question), always=("kind",))
    if "options" in brief:
        brief["options"] = _options(brief["options"], question)
    return brief


def _experiment(plain: dict[str, Any]) -> dict[str, Any]:
    brief = _brief(plain, Experiment)
    return {**brief, "variants": [_brief(one, Variant) for one in plain["variants"]]}


def _translation(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if value}


def _options(options: list[dict[str, Any]], question: BaseQuestion) -> list[Any]:
    """Options as plain texts where they make the same ids by themselves."""
    if any(one.keys() != {field.name for field in fields(Option)} for one in options):
        return options
    short: list[Any] = [one["label"] for one in options]
    made = spelt_out({"options": short}, type(question))["options"]
    mixed = [label if one == own else one for label, one, own in zip(short, options, made, strict=True)]
    return mixed if spelt_out({"options": mixed}, type(question))["options"] == options else options


def _brief(plain: dict[str, Any], owner: type, always: tuple[str, ...] = ()) -> dict[str, Any]:
    """What isn't as it would be if it were left out, in reading order."""
    usual = {field.name: _usual(field) for field in fields(owner)}
    kept = {name: value for name, value in plain.items() if name in always or value != usual[name]}
    places = {name: place for place, name in enumerate(_FIRST)}
    return dict(sorted(kept.items(), key=lambda item: places.get(item[0], len(places))))


def _usual(field: Field[Any]) -> Any:
    """What a field is if left out, as plain data; where it can't be left out, nothing equals it."""
    if field.default is not MISSING:
        return list(field.default) if isinstance(field.default, tuple) else field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    return MISSING
