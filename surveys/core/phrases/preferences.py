"""How a follower wants to be asked: the preferences card, pausing, and being kept in."""

from surveys.core.language import Sentence

TITLE = Sentence("How {community} asks you")
CLOCK = Sentence(
    "By my clock it is **{time}** where you are ({zone}). If it isn't, pick a time zone below, or search for your "
    "city with `/feedback preferences`."
)
PAUSED_UNTIL = Sentence("**Paused until {until}.** Nothing comes from {community} before.")
PAUSED_OPEN = Sentence("**Paused until you say so.** Nothing comes from {community} before.")
WHOSE = Sentence(
    "Language, time zone and quiet hours go for every server you joined; the rest goes for {community} only."
)
#: By the days a community leaves between rounds.
CAPS = {
    7: Sentence(
        "Whatever you choose: at most one round a week, four messages in four weeks, one reminder. "
        "A choice counts at once."
    ),
    14: Sentence(
        "Whatever you choose: at most one round in two weeks, four messages in four weeks, one reminder. "
        "A choice counts at once."
    ),
    28: Sentence(
        "Whatever you choose: at most one round in four weeks, four messages in four weeks, one reminder. "
        "A choice counts at once."
    ),
}
SAVED = Sentence("**Saved** · {choice}")
SAME = Sentence("That is how it was set already.")
NOT_A_CHOICE = Sentence("That isn't among the choices any more, so nothing was changed. These are:")
RESUMED = Sentence("**Welcome back.** {community} asks you again from the next round on.")
KEPT_TITLE = Sentence("You stay in")
KEPT = Sentence("Good to have you. {community} asks you again from the next round on.")

CADENCE_HINT = Sentence("How often")
EVERY_OPTIONS = {
    7: Sentence("Every round (one a week at most)"),
    14: Sentence("Every round (one in two weeks at most)"),
    28: Sentence("Every round (one in four weeks at most)"),
}
MONTHLY_OPTION = Sentence("One round in four weeks")
SPECIAL_OPTION = Sentence("Only special rounds")
TOPICS_HINT = Sentence("Topics")
ALL_TOPICS_OPTION = Sentence("All topics")
TOPIC_GONE_OPTION = Sentence("{topic} (not asked about any more)")
ZONE_HINT = Sentence("Time zone")
ZONE_GUESSED_OPTION = Sentence("As I guess it: {zone}, {time} now")
ZONE_OPTION = Sentence("{zone}, {time} now")
QUIET_HINT = Sentence("Quiet hours")
QUIET_OPTION = Sentence("No messages from {begin} to {end}")
QUIET_USUAL_OPTION = Sentence("No messages from {begin} to {end} (usual)")
QUIET_NONE_OPTION = Sentence("Messages at any hour")
LANGUAGE_HINT = Sentence("Language")
LANGUAGE_AS_DISCORD_OPTION = Sentence("As in Discord: {language}")
QUOTING_HINT = Sentence("Quoting")
QUOTING_NO_OPTION = Sentence("Don't quote me")
QUOTING_ANONYMOUS_OPTION = Sentence("Quote me without my name")
QUOTING_NAMED_OPTION = Sentence("Quote me by name")
WHERE_HINT = Sentence("Where I ask you")
WHERE_DM_OPTION = Sentence("Ask me by DM")
WHERE_SERVER_OPTION = Sentence("Don't DM me; I answer in the server")
NEWS_HINT = Sentence("News of what you asked for")
NEWS_LIMITS_OPTION = Sentence("Tell me what's made of my wishes, once a week at most")
NEWS_ALWAYS_OPTION = Sentence("Tell me what's made of my wishes at once")
NEWS_NEVER_OPTION = Sentence("Don't tell me what's made of my wishes")
COMMUNITY_HINT = Sentence("Which server")

PAGE_OFTEN_BUTTON = Sentence("How often and when")
PAGE_WAY_BUTTON = Sentence("Language, quoting, place")
PAUSE_WEEK_BUTTON = Sentence("Pause a week")
PAUSE_MONTH_BUTTON = Sentence("Pause a month")
PAUSE_OPEN_BUTTON = Sentence("Pause until I say")
RESUME_BUTTON = Sentence("Ask me again")
PREFERENCES_BUTTON = Sentence("Preferences")
IN_SERVER_BUTTON = Sentence("Ask me in the server instead")

UNKNOWN_ZONE = Sentence(
    "I don't know the time zone “{zone}”. Start typing a city or country and pick one from the list."
)
NOT_YOURS = Sentence(
    "This card belongs to someone else, so your tap changed nothing. For your own, use `/feedback preferences`."
)
LEFT_BEFORE = Sentence(
    "You left {community}, so there is nothing to set. To come back, use the join card in the server, or "
    "`/feedback join` there."
)
NOT_HERE = Sentence(
    "You haven't joined here, so there is nothing to set. To join, use the join card, or `/feedback join`."
)
NOWHERE = Sentence(
    "You haven't joined anywhere yet, so there is nothing to set. To join, use the join card in your server, or "
    "`/feedback join` there."
)
