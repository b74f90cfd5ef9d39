"""What a summary says about the time before: what changed since a survey was asked last, and how figures went."""

from typing import Final

TITLE: Final = "**Since {when}**"
RESPONSE: Final = "Response: {before} then, {now} now ({change})"
MEAN: Final = "“{question}”: {before} on average then, {now} now ({change})"
SCORE: Final = "“{question}”: score {before} then, {now} now ({change})"
SHARE: Final = "“{question}”, {label}: {before} then, {now} now ({change})"
MORE_ONE: Final = "… and {count} more change, each at its question."
MORE_MANY: Final = "… and {count} more changes, each at their questions."
NOTHING_ONE: Final = "Nothing changed for sure: the {count} figure that was compared differs by no more than chance would make it."
NOTHING_MANY: Final = "Nothing changed for sure: the {count} figures that were compared differ by no more than chance would make them."
REST_ONE: Final = "{count} figure compared; only what is hardly chance is told."
REST_MANY: Final = "{count} figures compared; only what is hardly chance is told."
#: In the caption of a question.
SINCE: Final = "{change} since {when}"
SINCE_LABEL: Final = "“{label}” {change} since {when}"
POINTS_ONE: Final = "{count} point"
POINTS_MANY: Final = "{count} points"

TREND: Final = "Over the last {count} rounds"
TREND_NOTE: Final = "Each line fits its own height. The pale bars are the range the true figure probably lies in (95% interval)."
TREND_MORE_ONE: Final = "{count} more can be counted from the spreadsheet."
TREND_MORE_MANY: Final = "{count} more can be counted from the spreadsheet."
TREND_SHARE: Final = "{question} · {label}"
TREND_MEAN: Final = "{question} (mean)"
TREND_SCORE: Final = "{question} (score)"
