"""Every sentence Earful says to creators and hosts, in English.

What followers read is in `surveys.core.phrases`, and is translated. `say` fills the blanks in a
single pass, so nothing a person wrote is ever read as a template.
"""

from collections.abc import Mapping
from typing import Final

from surveys.core.language import fill
from surveys.core.roles import Right


def say(template: str, /, **values: object) -> str:
    """`template` with its blanks filled. Raises KeyError where a value is missing."""
    return fill(template, values)


def count(number: int, one: str, many: str) -> str:
    """`one` or `many` with its {count} filled, by English rules."""
    return say(one if number == 1 else many, count=f"{number:,}")


#: Stored with every consent; raise it when a sentence of the join card changes its meaning.
WORDING_VERSION = "2026-12"

# --- Who may ---------------------------------------------------------------------------------------

NOT_ALLOWED = "That is for this server's creators. Someone with Manage Server can give you the role set in `/setup start`."

#: For servers where roles have single rights.
NOT_GRANTED: Final[Mapping[Right, str]] = {
    Right.SURVEYS: "You may not change surveys here. Someone with Manage Server can allow it with `/rights`.",
    Right.ROUNDS: "You may not send rounds here. Someone with Manage Server can allow it with `/rights`.",
    Right.RESULTS: "You may not see results here. Someone with Manage Server can allow it with `/rights`.",
    Right.PEOPLE: "You may not see who said what here. Someone with Manage Server can allow it with `/rights`.",
}

# --- Surveys -------------------------------------------------------------------------------------

SURVEY_SAVED = "**{title}** is ready (`{key}`, version {version}): {questions}, about {duration}."
SURVEY_SAME = "**{title}** (`{key}`) is already here, word for word. Nothing was changed."
SURVEY_NEXT = "Next: `/round start survey:{key}`."
SURVEY_TOPIC = (
    "Its topic “{topic}” is none of this server's, so followers who picked topics won't get it. "
    "`/setup start` with `topics` adds one."
)
SURVEY_LIST_TITLE = "Surveys"
SURVEY_LINE = "**{title}** · `{key}`, version {version}, {questions}"
SURVEY_NONE = "No surveys yet. `/survey new` writes one; the template “Monthly ideas” is a good first."
SURVEY_UNKNOWN = "There is no survey “{key}” here. `/survey list` shows what there is."
SURVEY_EITHER = "Pick a template or attach a file, one of the two."
SURVEY_TEMPLATE_UNKNOWN = "There is no such template. There are: {known}."
QUESTIONS_ONE = "{count} question"
QUESTIONS_MANY = "{count} questions"
FILE_TITLE_ONE = "There is one thing to put right in {file}. Nothing was stored."
FILE_TITLE_MANY = "There are {count} things to put right in {file}. Nothing was stored."
FILE_LINE = "**Line {line}** · `{field}` · {problem} {remedy}"
FILE_MORE = "… and {count} more. Put these right first and import again."

