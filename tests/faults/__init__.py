"""The fault campaign: `python -m tests.faults`. What is broken on purpose, and what has to hold all the same."""
