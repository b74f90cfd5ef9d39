"""The disk is full, the database is locked, damaged or taken, while people answer and a round is sent.

The real process, against the loopback Discord. The disk is full by taking from the process, while it runs, the
right to write files; a lock is one that another connection holds.
"""

import asyncio
import random
import re
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from surveys.core.phrases import trouble
from surveys.store.restoring import backed_up, restore
from tests.faults.findings import Findings
from tests.faults.process import BotProcess
from tests.faults.town import count_invitations, invitations_in, settle_town, under_way
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.ledger import Json
from tests.wire.limits import Limits

#: People of the short form and of the full one.
SHORT, FULL = 12, 120
#: Messages that may be on the wire when it is known that nothing can be stored.
_ON_THE_WIRE: Final = 2
#: Seconds: how long Discord waits for a response; after which something will never happen.
_DISCORD_WAITS, _NEVER = 3.0, 90.0
#: The exit code for what somebody has to put right.
_TO_PUT_RIGHT: Final = 2
_NOT_COUNTED: Final = trouble.STORE_BUSY.text
Trouble = Callable[[BotProcess, Path], AbstractContextManager[None]]


@contextmanager
def _full(bot: BotProcess, _: Path) -> Iterator[None]:
    """No byte more fits on the disk, as far as the process can tell."""
    assert sys.platform == "linux"
    before = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def _locked(_: BotProcess, path: Path) -> Iterator[None]:
    """Another program is about to write, and takes its time."""
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


class Crowd:
    """Those who were asked. Whatever they are told is compared at once with what is stored."""

    def __init__(self, result: Findings, server: LoopbackDiscord, path: Path) -> None:
        self.acknowledged: set[tuple[int, str]] = set()
        self._result = result
        self._server = server
        self._path = path

    def asked(self) -> list[int]:
        """Who has an invitation."""
        return [person for person in self._server.dms if invitations_in(self._server, person)]

    async def reply(self, people: list[int], *, counted: bool) -> None:
        """All at once they answer whatever they haven't answered yet; whether that is `counted` is what must be."""
        await asyncio.gather(*(self._reply(person, counted=counted) for person in people))

    async def _reply(self, person: int, *, counted: bool) -> None:
        for question, answer in (("more", self._tap), ("why", self._type)):
            if (person, question) in self.acknowledged:
                continue
            began = time.monotonic()
            said = await answer(person)
            seconds = time.monotonic() - began
            self._judge(person, question, said, counted=counted)
            if question == "more":
                slowest = max(self._result.figures["slowest_tap_ms"], round(seconds * 1000))
                self._result.figures["slowest_tap_ms"] = slowest
                self._result.must(seconds < _DISCORD_WAITS, f"{person} waited {seconds:.1f} s for a response")
            if (person, question) not in self.acknowledged:
                return

    def _judge(self, person: int, question: str, said: str, *, counted: bool) -> None:
        turned_down, stored = _NOT_COUNTED in said, (person, question) in stored_in(self._path)
        what = f"the answer of {person} to “{question}”"
        self._result.figures["turned_down" if turned_down else "acknowledged"] += 1
        if not turned_down:
            self.acknowledged.add((person, question))
        self._result.must(stored or turned_down, f"acknowledged and not stored: {what}")
        self._result.must(not (stored and turned_down), f"stored, and told otherwise: {what}")
        self._result.must(turned_down != counted, f"{'not ' * counted}counted: {what}; said was {said[:200]}")

    async def _tap(self, person: int) -> str:
        """Tap “yes” on the invitation; the response."""
        for message in self._server.ledger.in_channel(self._server.dms[person]):
            if named := re.search(r"ear:tap:\d+:more:yes", str(message["components"])):
                token = await self._server.presses(person, int(message["id"]), named[0])
                return await self._said(partial(response_to, self._server, token))
        raise AssertionError(f"{person} was not asked")

    async def _type(self, person: int) -> str:
        """Type an answer in the DM; the message that answers it."""
        ref = await self._server.says(person, f"because of {person}")
        return await self._said(partial(_message, self._server, person, f"r{ref}"))

    async def _said(self, there: Callable[[], Json | None]) -> str:
        await until(lambda: there() is not None, every=0.005)
        return str(there())


