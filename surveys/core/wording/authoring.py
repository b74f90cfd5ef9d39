"""What the survey editor says, on its cards and in its forms."""

from typing import Final

# --- the kinds of questions, in a menu; and the fields of their forms ------------------------------

YES_NO: Final = "Yes or no"
CHOICE: Final = "Pick one"
MULTIPLE_CHOICE: Final = "Pick several"
SCALE: Final = "Scale"
NPS: Final = "How likely, 0 to 10"
SHORT_TEXT: Final = "Short text"
LONG_TEXT: Final = "Long text"
NUMBER: Final = "Number"
DATE: Final = "Date"
RANKING: Final = "Ranking"
PICTURE_CHOICE: Final = "Pick a picture"
FILE: Final = "File, clip or voice message"
IDEA: Final = "Idea"
AGREE: Final = "Agree or disagree"

QUESTION: Final = "Question"
QUESTION_HINT: Final = "What stands in braces is filled in for each person."
HELP: Final = "A note under it"
SWITCHES: Final = "Settings"
REQUIRED: Final = "Has to be answered"
PRIVATE: Final = "Private: never quoted or shared"
OTHER: Final = "Offer “Other…”"
WHOLE: Final = "Whole numbers only"
OPTIONS: Final = "Options"
STATEMENTS: Final = "Statements"
ONE_A_LINE: Final = "One on each line."
PICTURES: Final = "Pictures"
PICTURES_HINT: Final = "One on each line: name | https address | what it shows."
HOW_MANY: Final = "How many can be picked"
PLACES: Final = "How many need a place"
ENDS: Final = "What the two ends mean"
ENDS_HINT: Final = "Two lines: the lowest first, then the highest."
ENDS_HINT_FREE: Final = "Two lines, or none for the usual words."
POINTS: Final = "From which point to which"
RANGE: Final = "From which number to which"
DAYS: Final = "From which day to which"
BETWEEN_HINT: Final = "Like {example}. A side you leave out has no limit."
FROM_TO_HINT: Final = "Like {example}."
EXACT_HINT: Final = "A number, like {example}. Left empty: all."
UNIT: Final = "Unit, like hours"
ACCEPT: Final = "What can be sent"
MOST_FILES: Final = "How many files at most"
LARGEST: Final = "Largest file, in MB"
ACCEPTED: Final = {
    "image": "Pictures",
    "video": "Clips",
    "audio": "Voice messages and sound",
    "document": "Documents",
}

NOT_BETWEEN: Final = "“{text}” under “{label}” can't be read. Write it like {example}."
NOT_TWO_LINES: Final = "“{label}” needs two lines: first the lowest, then the highest."
NOT_A_PICTURE: Final = (
    "A picture needs three parts on one line, with | between: its name, its https address, and in a few words what it "
    "shows for people who can't see it. Line {line} has {count}."
)

# --- the card of the whole survey ------------------------------------------------------------------

LINE: Final = "**{number}.** {text}\n-# {about}"
ABOUT_REQUIRED: Final = "has to be answered"
ABOUT_PRIVATE: Final = "private"
WAY: Final = "{answers} → {to}"
TO_QUESTION: Final = "question {number}"
TO_END: Final = "the end"
NO_QUESTIONS: Final = "No questions yet. Pick a kind below and write the first one."
UNSAVED: Final = "Not saved yet: rounds go on with {version} until you save."
UNSAVED_NEW: Final = "A draft. It is kept as it is until you save it or throw it away."
UNCHANGED: Final = "As saved in {version}. What you change here becomes the next one."
VERSION: Final = "version {version}"
MISSING: Final = "**Before it can be saved:**"
MISSING_LINE: Final = "{where}: {problem} {remedy}"
MISSING_MORE: Final = "… and {count} more."
MISSING_QUESTION: Final = "It needs at least one question."
WHERE_QUESTION: Final = "Question {number}"
WHERE_SURVEY: Final = "The survey"
OPEN_HINT: Final = "Open a question"
ADD_HINT: Final = "Add a question: which kind?"
FULL: Final = "There are 25 questions, which is as many as a survey can have."
SAVE: Final = "Save"
PLAY: Final = "Try it out"
PLAY_TOO_EARLY: Final = "It isn't ready to be tried out yet. The editor says what is missing."
TEXTS: Final = "Title and texts"
INSERT: Final = "Insert an answer"
UNDO: Final = "Undo"
DROP: Final = "Throw away"
TOO_LONG: Final = "… {count} more, in the menu below."

