"""What `/setup start` and `/setup status` say."""

from typing import Final

# --- What is in force, a line each -----------------------------------------------------------------

TITLE: Final = "Earful in {server}"
SUMMARIES: Final = "**Summaries** · {channel}"
TEAM: Final = "**Runs rounds** · everyone with Manage Server"
TEAM_AND_ROLE: Final = "**Runs rounds** · {role} and everyone with Manage Server"
ZONE: Final = "**Time zone** · {zone}, {time} now"
OFTEN: Final = "**How often** · one round in {days} days at most"
QUIET: Final = "**Quiet** · {begin} to {end}, where each follower lives"
KEPT: Final = "**Answers kept** · {days} days after a round"
TOPICS: Final = "**Topics** · {topics}"
NO_TOPICS: Final = "**Topics** · none, everybody gets every round"
JOIN: Final = "**Join card** · {channel}"
NO_JOIN: Final = "**Join card** · not up yet"
ALL_SAVED: Final = "All of this is saved. Nothing is public until you put the join card up."
ALL_SAVED_UP: Final = "All of this is saved. What you change counts at once."
GUESSED: Final = "I guessed {zone} from your language. Change it if that's wrong."
NOT_GUESSED: Final = "I couldn't guess your time zone, so it is UTC until you pick your city."
SAVED: Final = "**Saved.**"

CHANGE: Final = "Change settings"
JOIN_CARD: Final = "Join card"
DONE: Final = "Done"
BACK: Final = "Back"
NEXT: Final = "Next"
OVERVIEW: Final = "Overview"

# --- The steps ---------------------------------------------------------------------------------------

STEP: Final = "{number} of {count} · {name}"
STEP_SUMMARIES: Final = "Summaries"
STEP_TEAM: Final = "Your team"
STEP_TIMES: Final = "How often and when"
STEP_DATA: Final = "Data and topics"
STEP_JOIN: Final = "The join card"

SUMMARIES_WHAT: Final = (
    "When a round closes, I post what came of it in a channel. Pick your team's private one."
)
SUMMARIES_FIRST: Final = "Nothing is saved yet. Everything else has a default; this needs you."
SUMMARIES_HINT: Final = "Channel for summaries"
TEAM_WHAT: Final = "Who else may make surveys, start rounds and read results? A role, or nobody."
TEAM_RIGHTS: Final = "-# For single rights, such as results only: `/rights`."
TEAM_HINT: Final = "Creator role (none: Manage Server only)"
TIMES_WHAT: Final = "Each follower can ask for fewer rounds and choose their own hours."
OFTEN_HINT: Final = "How often at most"
OFTEN_OPTION: Final = "At most one round in {days} days"
ZONE_BUTTON: Final = "Time zone"
QUIET_BUTTON: Final = "Quiet hours"
ZONE_HINT: Final = "Which of these?"
ZONE_OPTION: Final = "{zone}, {time} now"
DATA_WHAT: Final = "When their time is over, words and files are deleted for good. Counts stay."
KEPT_HINT: Final = "How long answers are kept"
KEPT_OPTION: Final = "{days} days"
KEPT_HOST_OPTION: Final = "{days} days (the longest here)"
KEPT_SHORTER: Final = (
    "**Saved.** Older answers are deleted within a day. Pick a longer time before then to keep them."
)
TOPICS_WHAT: Final = (
    "If your rounds are about different things, name them: followers choose what they want to hear of."
)
TOPICS_BUTTON: Final = "Topics"
JOIN_WHAT: Final = (
    "Followers sign up with a card in a channel they see. Pick the channel; you'll see the card first."
)
JOIN_HINT: Final = "Channel for the join card"
JOIN_PREVIEW: Final = "This is what everybody in {channel} will see:"
JOIN_PREVIEW_AGAIN: Final = "This is how the card in {channel} reads:"
PUT_UP: Final = "Put the card up"
PUT_UP_ANEW: Final = "Draw it anew"

ZONE_FORM: Final = "Your time zone"
ZONE_FIELD: Final = "City or country"
ZONE_FIELD_HINT: Final = "Such as Berlin, New York or Japan"
QUIET_FORM: Final = "Quiet hours"
QUIET_FROM: Final = "Nothing is sent from"
QUIET_FROM_HINT: Final = "By the clock where each follower lives"
QUIET_UNTIL: Final = "until"
TOPICS_FORM: Final = "Topics"
TOPICS_FIELD: Final = "Topics, with commas between"
TOPICS_FIELD_HINT: Final = "Up to {most}. Leave it empty for none."

# --- The end, and what comes next ------------------------------------------------------------------------

