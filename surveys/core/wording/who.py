"""What a summary says about who answered. Each group is named by what is true of its people."""

from typing import Final

TITLE: Final = "**Who answered, of those asked**"
#: By the first and the last band that a group is made of.
TENURE: Final = {
    (0, 0): "joined in the last 30 days",
    (1, 1): "joined 30 days to 6 months ago",
    (2, 2): "joined over 6 months ago",
    (0, 1): "joined in the last 6 months",
    (1, 2): "joined over 30 days ago",
}
ACTIVITY: Final = {
    (0, 0): "were in their first round",
    (1, 1): "seldom answered before",
    (2, 2): "mostly answered before",
    (0, 1): "never or seldom answered before",
    (1, 2): "were asked before",
}
GROUP: Final = "{group}: {answered} of {asked} ({share})"
LOUD: Final = (
    "Mind who speaks here: those who {group} answered {times} as often as the others. "
    "{replies} of the replies come from {asked} of those asked."
)
ALONE: Final = (
    "Mind who speaks here: all replies come from those who {group}, and they are {asked} of those asked."
)
TWICE: Final = "twice"
TIMES: Final = "{times} times"
EVEN: Final = "No group answered so much more than the others that the replies would lean its way."
CHART: Final = "How many of each group answered"
