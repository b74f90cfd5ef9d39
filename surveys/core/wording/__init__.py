"""What is said to creators, part by part; see also `surveys.core.words`."""