DONE_TITLE: Final = "You're set up"
UP_TITLE: Final = "The join card is up"
UP: Final = "Followers can sign up in {channel} now."
OLD_CARD: Final = "The card in {channel} still works. Delete it there if you don't want both."
NEXT_JOIN: Final = "Nobody can join yet. Next: put the join card up."
NEXT_SURVEY: Final = (
    "Next: `/survey import` and its template “Monthly ideas”, or a file with your own questions."
)
NEXT_ROUND: Final = (
    "Next: `/round start`, or `/round schedule` to ask again and again. Nothing is sent before you confirm."
)
STATUS_HINT: Final = "-# `/setup status` shows all of this and how I'm doing."

# --- What isn't right ------------------------------------------------------------------------------------

CANT_POST: Final = (
    "I can't post in {channel} yet: I need {permissions} there. In the channel's settings, open **Permissions**, "
    "add **{me}**, and switch that on."
)
NOTHING_CHANGED: Final = "{why} Then run `/setup start` again. Nothing was changed."
NO_CHANNEL: Final = "That is no text channel I can see here, so nothing was changed. Pick another one."
RESULTS_GONE: Final = "The channel for summaries was deleted, or I can't see it. Pick another one."
JOIN_GONE: Final = (
    "The channel of the join card was deleted, or I can't see it. Put the card up somewhere else."
)
ROLE_GONE: Final = (
    "The creator role was deleted, so only Manage Server can run rounds. Pick another role, or none."
)
RESULTS_PUBLIC: Final = (
    "Everybody can read {channel}. Summaries quote followers: a private channel is better."
)
NOT_EVERYONE: Final = "That would let everybody run rounds. Pick a role that only your team has."
UNKNOWN_ZONE: Final = (
    "“{zone}” isn't a time zone I know. Start typing a city, like “Berlin”, and pick one from the list."
)
NO_SUCH_PLACE: Final = "I found no place like “{typed}”. Try the nearest large city, or your country."
NOT_OFFERED: Final = "That isn't among the choices, so nothing was changed."
TOPICS_OVER: Final = (
    "These are {count} topics, and {most} fit. Leave some out and try again. Nothing was changed."
)
TOPIC_LONG: Final = "The topic “{topic}” has {length} characters, and {longest} fit. Shorten it and try again. Nothing was changed."
CARD_LOST: Final = "The join card was deleted. Put it up again when you like."
CARD_OLD: Final = "I couldn't redraw the join card just now, so it still tells the old times. Open **Join card** and draw it anew."
CARD_REFUSED: Final = (
    "Discord didn't take the card, and nothing was posted. Try again in a minute, or pick another channel."
)
CARD_FORBIDDEN: Final = (
    "Discord doesn't let me post in {channel}, and nothing was posted. Check my permissions there."
)
CHANNEL_LOST: Final = (
    "I tell you here because I can't post in {channel} any more. `/setup status` says why, and `/setup start` picks "
    "another channel."
)
JUST_STARTED: Final = "I've only just started and don't know this server yet. Try again in a minute."

# --- /setup status -----------------------------------------------------------------------------------------

ALSO_MAY: Final = "**{role}** · can {rights}"
MORE_ROLES: Final = "-# {count} more roles have rights: `/rights`"
LAST_ROUND_OPEN: Final = (
    "**Round {number}** · “{title}” is open until {closes}, {answered} of {asked} answered"
)
LAST_ROUND_CLOSED: Final = (
    "**Last round** · {number}, “{title}”, closed {closed}, {answered} of {asked} answered"
)
LAST_ROUND_CANCELLED: Final = "**Last round** · {number}, “{title}”, was cancelled {closed}"
NO_ROUND: Final = "**Last round** · none yet"
NEXT_DATE: Final = "**Next round** · “{title}”, {at}"
NO_NEXT: Final = "**Next round** · nothing is scheduled"
FOLLOWERS_ONE: Final = "**Followers** · {count} person has joined"
FOLLOWERS_MANY: Final = "**Followers** · {count} people have joined"
SENDING: Final = "**Sending** · nothing is on hold"
ON_HOLD: Final = "⚠️ **Round {number} is on hold** · {why}"
AWAKE: Final = "**Health** · I last looked at what is due {beat}; the database has {size}, {backup}"
ASLEEP: Final = "⚠️ **Health** · I last looked at what is due {beat}, so rounds may be late; the database has {size}, {backup}"
STARTING: Final = "**Health** · I'm just starting; the database has {size}, {backup}"
BACKED_UP: Final = "backed up {at}"
NO_BACKUP: Final = "not backed up yet"
WARNING: Final = "⚠️ {problem}"
REFRESH: Final = "Look again"
