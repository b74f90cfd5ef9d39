"""What `/ideas` and “Save as idea” say to the team."""

from collections.abc import Mapping
from typing import Final

from surveys.core.ideas import IdeaState

STATES: Final[Mapping[IdeaState, str]] = {
    IdeaState.OPEN: "open",
    IdeaState.PLANNED: "planned",
    IdeaState.STARTED: "started",
    IdeaState.MADE: "made",
    IdeaState.DECLINED: "declined",
    IdeaState.DUPLICATE: "merged",
}
MARKS: Final[Mapping[IdeaState, str]] = {
    IdeaState.OPEN: "💡",
    IdeaState.PLANNED: "🗓️",
    IdeaState.STARTED: "🎬",
    IdeaState.MADE: "✅",
    IdeaState.DECLINED: "✖️",
    IdeaState.DUPLICATE: "🔗",
}

# --- The board -----------------------------------------------------------------------------------

TITLE: Final = "Ideas"
NONE_YET: Final = (
    "No ideas yet. Followers send them with `/idea`, as “idea: …” in the DM, or as the answer to an idea question; "
    "you can save a message as one by right-clicking it, under Apps."
)
NONE_HERE: Final = "No ideas here. Choose another status in the menu below."
LINE: Final = "**{number}.** {mark} “{idea}”\n-# {facts}"
PEOPLE_ONE: Final = "wanted by {count} person"
PEOPLE_MANY: Final = "wanted by {count} people"
SIZE_ONE: Final = "{count} person"
SIZE_MANY: Final = "{count} people"
VOTES_ONE: Final = "{count} vote"
VOTES_MANY: Final = "{count} votes"
COUNT: Final = "{shown} of {count} · page {page} of {pages}"
FILTERS: Final = (
    "Still to decide or make",
    "Open",
    "Planned",
    "Started",
    "Made",
    "Declined",
    "Merged",
    "All but merged ones",
)
ORDERS: Final = ("Wanted most first", "Newest first", "Most votes first")
FILTER_HINT: Final = "Which ideas"
ORDER_HINT: Final = "In which order"
OPEN_HINT: Final = "Open an idea"
OPTION: Final = "{number}. {idea}"
BACK: Final = "Back to the board"
EARLIER, LATER = "Previous page", "Next page"

# --- One idea ------------------------------------------------------------------------------------

IDEA_TITLE: Final = "Idea {number}"
WORDS_GONE: Final = "Its words were deleted at their author's wish. The votes stay."
STATE_LINE: Final = "{mark} **{state}** · {people} · {votes}"
SENT: Final = "Sent {at}"
SENT_BY: Final = "Sent {at} by {author}"
RESPONSE: Final = "**Your answer:** {response}"
LINK: Final = "**Made:** {link}"
LINK_SHOWN: Final = "**Link:** {link}"
MERGED_ONE: Final = "**{count} idea merged into it:** {ideas}"
MERGED_MANY: Final = "**{count} ideas merged into it:** {ideas}"
MERGED_MORE: Final = "and {count} more"
MERGED_INTO: Final = "Merged into “{idea}”. Everyone who wants it counts there."
WITHDRAWN: Final = "Its author took it off the list and voted for another one instead."
THEMES: Final = "**Themes that ask for the same:** {themes}"
THEME: Final = "“{label}” (round {number}, {size})"
HISTORY: Final = "**What happened**"
HAPPENED: Final = "-# {at} · {state} · {who}"
FORGOTTEN: Final = "somebody who was forgotten"
PUBLIC: Final = "Others may see it: it can stand on the public board."
NOT_SHAREABLE: Final = "Only your team sees it: its author isn't a follower who lets others read their words."
HIDDEN: Final = "Your team keeps it off the public board."
STATUS_HINT: Final = "Say what becomes of it"
STATUS_ABOUT: Final[Mapping[IdeaState, str]] = {
    IdeaState.OPEN: "Open: not decided yet",
    IdeaState.PLANNED: "Planned: it will be made",
    IdeaState.STARTED: "Started: it is being made",
    IdeaState.MADE: "Made: with the link to it",
    IdeaState.DECLINED: "Declined: best with a reason",
}
MERGE: Final = "Merge into another"
GATHER_ONE: Final = "Merge {count} like it into this"
GATHER_MANY: Final = "Merge {count} like it into this"
GATHERED_ONE: Final = "{count} idea is merged into this one now. It can be taken apart again."
GATHERED_MANY: Final = "{count} ideas are merged into this one now. Each can be taken apart again."
UNDO_MERGE: Final = "Undo the merge"
THEMES_BUTTON: Final = "Themes"
HIDE: Final = "Keep off the public board"
SHOW: Final = "Allow on the public board"
STATUS_SAVED: Final = "Saved: {state}. Those who want it hear of it."
STATUS_SAVED_OPEN: Final = "Saved: open again. Nobody is told."
CHANGED_MEANWHILE: Final = (
    "Somebody on your team changed this idea a moment ago, so nothing was saved. This is how it stands now."
)

# --- The form for a status -----------------------------------------------------------------------

