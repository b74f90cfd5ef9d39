"""Queries about statements: replies that may be put to others in their round, and what those think of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, bindparam, case, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.polis import Statement, Verdict
from surveys.core.rights import to_the_hour
from surveys.store.tables import answers, invitations, rounds, statement_votes, statements
from surveys.store.tx import Tx

_COUNTERS: Final = {
    Verdict.AGREE: statements.c.agreed,
    Verdict.DISAGREE: statements.c.disagreed,
    Verdict.PASSED: statements.c.passed,
}


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement as its team sees it; `text` is empty where it was taken back."""

    id: int
    text: str
    hidden: bool
    agreed: int
    disagreed: int
    passed: int


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A statement with all verdicts on it; author and voters are invitations."""

    id: int
    author: int
    question_id: str
    text: str
    verdicts: tuple[tuple[int, Verdict], ...]


# --- for followers -----------------------------------------------------------------------------------


async def to_show(tx: Tx, round_id: int) -> tuple[Statement, ...]:
    """The round's statements that are neither hidden nor taken back."""
    rows = await tx.execute(
        select(
            statements.c.id,
            answers.c.invitation_id,
            statements.c.text,
            statements.c.agreed,
            statements.c.disagreed,
            statements.c.passed,
        )
        .join(answers, answers.c.id == statements.c.answer_id)
        .where(statements.c.round_id == round_id, statements.c.hidden_at.is_(None), statements.c.text != "")
        .order_by(statements.c.id)
    )
    return tuple(Statement(*row) for row in rows)


async def verdicts_of(tx: Tx, invitation_id: int) -> tuple[tuple[int, Verdict], ...]:
    """What the person said of others' statements, in the order in which they did."""
    rows = await tx.execute(
        select(statement_votes.c.statement_id, statement_votes.c.verdict)
        .where(statement_votes.c.invitation_id == invitation_id)
        .order_by(statement_votes.c.id)
    )
    return tuple((statement_id, Verdict(verdict)) for statement_id, verdict in rows)


async def judge(tx: Tx, statement_id: int, invitation_id: int, verdict: Verdict, now: datetime) -> None:
    """Store what somebody thinks of a statement; an earlier verdict of theirs gives way."""
    mine = (statement_votes.c.statement_id == statement_id, statement_votes.c.invitation_id == invitation_id)
    earlier = await tx.scalar(select(statement_votes.c.verdict).where(*mine))
    if earlier == verdict:
        return
    adding = insert(statement_votes).values(
        statement_id=statement_id, invitation_id=invitation_id, verdict=verdict, at=now
    )
    changed = {"verdict": adding.excluded.verdict, "at": adding.excluded.at}
    await tx.execute(
        adding.on_conflict_do_update(index_elements=["statement_id", "invitation_id"], set_=changed)
    )
    counts: dict[Any, Any] = {_COUNTERS[verdict]: _COUNTERS[verdict] + 1}
    if earlier is not None:
        counts[_COUNTERS[Verdict(earlier)]] = _COUNTERS[Verdict(earlier)] - 1
    await tx.execute(update(statements).where(statements.c.id == statement_id).values(counts))


# --- following answers -----------------------------------------------------------------------------------


async def texts(tx: Tx, round_id: int) -> dict[int, str]:
    """What the round's statements say, hidden ones too, by the answer they are."""
    rows = await tx.execute(
        select(statements.c.answer_id, statements.c.text).where(
            statements.c.round_id == round_id, statements.c.text != ""
        )
    )
    return {row.answer_id: row.text for row in rows}


async def votes(tx: Tx, round_id: int) -> int:
    """How many verdicts there are in the round."""
    counted = func.sum(statements.c.agreed + statements.c.disagreed + statements.c.passed)
    return int(await tx.scalar(select(counted).where(statements.c.round_id == round_id)) or 0)


async def add(tx: Tx, round_id: int, answer_id: int, said: str) -> None:
    """The answer is a statement from now on."""
    await tx.execute(insert(statements).values(round_id=round_id, answer_id=answer_id, text=said))


