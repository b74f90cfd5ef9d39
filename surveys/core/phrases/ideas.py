"""Ideas at any time, votes for them, and what came of it all."""

from surveys.core.language import Plural, Sentence

# --- Sending one ---------------------------------------------------------------------------------

KEPT_TITLE = Sentence("Your idea is kept")
KEPT = Sentence("“{idea}”")
KEPT_FOR = Sentence("It's on the list of ideas for **{community}**.")
OTHERS_MAY = Sentence("Others who want the same can add their vote; they see the idea, never who sent it.")
NOT_SHOWN = Sentence("Only the creator's team reads it, because you asked not to be quoted.")
SEE_IMPACT = Sentence("See what came of your ideas with `/feedback impact`.")
SIMILAR_TITLE = Sentence("Add your vote instead?")
SIMILAR = Sentence("I kept “{idea}” for **{community}**. Others want something like it:")
SIMILAR_LINE = Sentence("**{number}.** “{idea}” · {wanted}")
SIMILAR_NEXT = Sentence(
    "If one of these is what you mean, vote for it, so that the wishes add up. If not, yours stays."
)
WANTED = Plural("wanted by {count} person", "wanted by {count} people")
VOTE_BUTTON = Sentence("Vote for {number}: {idea}")
KEEP_BUTTON = Sentence("Mine is different, keep it")
WHERE = Sentence("For another community?")

# --- Why one wasn't kept -------------------------------------------------------------------------

EMPTY = Sentence("Tell me your idea after the colon, like “idea: a tour of your studio”, or use `/idea`.")
TOO_LONG = Sentence(
    "That is {length} characters, and an idea has room for {longest}. Could you send a shorter version?"
)
TOO_MANY = Sentence(
    "You've sent {count} ideas within a day; thank you, that is as many as I take. "
    "I didn't keep this one, so please send it again tomorrow."
)
SENT_BEFORE = Sentence(
    "You sent that idea before, and it's still on the list for **{community}**. It counts once."
)
JOIN_FIRST = Sentence(
    "Ideas are collected from those who joined, so I didn't keep that. "
    "To join, use the join card in your server or `/feedback join` there, then send it once more."
)

# --- Voting --------------------------------------------------------------------------------------

VOTED_TITLE = Sentence("Your vote counts")
VOTED = Sentence("“{idea}” is now {wanted}.")
VOTED_INSTEAD = Sentence("I took your own wording off the list, so that nothing counts twice.")
VOTED_TOO = Sentence("Yours stays on the list as well.")
VOTED_ALREADY = Sentence("You've voted for “{idea}” already, and your vote counts. It is {wanted}.")
VOTE_OWN = Sentence("“{idea}” is your own idea, so it has your voice already. Nothing was changed.")
VOTE_BACK_BUTTON = Sentence("Take my vote back")
KEEP_TOO_BUTTON = Sentence("Keep mine as well")
UNVOTED_TITLE = Sentence("Your vote is taken back")
UNVOTED = Sentence("“{idea}” no longer counts you in.")
UNVOTED_MINE = Sentence("Your own idea is back on the list.")
NOT_VOTED = Sentence("You have no vote on “{idea}”, so there was nothing to take back.")
VOTE_AGAIN_BUTTON = Sentence("Vote for it after all")
GONE = Sentence(
    "That idea isn't open for votes any more, so nothing was changed. You can send a new one any time."
)
NOT_YOURS = Sentence("That idea isn't yours, so nothing was changed.")
SETTLED = Sentence(
    "That idea can't be moved any more: others have voted for it, or it's in the works. It stays where it is."
)

# --- What came of it -----------------------------------------------------------------------------

IMPACT_TITLE = Sentence("What came of what you said")
IMPACT_ANSWERS = Sentence("You gave {answers} in {rounds}.")
ANSWERS = Plural("{count} answer", "{count} answers")
ROUNDS = Plural("{count} round", "{count} rounds")
IMPACT_IDEAS = Sentence("You sent {ideas}, which {voters} voted for.")
IMPACT_IDEAS_ALONE = Sentence("You sent {ideas}.")
IDEAS = Plural("{count} idea", "{count} ideas")
OTHER_PEOPLE = Plural("{count} other person", "{count} other people")
IMPACT_VOTES = Sentence("You voted for {ideas} of others.")
THEMES = Sentence("**Heard in the summaries**")
THEME_LINE = Sentence("- “{label}”: your reply is one of {count}.")
SMALL_THEME_LINE = Sentence("- “{label}”: your reply is part of it.")
OUTCOMES = Sentence("**What became of your wishes**")
MADE = Sentence("- Made: “{idea}”")
STARTED = Sentence("- Being made: “{idea}”")
PLANNED = Sentence("- Planned: “{idea}”")
DECLINED = Sentence("- Not this time: “{idea}”")
OUTCOME_LINK = Sentence("Here it is: {link}")
OUTCOME_RESPONSE = Sentence("The team says: {response}")
NEXT_ROUND = Sentence(
    "Nothing to show yet. You're in; when a round opens, your answers are read and summed up with everybody's. "
    "Until then, send an idea whenever you like, with `/idea`."
)
NEXT_SUMMARY = Sentence("Next: when the round closes, everything is read and summed up, and this fills up.")
NEXT_IDEAS = Sentence("Next: the team chooses from the ideas. The more votes one has, the better it is seen.")
NO_MEMBERSHIP = Sentence(
    "There is nothing here yet, because you haven't joined. To have a say, use the join card in your server "
    "or `/feedback join` there."
)
IMPACT_PRIVATE = Sentence("Only you see this. It has counts of others, never who they are.")
