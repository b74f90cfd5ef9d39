"""One file per figure, each with its rivals."""
