"""The core, without fixtures."""
