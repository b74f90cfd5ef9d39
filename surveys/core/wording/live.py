"""What is said of a round that goes on, and to whoever watches or steers it."""

from typing import Final

BAR_SENT: Final = "{share} of sending done"
PACE: Final = "Sending: {sent} of {invited} done, about **{pace}** a minute."
PACE_NONE: Final = "Sending: {sent} of {invited} done."
ENDS: Final = "All should have theirs by {at}."
WAITING_ONE, WAITING_MANY = "**{count}** waits:", "**{count}** wait:"
HELD_ONE, HELD_MANY = "**{count}** is left out:", "**{count}** are left out:"
REASON: Final = "-# {count} · {why}"
MEDIAN: Final = "Half of those who answered did so within {duration}."
LIVE: Final = "This message keeps itself up to date."
ENDED: Final = "The round is over; this message stays as it is."

REMIND: Final = "Remind now"

POSTED: Final = "The status is in {channel} and keeps itself up to date: {link}"
COMING: Final = "The status comes to {channel} in a moment and keeps itself up to date."
NO_ACCESS: Final = (
    "I can't post in {channel}, so here it is for you alone; “Refresh” brings it up to date. `/setup` says what is "
    "missing."
)
MOVED: Final = "A newer status of this round is in {channel}. This one has stopped."
LOST: Final = (
    "The status of round {number} can't be kept up to date any more: I can't post in {channel}. Give me access there, "
    "or choose another channel with `/setup`; then `/round status` posts a new one."
)

CLOSE_TITLE: Final = "Close “{title}”, round {number}, now?"
CLOSE_WHAT: Final = "Nobody can answer any more. **{waiting}** of those who were asked haven't finished. The summary comes to {channel}."
CLOSE_ALL_DONE: Final = "Everybody who was asked has finished. The summary comes to {channel}."
CLOSE_DONT: Final = "Keep it open"

REMIND_TITLE: Final = "Remind those who haven't replied?"
REMIND_NOW_ONE, REMIND_NOW_MANY = "**{count}** gets it right away.", "**{count}** get it right away."
REMIND_LATER_ONE, REMIND_LATER_MANY = "**{count}** gets it later:", "**{count}** get it later:"
REMIND_NOT_ONE, REMIND_NOT_MANY = "**{count}** doesn't get one:", "**{count}** don't get one:"
REMIND_ONCE: Final = "-# Nobody is reminded twice in a round."
REMIND_SEND: Final = "Send the reminder"
REMIND_DONT: Final = "Not now"
REMIND_NONE: Final = "Nobody is left to remind: everyone who was reached has replied."
REMIND_NOBODY: Final = "Nobody can be reminded now."
REMIND_ON_HOLD: Final = "Sending is on hold, and reminders with it. Let it go on first, then remind."
REMIND_PLANNED_ONE: Final = "The reminder for **{count}** person is on its way, within their own hours."
REMIND_PLANNED_MANY: Final = "The reminders for **{count}** people are on their way, within their own hours."
WHY_REMINDED: Final = "had their reminder"
WHY_PUT_OFF: Final = "put the question off themselves"
WHY_NO_DM: Final = "left, or couldn't be reached"
