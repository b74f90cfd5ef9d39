"""What a summary and `/setup` say about the language model."""

from typing import Final

HEADING: Final = "**In short**"
CLAIM: Final = "- {claim} · from {count} replies"
NOTE: Final = (
    "-# Worded by a language model from replies without names; it can be wrong. The figures and quotes below are "
    "what counts."
)

#: On the guided card, where whoever hosts Earful has named a model.
OFF: Final = "**Language model** · off"
ON: Final = "**Language model** · {host}"
WHAT: Final = (
    "A model at {host} can name themes and word a short overview of rounds that start while this is on. It gets "
    "what people wrote, without names, and nothing from those who don't want to be quoted. Followers are told when they are asked."
)
TURN_ON: Final = "Use the language model"
TURN_OFF: Final = "Stop using the model"
NOT_HERE: Final = "Whoever hosts me hasn't set up a language model, so there is nothing to switch on."
