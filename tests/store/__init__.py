"""The store, on real SQLite."""