FLAW_ID = "“{id}” can't be an id."
REMEDY_ID = "Use up to 32 lower-case letters, digits, - and _, starting with a letter or digit."
FLAW_TWICE_OPTION = "The id “{id}” is already used by option {number}."
FLAW_TWICE_QUESTION = "The id “{id}” is already used by question {number}."
REMEDY_TWICE = "Give each its own id."
FLAW_SAME_LABEL = "“{label}” reads the same as option {number}."
REMEDY_SAME_LABEL = "Word them so that people can tell them apart."
FLAW_STOP = "“{label}” is a word that means leaving."
REMEDY_STOP = "Choose another label, so nobody leaves by answering."
FLAW_MOST = "{most} can be picked, but there are {count} options."
REMEDY_MOST = "Set most to {count} or less, or leave it out."
FLAW_LEAST = "At least {least} must be picked, but at most {most} can be."
REMEDY_LEAST = "Lower least or raise most."
FLAW_SCALE = "A scale needs at least three points."
REMEDY_SCALE = "Raise highest, or use a yes_no question."
FLAW_JUMP_NOWHERE = "The jump goes to “{to}”, and there is no such question."
REMEDY_JUMP_NOWHERE = "Use the id of a later question, or end."
FLAW_JUMP_BACK = "The jump goes back to “{to}”, so people could go round in circles."
REMEDY_JUMP_BACK = "Jump to a later question, or to end."
FLAW_JUMP_WHEN = "“{when}” is not an answer to this question."
REMEDY_JUMP_WHEN = "Use one of: {tokens}."
FLAW_JUMP_TEXT = "A question of this kind, like one answered in free text, can't have jumps."
REMEDY_JUMP_TEXT = "Remove jumps here, or ask with options."
FLAW_UNREACHABLE = "No way leads to this question."
REMEDY_UNREACHABLE = "Change the jumps before it, or remove it."
FLAW_RESERVED = "“end” is the word for a jump that ends the survey."
FLAW_OPTION_RESERVED = "“{id}” is what an answer in somebody's own words is called."
REMEDY_RESERVED = "Choose another id."
FLAW_BOUNDS = "From {lowest} to {highest} there is nothing to choose."
REMEDY_BOUNDS = "Make highest larger than lowest."
FLAW_WHOLE = "Only whole numbers are asked for, and {number} is none."
REMEDY_WHOLE = "Use a whole number, or remove whole."
FLAW_UNIT = "A unit has no digits in it."
REMEDY_UNIT = "Use a word or sign like km, hours or €."
FLAW_DATES = "{earliest} comes after {latest}."
REMEDY_DATES = "Make earliest the earlier of the two."
FLAW_RANK_LEAST = "{least} need a place, but there are {count} options."
REMEDY_RANK_LEAST = "Set least to {count} or less, or leave it out."
FLAW_PICTURE = "A picture needs a web address that starts with https://."
REMEDY_PICTURE = "Put the picture online and use its full address, like https://example.com/cover.png."
FLAW_MEDIA = "What is shown needs a web address that starts with https://."
REMEDY_MEDIA = "Use the full address of a picture or clip; files can be uploaded in `/survey edit`."
FLAW_ACCEPT_TWICE = "The same sort of file stands here twice."
REMEDY_ACCEPT_TWICE = "Keep one of the two."
FLAW_TOPIC = "A topic is plain text on one line, without signs like * or @."
REMEDY_TOPIC = "Use a few plain words, like “Livestreams”."
FLAW_PIPE_UNKNOWN = "The text takes the answer to “{id}”, and there is no such question."
REMEDY_PIPE_UNKNOWN = "Use the id of an earlier question."
FLAW_PIPE_LATER = "The text takes the answer to “{id}”, which isn't asked before."
REMEDY_PIPE_LATER = "Use an earlier question's answer, or change the order."
FLAW_PIPE_MISSING = "The text takes the answer to “{id}”, which may be skipped or jumped over."
REMEDY_PIPE_MISSING = "Add words for that case, like {example}."
FLAW_PIPE_LONG = "With what is filled in the text can have {length} characters, and {longest} fit."
REMEDY_PIPE_LONG = "Shorten it, or take fewer answers in."

# --- Survey files: what can be wrong with one, and the remedy ------------------------------------

FILE_WHOLE = "file"
#: How an entry of a list is named: "option 2".
FILE_ENTRY = "{name} {number}"
FILE_PICTURE = "a picture"
FILE_PDF = "a PDF"
FILE_ARCHIVE = "an archive or an office document"

