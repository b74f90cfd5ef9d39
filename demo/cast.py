"""The cast: followers with characters. The same seed always gives the same people, doing the same."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from demo import lines


class Way(StrEnum):
    """How somebody answers a question."""

    TAP = "taps"
    NAME = "types the option's name"
    NUMBER = "types a number"
    OUT_OF = "types “4/5”"
    STARS = "types stars"


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer the question on the card."""

    way: Way = Way.TAP


@dataclass(frozen=True, slots=True)
class Babble:
    """Send something that can't be read as an answer to the question on the card."""

    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """Press Back, Skip or Stop."""

    label: str


@dataclass(frozen=True, slots=True)
class Type:
    """Type a word that means leaving."""

    word: str


@dataclass(frozen=True, slots=True)
class LeaveByCommand:
    """Use /feedback leave in the server."""


@dataclass(frozen=True, slots=True)
class PressOld:
    """Type the answer, and press a button of the question just answered, which the app still shows."""


@dataclass(frozen=True, slots=True)
class ComeBackLater:
    """Put the phone away; go on when the others are done."""


Move = Answer | Babble | Press | Type | LeaveByCommand | PressOld | ComeBackLater


class Doors(StrEnum):
    """How the DMs of somebody stand."""

    OPEN = "open"
    CLOSED = "closed from the start"
    OPENED = "closed at first, then opened"
    SHUT = "closed after joining"


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """Somebody who follows the creator: who they are, what they think, and what they do when asked."""

    name: str
    kind: str  # in a few words, for the transcript
    moves: tuple[Move, ...]
    mood: int = 4  # 1 to 5
    liked: int = 0  # the place of an option, from 0
    when: tuple[int, ...] = (2,)  # places of options
    wish: str = ""
    doors: Doors = Doors.OPEN
    joins_twice: bool = False
    thinks_better: bool = False  # leaves by the button under the hello, before any round


_T = Answer()
_BY_NAME, _BY_NUMBER = Answer(Way.NAME), Answer(Way.NUMBER)
_TYPED: Final = (_BY_NUMBER, _BY_NAME, _BY_NAME, _T)

#: Everyone a small cast needs, the most telling first. An empty wish is filled from the pool.
_PARTS: Final[tuple[dict[str, Any], ...]] = (
    {"kind": "taps, and is done in half a minute", "moves": (_T, _T, _T, _T)},
    {"kind": "has DMs closed", "moves": (), "doors": Doors.CLOSED},
    {"kind": "says STOP at once", "moves": (Type("STOP"),)},
    {"kind": "types everything", "moves": _TYPED},
    {"kind": "never answers", "moves": ()},
    {"kind": "says stop midway", "moves": (_T, _T, Type("stop")), "mood": 2},
    {"kind": "mistypes, then gets it right", "moves": (_T, Babble(lines.MISTYPED[0]), _BY_NAME, _T, _T)},
    {"kind": "leaves midway by /feedback leave", "moves": (_T, LeaveByCommand()), "mood": 3},
    {"kind": "stops halfway and comes back later", "moves": (_T, _T, ComeBackLater(), _T, _T)},
    {"kind": "goes back and changes the answer", "moves": (_T, Press("Back"), Answer(Way.OUT_OF), _T, _T, _T)},
    {"kind": "skips what can be skipped", "moves": (_T, Press("Skip"), _T, Press("Skip"))},
    {"kind": "presses a button that is old by now", "moves": (PressOld(), _T, _T, _T), "mood": 5},
    {"kind": "sends nonsense, then taps", "moves": (Babble(lines.SMASHED), Babble("🤷"), _T, _T, _T, _T),
     "wish": lines.SMASHED},
    {"kind": "shuts the DMs after joining", "moves": (), "doors": Doors.SHUT},
    {"kind": "writes an essay", "moves": (_T, _T, _T, Babble(lines.ESSAY), _T), "wish": lines.SHORTER},
    {"kind": "answers by stars", "moves": (Answer(Way.STARS), _BY_NAME, _T, _T), "mood": 4},
    {"kind": "opens the DMs when told how", "moves": (_T, _T, _T, _T), "doors": Doors.OPENED},
    {"kind": "joins, thinks better of it, and leaves", "moves": (), "thinks_better": True},
    {"kind": "answers two questions and is never seen again", "moves": (_T, _T)},
    {"kind": "tries to ping everyone", "moves": (_T, _T, _T, _T), "wish": lines.RUDE},
    {"kind": "says stop in Japanese", "name": "美咲", "moves": (Type("やめて"),)},
    {"kind": "says stop in German, midway", "name": "Wolfgang", "moves": (_T, Type("aufhören"))},
    {"kind": "says stop in Spanish", "name": "Ramón", "moves": (_T, Type("¡Basta!"))},
    {"kind": "presses Stop midway", "moves": (_T, _T, _T, Press("Stop"))},
    {"kind": "joins twice", "moves": (_T, _T, _T, _T), "joins_twice": True},
    {"kind": "wishes for an emoji", "moves": (Answer(Way.OUT_OF), _BY_NUMBER, _BY_NAME, _T), "wish": lines.EMOJI},
    {"kind": "has DMs closed", "moves": (), "doors": Doors.CLOSED},
    {"kind": "presses Stop at once", "moves": (Press("Stop"),)},
    {"kind": "has DMs closed", "moves": (), "doors": Doors.CLOSED},
)  # fmt: skip

