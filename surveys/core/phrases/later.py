"""Putting a question off, being reminded of it, and saying goodbye to those who never reply."""

from surveys.core.language import Sentence

WHEN_TITLE = Sentence("When would suit you better?")
WHEN = Sentence("I'll come back with the same question then. Nothing you answered is lost.")
WHEN_NEVER = Sentence(
    "The round closes {closes}, too soon to come back later in your hours. You can answer until then."
)
HOUR = Sentence("In an hour")
TONIGHT = Sentence("Tonight")
TOMORROW = Sentence("Tomorrow")
NOW = Sentence("Answer now")
PUT_OFF = Sentence("All right. I'll ask again {when}.")
RETURNED = Sentence("You asked me to come back now, so here I am.")
REMINDER = Sentence("A friendly reminder: this round closes {closes}. It is the only one.")
GOODBYE_TITLE = Sentence("I'll stop asking")
GOODBYE = Sentence(
    "You didn't reply to the last three rounds of **{community}**, so I won't send you any more. "
    "That is quite all right. If you'd like to stay, one tap is enough."
)
KEEP_ME = Sentence("Keep me in")
