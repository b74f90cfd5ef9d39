"""What a summary says beyond its questions: the headline, split opinions, what is too small, the papers below it."""

from typing import Final

# --- The headline: clauses, most important first -------------------------------------------------------

OF: Final = "{count} of {of}"
ALL: Final = "all {of}"
ABOUT: Final = "about {tenths} of 10"
NEARLY_ALL: Final = "more than 9 of 10"
HARDLY_ANY: Final = "fewer than 1 of 10"
CHOSE: Final = "{share} chose “{label}”"
SAID_YES: Final = "{share} said yes to “{question}”"
SAID_NO: Final = "{share} said no to “{question}”"
AGREE: Final = "{share} agree: “{label}”"
DISAGREE: Final = "{share} disagree: “{label}”"
RANKED_FIRST: Final = "“{label}” was put first most often ({share})"
ASK_FOR: Final = "{count} people ask for “{label}”"
MENTION: Final = "{count} people mention “{label}”"
RATED: Final = "“{question}” got {mean} of {most} on average"
RECOMMENDED: Final = "more would recommend you than not (score {score})"
NOT_RECOMMENDED: Final = "fewer would recommend you than not (score {score})"

UP_FROM: Final = ", up from {before} in round {number}"
DOWN_FROM: Final = ", down from {before} in round {number}"
ROSE: Final = "“{label}” rose from {before} in round {number} to {now}"
FELL: Final = "“{label}” fell from {before} in round {number} to {now}"

# --- Sections ------------------------------------------------------------------------------------------

SPLIT: Final = "**Where opinions split**"
SPLIT_RULE: Final = (
    "-# Two camps: each surely more than a fifth of those who answered, neither clearly ahead."
)
SPLIT_AGREE: Final = "“{label}”: {one} agree, {other} disagree"
SPLIT_YES: Final = "“{label}”: {one} yes, {other} no"
SPLIT_POINTS: Final = "“{label}”: {one} gave {low}, {other} gave {high}"

IDEAS: Final = "**Most wanted ideas**"
IDEA_ONE: Final = "**{text}** · {count} person · {state}"
IDEA_MANY: Final = "**{text}** · {count} people · {state}"

SMALL: Final = "**Too small to show**"
SMALL_RULE: Final = "Fewer than {least} answers could show who said what, so these are only counted:"
SMALL_ONE: Final = "“{question}” · {count} answer"
SMALL_MANY: Final = "“{question}” · {count} answers"
SMALL_NONE: Final = "“{question}” · nobody answered"
SMALL_MORE_ONE: Final = "… and {count} more question"
SMALL_MORE_MANY: Final = "… and {count} more questions"

# --- Below it ------------------------------------------------------------------------------------------

THEMES: Final = "Edit themes"
REPORT_LARGE: Final = "The full report is too large to attach; `/results show` has the summary."
BOOK_LARGE: Final = "The spreadsheet is too large to attach; `/results export` gives it to you."
REDUCED: Final = (
    "This summary is reduced to the numbers: the full one could not be made. `/results show` tries it again, "
    "and `/results export` has every answer."
)
BARE_COUNTS: Final = "**{answered}** of {reached} who were reached answered."
BARE: Final = (
    "This is all that could be counted: making the summary failed several times. `/results show` tries it again, "
    "and `/results export` has every answer."
)

# --- The report, a page of its own ------------------------------------------------------------------------

PAGE_ROUND: Final = "{community} · round {number}"
PAGE_OPEN: Final = "Since {since}, still open"
PAGE_FROM: Final = "{since} to {until}"
PAGE_MADE: Final = "Made by Earful"
PAGE_ONE: Final = "{count} person"
PAGE_MANY: Final = "{count} people"
PAGE_LEFT_ONE: Final = "{count} smaller group is not shown."
PAGE_LEFT_MANY: Final = "{count} smaller groups are not shown."
PAGE_SHORT: Final = "In short"
