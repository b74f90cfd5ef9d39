"""Lengths of time."""

from surveys.core.language import Plural, Sentence

SECONDS = Plural("{count} second", "{count} seconds")
MINUTES = Plural("a minute", "{count} minutes")
HOURS = Plural("an hour", "{count} hours")
DAYS = Plural("a day", "{count} days")
HALF_A_MINUTE = Sentence("half a minute")