FLAW_FILE_IS = "This is {what}, not a survey file."
FLAW_FILE_ENDING = "A survey file's name ends in .yaml, .yml or .json; this one doesn't."
REMEDY_FILE_ENDING = "Write the survey as plain text, name it like “ideas.yaml”, and attach that."
FLAW_FILE_SIZE = "The file has {size} KB, and {limit} KB fit."
REMEDY_FILE_SIZE = "Even a long survey needs less than 50 KB. Check that it is the right file."
FLAW_FILE_ENCODING = "There are characters here that aren't UTF-8 text."
REMEDY_FILE_ENCODING = "Save the file with the encoding UTF-8 and import it again."
FLAW_FILE_BINARY = "The file isn't text."
FLAW_FILE_EMPTY = "There is nothing in the file."
REMEDY_FILE_EMPTY = "Start from a template: “Monthly ideas” is a good first."
FLAW_FILE_LIST = "The file is a list, and a survey is needed."
FLAW_FILE_TEXT = "The file is just a text, and a survey is needed."
REMEDY_FILE_TOP = "Start with “title: …”, then “questions:” with the list below it."
FLAW_FILE_SECOND = "A second document starts here."
REMEDY_FILE_SECOND = "Keep one survey in a file, and remove the “---” between."
FLAW_FILE_DEEP = "This is nested deeper than a survey goes."
REMEDY_FILE_DEEP = "Check the brackets and the indentation from here on."
FLAW_FILE_MUCH = "There is far more in the file than a survey holds."
REMEDY_FILE_MUCH = "A survey has at most 25 questions, with at most 100 options each."
FLAW_FILE_ALIAS = "“{mark}” points to another place in the file here, and survey files can't."
FLAW_FILE_TAG = "“{mark}” sets a type here, and survey files can't."
REMEDY_FILE_QUOTES = "If it belongs to the text, put the whole text in quotes. If not, remove it."
FLAW_FILE_NAME = "The name of a field is missing before the colon."
REMEDY_FILE_NAME = "Write “name: value”, for example “title: Monthly ideas”."
FLAW_FILE_DOUBLE = "“{name}” is here already, in line {line}."
REMEDY_FILE_DOUBLE = "Keep one of the two."

FLAW_FILE_TAB = "A tab stands where only spaces may."
REMEDY_FILE_TAB = "Replace each tab with two spaces."
FLAW_FILE_NO_COLON = "A colon is missing."
FLAW_FILE_QUOTE = "The quote that opens here is never closed."
REMEDY_FILE_QUOTE = "Put the same quote at the end of the text."
FLAW_FILE_AFTER_QUOTE = "The text goes on after the closing quote."
REMEDY_FILE_AFTER_QUOTE = (
    "Put the whole text in quotes: single ones outside, if there are double ones inside."
)
FLAW_FILE_AFTER_BRACKET = "The text goes on after the closing bracket."
FLAW_FILE_COLON = "There is a colon too many, or the indentation doesn't fit."
REMEDY_FILE_COLON = "Put a text with a colon in quotes, and line fields up under each other."
FLAW_FILE_START = "A text can't start with “{mark}” unless it is in quotes."
REMEDY_FILE_START = "Put the whole text in quotes."
FLAW_FILE_BRACKET = "A bracket opens here, and what follows doesn't fit it."
REMEDY_FILE_BRACKET = "Close it, or put the whole text in quotes."
FLAW_FILE_IN_BRACKETS = "Inside brackets, a text with “{mark}” needs quotes."
FLAW_FILE_ESCAPE = "A backslash in double quotes has a meaning of its own, and this one means nothing."
REMEDY_FILE_ESCAPE = "Write it twice, or use single quotes."
FLAW_FILE_INDENT = "This doesn't line up with what is above it."
REMEDY_FILE_INDENT = "Indent fields that belong together equally, with spaces."

FLAW_JSON_COMMA = "After this, a comma or a closing bracket is missing."
REMEDY_JSON_COMMA = "Put a comma between entries, and close every bracket."
FLAW_JSON_COLON = "A colon is missing after the name."
REMEDY_JSON_COLON = 'Write it like "title": "Monthly ideas".'
FLAW_JSON_NAME = "A name in double quotes is needed here."
REMEDY_JSON_NAME = "Put the name in double quotes, and leave no comma before a closing bracket."
FLAW_JSON_VALUE = "A value is missing, or it has no double quotes."
REMEDY_JSON_VALUE = "Put texts in double quotes, and leave no comma before a closing bracket."
FLAW_JSON_LINE = "The text is not closed before the line ends."
REMEDY_JSON_LINE = "Close the double quote; for a new line inside a text write \\n."
REMEDY_JSON_ESCAPE = "Write it twice, or leave it out."
FLAW_JSON_MORE = "The survey ends before this, and there is more."
REMEDY_JSON_MORE = "Remove what follows the last closing bracket."

