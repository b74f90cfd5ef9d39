"""Custom ids: what a button or menu says when it is used. Ids only, at most 100 characters.

They are forgeable in principle, so whoever uses one is checked against the rows they name.
"""

from datetime import datetime

from surveys.core.prompt import Button, Control, Verb

DONE = "done"

#: Regular expressions for what the functions below build.
_NUMBER = r"[1-8]?[0-9]{1,18}"  # fits the 64 bits of ids and rows
TAP = rf"ear:tap:(?P<invitation>{_NUMBER}):(?P<question>[a-z0-9_-]{{1,32}}):(?P<token>[a-z0-9_-]{{1,32}})"
MENU = rf"ear:menu:(?P<invitation>{_NUMBER}):(?P<question>[a-z0-9_-]{{1,32}})"
CONTROL = rf"ear:go:(?P<invitation>{_NUMBER}):(?P<question>[a-z0-9_-]{{1,32}}):(?P<control>[a-z]{{1,10}})"


def tap(invitation: int, question: str, token: str) -> str:
    """A button that answers a question."""
    return f"ear:tap:{invitation}:{question}:{token}"


def menu(invitation: int, question: str) -> str:
    """A menu that answers a question."""
    return f"ear:menu:{invitation}:{question}"


def control(invitation: int, question: str, what: Control | str) -> str:
    """Skip, Back, Stop or Done on a question's card."""
    return f"ear:go:{invitation}:{question}:{what}"


def press(button: Button) -> str:
    """A button outside a question."""
    return ":".join(("ear:do", button.verb, *button.args, ""))


def pattern(verb: Verb, *args: str) -> str:
    """A regular expression for `press` ids of `verb`, with its arguments as named numbers."""
    return "".join(("ear:do:", verb, ":", *(rf"(?P<{arg}>{_NUMBER}):" for arg in args)))


def mark_of_invitation(invitation: int) -> str:
    """What stands in every question card of this invitation, and on no other card."""
    return f"ear:go:{invitation}:"


def summary_args(number: int, opened_at: datetime) -> tuple[str, str]:
    """What names a summary: the round's number in the community, and when it opened, in seconds.

    Numbers begin anew in a new database, and an old summary may still stand in the same channel.
    """
    return str(number), str(int(opened_at.timestamp()))


def mark_of_summary(number: int, opened_at: datetime) -> str:
    """What stands under the summary of that round, and on no other card."""
    return ":".join(("ear:do", Verb.EXPORT, *summary_args(number, opened_at), ""))
