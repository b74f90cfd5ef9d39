"""The output folder: emptied of what an earlier demo made, and of nothing else; then filled."""

import json
import platform
import sqlite3
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Final

from demo.acting import BOT, telling
from demo.counting import Verdict
from demo.stage import CREATOR, SERVER, Play

DATABASE: Final = "earful.sqlite3"
LOG: Final = "log.txt"
#: Lists what the demo makes here. Only what is listed is ever removed.
_LIST: Final = "made-by-the-demo.txt"
_MADE: Final = (
    DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "earful.lock", "commands.sha256", "answers.xlsx", "transcript.txt",
    "report.json", LOG,
)  # fmt: skip
_PICTURES: Final = tuple(f"summary-{number}.png" for number in range(1, 31))
_WIDTH, _NAME = 100, 12
#: How many followers' conversations are told.
_TOLD: Final = 14


class OccupiedError(Exception):
    """The folder holds files of these names that no demo made."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        super().__init__(
            f"{folder} already has {', '.join(names)}, and the demo did not make that. "
            "Choose another folder with --output."
        )


def make_room(folder: Path) -> None:
    """Make `folder` ready. Raises OccupiedError, touching nothing, where it holds somebody else's files."""
    folder.mkdir(parents=True, exist_ok=True)
    listing = folder / _LIST
    names = (*_MADE, *_PICTURES)
    if not listing.exists():
        foreign = [name for name in names if (folder / name).exists()]
        if foreign:
            raise OccupiedError(folder, foreign)
        listing.write_text(
            "\n".join(["The demo made these, and removes them when it starts again:", *names, ""])
        )
    listed = set(listing.read_text().splitlines())
    for name in names:
        if name in listed:
            (folder / name).unlink(missing_ok=True)


def keep(folder: Path, play: Play) -> None:
    """Write the answers, the posted pictures and the transcript."""
    (folder / "answers.xlsx").write_bytes(play.answers)
    for name, picture in play.pictures.items():
        if name in _PICTURES:
            (folder / name).write_bytes(picture)
    (folder / "transcript.txt").write_text("\n".join(transcript(play)) + "\n", encoding="utf-8")


def keep_pictures(folder: Path, pictures: Mapping[str, bytes]) -> None:
    """Write the README's pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        (folder / name).write_bytes(picture)


def keep_report(folder: Path, verdict: Verdict, seconds: float) -> None:
    """Write report.json: what the database says, and beside it what the simulated Discord says."""
    report = {
        **asdict(verdict.database),
        "lost": verdict.lost,
        "errors": verdict.errors,
        "seconds": round(seconds, 1),
        "agreed": not verdict.complaints,
        "complaints": list(verdict.complaints),
        "counted_in_discord": asdict(verdict.discord),
        "versions": {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            **{name: version(name) for name in ("discord.py", "simcord", "sqlalchemy", "typst")},
        },
    }
    (folder / "report.json").write_text(
        json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def fields(verdict: Verdict) -> Iterable[tuple[str, int, int]]:
    """Each number's name, as the database has it and as the simulated Discord has it."""
    ours, theirs = asdict(verdict.database), asdict(verdict.discord)
    return ((name, ours[name], theirs[name]) for name in ours)


def transcript(play: Play) -> list[str]:
    """Some followers' DMs as they happened, then the creator's channel, in lines of at most 100 characters."""
    lines = [
        f"What was said at {SERVER}, in a simulated Discord",
        "",
        "[Brackets] are buttons and menus. Cards are drawn anew as a conversation goes on; each is shown here",
        "as it stood when it was seen.",
    ]
    lines += _conversation(f"#{play.welcome.name}, as everybody sees it", [(BOT, play.join_card)])
    for follower in telling(play.followers)[:_TOLD]:
        lines += _conversation(f"{follower.character.name}, who {follower.character.kind}", follower.chat)
    return lines + _conversation(f"#{play.team.name}, as {CREATOR} sees it", play.creators_chat)


def _conversation(title: str, chat: Sequence[tuple[str, list[str]]]) -> list[str]:
    lines = ["", "", title, "=" * min(len(title), _WIDTH)]
    for who, said in chat:
        lines.append("")
        pieces = [
            piece
            for line in said
            for piece in textwrap.wrap(line, _WIDTH - _NAME - 3, break_on_hyphens=False) or [""]
        ]
        lines += [
            f"{'' if place else who:>{_NAME}.{_NAME}} │ {piece}".rstrip()
            for place, piece in enumerate(pieces)
        ]
    return lines