FLAW_KIND_MISSING = "The question has no kind."
FLAW_KIND_UNKNOWN = "There is no question kind “{kind}”."
REMEDY_KIND = "Add one of: {kinds}."
REMEDY_KINDS = "Use one of: {kinds}."
REMEDY_KIND_MEANT = "Did you mean “{meant}”? There are: {kinds}."
FLAW_FIELD_MISSING = "“{name}” is missing."
FLAW_FIELD_BLANK = "There is nothing after “{name}”."
REMEDY_FIELD_ADD = "Add “{name}: …”."
REMEDY_FIELD_FILL = "Write something after the colon."
FLAW_FIELD_UNKNOWN = "There is no field “{name}” here."
REMEDY_FIELD_MEANT = "Did you mean “{meant}”?"
REMEDY_FIELDS = "Here you can use: {names}."
FLAW_NOT_TEXT = "A text is needed here."
REMEDY_NOT_TEXT = "Write it on one line, in quotes if there are brackets or colons in it."
FLAW_EMPTY_TEXT = "The text is empty."
REMEDY_EMPTY_TEXT = "Write at least one visible character."
FLAW_LONG_TEXT = "The text has {length} characters, and {longest} fit."
REMEDY_LONG_TEXT = "Shorten it by {over}."
FLAW_LIST_LONG = "There are {count} entries, and {most} fit."
REMEDY_LIST_LONG = "Remove {over}, or split the survey in two."
FLAW_LIST_SHORT_ONE = "There is {count} entry, and at least {least} is needed."
FLAW_LIST_SHORT_MANY = "There are {count} entries, and at least {least} are needed."
REMEDY_LIST_SHORT = "Add {missing} more."
FLAW_NOT_NUMBER = "A whole number is needed here."
REMEDY_NOT_NUMBER = "Write it in digits, like 5."
FLAW_NOT_DECIMAL = "A number is needed here."
REMEDY_NOT_DECIMAL = "Write it in digits with a point, like 1.5."
FLAW_NOT_DATE = "A date is needed here."
REMEDY_NOT_DATE = "Write it like 2026-12-24."
FLAW_NOT_ONE_OF = "“{given}” is none of what can stand here."
REMEDY_NOT_ONE_OF = "Use one of: {known}."
FLAW_NOT_BOOL = "This is either true or false."
REMEDY_NOT_BOOL = "Write true or false."
FLAW_TOO_HIGH = "{number} is too high here."
REMEDY_TOO_HIGH = "Use {limit} or less."
FLAW_TOO_LOW = "{number} is too low here."
REMEDY_TOO_LOW = "Use {limit} or more."
FLAW_NOT_LIST = "A list is needed here."
REMEDY_NOT_LIST = "Give each entry its own line below, starting with “- ”."
FLAW_NOT_FIELDS = "This entry needs fields, and it is something else."
REMEDY_NOT_FIELDS = "Write it with: {names}."
FLAW_ELSE = "This doesn't fit here."
REMEDY_ELSE = "Compare it with one of the templates."

# --- Rounds --------------------------------------------------------------------------------------

