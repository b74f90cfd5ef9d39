"""The public idea board: cards that everybody sees, and what voting on them says."""

from surveys.core.language import Sentence

IDEA = Sentence("“{idea}”")
VOTE_BUTTON = Sentence("I want this")
NEW_BUTTON = Sentence("Send an idea")
PLANNED = Sentence("**Planned**")
STARTED = Sentence("**Being made**")
MADE = Sentence("**Made:** {link}")
DECLINED = Sentence("**Not this time**")
SAYS = Sentence("**{community}:** {response}")

CLOSED = Sentence(
    "That idea isn't open for votes any more, so nothing was changed. The card here follows in a moment."
)
JOIN_TO_VOTE = Sentence(
    "Votes come from those who joined, so that each person counts once. Here is what joining means; "
    "then tap the button once more."
)
FORM_TITLE = Sentence("Your idea")
FORM_FIELD = Sentence("What would you like to see made?")
