"""What a file may leave out or write shorter, written out in full."""

from typing import Any, Final

from surveys.core.questions import File, Jump, Option
from surveys.core.slugs import slug, unused
from surveys.core.text import clip
from surveys.core.translations import Translation
from surveys.formats.fields import names_of, nested

#: Ids are made for this many options; a list that is longer is refused anyway.
_MOST_NAMED: Final = 100
_LONGEST_ID: Final = 40


def spelt_out(data: dict[str, Any], owner: type) -> dict[str, Any]:
    """`data`, meant for dataclass `owner`, as `owner` takes it. `data` itself stays as it is.

    A field with nothing after it counts as left out. Options may be plain texts, and make their ids
    from their labels. A jump's `when` may be a single answer, a file's `accept` a single sort. Ids that are far too long are cut, so that
    whoever names them in a sentence needn't.
    """
    written: dict[str, Any] = {}
    names = names_of(owner)
    for name, value in data.items():
        inner = nested(owner, name)
        if value is None and name in names:
            continue
        if isinstance(value, dict) and inner is not None and inner is not Translation:
            written[name] = spelt_out(value, inner)
        elif isinstance(value, list) and inner is not None:
            entries = _options(value) if issubclass(inner, Option) else value
            written[name] = [spelt_out(one, inner) if isinstance(one, dict) else one for one in entries]
        else:
            written[name] = value
    if owner is File and isinstance(accept := written.get("accept"), str):
        written["accept"] = [accept]
    if owner is Jump:
        when = written.get("when")
        if isinstance(when, str):
            when = [when]
        if isinstance(when, list):
            written["when"] = [_cut(one) for one in when]
    for name in {"id", "key", "to", "what", "question"} & written.keys():
        written[name] = _cut(written[name])
    return written


def _options(entries: list[Any]) -> list[Any]:
    """Options with ids: those written, and for the others the label's Latin letters or the place."""
    taken = {one["id"] for one in entries if isinstance(one, dict) and isinstance(one.get("id"), str)}
    named: list[Any] = []
    for number, entry in enumerate(entries[:_MOST_NAMED], start=1):
        option = {"label": entry} if isinstance(entry, str) else entry
        if isinstance(option, dict) and option.get("id") is None:
            label = option.get("label")
            wanted = (slug(label) if isinstance(label, str) else "") or f"option-{number}"
            option = {**option, "id": unused(wanted, taken)}
            taken.add(option["id"])
        named.append(option)
    rest = enumerate(entries[_MOST_NAMED:], start=_MOST_NAMED + 1)
    return named + [
        {"id": f"option-{place}", "label": one} if isinstance(one, str) else one for place, one in rest
    ]


def _cut(written: Any) -> Any:
    return clip(written, _LONGEST_ID) if isinstance(written, str) else written