ROUND_COST_TITLE = "Start “{title}”?"
ROUND_COST_ASKED_ONE = "**{count}** follower gets {questions} by DM, about {duration} of their time."
ROUND_COST_ASKED_MANY = "**{count}** followers get {questions} by DM, about {duration} each."
ROUND_COST_SENDING = "Sending takes about {duration}. The round stays open until {closes}, then the summary comes to {channel}."
ROUND_SAMPLE = "**A preview.** This is what your followers get; nothing here can be pressed."
ROUND_NOBODY = (
    "Nobody has joined yet, so there is no one to ask. Share the join card first; `/setup start` posts it."
)
ROUND_START = "Start the round"
ROUND_DONT = "Not now"
ROUND_STARTED = (
    "The round is open and the first questions are on their way. `/round status` shows how it goes."
)
ROUND_NOT_STARTED = "Nothing was sent."
ROUND_RUNNING = "“{title}” is still open. Close that round first with `/round close`, then start the next."
ROUNDS_ONE, ROUNDS_MANY = "**{count}** other round is", "**{count}** other rounds are"
ROUND_OTHERS_OPEN = (
    "{count} open already. Whoever was asked in the last {days} days gets this one later, or not at all."
)
ROUND_PAUSED = "Sending is paused. Answers still count. `/round resume` goes on where it stopped."
ROUND_PAUSED_ALREADY = "This round is paused already. `/round resume` goes on."
ROUND_RESUMED = "Sending goes on where it stopped."
ROUND_NOT_PAUSED = "This round isn't paused."
ROUND_CANCEL_TITLE = "Cancel “{title}”, round {number}?"
ROUND_CANCEL_WHAT = (
    "Nothing more is sent, and nobody can answer any more. {answered} and can be seen with `/results show`; "
    "no summary is posted. It can't be undone."
)
ROUND_CANCEL_ANSWERED_ONE = "The answers of **{count}** person are kept"
ROUND_CANCEL_ANSWERED_MANY = "The answers of **{count}** people are kept"
ROUND_CANCEL = "Cancel the round"
ROUND_CANCEL_DONT = "Keep it open"
ROUND_CANCELLED = "Cancelled. Nothing more is sent."
ROUND_KEPT = "It stays open."
ROUND_TARGET = "It closes early when **{target}** people have completed it."
HALT_PAUSED = "The team paused it. `/round resume` goes on."
ROUND_STALE_START = (
    "That card is from before the last change. Run `/round start` again, so you see what you confirm."
)
ROUND_NONE_OPEN = "No round is open. `/round start` starts one."
ROUND_NONE = "There has been no round yet. `/round start` starts one."
ROUND_STATUS_TITLE = "“{title}” · round {number}"
ROUND_STATE_OPEN = "Open until {closes}."
ROUND_STATE_CLOSING = "Closing; the summary is on its way."
ROUND_STATE_CLOSED = "Closed {closed}."
ROUND_STATE_STOPPED = "Sending is on hold: {why}"
ANSWERED_SHARE = "{share} answered"
ROUND_REFRESH = "Refresh"
ROUND_CLOSE_NOW = "Close now"
ROUND_CLOSING = "The round is closing. The summary comes to {channel} in a moment."

WHY_SERVER = "asked to answer in the server, where the card is"
WHY_TOPIC = "chose other topics"
WHY_SPECIAL = "only want special rounds"
WHY_ROLE = "no longer have the role this round is for"
WHY_SILENT = "didn't reply to three rounds in a row, so they are left alone"
WHY_PAUSED = "paused for now"
WHY_WEEK = "had a round in the last 7 days"
WHY_GAP = "had a round too recently for how often this server asks"
WHY_MONTHLY = "want one round in four weeks, and had it"
WHY_BACK_OFF = "didn't reply to two rounds in a row, so they are asked half as often"
WHY_PROMPTS = "had four messages in the last four weeks"
WHY_QUIET = "in their quiet hours"
WHY_WINDOW = "too close to the end of the round for them to answer"
HELD_WINDOW = "the round closed before it was their turn"
HELD_LEFT = "they left before it was their turn"

HALT_TOO_FAST = "Discord asked me to open new DMs more slowly. Known DMs go on; the rest follows by itself."
HALT_QUARANTINED = (
    "Discord has restricted this bot's DMs. Whoever hosts it finds what to do in docs/operating.md."
)
HALT_CONTENT = "Discord blocked this survey's text. Change the wording, then start a new round."
HALT_MALFORMED = "Discord refused the message as malformed. The log of whoever hosts the bot says why."
HALT_TOKEN = "Discord no longer accepts the bot's token. Whoever hosts it needs to renew it."  # noqa: S105  a sentence, not a secret
HALT_CANARY = (
    "Of the first few people, most could not be reached, so the others wait. A few more are tried in an hour; "
    "`/round close` ends the round."
)
HALT_BUDGET = "Too many requests were turned down in ten minutes. Sending goes on by itself when it is safe."

# --- Series --------------------------------------------------------------------------------------

