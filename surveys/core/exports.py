"""What an export is made of: the round's data, the file's format, and what it may say of people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from surveys.core.results import RoundData


class Format(StrEnum):
    """The files a round's answers come in."""

    XLSX = "xlsx"
    CSV = "csv"  # several tables, so a zip of them
    JSON = "json"

    @property
    def suffix(self) -> str:
        """How the file's name ends, with its dot."""
        return ".csv.zip" if self is Format.CSV else f".{self.value}"


@dataclass(frozen=True, slots=True)
class Order:
    """One export to make. It can travel to another process.

    `folder` is there already; the files in it are named by `stem`. `seed` decides in which order people are
    numbered or, in an anonymous round, rows are mixed; it is never written. `definition` is the survey as plain
    data. A whole of more than `most_bytes` is split into at most `most_files`, if that is enough; None: never.
    """

    data: RoundData
    definition: Mapping[str, Any]
    format: Format
    seed: str
    made_at: datetime
    folder: Path
    stem: str
    most_bytes: int | None = None
    most_files: int = 1


@dataclass(frozen=True, slots=True)
class Made:
    """The files of an export, in order. Too large for what was allowed: one file with `oversize` set."""

    files: tuple[Path, ...]
    oversize: bool = False
