"""Counting a round twice: from the database, and from what happened in the simulated Discord.

The two share nothing. The database is read with plain SQL; the other side looks at the messages
that arrived in DM channels and at what the members of the cast remember having answered.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from demo import reading
from demo.acting import Follower, Plain
from demo.stage import Play
from surveys.core.phrases import asking, joining

#: An answer: whose (Discord id), to which question, and what.
Answers = Mapping[tuple[int, str], Plain]

_REACHED: Final = ("sent", "started", "completed", "partial", "expired", "refused", "broke_off")
_STARTED: Final = ("started", "completed", "partial", "broke_off")


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a round. `doubled`: prompts somebody got beyond the first. People, else."""

    followers: int
    invited: int
    sent: int
    started: int
    completed: int
    partial: int
    expired: int
    refused: int
    broke_off: int
    unreachable: int
    failed: int
    held_back: int
    answers: int
    doubled: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Both counts, and what is wrong: nothing, if the demo did what it promises."""

    database: Counts
    discord: Counts
    lost: int
    errors: int

    @property
    def complaints(self) -> tuple[str, ...]:
        """A sentence for everything that is not as it must be."""
        ours, theirs = asdict(self.database), asdict(self.discord)
        told = [
            f"{name}: the database has {ours[name]}, the simulated Discord has {theirs[name]}."
            for name in ours
            if ours[name] != theirs[name]
        ]
        must_be_none = {"doubled": self.discord.doubled, "lost": self.lost, "errors": self.errors}
        told += [f"{name}: {number}, and it must be 0." for name, number in must_be_none.items() if number]
        return tuple(told)


def judge(database: Path, play: Play, errors: int) -> Verdict:
    """Count both sides of the first round. Raises sqlite3.Error where the file can't be read."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        stored = _answers(connection)
        ours = _count_database(connection, len(stored))
    given = {
        (one.user.id, question): value for one in play.followers for question, value in one.given.items()
    }
    prompts = _prompts(play)
    theirs = _count_discord(play.followers, prompts, len(given))
    unprompted = [one for one in _invited(play.followers) if not one.closed and not prompts[one.dm.id]]
    wrong = sum(stored.get(key) != value for key, value in given.items())
    invented = sum(key not in given for key in stored)
    return Verdict(ours, theirs, lost=wrong + invented + len(unprompted), errors=errors)


def _count_database(connection: sqlite3.Connection, answers: int) -> Counts:
    states: Counter[str] = Counter(
        dict(connection.execute("SELECT state, count(*) FROM invitations WHERE round_id = 1 GROUP BY state"))
    )
    [(followers,)] = connection.execute(
        "SELECT count(DISTINCT f.user_id) FROM followers f JOIN rounds r USING (community_id) WHERE r.id = 1"
    )
    [(doubled,)] = connection.execute(
        "SELECT count(*) - count(DISTINCT follower_id) FROM invitations WHERE round_id = 1"
    )
    return Counts(
        followers=followers,
        invited=states.total(),
        sent=sum(states[state] for state in _REACHED),
        started=sum(states[state] for state in _STARTED),
        completed=states["completed"],
        partial=states["partial"],
        expired=states["expired"],
        refused=states["refused"],
        broke_off=states["broke_off"],
        unreachable=states["unreachable"],
        failed=states["failed"],
        held_back=states["held_back"],
        answers=answers,
        doubled=doubled,
    )


def _answers(connection: sqlite3.Connection) -> Answers:
    rows = connection.execute(
        "SELECT f.user_id, a.question_id, a.value FROM answers a JOIN invitations i ON i.id = a.invitation_id "
        "JOIN followers f ON f.id = i.follower_id WHERE i.round_id = 1"
    )
    return {(user, question): json.loads(value) for user, question, value in rows}


def _count_discord(followers: Sequence[Follower], prompts: Counter[int], answers: int) -> Counts:
    invited = _invited(followers)
    prompted = [one for one in invited if prompts[one.dm.id]]
    finished = {one.user.id for one in prompted if _says(one, asking.THANKS_TITLE.text)}
    parted = {one.user.id for one in prompted if _says(one, joining.LEFT_TITLE.text) or one.left} - finished
    began = {one.user.id for one in prompted if one.given}
    everybody = {one.user.id for one in prompted}
    return Counts(
        followers=len(followers),
        invited=len(invited),
        sent=len(prompted),
        started=len(began | finished),
        completed=len(finished),
        partial=len(began - parted - finished),
        expired=len(everybody - began - parted - finished),
        refused=len(parted - began),
        broke_off=len(parted & began),
        unreachable=sum(one.closed and not prompts[one.dm.id] for one in invited),
        failed=0,
        held_back=0,
        answers=answers,
        doubled=sum(number - 1 for number in prompts.values() if number > 1),
    )


def _invited(followers: Iterable[Follower]) -> list[Follower]:
    """Everyone who had not left again when the round began."""
    return [one for one in followers if not one.character.thinks_better]


def _prompts(play: Play) -> Counter[int]:
    """How often a round's first card was put into each DM channel, as Discord announced it."""
    prompts: Counter[int] = Counter()
    for kind, name, payload in play.env.backend.transcript:
        if kind == "GATEWAY" and name == "MESSAGE_CREATE" and _opens_round(payload):
            prompts[int(payload["channel_id"])] += 1
    return prompts


def _opens_round(payload: Mapping[str, Any]) -> bool:
    """The first card alone says why one gets it and how to leave, under a question."""
    components = payload.get("components") or ()
    why = asking.FROM_COMMUNITY.text.split("{", 1)[0]
    return reading.card(components) is not None and any(why in text for text in reading.texts(components))


def _says(follower: Follower, title: str) -> bool:
    """Whether a message in the DM, as it stands now, has this title."""
    return any(
        reading.gist([dict(component.to_dict()) for component in message.components]) == title
        for message in follower.dm.history()
    )
