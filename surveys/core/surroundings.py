"""A server as the bot sees it at a moment: its text channels, what the bot lacks in each, its roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from surveys.core.roles import Actor


@dataclass(frozen=True, slots=True)
class Room:
    """A text channel. `missing`: permissions the bot needs there and hasn't, by the names of Discord's settings.

    `public`: everybody in the server can read it.
    """

    missing: tuple[str, ...] = ()
    public: bool = False

    @property
    def usable(self) -> bool:
        """Whether the bot can post in it."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`rooms` by channel id; `here` is the one the person is in (or whose thread they are in), None elsewhere.

    `me` is what the bot is called there, `locale` the server's language, `their_locale` the person's.
    """

    name: str
    me: str
    rooms: Mapping[int, Room]
    roles: frozenset[int]
    here: int | None = None
    locale: str | None = None
    their_locale: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody uses a command or a card about the server's settings. `ref` is that use's own id."""

    community_id: int
    actor: Actor
    around: Surroundings
    ref: int
    now: datetime
