"""A round as a table for a spreadsheet: every person asked, every state, every answer."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from surveys.core.questions import Question
from surveys.core.results import Invited, RoundData
from surveys.core.values import Counted, Rated, Value
from surveys.insight.breakdowns import in_words

_COLUMNS: Final = ("person", "state", "reason", "sent_at", "started_at", "ended_at")
# A spreadsheet reads a cell that starts so as a formula, in its full-width forms too; a line break
# or blank in front does not stop it.
_FORMULA: Final = frozenset("=+-@\t\r＝＋－＠")
_BETWEEN_LABELS: Final = "; "


def answers_csv(data: RoundData) -> bytes:
    """The round as CSV: UTF-8 with byte order mark, one row per invitation, ordered by person.

    Times are ISO 8601 in UTC, dates ISO 8601, files by their names. A cell that a spreadsheet would run as a
    formula gets an apostrophe in front; numbers and everything else stand as they were given.
    """
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow((*_COLUMNS, *_headings([question.id for question in data.survey.questions])))
    table.writerows(_row(data, one) for one in sorted(data.invited, key=lambda one: one.person))
    # A lone half of a surrogate pair is no text; it must not cost anybody the whole table.
    return out.getvalue().encode("utf-8-sig", errors="replace")


def _headings(questions: Sequence[str]) -> list[str]:
    """The question ids; one that is also the name of another column is told apart."""
    taken = {*_COLUMNS, *questions}
    headings = []
    for question in questions:
        heading = question
        if question in _COLUMNS:
            heading = f"answer_{question}"
            while heading in taken:
                heading = f"answer_{heading}"
            taken.add(heading)
        headings.append(heading)
    return headings


def _row(data: RoundData, one: Invited) -> list[str]:
    times = (one.sent_at, one.started_at, one.ended_at)
    told = [str(one.person), one.state.value, one.reason or "", *(_instant(at) for at in times)]
    given = [
        _cell(question, one.answers[question.id]) if question.id in one.answers else ""
        for question in data.survey.questions
    ]
    return [*(_harmless(cell) for cell in told), *given]


def _cell(question: Question, value: Value) -> str:
    cell = in_words(question, value, _BETWEEN_LABELS)
    # A number is made by us, sign and all; as text it would be of no use to count with.
    return cell if isinstance(value, Counted | Rated) else _harmless(cell)


def _instant(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(UTC).isoformat(timespec="seconds")


def _harmless(cell: str) -> str:
    begins = cell.lstrip(" \n\u00a0\u3000\ufeff\0")[:1]
    return f"'{cell}" if begins in _FORMULA and begins else cell
