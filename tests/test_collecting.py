"""The collector of cycles looks at everything seldom while a round is in memory, and as usual afterwards."""

import gc

import pytest

from surveys.engine.collecting import no_long_looks


def test_it_is_as_before_afterwards_however_they_overlap() -> None:
    before = gc.get_threshold()
    with no_long_looks():
        meanwhile = gc.get_threshold()
        assert meanwhile[:2] == before[:2]
        assert meanwhile[2] > 1000 * before[2]
        with no_long_looks():
            assert gc.get_threshold() == meanwhile
        assert gc.get_threshold() == meanwhile
    assert gc.get_threshold() == before


def test_it_is_as_before_after_an_error() -> None:
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), no_long_looks():
        _ = 1 // 0
    assert gc.get_threshold() == before
