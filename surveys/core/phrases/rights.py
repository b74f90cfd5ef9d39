"""What people may ask about their data: having it, having it deleted, knowing what becomes of it."""

from surveys.core.language import Sentence

MYDATA = Sentence(
    "Here is everything I have stored about you, in one file. Files you sent are listed in it; "
    "to have it all deleted, use `/feedback forget`."
)
MYDATA_NONE = Sentence("I have nothing stored about you. The file says so, too.")

FORGET_TITLE = Sentence("Shall I forget you?")
FORGET_WHERE = Sentence("This goes for everything stored about you here: {communities}.")
FORGET_TEAM = Sentence(
    "This goes for everything stored about you here. You joined nothing, but you made or started something."
)
FORGET_WHAT = Sentence(
    "**Deleted for good** · Your settings and what you agreed to, the words and files you sent, your ideas, "
    "and quotes of yours in posted summaries. You won't be asked anything any more."
)
FORGET_STAYS = Sentence(
    "**What stays** · Counts, such as how many people picked an option. Nothing in them leads to you."
)
FORGET_FINAL = Sentence("It can't be undone. For a copy first, use `/feedback mydata`.")
FORGET_BUTTON = Sentence("Forget me")
FORGET_DONT_BUTTON = Sentence("Keep everything")
FORGET_NOTHING = Sentence("I have nothing stored about you, so there is nothing to forget.")
FORGET_KEPT = Sentence("Fine, nothing was deleted and nothing has changed.")
FORGOTTEN_TITLE = Sentence("Forgotten")
FORGOTTEN_WHERE = Sentence("Everything about you is deleted: {communities}.")
FORGOTTEN = Sentence("Everything about you is deleted.")
FORGOTTEN_QUOTES = Sentence(
    "Quotes of yours are now being taken out of posted summaries; that takes a few minutes at most."
)
FORGOTTEN_AFTER = Sentence(
    "A message that was already on its way may still reach you. Should you want to come back one day, "
    "use the join card in your server."
)

PRIVACY_TITLE = Sentence("What happens to your data")
PRIVACY_WHAT = Sentence(
    "**What is stored** · Your Discord ID, language and DM channel; what you joined, agreed to and chose; what "
    "you answer, send and vote for, and when. Nothing else you write or do."
)
PRIVACY_WHY = Sentence(
    "**Why** · To ask you only what you agreed to, once and at a good hour, and to add up what everybody said."
)
PRIVACY_WHO = Sentence(
    "**Who sees it** · The team of {community} sees totals, your answers under a number, and quotes as you chose. "
    "Whoever hosts me can read the database. Nobody else."
)
PRIVACY_WHO_ANYWHERE = Sentence(
    "**Who sees it** · The team of the server you joined sees totals, your answers under a number, and quotes as "
    "you chose. Whoever hosts me can read the database. Nobody else."
)
PRIVACY_WHO_MODEL = Sentence(
    "**Who sees it** · The team of {community} sees totals, your answers under a number, and quotes as you chose. "
    "Whoever hosts me can read the database. A language model at {host} helps to sum up what people write: it gets no "
    "names, and nothing of yours if you don't want to be quoted. Nobody else."
)
PRIVACY_WHO_MODEL_ANYWHERE = Sentence(
    "**Who sees it** · The team of the server you joined sees totals, your answers under a number, and quotes as "
    "you chose. Whoever hosts me can read the database. Where a server uses it, a language model at {host} helps to "
    "sum up what people write: it gets no names, and nothing of yours if you don't want to be quoted. Nobody else."
)
PRIVACY_LONG = Sentence(
    "**How long** · Your words and files: {retention} after their round closed, or your idea's last vote. Then only "
    "choices and figures stay, and nobody knows whose. Backups: {backups} at most."
)
PRIVACY_YOURS = Sentence(
    "**Up to you** · `/feedback mydata` gives you all of it in a file. `/feedback forget` deletes it, everywhere I "
    "am. “stop” in the DM, `/feedback leave` or leaving the server ends the questions."
)
PRIVACY_HOST = Sentence("**Who hosts me** · {contact}")
PRIVACY_HOST_UNKNOWN = Sentence("**Who hosts me** · The team of your server knows.")
PRIVACY_PAGE = Sentence("The whole page: {address}")