def response_to(server: LoopbackDiscord, token: str) -> Json | None:
    """The response to an interaction, once there is one."""
    return next((body for told, body in server.ledger.responses if told == token), None)


def _message(server: LoopbackDiscord, person: int, nonce: str) -> Json | None:
    channel = server.ledger.in_channel(server.dms[person])
    return next((one for one in channel if one.get("nonce") == nonce), None)


def stored_in(path: Path) -> list[tuple[int, str]]:
    """Whose answers to which questions are durable, as anybody else sees the file."""
    with closing(sqlite3.connect(path, timeout=5)) as other:
        query = (
            "SELECT user_id, question_id FROM answers JOIN invitations ON invitations.id = invitation_id"
            " JOIN followers ON followers.id = follower_id"
        )
        return [(int(user_id), str(question)) for user_id, question in other.execute(query)]


async def until(reached: Callable[[], bool], *, every: float = 0.02) -> None:
    """Wait for something that comes true elsewhere, looking `every` so many seconds."""
    async with asyncio.timeout(_NEVER):
        while not reached():  # noqa: ASYNC110  another process does it, which sets no event here
            await asyncio.sleep(every)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  the process reads the real clock, too


async def _through(name: str, trouble_of: Trouble, folder: Path, seed: int, *, full: bool) -> Findings:
    """While it lasts nobody is told that an answer counts and nothing more is sent; afterwards all goes on."""
    began, people = time.monotonic(), FULL if full else SHORT
    result, lot = Findings(name, seed), random.Random(f"{seed}.{name}")
    path = folder / "data" / "earful.sqlite3"
    async with LoopbackDiscord(limits=Limits(per_second=50), latency=0.02) as server:
        await settle_town(path, server, people)
        crowd = Crowd(result, server, path)
        async with BotProcess.started(folder, server, hurried=not full) as bot:
            await bot.connected()
            enough = lot.randrange(people // 4, people // 2)
            await until(lambda: len(crowd.asked()) >= enough)
            await crowd.reply(lot.sample(crowd.asked(), 1), counted=True)
            with trouble_of(bot, path):
                before = len(crowd.asked())
                for _ in range(2):  # the second time everything that waited for the disk has been told
                    await crowd.reply(crowd.asked(), counted=False)
                at_rest = len(crowd.asked())
                for _ in range(12 if full else 1):  # the bot tries again, and so do they
                    await asyncio.sleep(1.0)
                    await crowd.reply(crowd.asked(), counted=False)
                result.must(
                    len(crowd.asked()) - at_rest <= _ON_THE_WIRE, "sending went on, and can't be recorded"
                )
            await until(lambda: not under_way(path))
            await crowd.reply(crowd.asked(), counted=True)
            result.must(bot.runs, f"the process ended: {bot.said[-500:]}")
            bot.terminate()
            code = await bot.ended()
        result.must(code == 0, f"exit code {code} after a trouble that was over")
        result.must(0 < before < people, "the trouble did not strike in the middle of the round")
        count_invitations(result, server)
    stored = stored_in(path)
    result.figures["sent_meanwhile"] = at_rest - before
    result.figures["answers_lost"] = len(crowd.acknowledged - set(stored))
    result.figures["answers_doubled"] = len(stored) - len(set(stored))
    result.must(set(stored) == crowd.acknowledged, "what is stored isn't what was acknowledged")
    result.must(len(stored) == 2 * people, f"{len(stored)} answers of {people} people")
    result.seconds = time.monotonic() - began
    return result


async def full_disk(folder: Path, seed: int, *, full: bool) -> Findings:
    """The disk fills up in the middle of a round, and has room again some time later."""
    return await _through("full disk", _full, folder, seed, full=full)


async def locked_database(folder: Path, seed: int, *, full: bool) -> Findings:
    """Another program locks the database in the middle of a round, for longer than one waits for it."""
    return await _through("locked database", _locked, folder, seed, full=full)


def _spoil_pages(data: bytes, lot: random.Random) -> bytes:
    """Something else was written over the first pages."""
    first, last = lot.randrange(110, 1200), lot.randrange(9000, 20_000)
    return data[:first] + lot.randbytes(last - first) + data[last:]


def _cut_off(data: bytes, lot: random.Random) -> bytes:
    """The end is missing."""
    return data[: len(data) // lot.randint(2, 5)]


def _forget_the_head(data: bytes, lot: random.Random) -> bytes:
    """It doesn't begin like a database."""
    return lot.randbytes(100) + data[100:]


def _be_something_else(data: bytes, lot: random.Random) -> bytes:
    """Somebody saved a letter under that name."""
    return b"Dear Earful, " * lot.randint(400, 4000)


_WAYS: Final = (_spoil_pages, _cut_off, _forget_the_head, _be_something_else)


async def damaged_database(folder: Path, seed: int, *, full: bool) -> Findings:
    """It doesn't start, changes nothing and names the newest backup; with that restored it starts."""
    began, lot = time.monotonic(), random.Random(f"{seed}.damaged")
    result = Findings("damaged database", seed)
    path = folder / "data" / "earful.sqlite3"
    async with LoopbackDiscord(limits=Limits(per_second=50)) as server:
        await settle_town(path, server, SHORT)
        backups = [backed_up(path, _now() + timedelta(seconds=later), None) for later in range(2)]
        whole = path.read_bytes()
        for spoil in _WAYS if full else (lot.choice(_WAYS),):
            path.write_bytes(spoil(whole, lot))
            spoiled = path.read_bytes()
            code, said = await _refusal(folder, server)
            result.figures["damages"] += 1
            what = f"{spoil.__name__.strip('_')}: exit code {code}, {said!r}"
            result.must(code == _TO_PUT_RIGHT, what)
            result.must(str(path) in said and "damaged" in said, f"doesn't say what is wrong: {what}")
            result.must(str(backups[-1]) in said, f"doesn't name the newest backup: {what}")
            result.must("Traceback" not in said and said.count("\n") == 1, f"isn't one sentence: {what}")
            result.must(path.read_bytes() == spoiled, f"the damaged file was changed: {what}")
        restore(path, backups[-1], _now())
        async with BotProcess.started(folder, server) as bot:
            await bot.connected()
            await until(lambda: not under_way(path))
            bot.terminate()
            result.must(await bot.ended() == 0, f"exit code after the backup was restored: {bot.said}")
        count_invitations(result, server)
    result.seconds = time.monotonic() - began
    return result


async def _refusal(folder: Path, server: LoopbackDiscord) -> tuple[int, str]:
    async with BotProcess.started(folder, server) as bot:
        return await bot.ended(), bot.said


async def second_process(folder: Path, seed: int, *, full: bool) -> Findings:
    """A second process on the same data folder doesn't start and says why; the first goes on with the round."""
    began = time.monotonic()
    result = Findings("second process", seed)
    path = folder / "data" / "earful.sqlite3"
    async with LoopbackDiscord(limits=Limits(per_second=50)) as server:
        await settle_town(path, server, FULL if full else SHORT)
        async with BotProcess.started(folder, server) as first:
            await first.connected()
            for _ in range(5 if full else 1):
                code, said = await _refusal(folder, server)
                result.figures["refused"] += 1
                result.must(code == _TO_PUT_RIGHT, f"exit code {code}: {said}")
                result.must(
                    "already running" in said and str(path.parent) in said, f"doesn't say why: {said!r}"
                )
                result.must(
                    "Traceback" not in said and said.count("\n") == 1, f"isn't one sentence: {said!r}"
                )
            await until(lambda: not under_way(path))
            crowd = Crowd(result, server, path)
            await crowd.reply(crowd.asked(), counted=True)
            result.must(first.runs, "the first ended")
            first.terminate()
            result.must(await first.ended() == 0, f"exit code of the first: {first.said[-500:]}")
        count_invitations(result, server)
    result.seconds = time.monotonic() - began
    return result
