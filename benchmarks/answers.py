"""Answers through the whole path, a hundred at once: `python -m benchmarks.answers [--json] [--answers N]`.

The real bot is a process of its own, connected to a loopback Discord over a gateway and REST. A hundred people
tap buttons at all times: as soon as the card shows the next question, they answer it. An answer's time is from
the moment its event is written to the gateway until the request that answers it has come in; by then it is
committed, of which samples are looked up in the file. The rivals are discord.py alone behind the same wire:
one that stores nothing, the upper limit, and one that commits each answer.

The people and their Discord are made up by the process that measures. It takes about as much of the machine as
a bot does, so on two cores neither has one of its own for sure; `cpu_ms_per_answer` says what the bot took.
"""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks import town
from benchmarks.contestants import a_card, body_of
from benchmarks.figures import Figure, arguments, machine, percentile, tell, to_json
from benchmarks.loopback import UNLIMITED
from benchmarks.processes import CAUGHT_UP, CONNECTED, BotProcess
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.ledger import Json, Ledger
from tests.wire.limits import Limits
from tests.wire.payloads import BOT_ID, message, user
from tests.wire.rules import walk

AT_ONCE: Final = 100
QUESTIONS: Final = 10
#: People who answer before it counts.
WARMING_UP: Final = 100
#: One answer of so many is looked up in the file when its response comes in.
_LOOKED_UP: Final = 25
#: No contestant gets longer than this.
MOST_SECONDS: Final = 120.0
LEAST_PER_SECOND: Final = 1500.0
MOST_P99_MS: Final = 250.0
SURVEY: Final[dict[str, Any]] = {
    "key": "long",
    "title": "A long one",
    "questions": [
        {
            "id": f"q{number}",
            "kind": "choice",
            "text": f"What should come next, {number}?",
            "options": [{"id": f"o{n}", "label": f"Option {n}"} for n in range(1, 5)],
        }
        for number in range(1, QUESTIONS + 1)
    ],
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What one contestant achieved. `undurable` are sampled answers that were responded to but not in the file."""

    answers: int
    per_second: float
    p50_ms: float
    p99_ms: float
    worst_ms: float
    cpu_ms_per_answer: float
    crowd_cpu_ms_per_answer: float
    looked_up: int = 0
    undurable: int = 0


class _Moments(Ledger):
    """Notes when the first response to each interaction came in."""

    def __init__(self) -> None:
        super().__init__()
        self.at: dict[str, float] = {}
        self.noted: Callable[[str], None] = lambda _token: None
        self._awaited: dict[str, asyncio.Future[None]] = {}

    def respond(self, token: str, body: Json) -> None:
        """A response came in."""
        super().respond(token, body)
        if token in self.at:
            return
        self.at[token] = time.perf_counter()
        if (awaited := self._awaited.pop(token, None)) is not None:
            awaited.set_result(None)
        self.noted(token)

    async def response(self, token: str) -> float:
        """Wait for the response; when it came in."""
        if token not in self.at:
            awaited = self._awaited[token] = asyncio.get_running_loop().create_future()
            await awaited
        return self.at[token]


class _Crowd:
    """People who tap, each on the card they were sent."""

    def __init__(self, people: int) -> None:
        self.server = LoopbackDiscord(limits=Limits(per_second=UNLIMITED))
        self.moments = self.server.ledger = _Moments()
        self.waits: list[float] = []
        earful = user(BOT_ID, "earful", bot=True)
        self.cards: list[int] = []
        for person in range(1, people + 1):
            body = body_of(a_card(person, SURVEY))
            card = message(self.server.add_person(person), earful, body)
            self.server.ledger.messages[int(card["id"])] = card
            self.cards.append(int(card["id"]))
        self._waiting = iter(enumerate(self.cards, start=1))

    async def answer(self, people: int) -> None:
        """So many more people answer everything, `AT_ONCE` at a time."""
        some = [next(self._waiting) for _ in range(people)]
        shared = iter(some)
        await asyncio.gather(*(self._some(shared) for _ in range(AT_ONCE)))

    async def _some(self, people: Iterator[tuple[int, int]]) -> None:
        for person, card in people:
            for _ in range(QUESTIONS):
                tap = self._tap_on(card)
                began = time.perf_counter()
                token = await self.server.presses(person, card, tap)
                self.waits.append(await self.moments.response(token) - began)

    def _tap_on(self, card: int) -> str:
        for item in walk(self.server.ledger.messages[card]["components"]):
            custom_id: str = item.get("custom_id", "")
            if custom_id.startswith("ear:tap:"):
                return custom_id
        raise RuntimeError("the card shows no question any more")


class _LookUps:
    """Looks answers up in the file as their responses come in."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.seen = self.missing = 0
        self._connection = connection
        self._responses = 0

    def __call__(self, token: str) -> None:
        """The response to that interaction came in: look, if it is its turn."""
        self._responses += 1
        if self._responses % _LOOKED_UP:
            return
        reply = int(token.removeprefix("interaction-"))
        found = self._connection.execute("SELECT 1 FROM answers WHERE reply_id = ?", (reply,)).fetchone()
        self.seen += 1
        self.missing += found is None


async def _contest(which: str, people: int, folder: Path) -> Figures:
    crowd = _Crowd(WARMING_UP + people)
    if which == "earful":
        # Without a DM channel nobody has to be caught up with, which takes its time after a start.
        await town.fill(folder, SURVEY, dict.fromkeys(range(1, WARMING_UP + people + 1)))
        town.has_cards(folder, await town.open_round(folder), crowd.cards)
    async with crowd.server as server, BotProcess.started(folder, server.base, which) as bot:
        await bot.says(CONNECTED)
        if which != "earful":
            return await _measured(crowd, bot, people)
        await bot.says(CAUGHT_UP)
        with closing(sqlite3.connect(town.database_in(folder), isolation_level=None)) as connection:
            look_ups = crowd.moments.noted = _LookUps(connection)
            figures = await _measured(crowd, bot, people)
            (stored,) = connection.execute("SELECT count(*) FROM answers").fetchone()
        if stored != len(crowd.moments.at):
            raise RuntimeError(f"{stored} answers were stored, not {len(crowd.moments.at)}")
        return Figures(**{**asdict(figures), "looked_up": look_ups.seen, "undurable": look_ups.missing})


async def _measured(crowd: _Crowd, bot: BotProcess, people: int) -> Figures:
    async with asyncio.timeout(MOST_SECONDS):
        await crowd.answer(WARMING_UP)
        crowd.waits.clear()
        began, mine, its = time.perf_counter(), time.process_time(), bot.cpu_seconds()
        await crowd.answer(people)
        seconds = time.perf_counter() - began
        mine, its = time.process_time() - mine, bot.cpu_seconds() - its
    waits = sorted(crowd.waits)
    answers = len(waits)
    return Figures(
        answers=answers,
        per_second=round(answers / seconds, 1),
        p50_ms=round(percentile(waits, 0.5) * 1000, 1),
        p99_ms=round(percentile(waits, 0.99) * 1000, 1),
        worst_ms=round(waits[-1] * 1000, 1),
        cpu_ms_per_answer=round(its / answers * 1000, 3),
        crowd_cpu_ms_per_answer=round(mine / answers * 1000, 3),
    )


async def run(*, answers: int = 3_000) -> dict[str, Any]:
    """All contestants one after the other; the figures as plain data."""
    contestants = {
        "Earful": "earful",
        "discord.py alone, nothing stored": "none",
        "discord.py alone, a commit per answer": "each",
    }
    people = max(1, answers // QUESTIONS)
    found: dict[str, Figures] = {}
    for name, which in contestants.items():
        with tempfile.TemporaryDirectory() as folder:
            found[name] = await _contest(which, people, Path(folder))
    earful = found.pop("Earful")
    figures = (
        Figure("answers, 100 at once, event to response", earful.per_second, "a second", LEAST_PER_SECOND),
        Figure("of these answers, p50", earful.p50_ms, "ms"),
        Figure("of these answers, p99", earful.p99_ms, "ms", MOST_P99_MS, at_most=True),
        Figure("CPU of the bot per answer", earful.cpu_ms_per_answer, "ms"),
        Figure("responses before the commit", earful.undurable, "", 0, at_most=True),
    )
    return {
        "figures": to_json(figures),
        "at_once": AT_ONCE,
        "earful": asdict(earful),
        "rivals": {name: asdict(one) for name, one in found.items()},
        "ratios": {name: round(earful.per_second / one.per_second, 2) for name, one in found.items()},
        **machine(),
    }


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__)
    parser.add_argument("--answers", type=int, default=3_000, help="how many answers each contestant takes")
    given = parser.parse_args()
    tell(asyncio.run(run(answers=given.answers)), as_json=given.json)


if __name__ == "__main__":
    main()
