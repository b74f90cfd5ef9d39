"""What the summary says about promises."""

from typing import Final

TITLE: Final = "**You asked, it's made**"
PROMISED: Final = "Of {promised} ideas you called planned or started: {parts}."
KEPT: Final = "{count} made"
OPEN: Final = "{count} still to come"
DROPPED: Final = "{count} dropped"
RATE: Final = "Promises kept: {kept} of {settled} decided ({rate})"
DAYS: Final = "From idea to video: {days} days (median of {made})"
ONE_DAY: Final = "From idea to video: a day or less (median of {made})"
