"""What the engine needs from outside: somebody who carries messages, and looks up those that came and went."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from surveys.core.prompt import Card, Pages
from surveys.core.rounds import Halt
from surveys.core.values import Attached
from surveys.core.webhooks import Place


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's DM: the Discord user, and the DM channel once it is known."""

    user_id: int
    channel_id: int | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of a community."""

    channel_id: int


Address = Person | Channel


class Fate(StrEnum):
    """What became of a message, in words the engine acts on."""

    #: It arrived.
    DELIVERED = "delivered"
    #: The person takes no DMs from the bot; not to be tried again in this round.
    UNREACHABLE = "unreachable"
    #: The person shares no server with the bot any more.
    LEFT = "left"
    #: The account no longer exists: there is nobody to write to.
    GONE = "gone"
    #: The channel no longer exists, or is not open to the bot.
    NO_ACCESS = "no_access"
    #: Discord will never take this message to this address; `detail` says why.
    REJECTED = "rejected"
    #: Not now; it was not delivered, and the same message may be tried again later.
    POSTPONED = "postponed"
    #: No answer, or none that says: it may have arrived. Look with `find` before trying again.
    UNSURE = "unsure"
    #: Sending as a whole has to pause; `halt` says why. This message was not delivered.
    HALTED = "halted"
    #: `find` looked, and there is no such message.
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message.

    `channel_id` is set whenever the DM channel is known now, so that it can be stored. `code` is
    Discord's error code, if any; `detail` is for the log and the row, without anybody's text.
    """

    fate: Fate
    message_ids: tuple[int, ...] = ()
    channel_id: int | None = None
    code: int | None = None
    detail: str | None = None
    halt: Halt | None = None


class Courier(Protocol):
    """Carries cards to people. Paces itself; never raises for what Discord answers.

    Anything but an `Outcome` (cancellation apart) is a defect.
    """

    @property
    def per_second(self) -> float:
        """How many requests a second it makes at most."""

    def warm_up(self, share: float) -> None:
        """Go at that share of the pace (0 to 1) with everything nobody waits for: the bot is new."""

    async def open_dm(self, user_id: int) -> Outcome:
        """Open the person's DM channel; `DELIVERED` carries its id. Opening proves nothing about arrival."""

    async def send(self, to: Address, card: Card, nonce: str) -> Outcome:
        """Deliver `card`. The same `nonce` (at most 20 characters) within minutes delivers once."""

    async def find(self, to: Address, mark: str, since: datetime | None = None) -> Outcome:
        """Look for a message of ours in the channel whose custom ids contain `mark`.

        It looks at messages from `since` on, where that is given: a channel others write in too can be
        busy. Else at the newest ones.

        `DELIVERED` with its id if there is one, `NOT_FOUND` if there is none. Any other outcome
        means that it couldn't look. For deliveries whose outcome was never recorded.
        """

    async def absent(self, community_id: int, user_ids: Sequence[int]) -> frozenset[int]:
        """Those of `user_ids` who are certainly no members of the server any more; nobody where it can't be told."""

    async def roles(self, community_id: int, user_ids: Sequence[int]) -> Mapping[int, frozenset[int]] | None:
        """Which roles each of `user_ids` has in the server; whoever isn't found there is left out.

        None where Discord doesn't say now. Large numbers are asked for in portions, which takes a while.
        """

    async def replace(self, to: Address, message_id: int, card: Card) -> Outcome:
        """Draw an earlier message anew."""

    async def remove(self, to: Channel, message_id: int) -> Outcome:
        """Delete an earlier message of ours. `DELIVERED` once it is gone, whoever deleted it."""

    async def amend(self, to: Channel, message_ids: Sequence[int], pages: Pages) -> Outcome:
        """Draw the words of a summary that was posted anew; its pictures stay, and aren't needed in `pages`.

        Its sections are as long as they were. `message_ids` are its messages in order, or the last of
        them where no more are known. Messages that are gone are left out. `DELIVERED` if nothing is
        left to draw.
        """


class Trouble(StrEnum):
    """Why a call to an address outside got no answer."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    #: Its name leads into a private network, and whoever hosts Earful did not say that it may.
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call to an address outside came to: HTTP's status, or why there is none."""

    status: int | None = None
    trouble: Trouble | None = None


class Caller(Protocol):
    """Calls addresses outside that whoever hosts Earful allowed."""

    async def call(self, place: Place, headers: Mapping[str, str], body: bytes) -> Answer:
        """POST `body` once, without following redirects. Never raises for what happens on the way."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A file somebody sent: what Discord says of it, and how to get its bytes. `fetch` raises OSError if it can't."""

    file: Attached
    fetch: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Written:
    """A message somebody wrote in their DM; `ref` is its Discord id."""

    ref: int
    text: str
    files: tuple[Offered, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What somebody wrote, oldest first. There may be more after the id `goes_on`, if it is set."""

    written: tuple[Written, ...]
    goes_on: int | None = None


class Mailbox(Protocol):
    """Looks up what people wrote. Paces itself; never raises for what Discord answers."""

    async def written_since(self, person: Person, after: int) -> Page | Outcome:
        """What the person wrote in the DM after the message with the id `after`: at most one page of it.

        An `Outcome` says why it could not be looked up; the DM channel has to be known.
        """


class Poster(Courier, Protocol):
    """Posts what takes several messages, whole and once, even if a process ends between two of them.

    `mark` is what no other card has, `since` a moment before the first of its messages was posted.
    """

    async def find_pages(self, to: Channel, mark: str, since: datetime) -> Outcome:
        """`DELIVERED` with its messages in order if all are there, otherwise `NOT_FOUND` or why it couldn't look."""

    async def post_pages(self, to: Channel, pages: Pages, nonce: str, mark: str, since: datetime) -> Outcome:
        """Post those of its messages that are not there yet. `message_ids` are all of them, in order."""
