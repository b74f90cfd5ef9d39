"""Exports as others read them: workbooks by another library, CSV by the standard library's reader."""

import csv
import io
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.escape import unescape

from surveys.core.exports import Format, Made, Order
from surveys.core.results import RoundData
from surveys.formats.plain import as_plain
from surveys.insight.export import write

MADE = datetime(2026, 11, 6, 9, tzinfo=UTC)

Rows = list[dict[str, Any]]


def order_of(
    data: RoundData,
    wanted: Format,
    folder: Path,
    *,
    seed: str = "seed",
    most_bytes: int | None = None,
    files: int = 1,
) -> Order:
    return Order(data, as_plain(data.survey), wanted, seed, MADE, folder, "export", most_bytes, files)


def made(data: RoundData, wanted: Format, *, seed: str = "seed") -> bytes:
    """The one file of an export."""
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write(order_of(data, wanted, Path(folder), seed=seed)).files
        return path.read_bytes()


def contents(done: Made) -> list[bytes]:
    return [path.read_bytes() for path in done.files]


def sheets(raw: bytes) -> dict[str, Rows]:
    """A workbook's rows by column, sheet by sheet; also that no cell is a formula or has a link."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    found = {}
    for sheet in book.worksheets:
        head, *rows = list(sheet.iter_rows())
        for row in rows:
            assert not [cell for cell in row if cell.data_type == "f" or cell.hyperlink]
        names = [cell.value for cell in head]
        found[sheet.title] = [
            {name: _cell(cell.value) for name, cell in zip(names, row, strict=True)} for row in rows
        ]
    return found


def tables(raw: bytes) -> dict[str, list[dict[str, str]]]:
    """The CSV tables of a zip, by name."""
    with zipfile.ZipFile(io.BytesIO(raw)) as pack:
        texts = {name: pack.read(name) for name in pack.namelist()}
    assert all(text.startswith(b"\xef\xbb\xbf") for text in texts.values())
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
        for name, text in texts.items()
    }


def _cell(value: Any) -> Any:
    return unescape(value) if isinstance(value, str) else value
