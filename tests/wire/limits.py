"""Discord's rate limits: 50 requests a second over everything, and a bucket per route and channel."""

from collections import deque
from dataclasses import dataclass, field
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request passes, and the headers that say so."""

    passes: bool
    headers: dict[str, str]
    retry_after: float = 0.0
    scope: str = "user"


@dataclass(slots=True)
class Window:
    """At most `limit` requests in any `seconds`: the strictest reading of a limit per time."""

    limit: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)

    def take(self, now: float) -> float:
        """0 if the request passes, else the seconds until one would."""
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        if len(self.taken) < self.limit:
            self.taken.append(now)
            return 0.0
        return self.taken[0] + self.seconds - now


@dataclass(slots=True)
class Bucket:
    """`limit` requests, all given back at once `seconds` after the first."""

    limit: int
    seconds: float
    left: int = 0
    resets_at: float = 0.0

    def take(self, now: float) -> bool:
        """Whether the request passes."""
        if now >= self.resets_at:
            self.left, self.resets_at = self.limit, now + self.seconds
        if self.left == 0:
            return False
        self.left -= 1
        return True


@dataclass(slots=True)
class Limits:
    """All limits of one bot. `per_route` holds (requests, seconds) by route, kept per channel."""

    per_second: int = 50
    per_route: dict[str, tuple[int, float]] = field(
        default_factory=lambda: {"POST /channels/{channel_id}/messages": (5, 5.0)}
    )
    overall: Window = field(init=False)
    buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.overall = Window(self.per_second, 1.0)

    def judge(self, route: str, major: str, now: float, wall: float, *, exempt: bool) -> Verdict:
        """The verdict on a request to `route` with major parameter `major`, at `now`; `wall` is Unix time."""
        if not exempt and (wait := self.overall.take(now)) > 0:
            return Verdict(False, {}, wait, "global")
        if route not in self.per_route:
            return Verdict(True, {})
        limit, seconds = self.per_route[route]
        bucket = self.buckets.setdefault((route, major), Bucket(limit, seconds))
        passes = bucket.take(now)
        wait = max(0.0, bucket.resets_at - now)
        headers = {
            "X-RateLimit-Bucket": sha256(route.encode()).hexdigest()[:32],
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(bucket.left),
            "X-RateLimit-Reset": f"{wall + wait:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
        }
        return Verdict(passes, headers, 0.0 if passes else wait)
