"""How property tests are played: by the clock of no machine, and more often where somebody asks for it."""

import os

# One thread, as the worker has it: beside other tests, more of them only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from hypothesis import HealthCheck, settings

#: A busy machine is slow, and that is no mistake of what is tested. What must be quick is measured in benchmarks/.
settings.register_profile(
    "suite", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
#: `HYPOTHESIS_PROFILE=thorough make test` looks longer.
settings.register_profile("thorough", settings.get_profile("suite"), max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
