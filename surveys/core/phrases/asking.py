"""Asking, answering, and what is said to taps that no longer fit."""

from surveys.core.language import Sentence

YES = Sentence("Yes")
NO = Sentence("No")
SKIP = Sentence("Skip")
BACK = Sentence("Back")
STOP = Sentence("Stop")
DONE = Sentence("Done")
LATER = Sentence("Later")
WRITE = Sentence("Write")
FORM_TITLE = Sentence("Your answer")
FORM_LABEL = Sentence("In your own words")
STEP = Sentence("{position} of {total}")
PICK_ONE = Sentence("Pick one")
PICK_ANY = Sentence("Pick as many as you like")
PICK_EXACTLY = Sentence("Pick {count}")
PICK_AT_LEAST = Sentence("Pick at least {count}")
PICK_BETWEEN = Sentence("Pick {least} to {most}")
POINTS_OUT_OF = Sentence("{points} out of {highest}")
SCALE_ENDS = Sentence("{low} = {low_label} · {high} = {high_label}")
TYPE_IT = Sentence("Type your answer below, in your own words.")
TYPE_MORE = Sentence("Got that. Add more, or tap Done.")
ANONYMOUS = Sentence("This one is anonymous: the team sees what was answered, and never who answered it.")
MODEL = Sentence(
    "-# A language model at {host} helps to sum up what people write. It gets no names, and nothing from those who "
    "don't want to be quoted."
)
FROM_COMMUNITY = Sentence("You get this because you joined at {community}. Type “stop” at any time to leave.")
HOW_TO_LEAVE = Sentence("Type “stop” at any time to leave.")
EXPECTED_CHOICE = Sentence("I couldn't match that to an option. Tap one, or type its name, like “{first}”.")
EXPECTED_CHOICES = Sentence(
    "I couldn't match that to the options. Pick from the list, or type them with commas, like “{first}”."
)
EXPECTED_COUNT = Sentence("Nearly there: {range}, please.")
EXPECTED_POINTS = Sentence("A number from {low} to {high} fits here. Tap one, or type it.")
EXPECTED_YES_NO = Sentence("A yes or a no fits here. Tap one, or type it.")
EXPECTED_TEXT = Sentence("Just type your answer as a message; a few words are plenty.")
EXPECTED_SHORTER = Sentence(
    "That is {length} characters, and {longest} fit here. Could you send a shorter version?"
)
REQUIRED = Sentence("This one is needed to go on. You can still stop whenever you like.")
CONTINUED = Sentence("**{question}**\n-# Continued below")
NOTED = Sentence("Noted: {answer}")
CHANGED = Sentence("Changed: {answer}")
INTRO_DEFAULT = Sentence("A few quick questions. It takes about a minute.")
THANKS_TITLE = Sentence("Thank you")
THANKS = Sentence(
    "Your answers went to {community}. When the round closes, everything is read and summed up; good ideas become videos."
)
REHEARSAL = Sentence("**Rehearsal** · counts nowhere, and is deleted within a day")
REHEARSAL_NOTE = Sentence(
    "The team is trying this survey out with you. It sees who got to the end, not what you answer."
)
REHEARSAL_OVER = Sentence(
    "This rehearsal is over, and what you answered has been deleted. Thank you for trying it out."
)
YOUR_ANSWERS = Sentence("**You said**")
ANSWER_LINE = Sentence("-# {question}\n{answer}")
SKIPPED = Sentence("Skipped")
JOIN_FIRST = Sentence(
    "Answering takes one tap more: you haven't joined {community} yet. Joining means questions by DM now and then; you can leave at any time."
)
WAITING_TITLE = Sentence("What waits for you")
WAITING_LINE = Sentence("**{title}** · {community}, open until {closes}")
WAITING_DONE = Sentence("**{title}** · {community}, answered; open until {closes}")
NOT_YOURS = Sentence(
    "This card belongs to someone else, so your tap changed nothing. Your own questions come to your DMs."
)
ROUND_CLOSED = Sentence(
    "This round has closed, so nothing was changed. Thank you all the same; the next one will come."
)
NOT_IN_ROUND = Sentence(
    "This round goes to a part of the community, and you aren't in it this time. When one is for you, it comes by itself."
)
STALE = Sentence("You have already answered that one. This is your current question:")
STOPPED_BEFORE = Sentence(
    "You stopped this round earlier, so that changed nothing. To come back, use the join card in your server."
)
NOTHING_OPEN = Sentence(
    "There is no open question for you right now, so I didn't store that. "
    "Your next round will come by itself; type “stop” to leave."
)
NO_FILES = Sentence("This question takes no files. Could you put it in words?")
FILE_FAILED = Sentence(
    "I couldn't get that file just now, so nothing was stored. Please send it again in a minute."
)
NOTHING_WAITS = Sentence("Nothing waits for you right now. When a round opens, you'll hear of it.")
EMPTY_MESSAGE = Sentence("I can only read text so far, and that message had none. Could you put it in words?")
KEEP = Sentence("Keep")
KEPT = Sentence("Kept as it was")
DID_YOU_WANT_TO_LEAVE = Sentence("Did you want to leave? Tap Stop, or type just “stop”.")
THANKS_NEXT = Sentence("It closes {closes}; until then you can change your answers.")
REWARD = Sentence("**For you, with thanks:** {reward}")
CHANGE_BUTTON = Sentence("Change an answer")
CHANGE_TITLE = Sentence("Which answer would you like to change?")
CHANGE_HINT = Sentence("Pick a question")
CHANGE_NONE = Sentence("There is no answer of yours to change yet. This is your current question:")
CHANGING = Sentence("Your answer so far: {answer}")
TAKEN_BACK = Sentence("You deleted your reply, so I took that answer back. You can give another, or skip.")
EDIT_KEPT = Sentence("I saw your edit, and kept your answer as it was: {answer}")
EDIT_UNCLEAR = Sentence(
    "I saw that you edited a message, but couldn't tell which answer it changes. To change one, use {command}."
)
ROUND_OPEN = Sentence("**{community}** would like to know. Open until {closes}.")
ROUND_PRIVATE = Sentence(
    "Your answers are private: nobody else in this channel sees the questions or what you say."
)
ROUND_OVER = Sentence("This round is over. Thank you to everyone who answered {community}.")
ANSWER_HERE = Sentence("Answer here")