# --- one question ------------------------------------------------------------------------------------

SHOWN_TITLE: Final = "Question {number} of {count} · {kind}"
STEP: Final = "{position} of {total}"
SHOWN: Final = "This is how followers see it."
EDIT: Final = "Edit"
MORE: Final = "More settings"
UP: Final = "Move up"
DOWN: Final = "Move down"
COPY: Final = "Duplicate"
DELETE: Final = "Delete"
WAYS: Final = "Branching"
MEDIA: Final = "Picture or clip"
BACK: Final = "All questions"
ANSWER_TO: Final = "‹answer to {number}›"
NAME_SHOWN: Final = "‹name›"
LONG_LIST: Final = (
    "Its list is too long for a form. `/survey export` gives it to you as a file, to change and import."
)

# --- branching and inserting -------------------------------------------------------------------------

WAYS_TITLE: Final = "Where question {number} leads"
WAYS_NONE: Final = "Every answer goes on to the next question."
WAYS_REST: Final = "Every other answer goes on to the next question."
WAYS_LINE: Final = "If the answer is {answers}: go to {to}."
WAYS_TARGET: Final = "{to} (“{text}”)"
WAYS_ADD: Final = "Add a branch"
WAYS_REMOVE: Final = "Remove a branch"
WAYS_WHEN: Final = "If the answer is"
WAYS_WHEN_MORE: Final = "or"
WAYS_TO: Final = "go to"
WAYS_IMPOSSIBLE: Final = "This question is answered in people's own words, so no answer can lead elsewhere. Questions with options can branch."
WAYS_LAST: Final = "Nothing comes after this question, so there is nowhere to go from it yet."
NO_ANSWER_PICKED: Final = "Pick at least one answer that leads there."
QUESTION_BACK: Final = "The question"

INSERT_TITLE: Final = "Insert a name or an answer"
INSERT_WHAT: Final = "What to insert"
INSERT_NAME: Final = "The person's name"
INSERT_ANSWER: Final = "Answer to {number}. {text}"
INSERT_WHERE: Final = "Where"
INSERT_START: Final = "At the very start"
INSERT_AFTER: Final = "After “{words}”"
INSERT_END: Final = "At the end"
INSERT_OF: Final = "{text}: {where}"
INSERT_NOTE: Final = "Note"
INSERT_INTRO: Final = "Opening"
INSERT_THANKS: Final = "Thanks"
INSERT_ELSE: Final = "If there is no answer, say"
INSERT_ELSE_HINT: Final = "For those who skipped it, like “that”."
INSERT_ELSE_USUAL: Final = "that"
INSERT_NOWHERE: Final = (
    "Write an opening or thanks first, under “Title and texts”; then a name or an answer can go into it."
)
INSERT_NOT_YET: Final = "The answer to that question isn't there yet at that place. Pick an earlier one."

# --- forms ---------------------------------------------------------------------------------------------

FORM_NEW: Final = "New question: {kind}"
FORM_EDIT: Final = "Question {number}"
FORM_TEXTS: Final = "Title and texts"
FORM_MEDIA: Final = "Shown with the question"
TITLE: Final = "Title"
INTRO: Final = "Opening, before the first question"
THANKS: Final = "Thanks, at the end"
REWARD: Final = "Reward for those who finish"
REWARD_HINT: Final = "A code or a link; only people who answered to the end see it."
TOPIC: Final = "Topic"
TOPIC_HINT: Final = "One of the server's topics; left empty, it concerns everyone."
MEDIA_FILE: Final = "A picture, GIF, clip or sound"
MEDIA_FILE_HINT: Final = "Up to 10 MB. Sending the form without one keeps what is there."
MEDIA_WEB: Final = "Or one on the web"
MEDIA_WEB_HINT: Final = "Its https address. Empty this line to show nothing."
MEDIA_ALT: Final = "What it shows, in a few words"
MEDIA_ALT_HINT: Final = "Read out to people who can't see it."

# --- what came of it -----------------------------------------------------------------------------------

