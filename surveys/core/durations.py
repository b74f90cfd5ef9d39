"""Lengths of time in words."""

from surveys.core import words

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
# Nobody says "about 49 seconds".
_SECONDS_COUNT, _HALF_MINUTE_ENDS = 20, 45


def in_words(seconds: float) -> str:
    """About how long `seconds` are, as people say it."""
    if seconds < _SECONDS_COUNT:
        return words.count(max(1, round(seconds)), words.SECONDS_ONE, words.SECONDS_MANY)
    if seconds < _HALF_MINUTE_ENDS:
        return words.HALF_A_MINUTE
    if seconds < _HOUR:
        return words.count(max(1, round(seconds / _MINUTE)), words.MINUTES_ONE, words.MINUTES_MANY)
    if seconds < 2 * _DAY:
        return words.count(round(seconds / _HOUR), words.HOURS_ONE, words.HOURS_MANY)
    return words.count(round(seconds / _DAY), words.DAYS_ONE, words.DAYS_MANY)
