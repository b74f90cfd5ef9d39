"""Custom ids: what a button or menu says when it is used. Ids only, at most 100 characters.

They are forgeable in principle, so whoever uses one is checked against the rows they name.
"""

from datetime import datetime

from surveys.core.prompt import Button, Control, Picking, Verb
from surveys.core.sheets import Sheet

DONE = "done"
_OURS, _TRIED = "ear:", "try:"

#: Regular expressions for what the functions below build.
NUMBER = r"[1-8]?[0-9]{1,18}"  # fits the 64 bits of ids and rows
TAP = rf"ear:tap:(?P<invitation>{NUMBER}):(?P<question>[a-z0-9_-]{{1,32}}):(?P<token>[a-z0-9_-]{{1,32}})"
MENU = rf"ear:menu:(?P<invitation>{NUMBER}):(?P<question>[a-z0-9_-]{{1,32}})"
CONTROL = rf"ear:go:(?P<invitation>{NUMBER})(?:\.{NUMBER})?:(?P<question>[a-z0-9_-]{{1,32}}):(?P<control>[a-z]{{1,10}})"
WRITE = rf"ear:write:(?P<invitation>{NUMBER}):(?P<question>[a-z0-9_-]{{1,32}})"
FORM = rf"ear:form:(?P<invitation>{NUMBER}):(?P<question>[a-z0-9_-]{{1,32}})"
#: Buttons about putting a question off name the moment by a word.
SNOOZE = rf"ear:do:{Verb.SNOOZE}:(?P<invitation>{NUMBER}):(?P<choice>[a-z]{{1,10}}):"


def tap(invitation: int, question: str, token: str) -> str:
    """A button that answers a question."""
    return f"ear:tap:{invitation}:{question}:{token}"


def menu(invitation: int, question: str) -> str:
    """A menu that answers a question."""
    return f"ear:menu:{invitation}:{question}"


def control(invitation: int, question: str, what: Control | str, prompt: int = 0) -> str:
    """Skip, Back, Later, Stop or Done on a question's card; `prompt` as in `Ask`."""
    serial = f".{prompt}" if prompt else ""
    return f"ear:go:{invitation}{serial}:{question}:{what}"


def write(invitation: int, question: str) -> str:
    """The button that opens a form to type an answer in."""
    return f"ear:write:{invitation}:{question}"


def form(invitation: int, question: str) -> str:
    """The form that button opens."""
    return f"ear:form:{invitation}:{question}"


def press(button: Button) -> str:
    """A button outside a question."""
    return ":".join(("ear:do", button.verb, *button.args, ""))


def pattern(verb: Verb, *args: str) -> str:
    """A regular expression for `press` ids of `verb`, with its arguments as named numbers."""
    return "".join(("ear:do:", verb, ":", *(rf"(?P<{arg}>{NUMBER}):" for arg in args)))


def pick(picking: Picking) -> str:
    """A menu outside a question."""
    return ":".join(("ear:pick", picking.verb, *picking.args, ""))


def pick_pattern(verb: Verb, *args: str) -> str:
    """A regular expression for `pick` ids of `verb`, with its arguments as named numbers."""
    return "".join(("ear:pick:", verb, ":", *(rf"(?P<{arg}>{NUMBER}):" for arg in args)))


def sheet(of: Sheet) -> str:
    """A form of several fields."""
    return ":".join(("ear:sheet", of.verb, *of.args, ""))


def sheet_pattern(verb: Verb, *args: str) -> str:
    """A regular expression for `sheet` ids of `verb`, with its arguments as named numbers."""
    return "".join(("ear:sheet:", verb, ":", *(rf"(?P<{arg}>{NUMBER}):" for arg in args)))


def tried(custom_id: str) -> str:
    """The id of what is on a card that is only tried out: like the real one, and never taken for it."""
    return _TRIED + custom_id.removeprefix(_OURS)


def tried_pattern(pattern: str) -> str:
    """A regular expression for the `tried` form of the ids that `pattern` reads."""
    return _TRIED + pattern.removeprefix(_OURS)


def mark_of_invitation(invitation: int, prompt: int = 0) -> str:
    """What stands in the card that asked first (`prompt` 0) or again, and on no other card."""
    return f"ear:go:{invitation}.{prompt}:" if prompt else f"ear:go:{invitation}:"


def mark_of_round_card(round_id: int) -> str:
    """What stands on the card with which people answer in the server."""
    return ":".join(("ear:do", Verb.ANSWER_HERE, str(round_id), ""))


def status_args(number: int, posted_at: datetime) -> tuple[str, str]:
    """What names a status in a channel: the round's number, and when the status was asked for, in milliseconds."""
    return str(number), str(int(posted_at.timestamp() * 1000))


def mark_of_status(number: int, posted_at: datetime) -> str:
    """What stands on that status, and on no other card."""
    return ":".join(("ear:do", Verb.ROUND_REFRESH, *status_args(number, posted_at), ""))


def idea_card_args(card_id: int, added_at: datetime) -> tuple[str, str]:
    """What names an idea's card on the public board: its row, and when that was added, in milliseconds."""
    return str(card_id), str(int(added_at.timestamp() * 1000))


def mark_of_idea_card(card_id: int, added_at: datetime) -> str:
    """What stands on that card, and on no other."""
    return ":".join(("ear:do", Verb.IDEA_NEW, *idea_card_args(card_id, added_at), ""))


def mark_of_goodbye(follower_id: int) -> str:
    """What stands on a goodbye, and on no other card."""
    return ":".join(("ear:do", Verb.KEEP_ME, str(follower_id), ""))


def telling_args(lead: int, planned_at: datetime) -> tuple[str, str]:
    """What names a message with news: the lowest number in it, and since when that was planned, in milliseconds.

    Numbers of rows that are gone are given out again, moments aren't.
    """
    return str(lead), str(int(planned_at.timestamp() * 1000))


def mark_of_telling(lead: int, planned_at: datetime) -> str:
    """What stands on that message, and on no other card."""
    return ":".join(("ear:do", Verb.IDEA_NEWS, *telling_args(lead, planned_at), ""))


def nudge_args(round_id: int, *, on: bool) -> tuple[str, str]:
    """What the button under a reminder to the team carries: the round, and whether it wants more of them."""
    return str(round_id), str(int(on))


def mark_of_nudge(round_id: int) -> str:
    """What stands on the reminder to the team about that round, and on no other card."""
    return ":".join(("ear:do", Verb.NUDGE, str(round_id), ""))


def summary_args(number: int, opened_at: datetime) -> tuple[str, str]:
    """What names a summary: the round's number in the community, and when it opened, in seconds.

    Numbers begin anew in a new database, and an old summary may still stand in the same channel.
    """
    return str(number), str(int(opened_at.timestamp()))


def mark_of_summary(number: int, opened_at: datetime) -> str:
    """What stands under the summary of that round, and on no other card."""
    return ":".join(("ear:do", Verb.EXPORT, *summary_args(number, opened_at), ""))