SERIES_RULE = "{how} at {at} ({zone})"
SERIES_CRON = "cron `{cron}` ({zone})"
SERIES_BAD_CRON = (
    "I can't read “{cron}” as a cron expression. It has five parts: minute, hour, day, month, weekday, "
    "as in `0 18 * * 1`."
)
SERIES_TOO_OFTEN = "A round opens once a day at most. Give the cron expression one time of day."
SERIES_BAD_TIME = "I can't read “{text}” as a time of day. Write it as 18:00."
SERIES_BAD_DATE = "I can't read “{text}” as a date. Write it as 2027-01-31."
SERIES_PAST = "{date} is over already. Choose today or a later date."
SERIES_BAD_EVERY = "“Every” is a number from 1 to {most}."
SERIES_TOO_MANY_SKIPS = "At most {most} dates can be left out."
SERIES_NEVER = (
    "With these dates no round would ever open. Check the first date, the last one, and those left out."
)
SERIES_TITLE = "Ask “{title}” again and again?"
SERIES_WHEN = "A round opens {rule}, for {days}."
SERIES_NEXT = "Next: {dates}"
SERIES_COMING = "**The next dates**"
SERIES_LAST = "Last date: {date}."
SERIES_SKIPS = "Left out: {dates}."
SERIES_OVER = "No more dates."
SERIES_REMINDER = "Those who haven't replied get one reminder."
SERIES_TARGET = "Each round closes early when {target} people have completed it."
SERIES_CAPS = "-# Nobody is asked more than once in {days} days, whatever the schedule says."
SERIES_KEEP = "Schedule it"
SERIES_DROP = "Not now"
SERIES_DROPPED = "Nothing was scheduled."
SERIES_KEPT = "Scheduled. `/round list` shows it, and pauses or ends it."
SERIES_STALE = "This card is out of date. Use `/round schedule` again."
SERIES_LIST_TITLE = "Rounds"
SERIES_LIST_NONE = (
    "No round is open, and none is scheduled. `/round start` asks now, `/round schedule` again and again."
)
SERIES_LIST_OPEN = "**{title}** · round {number}, open until {closes}"
SERIES_LIST_LINE = "**{title}** · {rule}"
SERIES_LIST_PAUSED = "paused"
SERIES_PICK = "Choose a series to change it"
SERIES_PAUSE = "Pause"
SERIES_RESUME = "Resume"
SERIES_SKIP = "Skip the next date"
SERIES_END = "End it"
SERIES_BACK = "Back to the list"
SERIES_CALENDAR = "Calendar file"
SERIES_CALENDAR_SAID = "The dates as a calendar file. Open it, and your calendar shows when rounds open."
SERIES_IS_PAUSED = "It is paused: no round opens."
SERIES_IS_ENDED = "It has ended."
SERIES_GONE = "This series isn't there any more. `/round list` shows what is."
SERIES_OPENED = "**{title}** · round {number} is open until {closes}. Opened as scheduled."
SERIES_NOBODY = (
    "**{title}** was to open now, but nobody follows yet. I'll try again on the next date; put the join card up "
    "with `/setup start`."
)
SERIES_LATE = "**{title}** was to open {due}. I wasn't running then, and it is more than {grace} late now. Shall it still open?"
SERIES_OPEN_NOW = "Open it now"
SERIES_LEAVE_OUT = "Leave it out"
SERIES_LEFT_OUT = "Left out. The next date is {next}."
SERIES_LEFT_OUT_LAST = "Left out. It was the last date."
SERIES_NOT_WAITING = "That date is settled already. `/round list` shows what comes next."
SERIES_OPENED_LATE = "The round is open."

# --- Results -------------------------------------------------------------------------------------

