"""Tables as an XLSX workbook: every cell of its type, nothing in it a formula or a link.

Written row by row, with what is pending in the export's own folder, so that 100,000 people take no more
memory than ten, and nothing of theirs is left in the machine's folder for temporary files.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final

import xlsxwriter

from surveys.insight.cells import Cell
from surveys.insight.tables import Row, Table, utc

#: What a sheet and a cell can hold; characters outside the basic plane count twice.
MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767
_LONGEST_NAME: Final = 31
#: Days before this one are numbered differently by different programs.
_FIRST_DAY: Final = date(1900, 3, 1)
#: What XML 1.0 can't say, and lone halves of surrogate pairs.
_UNSAYABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NARROW, _WIDE = 14, 40
_WIDE_COLUMNS: Final = frozenset({"Text", "Value", "Label", "Answer", "Help", "Columns"})


class Workbook:
    """One XLSX file being written. `scratch` is a folder for what is pending."""

    def __init__(self, target: IO[bytes], scratch: Path, made_at: datetime) -> None:
        self._book: Any = xlsxwriter.Workbook(
            target,
            {
                "constant_memory": True,
                "tmpdir": str(scratch),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._book.set_properties({"created": utc(made_at)})
        self._bold = self._book.add_format({"bold": True})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})

    def add(self, table: Table, rows: Sequence[Row] | Any) -> None:
        """Add the table with `rows`, which may be any part of its own; on several sheets where it is too long for one."""
        left = iter(rows)
        for number in range(1, 1_000):
            more = self._sheet(table, f"{table.name} {number}" if number > 1 else table.name, left)
            if more is None:
                return
            left = chain((more,), left)

    def close(self) -> None:
        """Finish the file."""
        self._book.close()

    def _sheet(self, table: Table, name: str, rows: Any) -> Row | None:
        """A sheet with the rows that fit; the first that doesn't."""
        sheet = self._book.add_worksheet(name[:_LONGEST_NAME])
        sheet.freeze_panes(1, 0)
        for place, heading in enumerate(table.columns):
            sheet.set_column(place, place, _WIDE if heading in _WIDE_COLUMNS else _NARROW)
        for place, heading in enumerate(table.columns):
            sheet.write_string(0, place, sayable(heading), self._bold)
        for line, row in enumerate(rows, 1):
            if line == MOST_ROWS:
                return tuple(row)
            for place, cell in enumerate(row):
                self._write(sheet, line, place, cell)
        return None

    def _write(self, sheet: Any, line: int, place: int, cell: Cell) -> None:
        match cell:
            case None:
                pass
            case int() | Decimal():
                sheet.write_number(line, place, float(cell) if isinstance(cell, Decimal) else cell)
            case datetime():
                sheet.write_datetime(line, place, utc(cell), self._moment)
            case date() if cell >= _FIRST_DAY:
                sheet.write_datetime(line, place, cell, self._day)
            case date():
                sheet.write_string(line, place, cell.isoformat())
            case _:
                sheet.write_string(line, place, sayable(cell))


def sayable(text: str) -> str:
    """`text` as a cell can hold it: what XML has no way to say becomes a mark, what is too long is cut."""
    told = _UNSAYABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))
    if 2 * len(told) <= MOST_CHARACTERS:
        return told
    units = told.encode("utf-16-le")[: 2 * MOST_CHARACTERS]
    return units.decode("utf-16-le", errors="ignore")
