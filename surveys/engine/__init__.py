"""Use cases, one file per area: load, decide (core), save, then speak."""
