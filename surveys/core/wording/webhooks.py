"""What `/webhook` says."""

from typing import Final

OFF: Final = (
    "Webhooks are off here. Whoever hosts Earful turns them on by naming the hosts they may go to, in the setting "
    "`EARFUL_WEBHOOK_HOSTS`."
)
NO_ADDRESS: Final = "That is no address I can use. It looks like `https://hooks.example.com/earful`."
NOT_HTTPS: Final = "Webhooks go to addresses that begin with `https://` only, so that nobody can read along."
NOT_ALLOWED_HOST: Final = "Webhooks may not go to that host. Whoever hosts Earful can allow it, in the setting `EARFUL_WEBHOOK_HOSTS`."
ONLY_MANAGERS: Final = "Only someone with Manage Server can add or remove webhooks."
KNOWN: Final = "There is a webhook to that address already. `/webhook list` shows it."
MOST: Final = "Your server has {count} webhooks, and more don't fit. Remove one first: `/webhook list`."
UNKNOWN: Final = "That webhook isn't there any more. `/webhook list` shows those that are."

ADDED_TITLE: Final = "The webhook is there"
ADDED: Final = "It goes to {url} and tells of: {events}."
SHOWN_ONCE: Final = "Its secret, shown only now:\n`{secret}`\nThe receiver needs it to check that an event comes from here. Keep it as you would a password."
ADDED_NEXT: Final = "Press **Send a test** to see whether it arrives."

TITLE: Final = "Webhooks"
NONE: Final = "There are none. `/webhook add` adds one."
LINE: Final = "{url}\n-# {events} · {standing}"
WAITING: Final = "{count} waiting"
DEAD_ONE, DEAD_MANY = "{count} not delivered", "{count} not delivered"
FINE: Final = "everything delivered"
DISABLED: Final = "switched off: the address said it is gone"
PICK: Final = "Which one?"

ONE_EVENTS: Final = "Tells of: {events}."
ONE_DISABLED: Final = "It is switched off: the address answered that nobody listens there any more. Remove it, and add the new address."
ONE_WAITING: Final = "Waiting to be sent: {count}."
ONE_DEAD: Final = "Not delivered:"
DEAD_LINE: Final = "{at} · {event} · {why}"
DEAD_MORE: Final = "and {count} older ones"
TEST: Final = "Send a test"
REMOVE: Final = "Remove"
AGAIN: Final = "Try again"
DROP: Final = "Drop them"
BACK: Final = "Back"
REMOVED: Final = "Removed. Nothing more is sent to {url}."
TRIED: Final = "They are on their way again."
DROPPED: Final = "Dropped. Receivers won't hear of them."

TESTED: Final = "The test arrived: the address answered {status}."
TEST_FAILED: Final = "The test didn't arrive: {why}."
WHY_STATUS: Final = "the address answered {status}"
WHY_REDIRECT: Final = (
    "the address answered {status} and wants to send us elsewhere, which webhooks don't follow"
)
WHY_TIMEOUT: Final = "no answer within {seconds} seconds"
WHY_UNREACHABLE: Final = "the address can't be reached"
WHY_PRIVATE: Final = "the address leads into a private network"
WHY_NOT_ALLOWED: Final = "its host is no longer allowed"
WHY_GONE: Final = "the address said it is gone"

GONE: Final = (
    "The webhook to {url} is switched off: the address answered that nobody listens there any more. `/webhook list` shows what "
    "it didn't get."
)
