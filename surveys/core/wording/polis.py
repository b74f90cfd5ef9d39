"""What creators read about what others said: in the editor, in survey files, on the card of statements."""

from typing import Final

# --- in files and in the editor --------------------------------------------------------------------

FLAW_WHICH: Final = "There is no question “{id}” whose replies could be put to others."
FLAW_KIND: Final = "Only replies in people's own words can be put to others."
FLAW_PRIVATE: Final = "What is said in private is never shown to others."
REMEDY: Final = "Name an idea question or one for a short or long text that isn't private, or leave this out."

BUTTON: Final = "Put to others"
FORM: Final = "Put replies to others"
HOW_MANY: Final = "How many each person is asked about"
HINT_FORM: Final = "After their last answer, without names."
NONE: Final = "None: replies stay with you"
ONE: Final = "1 of others' replies"
MANY: Final = "{count} of others' replies"
ABOUT: Final = "put to {count} others"

# --- the card of statements ------------------------------------------------------------------------

TITLE: Final = "What is put to others: {title}, round {number}"
LISTED: Final = (
    "Replies that people who have answered vote on, without names. Read them now and then: what is unkind or names "
    "somebody, take out. Nobody is told."
)
OFF: Final = (
    "This round puts nobody's replies to others. A survey does that with “{button}” on an idea or text question in "
    "`/survey edit`."
)
TOO_FEW: Final = "Nothing is shown to anybody yet: it takes {least} replies that can be put to others, and there are {count}."
LINE: Final = "**{number}.** {text}"
LINE_VOTES: Final = "**{number}.** {text}\n-# {agreed} agree, {disagreed} disagree, {passed} pass"
LINE_HIDDEN: Final = "**{number}.** ~~{text}~~\n-# taken out"
HINT: Final = "Take one out, or put it back"
TAKEN_OUT: Final = "Taken out: nobody is asked about it any more, and no summary shows it."
PUT_BACK: Final = "It is shown again."
NOT_THERE: Final = "That reply isn't there any more, so nothing was changed."
OLDER: Final = "Earlier ones"
NEWER: Final = "Later ones"
PAGE: Final = "Page {page} of {pages}. Votes are shown from {least} on."
