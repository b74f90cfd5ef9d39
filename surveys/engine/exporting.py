"""Exports: a round's answers as files, for the team in Discord and for whoever hosts Earful on the command line."""

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.exports import Format, Made, Order
from surveys.core.prompt import Document, Say, Tone
from surveys.core.results import RoundData
from surveys.core.roles import Actor, Right
from surveys.core.wording import exports as wording
from surveys.engine.access import is_allowed
from surveys.engine.bringing_in import brought_in, round_to_read
from surveys.engine.collecting import no_long_looks
from surveys.engine.versions import Versions
from surveys.insight import orders
from surveys.insight.worker import Workshop
from surveys.store import audit, exports, results, rounds
from surveys.store.audit import Deed
from surveys.store.database import Database, looking
from surveys.store.rounds import RoundRow
from surveys.store.tx import Tx

#: What Discord takes: bytes in a file (10 MiB, less what a message adds to it), and files for one export.
MOST_BYTES, MOST_FILES = 10_000_000, 10
#: Exports on this disk are removed after so long.
KEPT: Final = timedelta(days=7)
_EVERY: Final = timedelta(days=1)
_TRIES: Final = 3
_log = logging.getLogger(__name__)


class Exports:
    """Makes them in the workshop, one file after the other, so that none is ever whole in this process's memory twice."""

    def __init__(
        self,
        database: Database,
        versions: Versions,
        workshop: Workshop,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._versions = versions
        self._workshop = workshop
        self._now = now

    async def export(
        self, community_id: int, actor: Actor, number: int | None, wanted: Format
    ) -> AsyncGenerator[Say, None]:
        """Cards with the files of the community's round `number`, or of its latest; each file as it is asked for.

        Raises KindError where the actor may not read it or there is no such round.
        """
        row = await round_to_read(self._database, community_id, actor, number)
        named = await is_allowed(self._database, community_id, actor, Right.PEOPLE)
        now = self._now()
        reference, stem = exports.name(row.number, now)
        folder = await asyncio.to_thread(exports.folder_of, self._database.path)

        def order(data: RoundData, seed: str) -> Order:
            return Order(
                data if named else shared(unnamed(data)),
                *(row.definition, wanted, seed, now, folder, stem, MOST_BYTES, MOST_FILES),
            )

        made, data = await self._made(row, order)

        async def note(tx: Tx) -> None:
            await audit.record(
                tx, community_id, actor.user_id, Deed.RESULTS_EXPORTED, f"round {row.number}, {wanted}", now
            )

        try:
            await self._database.write(note)
            if made.oversize:
                (path,) = made.files
                size = (await asyncio.to_thread(path.stat)).st_size
                _log.info("export %s is at %s", reference, path.absolute())
                yield Say(
                    (
                        words.say(wording.TOO_LARGE, size=f"{size / 1e6:.0f}", reference=reference),
                        wording.KEEP_SAFE,
                    ),
                    tone=Tone.CAREFUL,
                )
                return
            told = _told(row, data, named=named)
            for part, path in enumerate(made.files, 1):
                document = Document(_name(row, wanted, part, len(made.files)), await _read(path))
                which = (
                    (words.say(wording.PART, part=part, parts=len(made.files)),)
                    if len(made.files) > 1
                    else ()
                )
                said = (*told, *which) if part == 1 else which
                yield Say(
                    said, document=document, footer=wording.KEEP_SAFE if part == len(made.files) else None
                )
        finally:
            if not made.oversize:
                await asyncio.to_thread(_remove, made)

    async def tidy(self) -> datetime | None:
        """Remove exports that were kept long enough; when to look again. A worker of the clock."""
        now = self._now()
        removed = await asyncio.to_thread(exports.remove_old, self._database.path, now - KEPT)
        if removed:
            _log.info("removed %d old exports", removed)
        return now + _EVERY

    async def _made(self, row: RoundRow, order: Callable[[RoundData, str], Order]) -> tuple[Made, RoundData]:
        """The files, with nobody in them who was forgotten while they were made."""
        for _ in range(_TRIES):
            try:
                with no_long_looks():
                    async with self._database.reading() as tx:
                        before = await results.known_people(tx, row.id)
                        data = await brought_in(tx, self._versions, row)
                        seed = await seed_of(tx, row, data)
                    made = await self._workshop.run(orders.export, order(data, seed))
            except FileNotFoundError:
                continue  # somebody was forgotten, and with them everything that was being exported
            async with self._database.reading() as tx:
                after = await results.known_people(tx, row.id)
            if after >= before:
                return made, data
            await asyncio.to_thread(_remove, made)
        raise KindError(wording.CHANGING)


async def to_file(
    database: Path, community_id: int, number: int | None, wanted: Format, to: Path, now: datetime
) -> int | None:
    """Write the community's round `number`, or its latest, to the new file `to`, with nobody named; its number.

    For whoever hosts Earful: the bot may be running. None where there is no such round. Raises KindError where
    the data can't be used or the round may not be seen yet, OSError where the disk refuses.
    """
    versions = Versions()
    async with looking(database) as tx:
        row = await rounds.by_number(tx, community_id, number)
        if row is None:
            return None
        data = await brought_in(tx, versions, row)
        seed = await seed_of(tx, row, data)
    order = Order(
        unnamed(data), row.definition, wanted, seed, now, to.parent, f".{to.name}.{secrets.token_hex(4)}"
    )
    made = await asyncio.to_thread(orders.export, order)
    await asyncio.to_thread(made.files[0].replace, to)
    return row.number


def unnamed(data: RoundData) -> RoundData:
    """The same round with nobody's account in it."""
    return replace(data, invited=tuple(replace(one, mention=None) for one in data.invited))


def shared(data: RoundData) -> RoundData:
    """The same round without what was asked in private."""
    private = {question.id for question in data.survey.questions if question.private}
    kept = (
        replace(one, answers={name: value for name, value in one.answers.items() if name not in private})
        for one in data.invited
    )
    return replace(data, survey=data.survey.shared(), invited=tuple(kept))


async def seed_of(tx: Tx, row: RoundRow, data: RoundData) -> str:
    """What people are numbered by: the same in every export of a round, and in an anonymous one never."""
    if data.survey.anonymous:
        return secrets.token_hex(16)
    return (await results.origin(tx, row.id)).number_seed


def _told(row: RoundRow, data: RoundData, *, named: bool) -> tuple[str, ...]:
    people = words.count(len(data.invited), wording.ONE_PERSON, wording.PEOPLE)
    if data.survey.anonymous:
        how = wording.ANONYMOUS
    else:
        how = wording.NAMED if named and any(one.mention for one in data.invited) else wording.NUMBERED
    return words.say(wording.READY, number=row.number, people=people), how


def _name(row: RoundRow, wanted: Format, part: int, parts: int) -> str:
    which = f"-part-{part}-of-{parts}" if parts > 1 else ""
    return f"answers-round-{row.number}{which}{wanted.suffix}"


async def _read(path: Path) -> bytes:
    """The file. Raises KindError where it is gone: somebody was forgotten after it was made."""
    try:
        return await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError:
        raise KindError(wording.CHANGING) from None


def _remove(made: Made) -> None:
    for path in made.files:
        path.unlink(missing_ok=True)
