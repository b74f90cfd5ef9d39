"""What a summary says about a wording experiment."""

from typing import Final

TITLE_INTRO: Final = "**Trying wordings of the invitation**"
TITLE_QUESTION: Final = "**Trying wordings of “{question}”**"
#: What a variant is called whose text the survey leaves to Earful, or leaves out.
OWN: Final = "nothing of its own"
ARM: Final = "**{name}** · {wording}"
REACHED: Final = "{reached} reached"
FINISHED: Final = "{reached} reached, {started} started, {count} finished ({share})"
ANSWERED: Final = "{reached} reached, {started} started, {count} of {of} answered it ({share})"

HIDDEN: Final = "Too early to say. Numbers are shown once each wording has had at least {least} people."
OPEN: Final = (
    "Too early to say: {have} people so far, and up to about {needed} are needed. The numbers come when the round is "
    "over; looking at them earlier would make chance look like a difference."
)
OPEN_ENOUGH: Final = (
    "Too early to say while the round is open, though enough people are in. The numbers come when it is over; looking "
    "at them earlier would make chance look like a difference."
)
FEW: Final = (
    "Too few to say: {have} of about {needed} people needed. With so few, even {points} points between two wordings "
    "can be chance."
)
MORE_FINISHED: Final = (
    "**{better}** got more people to finish: {high} against {low} with **{worse}** (difference between {least} and "
    "{most} points)."
)
MORE_ANSWERED: Final = (
    "**{better}** got more people to answer: {high} against {low} with **{worse}** (difference between {least} and "
    "{most} points)."
)
SAME: Final = (
    "No real difference between **{one}** and **{other}**: {here} against {there} (**{other}** is somewhere between "
    "{least} and {most} points)."
)
MEANS: Final = (
    "The answers differ, too: {here} on average with **{one}**, {there} with **{other}** (difference between {least} "
    "and {most})."
)
PICKS: Final = (
    "The answers differ, too: “{option}” was said by {here} with **{one}**, by {there} with **{other}**."
)
ALIKE: Final = "The answers themselves look alike with **{one}** and **{other}**."
METHOD: Final = "Differences are given with their 95 % interval."
