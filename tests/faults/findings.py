"""What one scenario of the campaign found: its figures, and whatever did not hold."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Findings:
    """The figures of one scenario. It failed if `broken` says anything."""

    name: str
    seed: int
    figures: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def held(self) -> bool:
        """Whether everything held that must."""
        return not self.broken

    def must(self, holds: bool, otherwise: str) -> None:
        """Note that something did not hold."""
        if not holds:
            self.broken.append(otherwise)

    def to_json(self) -> dict[str, Any]:
        """As one entry of the campaign's report."""
        return {
            "held": self.held,
            "seed": self.seed,
            "seconds": round(self.seconds, 1),
            **dict(self.figures),
            "broken": self.broken[:20],
            "notes": self.notes,
        }
