"""What can go wrong on a wire, on demand: the next request to a route, or the n-th, meets a fault."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """When a fault strikes, seen from the moment Discord carries out the request."""

    REFUSE = "refuse"  # answered with an error, nothing done
    RESET = "reset"  # the connection is cut, nothing done
    STALL = "stall"  # no answer at all, nothing done
    FAIL_AFTER = "fail_after"  # done, but answered with an error
    LOSE = "lose"  # done, but the connection is cut before the answer


@dataclass(slots=True)
class Fault:
    """A fault that strikes `times` requests to `route` (None: any), after letting `skip` pass."""

    kind: Kind
    route: str | None = None
    status: int = 500
    code: int = 0
    message: str = "error"
    errors: dict[str, Any] | None = None
    times: int = 1
    skip: int = 0
    #: Without, the address is banned: the answer isn't Discord's own.
    via: bool = True
    #: Of a 429: whose limit it is (user, global, shared), and for how many seconds.
    scope: str = "user"
    retry_after: float = 0.0


@dataclass(slots=True)
class Faults:
    """The faults still to come, in the order they were ordered."""

    ordered: list[Fault] = field(default_factory=list)
    #: Set as soon as one has struck.
    struck: asyncio.Event = field(default_factory=asyncio.Event)

    def order(self, kind: Kind, route: str | None = None, **more: Any) -> None:
        """Order a fault."""
        self.ordered.append(Fault(kind, route, **more))

    def refuse(self, route: str, status: int, code: int, **more: Any) -> None:
        """The next request to `route` is refused with `code`."""
        self.order(Kind.REFUSE, route, status=status, code=code, **more)

    def limit(self, route: str, scope: str, retry_after: float, **more: Any) -> None:
        """The next request to `route` meets a limit."""
        self.order(Kind.REFUSE, route, status=429, scope=scope, retry_after=retry_after, **more)

    def strike(self, route: str) -> Fault | None:
        """The fault this request meets, if any."""
        for fault in self.ordered:
            if fault.route not in (None, route):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            self.struck.set()
            fault.times -= 1
            if fault.times == 0:
                self.ordered.remove(fault)
            return fault
        return None