#: Everyone else, with how many in a hundred of them there are.
_CROWD: Final[tuple[tuple[int, dict[str, Any]], ...]] = (
    (52, {"kind": "taps", "moves": (_T, _T, _T, _T)}),
    (14, {"kind": "never answers", "moves": ()}),
    (9, {"kind": "taps, then types", "moves": (_T, _BY_NAME, _T, _T)}),
    (7, {"kind": "types everything", "moves": _TYPED}),
    (6, {"kind": "has no idea", "moves": (_T, _T, _T, Press("Skip"))}),
    (6, {"kind": "answers halfway", "moves": (_T, _T, _T)}),
    (3, {"kind": "types stars", "moves": (Answer(Way.STARS), _T, _T, _T)}),
    (3, {"kind": "babbles, then taps", "moves": (_T, Babble(lines.NO_ANSWER[2]), _T, _T, _T)}),
)

_ELSEWHERE: Final = "answers in another language"
#: What people are like, the most telling first.
KINDS: Final = tuple(
    dict.fromkeys(
        [*(str(part["kind"]) for part in _PARTS[:10]), _ELSEWHERE]
        + [str(part["kind"]) for part in _PARTS[10:]]
        + [str(part["kind"]) for _, part in _CROWD]
    )
)


def make_cast(number: int, seed: int) -> tuple[Character, ...]:
    """`number` followers. Up to five in six of a small cast have a part of their own; at least one person."""
    if number < 1:
        raise ValueError("a cast has at least one follower")
    chance = random.Random(seed)
    foreign = chance.sample(lines.ELSEWHERE, min(len(lines.ELSEWHERE), round(number / 7.5)))
    own = [dict(part) for part in _PARTS[: max(1, number * 5 // 6 - len(foreign))]]
    weights, kinds = zip(*_CROWD, strict=True)
    crowd = chance.choices(kinds, weights, k=number - len(own) - len(foreign))
    parts = [*own, *(dict(part) for part in crowd)]
    parts += [
        {"kind": _ELSEWHERE, "moves": (_T, _T, _T, _T), "name": name, "wish": wish} for name, wish in foreign
    ]
    names, wishes = _names(number, chance), _wishes(number, chance)
    cast = [_person(part, names, wishes, chance) for part in parts]
    chance.shuffle(cast)
    return tuple(cast)


def _person(part: dict[str, Any], names: list[str], wishes: list[str], chance: random.Random) -> Character:
    what: dict[str, Any] = {
        "mood": chance.choices((1, 2, 3, 4, 5), (3, 7, 18, 42, 30))[0],
        "liked": chance.choices(range(5), (30, 27, 18, 11, 14))[0],
        "when": tuple(sorted(chance.sample(range(5), chance.choices((1, 2, 3), (40, 40, 20))[0]))),
        **part,
    }
    what.setdefault("name", names.pop())
    if what["moves"]:
        what.setdefault("wish", wishes.pop())
    return Character(**what)


def _names(number: int, chance: random.Random) -> list[str]:
    rounds = -(-number // len(lines.FIRST_NAMES))
    names: list[str] = []
    for again in range(rounds):
        batch: Sequence[str] = [name if not again else f"{name} {again + 1}" for name in lines.FIRST_NAMES]
        names += chance.sample(batch, len(batch))
    return names[::-1]


def _wishes(number: int, chance: random.Random) -> list[str]:
    """Wishes, those of the common topics first; each is used once before any is used again."""
    wishes: list[str] = []
    while len(wishes) < number:
        batch = [
            (chance.random() * (1 + place), wish)
            for place, topic in enumerate(lines.WISHES)
            for wish in topic
        ]
        wishes += [wish for _, wish in sorted(batch)]
    return wishes[:number][::-1]
