"""What a community decided about asking its followers: how often at most, and when it is quiet.

Followers were promised a week between rounds and nothing at night, so there is nothing to choose that breaks either.
"""

from dataclasses import dataclass
from datetime import time
from typing import Final

#: Days between two rounds at the least; a community picks one of these.
GAPS: Final = (7, 14, 28)

#: Full hours at which quiet hours may begin and end. Whichever are picked, it is quiet from 23:00 to 7:00.
QUIET_BEGINS: Final = (18, 19, 20, 21, 22, 23)
QUIET_ENDS: Final = (7, 8, 9, 10, 11, 12)


@dataclass(frozen=True, slots=True)
class Terms:
    """At most one round in `gap_days`; nothing from `quiet[0]` to `quiet[1]` where a follower lives.

    A follower's own wish wins for the hours, and can only ask for fewer rounds.
    """

    gap_days: int = GAPS[0]
    quiet: tuple[time, time] = (time(21), time(9))


USUAL: Final = Terms()


def quiet_hours(begin: str, end: str) -> tuple[time, time] | None:
    """Quiet hours from what was picked, as full hours ("21", "9"); None where they aren't among those offered."""
    offered = (
        {str(hour): time(hour) for hour in QUIET_BEGINS},
        {str(hour): time(hour) for hour in QUIET_ENDS},
    )
    chosen = (offered[0].get(begin), offered[1].get(end))
    return None if chosen[0] is None or chosen[1] is None else (chosen[0], chosen[1])


def wording_version(version: str, terms: Terms) -> str:
    """What is stored with a consent: the version of the join card's wording, with the terms it told if they aren't usual."""
    begin, end = map(clock, terms.quiet)
    return version if terms == USUAL else f"{version}, {terms.gap_days} days, {begin}-{end}"


def clock(wall: time) -> str:
    """A time of day as it is written everywhere: "21:00"."""
    return f"{wall:%H:%M}"
