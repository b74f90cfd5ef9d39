"""The sending benchmark runs, ends by itself, and states its figures. How fast it is, is not a test's matter."""

from benchmarks.sending import run


async def test_the_sending_benchmark_states_its_figures() -> None:
    figures = await run(dms=20, rival_dms=20, slow_rival_dms=3)
    assert (figures["dms"], figures["lost"], figures["doubled"]) == (20, 0, False)
    assert (figures["responses_429"], figures["requests_per_dm"]) == (0, 1.0)
    assert figures["dms_per_second"] > 0
    assert set(figures["rivals"]) == set(figures["ratios"])
