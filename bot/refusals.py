"""Discord's error codes, and what each means for a message: one table, read from top to bottom.

The codes are those of Discord's published list; what is done about each stands in the platform notes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

import discord

from surveys.core.rounds import Halt
from surveys.ports import Fate


class Remedy(StrEnum):
    """What is tried before a refusal counts."""

    NONE = "none"
    #: The same message with the same nonce, after a pause.
    AGAIN = "again"
    #: Once more, without the files.
    BARE = "bare"
    #: A person's DM channel that is no longer known: open it anew, once.
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a refusal means once its remedy did not help."""

    fate: Fate
    halt: Halt | None = None
    remedy: Remedy = Remedy.NONE


_UNREACHABLE: Final = Refusal(Fate.UNREACHABLE)
_GONE: Final = Refusal(Fate.GONE)
_NO_ACCESS: Final = Refusal(Fate.NO_ACCESS)
_LATER: Final = Refusal(Fate.POSTPONED)
_AGAIN: Final = Refusal(Fate.POSTPONED, remedy=Remedy.AGAIN)
# A server's error can come after the message was taken.
_UNSURE: Final = Refusal(Fate.UNSURE)
_UNSURE_AGAIN: Final = Refusal(Fate.UNSURE, remedy=Remedy.AGAIN)
_BARE: Final = Refusal(Fate.REJECTED, remedy=Remedy.BARE)
_ANEW: Final = Refusal(Fate.REJECTED)
_CONTENT: Final = Refusal(Fate.HALTED, Halt.CONTENT)
_MALFORMED: Final = Refusal(Fate.HALTED, Halt.MALFORMED)
_TOKEN: Final = Refusal(Fate.HALTED, Halt.TOKEN)

REFUSALS: Final[Mapping[int, Refusal]] = MappingProxyType(
    {
        # The person takes no DMs from the bot; shares no server with it any more.
        50007: _UNREACHABLE,
        50278: Refusal(Fate.LEFT),
        # DMs are opened too fast; the bot is quarantined.
        40003: Refusal(Fate.HALTED, Halt.TOO_FAST),
        20026: Refusal(Fate.HALTED, Halt.QUARANTINED),
        # Explicit content, a harmful link, AutoMod.
        20009: _CONTENT,
        240000: _CONTENT,
        200000: _CONTENT,
        # Slow mode, and the write limits of a channel and of a server.
        20016: _LATER,
        20028: _LATER,
        20029: _LATER,
        # Temporarily disabled, turned off, service limit, overloaded.
        40004: _AGAIN,
        40006: _AGAIN,
        40062: _AGAIN,
        130000: _AGAIN,
        # The token.
        40001: _TOKEN,
        50014: _TOKEN,
        # The body: unreadable, empty, invalid, not JSON.
        0: _MALFORMED,
        50006: _MALFORMED,
        50035: _MALFORMED,
        50109: _MALFORMED,
        # Files: too large, of a wrong type, too many.
        40005: _BARE,
        50045: _BARE,
        50046: _BARE,
        30015: _BARE,
        # Who it is for: unknown or invalid; where it goes: unknown, gone, or closed to the bot.
        10013: _GONE,
        50033: _GONE,
        10003: Refusal(Fate.NO_ACCESS, remedy=Remedy.REOPEN),
        10004: _NO_ACCESS,
        50001: _NO_ACCESS,
        50013: _NO_ACCESS,
        # An earlier message: gone, not ours, edited too often. The caller sends a new one.
        10008: _ANEW,
        50005: _ANEW,
        30046: _ANEW,
    }
)

#: What discord.py has already tried five times when it gives up.
_TRIED: Final = frozenset({500, 502, 504, 524})

#: discord.py's rendering of one entry of `errors`; the reason ends where Discord begins to quote.
_FIELD: Final = re.compile(r"^In ([\w.\[\]]+): ([\w .,()/-]*)", flags=re.MULTILINE)


def read(error: discord.HTTPException) -> Refusal:
    """What `error` means. Codes the table does not have go by their status: 4xx for good, 5xx for now."""
    status = error.status
    if status == HTTPStatus.UNAUTHORIZED:
        return _TOKEN
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        # An answer that did not come through Discord's proxy is the ban itself.
        return _LATER if "Via" in error.response.headers else Refusal(Fate.HALTED, Halt.BUDGET)
    if error.code in REFUSALS and (error.code != 0 or status == HTTPStatus.BAD_REQUEST):
        return REFUSALS[error.code]
    if status in _TRIED:
        return _UNSURE
    return _UNSURE_AGAIN if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Refusal(Fate.REJECTED)


def explain(error: discord.HTTPException) -> str:
    """`error` for the log and the row: status, code, and which fields Discord names, with its reason.

    Discord repeats what was written in quotes; all from the first quotation mark on is left out.
    """
    fields = [f"{where}: {why.strip()[:80]}" for where, why in _FIELD.findall(error.text)]
    return "; ".join([f"HTTP {error.status}, code {error.code}", *fields[:5]])
