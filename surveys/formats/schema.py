"""The JSON Schema of survey files, for editors that complete and check while somebody writes.

It is made from the same dataclasses that files are read into, loosened to what a file may write shorter. It
knows nothing of what holds between fields (ids that jumps name, say): that only an import tells.
"""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from surveys.core.spoken import texts
from surveys.core.survey import Survey
from surveys.core.translations import CODES
from surveys.formats.plain import KINDS

Schema = dict[str, Any]

#: What each field is for, by its name, or by class and name where it isn't the same everywhere.
ABOUT: Final[Mapping[str, str]] = {
    "key": "The name in commands; made from the title if left out. A file with the same key becomes the next version.",
    "title": "What people see on every card.",
    "intro": "Stands before the first question.",
    "thanks": "Said at the end.",
    "reward": "A code or a link, shown with the thanks to those who came to the end.",
    "anonymous": "Whether your team never learns who said what, not even which answers are one person's.",
    "topic": "One of your topics; the survey goes to those who want to hear of it.",
    "questions": "Asked in this order.",
    "others": "Replies to one question, put to others who have answered, to agree with or not.",
    "experiment": "Two or three wordings of the intro or of one question, to see which gets more answers.",
    "translations": "The survey's texts in other languages, by the codes of the languages.",
    "id": "A short name that stays the same when you reword the text, so that rounds can be compared.",
    "kind": "How people answer.",
    "text": "The question.",
    "help": "Stands small under the question.",
    "required": "Whether the question can't be skipped.",
    "private": "Whether answers are counted and never quoted or shown.",
    "media": "A picture, clip or sound shown with the question: its address, which starts with https://, or an uploaded file.",
    "media_alt": "What is to be seen or heard, for those who don't see or hear it.",
    "jumps": "Where to go on after certain answers.",
    "when": "The answers that lead there: ids of options, points, or yes and no.",
    "to": "The id of a later question, or “end”.",
    "options": "What can be picked: a label each, or an id with a label.",
    "statements": "What people agree with or not: a text each, or an id with a label.",
    "label": "What people read.",
    "picture": "The picture's address, which starts with https://.",
    "alt": "What is to be seen, for those who don't see it.",
    "other": "Whether people can write an answer of their own.",
    "least": "How many have to be picked, or placed.",
    "most": "How many can be picked.",
    "question": "The id of an idea question, or of one for a short or long text.",
    "Others.most": "How many of others' replies each person is asked about.",
    "File.most": "How many files can be sent.",
    "accept": "Which sorts of files are taken; all if left out.",
    "largest_mb": "How large each file may be, in MB.",
    "low_label": "What the lowest point means.",
    "high_label": "What the highest point means.",
    "lowest": "The lowest number that is taken.",
    "highest": "The highest number that is taken.",
    "Scale.lowest": "The lowest point.",
    "Scale.highest": "The highest point.",
    "unit": "A word or sign behind the number.",
    "whole": "Whether only whole numbers are taken.",
    "earliest": "The earliest day that is taken, like 2026-12-24.",
    "latest": "The latest day that is taken, like 2026-12-24.",
    "what": "“intro”, or the id of the question whose wordings are tried.",
    "Experiment.id": "Decides who reads what. Left out, the same people read the same wording every time.",
    "variants": "The wordings. The first is what the others are compared with.",
    "Variant.id": "A short name for the wording, as the summary calls it.",
    "Variant.text": "The wording. Left out, it is the survey's own.",
    "Variant.help": "What stands small under the question.",
    "share": "How many parts of the people read this wording.",
    "Translation.questions": "The texts of questions, by the ids of the questions.",
    "Translation.variants": "The wordings that are tried, by their ids.",
}
_SURVEY: Final = "What to ask, and in which order."
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_ID: Final = "^[a-z0-9][a-z0-9_-]{0,31}$"
#: A number can be an id too: as far as files go, it is the text of its digits.
_AN_ID: Final = {"type": ["string", "integer"], "pattern": _ID, "minimum": 0}
_DIGITS: Final = r"^\s*[+-]?[0-9]+\s*$"
_NUMERAL: Final = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"
_DAY: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
#: What files may write for true and false besides those.
_YES_NO: Final = ["yes", "no", "on", "off", "true", "false", "y", "n", "t", "f", "1", "0"]
#: Fields that are ids, and needn't be written where they can be made from something else.
_IDS: Final = frozenset({"id", "key", "to", "what", "question"})
_MADE: Final = frozenset({("Survey", "key"), ("Option", "id"), ("PictureOption", "id")})


