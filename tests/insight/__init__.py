"""Numbers, themes and charts."""