async def drop(tx: Tx, answer_ids: Collection[int]) -> None:
    """These answers are no statements any more; call it before their rows are changed or deleted.

    The verdicts go, too: they were about other words.
    """
    found = tuple(await tx.scalars(select(statements.c.id).where(statements.c.answer_id.in_(answer_ids))))
    if found:
        await tx.execute(delete(statement_votes).where(statement_votes.c.statement_id.in_(found)))
        await tx.execute(delete(statements).where(statements.c.id.in_(found)))


# --- letting go of people --------------------------------------------------------------------------------


async def take_back(tx: Tx, follower_id: int) -> None:
    """The follower's words are put to nobody any more, in no round; what others said of them stays as a figure."""
    mine = (
        select(answers.c.id)
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .where(invitations.c.follower_id == follower_id)
    )
    await tx.execute(update(statements).where(statements.c.answer_id.in_(mine)).values(text=""))


async def let_go(tx: Tx, invitation_ids: Collection[int]) -> None:
    """Words that these people said go; their verdicts on others' stay, without the moment."""
    said = select(answers.c.id).where(answers.c.invitation_id.in_(invitation_ids))
    await tx.execute(update(statements).where(statements.c.answer_id.in_(said)).values(text=""))
    rows = (
        await tx.execute(
            select(statement_votes.c.id, statement_votes.c.at).where(
                statement_votes.c.invitation_id.in_(invitation_ids)
            )
        )
    ).all()
    if rows:
        await tx.execute(
            update(statement_votes)
            .where(statement_votes.c.id == bindparam("row", type_=Integer))
            .values(at=bindparam("hour")),
            [{"row": row.id, "hour": to_the_hour(row.at)} for row in rows],
        )


# --- for the team ------------------------------------------------------------------------------------------


async def listed(tx: Tx, round_id: int) -> tuple[StatementRow, ...]:
    """All statements of the round that weren't taken back, hidden ones too."""
    rows = await tx.execute(
        select(
            statements.c.id,
            statements.c.text,
            statements.c.hidden_at.is_not(None),
            statements.c.agreed,
            statements.c.disagreed,
            statements.c.passed,
        )
        .where(statements.c.round_id == round_id, statements.c.text != "")
        .order_by(statements.c.id)
    )
    return tuple(StatementRow(row[0], row[1], bool(row[2]), *row[3:]) for row in rows)


async def toggle(tx: Tx, community_id: int, round_id: int, statement_id: int, now: datetime) -> bool | None:
    """Hide the statement, or show it again; whether it is hidden now. None: the community's round has no such one."""
    of_community = select(rounds.c.id).where(rounds.c.id == round_id, rounds.c.community_id == community_id)
    toggling = (
        update(statements)
        .where(
            statements.c.id == statement_id,
            statements.c.round_id.in_(of_community),
            statements.c.text != "",
        )
        .values(hidden_at=case((statements.c.hidden_at.is_(None), bindparam("moment", now)), else_=None))
    )
    row = (await tx.execute(toggling.returning(statements.c.hidden_at))).first()
    return None if row is None else row.hidden_at is not None


# --- for summaries and exports -----------------------------------------------------------------------------


async def judged(tx: Tx, round_id: int) -> tuple[JudgedRow, ...]:
    """The round's statements that aren't hidden, with every verdict on them; those taken back without their words."""
    given: dict[int, list[tuple[int, Verdict]]] = {}
    rows = await tx.execute(
        select(statement_votes.c.statement_id, statement_votes.c.invitation_id, statement_votes.c.verdict)
        .join(statements, statements.c.id == statement_votes.c.statement_id)
        .where(statements.c.round_id == round_id)
        .order_by(statement_votes.c.id)
    )
    for statement_id, invitation_id, verdict in rows:
        given.setdefault(statement_id, []).append((invitation_id, Verdict(verdict)))
    found = await tx.execute(
        select(statements.c.id, answers.c.invitation_id, answers.c.question_id, statements.c.text)
        .join(answers, answers.c.id == statements.c.answer_id)
        .where(statements.c.round_id == round_id, statements.c.hidden_at.is_(None))
        .order_by(statements.c.id)
    )
    return tuple(JudgedRow(*row, tuple(given.get(row.id, ()))) for row in found)
