"""What others said, put to somebody who has answered."""

from surveys.core.language import Plural, Sentence

MAY_BE_SHOWN = Sentence(
    "Others who answer may be shown this, without your name, and say whether they agree. Your preferences can rule that out."
)
TITLE = Plural("**One thing somebody else said**", "**{count} things others said**")
INVITED = Sentence(
    "What do you think? You have answered everything, so this is up to you. Whoever said it never learns how you voted."
)
STATEMENT = Sentence("{position} of {total}: “{statement}”")
BEFORE = Sentence("You said: {verdict}")
NOTED = Sentence("Noted: {verdict}.")
DONE = Sentence(
    "Noted, and thank you. That shows what everybody wants, and where people differ. You can change your mind until the round closes."
)
GONE = Sentence("That one can't be voted on any more, so nothing was changed.")
AGAIN = Sentence("Look at them again")
