"""The short campaign of kills; `make faults` runs longer ones."""

from pathlib import Path

import pytest

from tests.faults.kills import campaign


@pytest.mark.timeout(120)
async def test_three_kills_in_a_round_lose_and_double_nothing(tmp_path: Path) -> None:
    found = await campaign(tmp_path, kills=1, people=20, seed=7)
    assert found.holds, found
    assert found.recipients == 20
    assert found.kills == 3