SUMMARY_TITLE = "{title} · round {number}"
SUMMARY_HEADLINE = "**{answered}** of {reached} who were reached answered ({rate})."
SUMMARY_HEADLINE_NONE = (
    "Nobody answered this time. It happens; a shorter survey or another evening often helps."
)
SUMMARY_MEDIAN_TIME = "Half of them had replied within {duration}."
SUMMARY_REPLY_TIMES = "Half of them had replied within {half}, three quarters within {most}."
SUMMARY_ASKED = "Asked"
SUMMARY_REACHED = "Reached"
SUMMARY_STARTED = "Started"
SUMMARY_COMPLETED = "Completed"
SUMMARY_FUNNEL_TITLE = "From asked to completed"
SUMMARY_NOT_REACHED_ONE = "{count} has DMs closed"
SUMMARY_NOT_REACHED_MANY = "{count} have DMs closed"
SUMMARY_FAILED_ONE = "{count} message failed"
SUMMARY_FAILED_MANY = "{count} messages failed"
SUMMARY_LEFT_ONE = "{count} said stop"
SUMMARY_LEFT_MANY = "{count} said stop"
SUMMARY_BROKE_OFF_ONE = "{count} said stop partway"
SUMMARY_BROKE_OFF_MANY = "{count} said stop partway"
SUMMARY_SILENT_ONE = "{count} didn't reply"
SUMMARY_SILENT_MANY = "{count} didn't reply"
SUMMARY_PARTIAL_ONE = "{count} stopped partway"
SUMMARY_PARTIAL_MANY = "{count} stopped partway"
SUMMARY_HELD_ONE = "{count} held back"
SUMMARY_HELD_MANY = "{count} held back"
SUMMARY_ANSWERS_ONE = "{count} answer"
SUMMARY_ANSWERS_MANY = "{count} answers"
SUMMARY_MEAN = "mean {mean}, median {median}"
SUMMARY_MEAN_BETWEEN = "mean {mean} (likely {low} to {high}), median {median}"
SUMMARY_SCALES = "**Side by side**"
SUMMARY_SCALES_CHART = "Side by side"
SUMMARY_END = "{point} {label}"
SUMMARY_SCORE = "score {score} (likely {low} to {high})"
SUMMARY_PROMOTERS = "Promoters (9–10)"
SUMMARY_PASSIVES = "Passives (7–8)"
SUMMARY_DETRACTORS = "Detractors (0–6)"
SUMMARY_AMOUNT = "median {median}, the middle half from {low} to {high}, mean {mean}"
SUMMARY_AMOUNT_BETWEEN = (
    "median {median}, the middle half from {low} to {high}, mean {mean} (likely {least} to {most})"
)
SUMMARY_UNIT = "in {unit}"
SUMMARY_PLACE = "{place}. {label}"
SUMMARY_MEAN_PLACE = "mean place {mean}"
SUMMARY_PLACES = ("1st", "2nd", "3rd")
SUMMARY_LOWER = "lower"
SUMMARY_LEFT_OUT = "left out"
SUMMARY_ORDER = "The order that agrees best with everybody's."
SUMMARY_WINS = "“{label}” wins against every other one to one"
SUMMARY_LEVEL = "no one option wins against every other"
SUMMARY_AGREE = "Agree"
SUMMARY_DISAGREE = "Disagree"
SUMMARY_PASS = "Pass"  # noqa: S105  an answer, not a secret
SUMMARY_FILES_ONE = "{count} file"
SUMMARY_FILES_MANY = "{count} files"
SUMMARY_OWN_WORDS_ONE = "{count} answer in their own words:"
SUMMARY_OWN_WORDS_MANY = "{count} answers in their own words:"
SUMMARY_CAME_WITH_ONE = "{count} came with words:"
SUMMARY_CAME_WITH_MANY = "{count} came with words:"
SUMMARY_NOT_QUOTED_ONE = "{count} more isn't quoted here."
SUMMARY_NOT_QUOTED_MANY = "{count} more aren't quoted here."
SUMMARY_WITHDRAWN_ONE = "{count} was deleted since"
SUMMARY_WITHDRAWN_MANY = "{count} were deleted since"
SUMMARY_TOO_FEW = "Fewer than {least} answers, so nothing is broken down here."
SUMMARY_NOBODY = "Nobody answered this one."
SUMMARY_NOBODY_ASKED = "Nobody has been asked so far."
SUMMARY_STOPPED_HERE_ONE = "{count} person got no further than this."
SUMMARY_STOPPED_HERE_MANY = "{count} people got no further than this."
SUMMARY_THEMES = "What they wrote, grouped"
SUMMARY_NO_THEMES = "No three of them say the same, so there is nothing to group."
SUMMARY_PRIVATE = "Private: its answers are counted, and never quoted here."
SUMMARY_MORE_THEMES_ONE = "… and {count} smaller group."
SUMMARY_MORE_THEMES_MANY = "… and {count} smaller groups."
SUMMARY_QUOTE = "> {quote}"
SUMMARY_QUOTE_NAMED = "> {quote} — {mention}"
SUMMARY_QUOTE_SEVERAL = "> {quote} · {count} people"
#: A group whose usual name would be one person's words.
SUMMARY_THEME_UNNAMED = "Group {number}"
SUMMARY_THEME_ONE = "**{label}** · {count} person"
SUMMARY_THEME_BEFORE = ", {count} last time"
SUMMARY_THEME_MANY = "**{label}** · {count} people"
SUMMARY_UNGROUPED_ONE = "{count} reply fits no group."
SUMMARY_UNGROUPED_MANY = "{count} replies fit no group."
SUMMARY_SET_ASIDE_ONE = "{count} reply that says nothing is set aside."
SUMMARY_SET_ASIDE_MANY = "{count} replies that say nothing are set aside."
SUMMARY_EXPORT = "Download answers"
SUMMARY_INTERVAL_NOTE = (
    "The thin line on a bar, and “likely”, say between what the true figure probably lies (95% interval)."
)
SUMMARY_FOOTER = "Shares are of those who answered the question; quotes are anonymous, unless their author wants to be named."
SUMMARY_NO_CHANNEL = "The summary of round {number} is ready, but I can't post in {channel} any more. `/results show` shows it, and `/setup start` chooses another channel."
RESULTS_ROUND_UNKNOWN = "There is no round {number} here. `/results show` without a number shows the latest."