def survey_schema() -> Schema:
    """The schema, as plain data."""
    raw = TypeAdapter(Survey).json_schema()
    classes = {"Survey": raw, **raw.pop("$defs")}
    kinds = {one.__name__ for one in KINDS.values()}
    made = {
        name: _class(name, one, needs=("kind",) if name in kinds else ()) for name, one in classes.items()
    }
    # An option may be its label alone; that of a picture can't.
    made["Option"] = {"anyOf": [made["Option"]["properties"]["label"], made["Option"]]}
    made["Question"] = _question()
    survey = made.pop("Survey")
    survey["properties"]["questions"]["items"] = {"$ref": "#/$defs/Question"}
    survey["properties"]["$schema"] = {
        "type": "string",
        "description": "Where this schema is; for editors only.",
    }
    survey["properties"]["translations"] |= {"propertyNames": {"enum": list(CODES)}}
    return {
        "$schema": _DRAFT,
        **survey,
        "title": "A survey file",
        "description": _SURVEY,
        "$defs": dict(sorted(made.items())),
    }


def _question() -> Schema:
    """Any question: which fields it has is judged by its kind alone, so that an editor says what is wrong with that."""
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": list(KINDS), "description": ABOUT["kind"]}},
        "allOf": [
            {
                "if": {"required": ["kind"], "properties": {"kind": {"const": kind}}},
                "then": {"$ref": f"#/$defs/{one.__name__}"},
            }
            for kind, one in KINDS.items()
        ],
    }


def _class(name: str, raw: Schema, needs: tuple[str, ...]) -> Schema:
    properties: Schema = {}
    required = [one for one in [*needs, *raw.get("required", [])] if (name, one) not in _MADE]
    for field, value in raw["properties"].items():
        loose = dict(_AN_ID) if field in _IDS else _loose(value)
        if name == "Translation" and field in texts(Survey):
            loose = _text({"maxLength": texts(Survey)[field]})
        if field in {"when", "accept"}:
            loose = {"anyOf": [loose, loose["items"]]}
        if field not in required:
            loose = _or_nothing(loose)
        properties[field] = {**loose, "description": ABOUT.get(f"{name}.{field}") or ABOUT[field]}
    made: Schema = {
        "type": "object",
        "description": raw["description"].split("\n\n")[0],
        "properties": properties,
    }
    return {**made, "required": required, "additionalProperties": False}


def _loose(raw: Schema) -> Schema:
    """What a file may hold where the dataclass has `raw`: texts for numbers, and numbers for texts."""
    match raw:
        case {"$ref": _} | {"const": _} | {"enum": _}:
            return {name: value for name, value in raw.items() if name not in {"title", "default"}}
        case {"anyOf": choices}:
            kept = [one for one in choices if one != {"type": "null"}]
            if any(one.get("type") == "number" for one in kept):
                kept = [one for one in kept if one.get("type") == "number"]
            if {one.get("type") for one in kept} == {"string", "integer"}:  # what a jump asks for
                return {"type": ["string", "number", "boolean"]}
            loose = [_loose(one) for one in kept]
            return loose[0] if len(loose) == 1 else {"anyOf": loose}
        case {"type": "string", "format": "date"}:
            return {"type": "string", "pattern": _DAY}
        case {"type": "string"}:
            return _text(raw)
        case {"type": "integer"}:
            return {"type": ["integer", "string"], "pattern": _DIGITS, **_limits(raw, "minimum", "maximum")}
        case {"type": "number"}:
            return {"type": ["number", "string"], "pattern": _NUMERAL, **_limits(raw, "minimum", "maximum")}
        case {"type": "boolean"}:
            return {"anyOf": [{"type": "boolean"}, {"enum": _YES_NO}]}
        case {"type": "array", "items": items}:
            return {"type": "array", "items": _loose(items), **_limits(raw, "minItems", "maxItems")}
        case {"type": "object", "additionalProperties": inside}:
            return {"type": "object", "additionalProperties": _or_nothing(_loose(inside))}
        case _:
            raise ValueError(f"no way is known to write {raw} in a file")


def _text(raw: Schema) -> Schema:
    """A text: something visible, unless it may be empty; anything that isn't a list or a group counts as one."""
    visible = {"pattern": r"\S"} if raw.get("minLength") else {}
    return {"type": ["string", "number", "boolean"], **visible, **_limits(raw, "maxLength")}


def _or_nothing(schema: Schema) -> Schema:
    """With nothing after the colon a field counts as left out."""
    kind = schema.get("type")
    if kind is not None:
        return {**schema, "type": [*(kind if isinstance(kind, list) else [kind]), "null"]}
    if "anyOf" in schema:
        return {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]}


def _limits(raw: Schema, *names: str) -> Schema:
    return {name: raw[name] for name in names if name in raw}
