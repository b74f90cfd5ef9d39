"""When something goes wrong on this side."""

from surveys.core.language import Sentence

TROUBLE = Sentence(
    "Something went wrong on my side, and nothing was lost. If it stays, tell whoever hosts me this reference: {reference}"
)
STORE_BUSY = Sentence(
    "I can't store anything right now, so I didn't count that. Please try again in a minute."
)
STORE_CLOSED = Sentence("I'm being restarted just now, so I didn't count that. Please try again in a minute.")
