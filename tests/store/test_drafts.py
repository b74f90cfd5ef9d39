"""Surveys in the making: each change on top of what was seen, taking back is exact, nothing crosses communities."""

import pytest
from sqlalchemy.exc import NoResultFound, StatementError

from surveys.store import drafts
from tests.store.conftest import NOW
from tests.store.rows import DEFINITION, LATER, ONE, TWO, Rows, rows

__all__ = ["rows"]


async def test_taking_back_is_the_exact_inverse_for_twenty_steps(rows: Rows) -> None:
    row = await rows.do(drafts.begin, ONE, "k", None, {**DEFINITION, "title": "0"}, 5, NOW)
    assert not row.changed
    for number in range(1, 26):
        row = await rows.do(drafts.change, row, {**DEFINITION, "title": str(number)}, 5, NOW)
    for number in range(24, 4, -1):
        row = await rows.do(drafts.take_back, row, 6, LATER)
        assert row.definition == {**DEFINITION, "title": str(number)}
    assert (row.undo, row.revision, row.edited_by, row.changed) == ((), 46, 6, True)
    assert await rows.do(drafts.load, ONE, row.id) == row


async def test_a_change_on_top_of_something_older_is_no_change(rows: Rows) -> None:
    seen = await rows.do(drafts.begin, ONE, "k", 1, DEFINITION, 5, NOW)
    newer = await rows.do(drafts.change, seen, {**DEFINITION, "title": "newer"}, 5, NOW)
    with pytest.raises((NoResultFound, StatementError)):
        await rows.do(drafts.change, seen, {**DEFINITION, "title": "older"}, 6, LATER)
    assert await rows.do(drafts.by_key, ONE, "k") == newer


async def test_drafts_of_others_are_not_there(rows: Rows) -> None:
    mine = await rows.do(drafts.begin, ONE, "k", None, DEFINITION, 5, NOW)
    theirs = await rows.do(drafts.begin, TWO, "k", None, DEFINITION, 5, NOW)
    assert await rows.do(drafts.load, TWO, mine.id) is None
    await rows.do(drafts.remove, TWO, mine.id)
    assert await rows.do(drafts.of_community, ONE) == (mine,)
    assert await rows.do(drafts.by_key, TWO, "k") == theirs
