"""What became of what somebody asked for, and whether it hit."""

from surveys.core.language import Sentence

MADE_TITLE = Sentence("You asked, it's made")
TITLE = Sentence("News of what you asked for")
COMMUNITY = Sentence("From **{community}**, because you asked for it.")

OWN = Sentence("**“{words}”** · your idea")
VOTED = Sentence("**“{words}”** · you voted for it")
VOTED_HIDDEN = Sentence("**An idea you voted for**")
THEME = Sentence("**“{words}”** · you asked for it in a round")

MADE = Sentence("It's made. Here it is: {link}")
MADE_PLAIN = Sentence("It's made.")
PLANNED = Sentence("It's planned. When there is more to say, you'll hear it here.")
STARTED = Sentence("It's being made.")
DECLINED = Sentence("It won't be made, so you needn't wait for it. Thank you for asking.")
MERGED = Sentence("It goes on together with “{other}”, and you count there.")
MERGED_HIDDEN = Sentence("It goes on together with a similar idea, and you count there.")
REOPENED = Sentence("It's back on the list of ideas, and nothing is decided.")
CHANGED = Sentence("This has changed since. `/feedback impact` shows where it stands.")
SAYS = Sentence("The team says: “{response}”")

DID_IT_HIT = Sentence("Is it what you hoped for? One tap tells the team, without your name.")
HIT_BUTTON = Sentence("It hit")
MISS_BUTTON = Sentence("Not quite")
NUMBERED_BUTTON = Sentence("{number}: {label}")
SAID_HIT = Sentence("You said: it hit. Thank you, that's good to know.")
SAID_MISS = Sentence("You said: not quite. Thank you, that helps with the next one.")
NEWS_BUTTON = Sentence("How much of this I get")

HITS = Sentence("{hit} of {answered} who asked for it say that it hit.")
HITS_FEW = Sentence("A few who asked for it have said whether it hit.")

NOT_YOURS = Sentence("This message belongs to someone else, so your tap changed nothing.")
LEFT = Sentence("You've left {community}, so I stored nothing. Thank you for telling all the same.")