# --- Charts ----------------------------------------------------------------------------------------

CHART_BARS = "Bar chart"
CHART_SCALE = "Chart of a scale"
CHART_FUNNEL = "Funnel"
CHART_HISTOGRAM = "Histogram"
CHART_STACKED = "Stacked bar chart"
CHART_TREND = "Lines over time"
CHART_LINE = "{label}: {points}"
#: How a part of a row is named where the chart is told in words.
CHART_PART = "{row}: {part}"
CHART_TITLED = "{kind}, “{title}”: "
CHART_END = "{point} means “{meaning}”"
CHART_MEAN = "mean {value}"
CHART_MEDIAN = "median {value}"
CHART_MORE = "and {count} more"
CHART_NO_LABEL = "(no label)"
CHART_NOTHING = "nothing to show"
CHART_PEOPLE_ONE = "{count} person"
CHART_PEOPLE_MANY = "{count} people"

# --- When the database can't be opened; for whoever hosts the bot -----------------------------------

DATABASE_FOLDER_MISSING = (
    "There is no folder {parent} to keep the data folder in. "
    "Create it, or set another data folder, then start again."
)
DATABASE_FOLDER_NOT_ONE = (
    "The data folder should be {folder}, but something on the way there is a file. "
    "Move that file away, or set another data folder, then start again."
)
DATABASE_FOLDER_CLOSED = (
    "I can't write in the data folder {folder}. Give the account that runs Earful the right to read and "
    "write there, then start again."
)
DATABASE_DISK_FULL = (
    "The disk that holds {folder} is full. Make some room, then start again. Nothing was changed."
)
DATABASE_TAKEN = "Another Earful is already running on {folder}. Stop that one first, or give this one a data folder of its own."
DATABASE_LOCKED = "Another program is holding {path} open for writing. Close it, then start again."
DATABASE_NO_WAL = (
    "The disk that holds {folder} doesn't support what SQLite needs; network drives often don't. "
    "Set a data folder on a local disk, then start again."
)
DATABASE_NEWER = "{path} was last used by a newer version of Earful (revision {revision}). Install that version again. {backup}"
DATABASE_DAMAGED = "{path} is damaged, or no database at all, so I left it alone. {backup}"
DATABASE_NOT_OURS = (
    "{path} is not a database of Earful's, so I left it alone. Move it away, or set another data folder."
)
DATABASE_DISK_TROUBLE = (
    "The disk that holds {folder} has trouble ({detail}). Check the disk, then start again."
)
DATABASE_NOT_CURRENT = "There is no database in {folder} that this version of Earful has used yet. Start Earful once, then try again."
DATABASE_OLD_SQLITE = (
    "This Python comes with SQLite {version}, and Earful needs {least} or newer. "
    "Use a newer Python, or the container image."
)
RESTORE_ITSELF = "{path} is the database itself. Name a backup; `python -m bot check` shows the newest."
RESTORE_MISSING = "There is no file {path}. The backups are in the data folder, under backups."
RESTORE_UNFIT = (
    "{path} is no whole Earful database that this version can use, so nothing was changed. Choose another backup, or "
    "install the version that made this one."
)
DATABASE_BACKUP = (
    "The newest backup is {backup}: to go back to it, move {path} away, with its -wal and -shm files if there "
    "are any, and put a copy of the backup in its place."
)
DATABASE_NO_BACKUP = "There is no backup in {folder}."
