"""Webhooks out: which addresses are allowed, what is sent, how it is signed, and when it is tried again.

Signing follows Standard Webhooks (standardwebhooks.com), so that receivers can verify with any of its libraries.
"""

import base64
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from surveys.core.errors import KindError
from surveys.core.wording import webhooks as wording


class Event(StrEnum):
    """What can be told. Receivers go by these names, so they never change."""

    ROUND_CLOSED = "round.closed"
    SUMMARY_READY = "summary.ready"
    IDEA_MADE = "idea.made"
    TEST = "earful.test"  # by the button; never subscribed to


#: What a webhook can be told of.
EVENTS: Final = (Event.ROUND_CLOSED, Event.SUMMARY_READY, Event.IDEA_MADE)
#: How long after each attempt that failed the next one comes. After the last the event is put aside.
BACK_OFF: Final = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
)
#: The answer that says nobody listens there any more.
GONE: Final = 410
LONGEST_URL: Final = 500
_SECRET: Final = "whsec_"  # noqa: S105  how a secret begins, not one
_HTTPS: Final = 443


@dataclass(frozen=True, slots=True)
class Place:
    """Where a webhook goes. `private` says that whoever hosts Earful named the port, and so may mean their own network."""

    url: str
    host: str
    port: int
    private: bool

    @property
    def shown(self) -> str:
        """The address as people see it: without a query, in which some services put a key."""
        return self.url.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts webhooks may go to, as `host` (https, port 443) or `host:port`; none: webhooks are off."""

    entries: frozenset[str]

    @classmethod
    def of(cls, listed: str | None) -> "Hosts":
        """The entries of a list with commas between. Raises ValueError for what is no host."""
        entries = frozenset(entry.strip().lower() for entry in (listed or "").split(",") if entry.strip())
        for entry in entries:
            parts = urlsplit(f"//{entry}")
            # Reading the port checks it.
            if not parts.hostname or parts.username is not None or parts.path or (parts.port or _HTTPS) < 1:
                raise ValueError("not a host")
        return cls(entries)

    def place(self, url: str) -> Place:
        """The place `url` names. Raises KindError where webhooks are off, or may not go there."""
        if not self.entries:
            raise KindError(wording.OFF)
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            raise KindError(wording.NO_ADDRESS) from None
        strange = parts.username is not None or parts.fragment or not url.isascii() or not url.isprintable()
        if (
            not host
            or strange
            or " " in url
            or len(url) > LONGEST_URL
            or parts.scheme not in {"https", "http"}
        ):
            raise KindError(wording.NO_ADDRESS)
        named = f"[{host}]" if ":" in host else host
        exact = f"{named}:{port or (_HTTPS if parts.scheme == 'https' else 80)}"
        explicit = exact in self.entries
        if parts.scheme == "http" and not (explicit and _loopback(host)):
            raise KindError(wording.NOT_HTTPS)
        if not explicit and (named not in self.entries or (port or _HTTPS) != _HTTPS):
            raise KindError(wording.NOT_ALLOWED_HOST)
        return Place(url, host, int(exact.rpartition(":")[2]), explicit)


def public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not this machine, its network, or something reserved."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_global and not (mapped or found).is_multicast


def secret_of(key: bytes) -> str:
    """The secret as it is shown, and given to a library that verifies."""
    return _SECRET + base64.b64encode(key).decode()


def headers(secret: str, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """What goes along with `body`: its id, the moment it is sent, and the signature over all three."""
    moment = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix(_SECRET))
    signed = hmac.new(key, f"{message_id}.{moment}.".encode() + body, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }


def body(event: Event, at: datetime, data: Mapping[str, Any]) -> str:
    """What is sent: the event's name, when it happened, and ids, counts and the team's own links, never what anybody wrote."""
    moment = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return json.dumps({"type": event.value, "timestamp": moment, "data": dict(data)}, separators=(",", ":"))


def next_attempt(failed: int, now: datetime) -> datetime | None:
    """When to try again what failed so many times; None: no more."""
    return now + BACK_OFF[failed - 1] if failed <= len(BACK_OFF) else None


def delivered(status: int | None) -> bool:
    """Whether an answer says that it was taken. A redirect doesn't: nobody allowed where it leads."""
    return status is not None and 200 <= status < 300  # noqa: PLR2004  HTTP's own numbers


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
