"""What the loopback Discord really did: every request it judged, every message somebody really has."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as judged: when (seconds of the server's clock), what for, and how it was answered."""

    at: float
    route: str
    path: str
    status: int
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a message."""

    name: str
    data: bytes


@dataclass(slots=True)
class Ledger:
    """The truth to compare a bot's own records with."""

    asked: list[Asked] = field(default_factory=list)
    #: Live messages by id, as Discord would return them.
    messages: dict[int, Json] = field(default_factory=dict)
    files: dict[int, tuple[Attached, ...]] = field(default_factory=dict)
    #: First responses to interactions and followups, in order: (interaction's token, body).
    responses: list[tuple[str, Json]] = field(default_factory=list)
    commands: list[Json] = field(default_factory=list)
    #: What breaks Discord's own description, where a contract looks at that, or the rules: why.
    violations: list[str] = field(default_factory=list)
    deduplicated: int = 0
    #: Set at every response; whoever waits clears it.
    responded: asyncio.Event = field(default_factory=asyncio.Event)

    def respond(self, token: str, body: Json) -> None:
        """Record a response to an interaction."""
        self.responses.append((token, body))
        self.responded.set()

    def in_channel(self, channel_id: int) -> list[Json]:
        """The messages of a channel, oldest first."""
        wanted = str(channel_id)
        return [
            self.messages[key] for key in sorted(self.messages) if self.messages[key]["channel_id"] == wanted
        ]

    def statuses(self) -> Counter[int]:
        """How many requests got which status."""
        return Counter(asked.status for asked in self.asked)

    def routes(self) -> Counter[str]:
        """How many requests were made to which route."""
        return Counter(asked.route for asked in self.asked)

    def busiest_second(self) -> int:
        """The most requests judged within any one second, replies to interactions aside."""
        at = [asked.at for asked in self.asked if "/interactions/" not in asked.route]
        most = first = 0
        for last, moment in enumerate(at):
            while at[first] <= moment - 1.0:
                first += 1
            most = max(most, last - first + 1)
        return most

    def to_json(self) -> Json:
        """The counts, for a client in another process."""
        per_channel = Counter(message["channel_id"] for message in self.messages.values())
        return {
            "requests": len(self.asked),
            "statuses": {str(status): count for status, count in self.statuses().items()},
            "routes": dict(self.routes()),
            "messages": len(self.messages),
            "channels": len(per_channel),
            "most_in_a_channel": max(per_channel.values(), default=0),
            "busiest_second": self.busiest_second(),
            "violations": self.violations[:10],
        }