ADDED: Final = "Added as question {number}."
CHANGED: Final = "Changed."
MOVED: Final = "Now it is question {number}."
COPIED: Final = "A copy stands right below."
DELETED: Final = "Deleted. Undo brings it back."
UNDONE: Final = "Undone: it is as it was before."
NOTHING_TO_UNDO: Final = "There is nothing to undo."
DROP_SURE: Final = "Throw away this draft? {what}"
DROP_SAVED: Final = "The survey itself stays as it is in version {version}."
DROP_NEW: Final = "It was never saved, so nothing of it stays."
DROP_YES: Final = "Throw it away"
DROP_NO: Final = "Keep it"
DROPPED: Final = "Thrown away. `/survey list` shows the surveys there are."
STALE: Final = "{who} changed this survey {when}. Here it is as it is now; nothing of yours was changed."
SOMEBODY: Final = "Somebody"
YOU: Final = "You"
STALE_OWN: Final = "This card was older than the survey. Here it is as it is now."
STALE_TYPED: Final = (
    "{who} changed this survey {when}, so what you just wrote was not stored. Here it is, to use again:"
)
REFUSED_TYPED: Final = "What you wrote, to use again:"
TYPED_FILE: Final = "what-you-wrote.txt"
SHOW_NOW: Final = "Back to the survey"
CARD_REFUSED: Final = (
    "Discord would not show the survey as it is now. Everything you did is stored: `/survey edit` opens it again, and "
    "`/survey export` gives you its texts as a file if it happens again."
)
GONE: Final = "This draft isn't there any more: it was saved or thrown away. `/survey edit` opens the survey as it is now."
OVERTAKEN: Final = (
    "Version {version} came in while you were editing. Saving makes yours the next one after it, and what is new in "
    "version {version} is not in yours."
)
OVERTAKEN_SAVE: Final = "Save mine anyway"
NOT_READY: Final = "It can't be saved yet; what is missing stands on the card. Your draft is kept as it is."
NOT_THERE: Final = "That question isn't there any more. Here is the survey as it is now."
TAKEN: Final = "There is a survey called **{title}** here already. Edit that one, or run `/survey new` with another name."
TAKEN_ARCHIVED: Final = (
    "There is an archived survey called **{title}** here. `/survey archive survey:{key}` brings it back; or run "
    "`/survey new` with another name."
)
GOES_ON: Final = "There is a draft of that name already; here it is, to go on with."
TAKEN_EDIT: Final = "Edit {title}"
BAD_NAME: Final = (
    "A survey needs a name with at least one letter or digit. Try something like “Monthly ideas”."
)
TOO_MANY_DRAFTS: Final = (
    "There are {count} unfinished drafts of new surveys here, which is as many as are kept. Save or throw away one: "
    "`/survey edit` lists them too."
)
PROBLEM: Final = "{field}: {problem} {remedy}"
REFUSED: Final = "That doesn't fit yet, so nothing was changed:"

MEDIA_FAILED: Final = "The file could not be fetched or kept. Please send it once more."
MEDIA_KIND: Final = (
    "“{name}” is nothing that can be shown with a question. Pictures (PNG, JPEG, GIF, WebP), clips (MP4, WebM, MOV) and sound "
    "files can."
)
MEDIA_LARGE: Final = (
    "The file has {size} MB, and Discord takes 10. Make it smaller, or use an https address of it."
)
MEDIA_ADDRESS: Final = "That is no whole https address. It looks like https://example.com/picture.png."
MEDIA_UNKNOWN: Final = (
    "Question {number} shows the file {name}, which isn't stored for this server: survey files carry no pictures. Take the "
    "line out and upload the picture in `/survey edit`, or use its https address. Nothing was stored."
)

# --- archive -----------------------------------------------------------------------------------------------

ARCHIVED: Final = "**{title}** is archived. It isn't listed or suggested any more and can't be started; nothing was deleted."
ARCHIVED_ROUND: Final = "Its open round goes on to its end, and you get the summary."
ARCHIVED_SERIES_ONE: Final = "Its series is paused."
ARCHIVED_SERIES_MANY: Final = "Its {count} series are paused."
ARCHIVED_DRAFT: Final = "What you haven't saved of it is kept."
ARCHIVE_UNDO: Final = "Bring it back"
BACK_AGAIN: Final = "**{title}** is back. `/survey list` shows it again."
BACK_SERIES: Final = "A series that was paused stays paused; `/round list` lets it go on."
IS_ARCHIVED: Final = "**{title}** is archived. `/survey archive survey:{key}` brings it back."
ARCHIVED_CHOICE: Final = "{title} (archived)"
DRAFT_CHOICE: Final = "{title} (draft)"
OLDER: Final = "More"
EARLIER: Final = "Back"
LISTED: Final = "{first} to {last} of {count}"
LIST_DRAFTS: Final = "Not saved yet: {titles}. `/survey edit` goes on with one."
LIST_ARCHIVED: Final = "{count} archived; `/survey archive` brings one back."