FORM_TITLES: Final[Mapping[IdeaState, str]] = {
    IdeaState.OPEN: "Open again",
    IdeaState.PLANNED: "Planned",
    IdeaState.STARTED: "Started",
    IdeaState.MADE: "Made",
    IdeaState.DECLINED: "Declined",
}
FORM_RESPONSE: Final = "What do you say to those who want it?"
FORM_RESPONSE_HINT: Final = "They read it word for word. Can be left empty."
FORM_DECLINED_HINT: Final = "A reason makes a no much easier to take. They read it word for word."
FORM_LINK: Final = "Link to it"
FORM_LINK_HINT: Final = "Starts with https://"
IS_MERGED: Final = "“{idea}” is merged into “{into}”. Change that one, or undo the merge first."
IS_WITHDRAWN: Final = (
    "The author of “{idea}” took it off the list and voted for another one, so it has no status of its own."
)
USE_MERGE: Final = "To say that it is a duplicate, merge it: `/ideas merge` asks into which idea."
RESPONSE_LONG: Final = "That answer has {length} characters, and {longest} fit. Please shorten it."
NEEDS_LINK: Final = "“Made” needs the link to what you made, so that those who asked for it find it. Paste it in and send it again."
NOT_HTTPS: Final = "The link has to start with https://. Please use that address and send it again."
BAD_LINK: Final = "I can't read that as a link. Paste the whole address, like https://example.com/video."
SAME_ALREADY: Final = "“{idea}” is {state} already, with just that answer, so nothing was changed."

# --- Merging -------------------------------------------------------------------------------------

MERGE_TITLE: Final = "Merge idea {number}"
MERGE_ASK: Final = (
    "Into which idea does “{idea}” go? Whoever wants either counts once for the other, and can be told."
)
MERGE_SIMILAR: Final = "These ask for something like it:"
MERGE_NONE_ALIKE: Final = (
    "I found no idea like it. Search for the one you mean, by its number or a few of its words."
)
MERGE_FOUND: Final = "Found for “{typed}”:"
MERGE_NOT_FOUND: Final = "I found no idea with “{typed}” in it. Try other words, or the idea's number."
MERGE_HINT: Final = "Merge into…"
MERGE_SEARCH: Final = "Search"
MERGE_SEARCH_FIELD: Final = "Its number, or a few of its words"
MERGE_STAY: Final = "Leave it as it is"
MERGE_SELF: Final = "That is the same idea. Choose another one to merge it into."
MERGE_CIRCLE: Final = (
    "The other idea is already merged into this one. Undo that first if you want it the other way round."
)
INTO_MERGED: Final = "“{idea}” is off the board itself. Choose the idea it was merged into, or another one."
MERGED: Final = "Merged into idea {number}. It can be undone here at any time."
UNMERGED: Final = "The merge is undone. Everyone counts for their own idea again, and nobody is told."
NOT_MERGED: Final = "This idea isn't merged into another, so there is nothing to undo."

# --- Themes --------------------------------------------------------------------------------------

THEMES_TITLE: Final = "Themes for idea {number}"
THEMES_ASK: Final = "Which themes of your summaries ask for the same as “{idea}”? Everyone behind a ticked one counts as wanting it."
THEMES_NONE: Final = "There are no themes yet. They come with the summaries of rounds that ask for free text."
THEMES_HINT: Final = "Tick those that ask for the same"
THEMES_OPTION: Final = "{label} (round {number}, {size})"
THEMES_SAVED: Final = "Saved."

# --- Finding one ---------------------------------------------------------------------------------

UNKNOWN: Final = "There is no such idea here. `/ideas board` shows all there are."
SEVERAL: Final = (
    "Several ideas have “{typed}” in them. Pick one from the list while you type, or use its number."
)
SUGGESTED: Final = "{number}. {idea}"

# --- The public board ----------------------------------------------------------------------------

CHANNEL_TITLE: Final = "Public idea board"
CHANNEL_NONE: Final = (
    "There is no public board. Pick a channel that your followers see: each idea whose author lets others read it gets "
    "a card there, with a button to vote. Best is a channel only Earful writes in."
)
CHANNEL_IS: Final = "The board stands in {channel}, with up to {most} ideas: those wanted most."
CHANNEL_SET: Final = "The board goes to {channel}. Cards appear there within a minute or two."
CHANNEL_OFF: Final = "There is no public board any more. Its cards are taken down now."
CHANNEL_HINT: Final = "Where the board stands"
CHANNEL_TAKE_DOWN: Final = "Take the board down"
CHANNEL_NOT_PUBLIC: Final = (
    "Not everybody can see {channel}, so only those who can will find the board there."
)
CHANNEL_LOST: Final = (
    "I can't post in {channel} any more, so the public idea board is off. Give me access and use `/ideas channel` again, "
    "or choose another channel there."
)

# --- Save as idea --------------------------------------------------------------------------------

SAVED_TITLE: Final = "Saved as idea {number}"
SAVED_AUTHOR: Final = "Its author follows you here, so it counts as theirs and they can see what comes of it."
SAVED_NOBODY: Final = (
    "Its author hasn't joined, so it is kept without a name, and only your team sees it. If they join, they can send it "
    "themselves with `/idea`."
)
SAVED_CLIPPED: Final = "It was long, so the first {longest} characters are kept."
SAVED_BEFORE: Final = "That message was saved as an idea before."
SAVED_EMPTY: Final = (
    "There is no text in that message to save. Ask its author to send the idea in words, with `/idea`."
)
SAVED_OPEN: Final = "Open it"
