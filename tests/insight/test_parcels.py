"""What goes to the worker arrives as it was, however long it is."""

import pickle
from dataclasses import dataclass

import pytest

from surveys.insight.parcels import packed, unpacked


@dataclass(frozen=True, slots=True)
class Crate:
    rows: tuple[object, ...]
    also: tuple[object, ...] = ()


@pytest.mark.parametrize("count", [0, 1, 200, 201, 1000])
def test_it_arrives_as_it_was(count: int) -> None:
    rows = tuple((number, f"row {number}", {"x": number}) for number in range(count))
    given = (len, (Crate(rows, rows), "word"), {"more": rows[:3]})
    assert unpacked(packed(given)) == given


def test_what_was_one_thing_is_one_thing() -> None:
    rows = tuple(range(500))
    crate = unpacked(packed(Crate(rows, rows)))
    assert crate.rows is crate.also


def test_a_long_tuple_within_a_long_one_travels_too() -> None:
    given = Crate(tuple(tuple(range(300)) for _ in range(300)))
    assert unpacked(packed(given)) == given


def test_what_cant_travel_is_said() -> None:
    with pytest.raises((TypeError, AttributeError, pickle.PicklingError)):
        packed(tuple(lambda: None for _ in range(300)))
