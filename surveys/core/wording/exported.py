"""How to read the tables of an export: what stands on its first sheet."""

from typing import Final

_COMMON: Final = (
    "Moments are in UTC.",
    (
        "Counts: everybody whose turn came is asked; reached are those the message arrived at; started are those who "
        "answered at least once."
    ),
    (
        "A column like question:option has 1 where it was picked, a place in a ranking, or a verdict. Answers whose "
        "words were deleted still count as given; their cells are empty, and Answers says so."
    ),
    "The sheet Counts says how many each question was put to, and how many left at it; Codebook says what the columns mean.",
    (
        "Waves has the earlier rounds of the survey: how often each answer was given, of how many; of a ranking, how "
        "many put it first. Groups says how many were asked and answered by how long they follow and how they answered "
        "before; no group has fewer than five people."
    ),
)
NAMED: Final = (
    (
        "Respondents has everybody in the round. A respondent's number is the same on every sheet, and another one in "
        "every other round."
    ),
    "A language or topic that fewer than five have is left out.",
    *_COMMON,
)
ANONYMOUS: Final = (
    (
        "This round is anonymous: no row is a person. Respondents has a row for each state, the other sheets a row for "
        "each answer, all mixed anew in every export, so no two rows can be told to be the same person's."
    ),
    "Questions with fewer than five answers are not shown.",
    *_COMMON,
)
