"""Lengths of time in words."""

from surveys.core.language import ENGLISH, Words
from surveys.core.phrases import lengths

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
# Nobody says "about 49 seconds".
_SECONDS_COUNT, _HALF_MINUTE_ENDS = 20, 45


def in_words(seconds: float, lang: Words = ENGLISH) -> str:
    """About how long `seconds` are, as people say it."""
    if seconds < _SECONDS_COUNT:
        return lang.count(max(1, round(seconds)), lengths.SECONDS)
    if seconds < _HALF_MINUTE_ENDS:
        return lang.say(lengths.HALF_A_MINUTE)
    if seconds < _HOUR:
        return lang.count(max(1, round(seconds / _MINUTE)), lengths.MINUTES)
    if seconds < 2 * _DAY:
        return lang.count(round(seconds / _HOUR), lengths.HOURS)
    return lang.count(round(seconds / _DAY), lengths.DAYS)
