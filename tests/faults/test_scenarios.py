"""The short form of each scenario; `make faults` plays the full ones."""

from pathlib import Path

import pytest

from tests.faults.campaign import SCENARIOS, Scenario


@pytest.mark.timeout(120)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
async def test_it_holds(tmp_path: Path, scenario: Scenario) -> None:
    found = await scenario(tmp_path, 7, full=False)
    assert found.held, found.to_json()
    assert found.figures
