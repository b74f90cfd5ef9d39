"""A round's answers as files: a workbook, a zip of CSV tables, or JSON; in parts where one would be too large."""

import csv
import io
import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from math import ceil
from pathlib import Path
from typing import IO, Any, Final, TypeVar, assert_never

from surveys.core.exports import Format, Made, Order
from surveys.core.questions import Question
from surveys.core.values import Sent, Value, to_plain
from surveys.core.waves import Wave
from surveys.insight import comparisons
from surveys.insight.cells import Cell
from surveys.insight.comparisons import name_of
from surveys.insight.tables import Export, Numbered, Row, Table, first_reply_seconds
from surveys.insight.who import By
from surveys.insight.workbook import Workbook

#: What the JSON file says it is. The version grows when a field goes or changes its meaning.
FORMAT, VERSION = "earful.results", 1
# A spreadsheet reads a cell that starts so as a formula, in its full-width forms too; a line break
# or blank in front does not stop it.
_FORMULA: Final = frozenset("=+-@\t\r＝＋－＠")
#: Parts are planned this much smaller than they may be: their rows differ.
_SLACK: Final = 0.85
#: From so many people on, one of so many parts is written first to see how large the whole will be.
_LARGE, _SAMPLE = 5_000, 20

T = TypeVar("T")


def write(order: Order) -> Made:
    """Write the files of `order`. None is left where something goes wrong. Raises OSError where the disk does."""
    export = Export(order)
    if order.most_bytes is None:
        return Made((_written(export, 0, 1),))
    number = _guess(export, order.most_bytes)
    while number <= order.most_files:
        parts, size = _parts(export, number, order.most_bytes)
        if parts:
            return Made(parts)
        number = max(number + 1, ceil(size * number / (order.most_bytes * _SLACK)))
    return Made((_written(export, 0, 1),), oversize=True)


def _guess(export: Export, most_bytes: int) -> int:
    """How many files it will take; of a large export a small part is written to see."""
    if len(export.people) < _LARGE:
        return 1
    sample = _written(export, 0, _SAMPLE)
    size = sample.stat().st_size * _SAMPLE
    sample.unlink()
    return 1 if size <= most_bytes * _SLACK else ceil(size / (most_bytes * _SLACK))


def _parts(export: Export, number: int, most_bytes: int) -> tuple[tuple[Path, ...], int]:
    """The export in `number` files; no file, and the size of the one that was too large."""
    parts: list[Path] = []
    for part in range(number):
        parts.append(_written(export, part, number))
        size = parts[-1].stat().st_size
        if size > most_bytes:
            for path in parts:
                path.unlink()
            return (), size
    return tuple(parts), 0


def _path(order: Order, part: int, of: int) -> Path:
    suffix = "" if of == 1 else f"-part{part + 1}"
    return order.folder / f"{order.stem}{suffix}{order.format.suffix}"


def _written(export: Export, part: int, of: int) -> Path:
    """One file, readable by this account alone; nothing is left of one that fails."""
    path = _path(export.order, part, of)
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "w+b") as file:
        try:
            match export.order.format:
                case Format.XLSX:
                    _workbook(export, file, part, of)
                case Format.CSV:
                    _zip(export, file, part, of)
                case Format.JSON:
                    _json(export, file, part, of)
                case _:
                    assert_never(export.order.format)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return path


