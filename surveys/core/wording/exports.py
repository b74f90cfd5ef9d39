"""What `/results export` says."""

from typing import Final

READY: Final = "Round {number}: {people}, and everything they answered."
ONE_PERSON, PEOPLE = "{count} person", "{count} people"
NUMBERED: Final = "People have numbers instead of names. The numbers are others in every round."
NAMED: Final = "People have numbers. Those who agreed to be named have their Discord id beside it."
ANONYMOUS: Final = (
    "The round is anonymous: no row is a person, and no two answers can be told to be one person's."
)
PART: Final = "Part {part} of {parts}."
KEEP_SAFE: Final = "It holds what people said: keep it to your team, and delete it when you are done."
TOO_LARGE: Final = (
    "This export has {size} MB, more than Discord takes. It is stored on the machine that runs Earful, under the "
    "reference `{reference}`, for a week. Whoever hosts it finds the file by that."
)
ANONYMOUS_OPEN: Final = (
    "This round is anonymous, so what it brought in can be seen once it is closed. Until then `/round status` shows "
    "how many have answered."
)
CHANGING: Final = "Somebody's data was deleted while this was being made. Please try again in a moment."
