"""What single kinds of question say: their ends, their hints, and how they ask back."""

from surveys.core.language import Plural, Sentence

DELETED = Sentence("(deleted)")
SO_FAR = Sentence("So far: {picked}")

# An option of one's own, and lists too long to show.
OTHER = Sentence("Other…")
TYPE_OTHER = Sentence("Sure: type your own answer below, in a few words.")
OTHER_LABEL = Sentence("Your own answer")
SEARCH_HELP = Sentence(
    "There are {count} to choose from. The menu shows the first ones; type part of a name to find the others."
)
SEARCH_HINT = Sentence("Pick one, or type part of a name")
SEARCH_HINT_MORE = Sentence("Pick from these, or type part of a name")
SEARCH_LABEL = Sentence("A name, or part of it")
CHOICE_LABEL = Sentence("An option, or its number")
SEARCH_FOUND = Plural(
    "One fits “{typed}”.", "{count} fit “{typed}”. Pick from the menu, or type more of the name."
)
SEARCH_NOTHING = Sentence(
    "I found nothing like that in the list. Try another part of the name, like “{first}”, or pick from the menu."
)
PICK_MORE = Sentence("Got that. Pick or type more, or tap Done.")
PICK_STILL = Sentence("Got that. Now the next one: pick it, or type part of its name.")

# How likely to recommend.
NPS_LOW = Sentence("not at all likely")
NPS_HIGH = Sentence("extremely likely")

# Numbers.
NUMBER_LABEL = Sentence("A number")
NUMBER_WITH_UNIT = Sentence("{number} {unit}")
NUMBER_ANY = Sentence("Type a number.")
NUMBER_UNIT = Sentence("Type a number, in {unit}.")
NUMBER_BETWEEN = Sentence("Type a number from {lowest} to {highest}.")
NUMBER_LEAST = Sentence("Type a number, {lowest} or more.")
NUMBER_MOST = Sentence("Type a number, {highest} or less.")
EXPECTED_NUMBER = Sentence("A number fits here, in digits, like {example}.")
EXPECTED_WHOLE = Sentence("A whole number fits here, in digits, like {example}.")
EXPECTED_UNIT = Sentence("A number in {unit} fits here, in digits, like {example}.")
EXPECTED_BETWEEN = Sentence("A number from {lowest} to {highest} fits here.")
EXPECTED_LEAST = Sentence("{lowest} or more fits here. Could you check the number?")
EXPECTED_MOST = Sentence("{highest} or less fits here. Could you check the number?")
NUMBER_TWO_WAYS = Sentence("“{typed}” can be read in two ways. Could you type it as {one} or as {other}?")

# Dates. The months stand as they stand in a date.
DATE_LABEL = Sentence("A date, like 24 December 2026")
DATE = Sentence("{day} {month} {year}")
DATE_NO_YEAR = Sentence("{day} {month}")
MONTHS = (
    Sentence("January"),
    Sentence("February"),
    Sentence("March"),
    Sentence("April"),
    Sentence("May"),
    Sentence("June"),
    Sentence("July"),
    Sentence("August"),
    Sentence("September"),
    Sentence("October"),
    Sentence("November"),
    Sentence("December"),
)
DATE_HINT = Sentence("Type a date, like {example}.")
DATE_BETWEEN = Sentence("Type a date from {earliest} to {latest}.")
DATE_FROM = Sentence("Type a date, {earliest} or later.")
DATE_UNTIL = Sentence("Type a date, {latest} or earlier.")
EXPECTED_DATE = Sentence("A date fits here, like {example}.")
EXPECTED_DATE_BETWEEN = Sentence("A date from {earliest} to {latest} fits here.")
EXPECTED_DATE_FROM = Sentence("A date from {earliest} on fits here.")
EXPECTED_DATE_UNTIL = Sentence("A date up to {latest} fits here.")
EXPECTED_CALENDAR = Sentence(
    "I can't work out days like “today” or “Friday” from here. Could you type the date, like {example}?"
)
EXPECTED_FULL_YEAR = Sentence("Could you type the year with four digits, like {example}?")
NO_SUCH_DAY = Sentence("There is no such day in the calendar. A date fits here, like {example}.")
DATE_TWO_WAYS = Sentence(
    "“{typed}” could be {one} or {other}. Which one is it? Type it with the month as a word."
)
WHICH_YEAR = Sentence("{date}, of which year? Type the year, like {example}.")

# Ranking.
RANK_HINT = Sentence(
    "Tap your favourite first, then the next one. You can also type them all, like “{example}”."
)
RANK_NEXT = Sentence("Got that. Which one comes next?")
RANK_NEXT_OR_DONE = Sentence("Got that. Which one comes next? Or tap Done.")
RANK_ALREADY = Sentence("That one has its place already. Which one comes next?")
RANK_LABEL = Sentence("The options in your order")
EXPECTED_RANKING = Sentence(
    "I couldn't match that to the options. Tap one, or type them in your order with commas, like “{example}”."
)
EXPECTED_RANKED = Sentence("Nearly there: {count} need a place. Which one comes next?")

# Pictures.
PICTURE_LABEL = Sentence("A picture's number or name")

# Files.
FILE_KINDS = {
    "image": Sentence("pictures"),
    "video": Sentence("videos"),
    "audio": Sentence("sound and voice messages"),
    "document": Sentence("documents"),
}
FILES = Plural("{count} file", "{count} files")
FILE_ONE = Sentence("Send a file in this chat. Fine here: {kinds}, up to {size} MB.")
FILE_SEVERAL = Sentence("Send up to {most} files in this chat. Fine here: {kinds}, up to {size} MB each.")
FILE_WRITE = Sentence("Send a file")
FILE_LABEL = Sentence("A few words with it, if you like")
FILE_MORE = Sentence("Got it. Send more, or tap Done.")
FILE_WORDS = Sentence("Noted with your file. Send more, or tap Done.")
FILE_WRONG_KIND = Sentence("I can't take “{name}” here. Fine are: {kinds}.")
FILE_TOO_LARGE = Sentence(
    "“{name}” is larger than {size} MB, which is the most I can take here. A smaller one?"
)
FILE_EMPTY = Sentence("“{name}” arrived empty. Could you send it again?")
EXPECTED_FILE = Sentence(
    "A file fits here. Fine are: {kinds}, up to {size} MB; a link or words alone aren't enough."
)
EXPECTED_FEWER_FILES = Sentence("Up to {most} fit here, counting what you sent before. Could you send fewer?")

# Agree, disagree, pass.
AGREE = Sentence("Agree")
DISAGREE = Sentence("Disagree")
PASS = Sentence("Pass")
STATEMENT = Sentence("{position} of {total}: **{statement}**")
VERDICT = Sentence("{statement}: {verdict}")
NEXT_STATEMENT = Sentence("Noted: {verdict}. Here is the next one.")
STATEMENT_DONE = Sentence("You have answered that one already. Here is the next one.")
EXPECTED_VERDICT = Sentence("Agree, disagree or pass fits here. Tap one, or type it.")
VERDICT_LABEL = Sentence("Agree, disagree or pass")