def _slice(rows: Iterable[T], length: int, part: int, of: int) -> Iterator[T]:
    """Part `part` (from 0) of `of` of the rows."""
    return islice(rows, length * part // of, length * (part + 1) // of)


def _rows(table: Table, part: int, of: int) -> Iterable[Row]:
    return table.rows() if table.explains else _slice(table.rows(), table.length, part, of)


# --- XLSX and CSV -------------------------------------------------------------------------------------


def _workbook(export: Export, file: IO[bytes], part: int, of: int) -> None:
    scratch = export.order.folder / f"{export.order.stem}-{part}.scratch"
    scratch.mkdir(mode=0o700)
    try:
        book = Workbook(file, scratch, export.order.made_at)
        for table in export.tables():
            book.add(table, _rows(table, part, of))
        book.close()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _zip(export: Export, file: IO[bytes], part: int, of: int) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for table in export.tables():
            entry = zipfile.ZipInfo(f"{table.name.lower()}.csv")
            entry.compress_type = zipfile.ZIP_DEFLATED
            # A lone half of a surrogate pair is no text; it must not cost anybody the whole table.
            with (
                pack.open(entry, "w", force_zip64=True) as raw,
                io.TextIOWrapper(raw, "utf-8-sig", errors="replace", newline="") as text,
            ):
                lines = csv.writer(text)
                lines.writerow(map(harmless, table.columns))
                lines.writerows([_in_csv(cell) for cell in row] for row in _rows(table, part, of))


def _in_csv(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.astimezone(UTC).isoformat(timespec="seconds")
        case date():
            return cell.isoformat()
        case Decimal():
            # A number is made by us, sign and all; as text it would be of no use to count with.
            return f"{cell:f}"
        case int():
            return str(cell)
        case _:
            return harmless(cell)


def harmless(cell: str) -> str:
    """`cell` with an apostrophe in front where a spreadsheet would run it as a formula; numbers aren't for this."""
    begins = cell.lstrip(" \n\u00a0\u3000\ufeff\0")[:1]
    return f"'{cell}" if begins in _FORMULA and begins else cell


# --- JSON ---------------------------------------------------------------------------------------------


def _json(export: Export, file: IO[bytes], part: int, of: int) -> None:
    head = _head(export, part, of)
    lists = {"respondents": _slice(_people(export), len(export.people), part, of)}
    if export.anonymous:
        lists["answers"] = _alone(export, part, of)
    if export.stated:
        verdicts = export.verdicts()
        lists["statements"] = _slice(_statements(export), len(export.stated), part, of)
        lists["verdicts"] = _slice(_verdicts(export), len(verdicts), part, of)
    file.write(b"{\n")
    for name, value in head.items():
        file.write(_said(name) + b": " + _said(value) + b",\n")
    for number, (name, entries) in enumerate(lists.items(), 1):
        file.write(_said(name) + b": [")
        for place, entry in enumerate(entries):
            file.write((b",\n" if place else b"\n") + _said(entry))
        file.write(b"\n]" + (b",\n" if number < len(lists) else b"\n"))
    file.write(b"}\n")


def _said(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", errors="replace")


def _head(export: Export, part: int, of: int) -> dict[str, Any]:
    data, numbers, funnel = export.data, export.numbers, export.numbers.funnel
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _instant(export.order.made_at),
        "part": part + 1,
        "parts": of,
        "community": data.community,
        "round": {
            "number": data.number,
            "wave": name_of(data),
            "opened_at": _instant(data.opened_at),
            "closed_at": _instant(data.closed_at),
            "anonymous": export.anonymous,
        },
        "survey": dict(export.order.definition),
        "counts": {
            "asked": funnel.asked,
            "reached": funnel.reached,
            "started": funnel.started,
            "completed": funnel.completed,
            "states": {state.value: number for state, number in funnel.states.items()},
            "first_reply_seconds": numbers.first_reply_seconds,
            "first_reply_quartiles": numbers.first_reply_quartiles,
            "questions": [
                {
                    "question": one.question.id,
                    "put_to": one.faced,
                    "answered": one.answered,
                    "content_deleted": one.withdrawn,
                    "left_at": one.stopped,
                }
                for one in numbers.questions
            ],
        },
        "waves": [_wave(export, one) for one in data.earlier],
        "who_answered": [
            {"by": by, "group": group, "asked": asked, "answered": answered}
            for by, group, asked, answered in comparisons.who(numbers)
        ],
        "narrative": list(_narrative(export)),
    }


def _wave(export: Export, wave: Wave) -> dict[str, Any]:
    return {
        "round": wave.number,
        "wave": name_of(wave),
        "opened_at": _instant(wave.opened_at),
        "reached": wave.reached,
        "answered": wave.answered,
        "questions": [
            {"question": question.id, "answered": before.of, "counts": dict(before.counts)}
            for question, before in comparisons.comparable_tallies(export.data, wave)
        ],
    }


def _narrative(export: Export) -> Iterator[dict[str, Any]]:
    """What a language model said of the round; in an anonymous one without whose replies it rests on."""
    numbers = {each.one.person: each.number for each in export.people}
    for claim in export.data.narrative:
        rests_on = [] if export.anonymous else sorted(numbers[person] for person in claim.people)
        yield {
            "question": claim.question,
            "text": claim.text,
            "replies": len(claim.people),
            "respondents": rests_on,
        }


def _people(export: Export) -> Iterator[dict[str, Any]]:
    for each in export.people:
        yield _nobody(export, each) if export.anonymous else _somebody(export, each)


def _somebody(export: Export, each: Numbered) -> dict[str, Any]:
    one = each.one
    told = {
        "respondent": each.number,
        "state": one.state.value,
        "reason": one.reason,
        "sent_at": _instant(one.sent_at),
        "started_at": _instant(one.started_at),
        "ended_at": _instant(one.ended_at),
        "first_reply_seconds": first_reply_seconds(one),
        "variant": export.variant(one),
        "language": export.language(one),
        "topics": list(export.topics(one)),
        "tenure": export.group(one, By.TENURE),
        "activity": export.group(one, By.ACTIVITY),
        "answers": _in_order(export.data.survey.questions, one.answers),
    }
    return {**told, "user_id": one.mention.strip("<@!>")} if one.mention else told


def _nobody(export: Export, each: Numbered) -> dict[str, Any]:
    one = each.one
    day = None if one.sent_at is None else one.sent_at.astimezone(UTC).date().isoformat()
    return {"state": one.state.value, "reason": one.reason, "sent_on": day, "variant": export.variant(one)}


def _alone(export: Export, part: int, of: int) -> Iterator[dict[str, Any]]:
    for question in export.data.survey.questions:
        given = export.answers_to(question)
        for _, value in _slice(given, len(given), part, of):
            yield {"question": question.id, "value": _impersonal(value)}


def _statements(export: Export) -> Iterator[dict[str, Any]]:
    for place, (author, one) in enumerate(export.statements(), 1):
        whose = {} if export.anonymous else {"respondent": author}
        yield {"statement": place, **whose, "question": one.question, "text": one.text or None}


def _verdicts(export: Export) -> Iterator[dict[str, Any]]:
    for statement, who, verdict in export.verdicts():
        whose = {} if export.anonymous else {"respondent": who}
        yield {"statement": statement, **whose, "verdict": verdict}


def _in_order(questions: Sequence[Question], answers: Mapping[str, Value]) -> dict[str, Any]:
    return {one.id: to_plain(answers[one.id]) for one in questions if one.id in answers}


def _impersonal(value: Value) -> dict[str, Any]:
    """The answer without the ids of files: Discord's ids tell the moment they were made."""
    if isinstance(value, Sent):
        files = [{"name": one.name, "type": one.content_type, "size": one.size} for one in value.files]
        return {"files": files, "text": value.text}
    return to_plain(value)


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds")
