"""The promise ledger: what counts as promised, kept and dropped, and how long it took."""

from datetime import UTC, datetime, timedelta

from surveys.core.ideas import IdeaState
from surveys.core.ledger import Change, Ledger, Wish, balance
from surveys.insight.ledger_section import section

ASKED = datetime(2026, 1, 1, tzinfo=UTC)
OPEN, PLANNED, STARTED, MADE = IdeaState.OPEN, IdeaState.PLANNED, IdeaState.STARTED, IdeaState.MADE
DECLINED, DUPLICATE = IdeaState.DECLINED, IdeaState.DUPLICATE


def wish(*changes: tuple[IdeaState, float], merged: tuple[tuple[IdeaState, float], ...] = ()) -> Wish:
    """An idea of the first of January, and what happened to it after so many days."""
    own = [Change(1, state, ASKED + timedelta(days=days)) for state, days in changes]
    others = [Change(2, state, ASKED + timedelta(days=days)) for state, days in merged]
    found = tuple(sorted((*own, *others), key=lambda one: one.at))
    return Wish(1, ASKED, changes[-1][0] if changes else OPEN, found)


def test_promises_are_kept_dropped_or_open_and_what_was_never_promised_is_made_all_the_same() -> None:
    found = balance(
        [
            wish((PLANNED, 1), (STARTED, 5), (MADE, 10)),
            wish((STARTED, 1), (MADE, 20)),
            wish((MADE, 60)),
            wish((PLANNED, 1), (DECLINED, 9)),
            wish((PLANNED, 1), (OPEN, 9)),
            wish((PLANNED, 1)),
            wish((DECLINED, 1)),
        ]
    )
    assert found == Ledger(kept=2, dropped=2, open=1, made=3, days=20.0)
    told = section(found)
    assert told is not None
    assert told.text == (
        "**You asked, it's made**\n"
        "Of 5 ideas you called planned or started: 2 made, 1 still to come, 2 dropped.\n"
        "-# Promises kept: 2 of 4 decided (50%) · From idea to video: 20 days (median of 3)"
    )


def test_a_slip_of_the_finger_is_no_promise() -> None:
    assert not wish((PLANNED, 1), (OPEN, 1.001)).promised
    assert wish((PLANNED, 1), (OPEN, 1.1)).promised
    assert wish((PLANNED, 1), (MADE, 1.001)).promised


def test_merging_changes_neither_the_promise_nor_the_day() -> None:
    assert wish((MADE, 30), merged=((PLANNED, 2), (DUPLICATE, 3))).promised
    apart = wish((PLANNED, 1), (MADE, 10), (DUPLICATE, 15), (MADE, 40))
    assert apart.made_at == ASKED + timedelta(days=10)
    again = wish((MADE, 10), (OPEN, 15), (MADE, 40))
    assert again.made_at == ASKED + timedelta(days=40)
    assert wish((MADE, 10), (OPEN, 15)).made_at is None


def test_too_little_is_not_told() -> None:
    assert balance([]) is None
    assert balance([wish((PLANNED, 1)), wish((MADE, 1))]) is None
    assert section(None) is None
    only_made = balance([wish((MADE, 0.2))] * 3)
    assert only_made is not None
    told = section(only_made)
    assert told is not None
    assert "a day or less" in told.text
    assert "promised" not in told.text
    assert "called planned" not in told.text
