"""An answer picked in several steps: what is picked so far, what was looked for, what was written instead.

It travels as the pieces of a draft, each marked by its first character.
"""

from collections.abc import Collection
from dataclasses import dataclass

_PICKED, _SOUGHT, _WROTE, _WRITING = "=?+…"
_LONGEST_SOUGHT = 100


@dataclass(frozen=True, slots=True)
class Steps:
    """`picked` are option ids; `sought` was typed to find more; `other` is an answer of one's own.

    `writing`: an answer of one's own was announced by a tap, and is awaited.
    """

    picked: tuple[str, ...] = ()
    sought: str | None = None
    other: str | None = None
    writing: bool = False

    @property
    def count(self) -> int:
        """How many things are picked or written."""
        return len(self.picked) + (self.other is not None)

    def pieces(self) -> tuple[str, ...]:
        """These steps as a draft; `steps_of` is the inverse."""
        return (
            *(_PICKED + one for one in self.picked),
            *(() if self.sought is None else (_SOUGHT + self.sought[:_LONGEST_SOUGHT],)),
            *(() if self.other is None else (_WROTE + self.other,)),
            *((_WRITING,) if self.writing else ()),
        )


def steps_of(draft: tuple[str, ...], known: Collection[str]) -> Steps:
    """The steps that `draft` holds, as far as they name `known` options; anything else in it is passed over."""
    marked = [(piece[:1], piece[1:]) for piece in draft]
    picked = dict.fromkeys(rest for mark, rest in marked if mark == _PICKED and rest in known)
    return Steps(
        picked=tuple(picked),
        sought=next((rest for mark, rest in marked if mark == _SOUGHT), None),
        other=next((rest for mark, rest in marked if mark == _WROTE), None),
        writing=any(mark == _WRITING for mark, _ in marked),
    )
