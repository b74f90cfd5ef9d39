"""What stays of rows when nobody is to know any more whose they were.

Times stay to the hour, with how long it took; choices and figures stay; words, ids and files go. Everything
runs in the caller's transaction, who also notes (`mark`) that deleted rows leave traces in the file.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Integer, bindparam, delete, func, select, update

from surveys.core.rights import blurred, to_the_hour
from surveys.core.values import from_plain, impersonal, to_plain
from surveys.store import board, statements, summaries, summary_ideas, vectors
from surveys.store.board_ties import loosen, pass_on, take_down, taken_up
from surveys.store.tables import (
    answers,
    attachments,
    follow_ups,
    idea_votes,
    ideas,
    invitations,
    replies,
    tellings,
)
from surveys.store.tx import Tx

#: Rows named in one statement.
_AT_ONCE: Final = 500


async def let_go(tx: Tx, invitation_ids: Sequence[int], *, empty_themes: bool) -> list[int]:
    """Make these invitations nobody's. The ids of their files."""
    if not invitation_ids:
        return []
    await summaries.withdraw(tx, invitation_ids)
    await summaries.ungroup(tx, invitation_ids, empty_too=empty_themes)
    await statements.let_go(tx, invitation_ids)
    await tx.execute(delete(follow_ups).where(follow_ups.c.invitation_id.in_(invitation_ids)))
    mine = attachments.c.invitation_id.in_(invitation_ids)
    files = list(await tx.scalars(select(attachments.c.id).where(mine).order_by(attachments.c.id)))
    await tx.execute(delete(attachments).where(mine))
    given = (
        await tx.execute(
            select(answers.c.id, answers.c.value, answers.c.at).where(
                answers.c.invitation_id.in_(invitation_ids)
            )
        )
    ).all()
    if given:
        await tx.execute(
            update(ideas).where(ideas.c.answer_id.in_([row.id for row in given])).values(answer_id=None)
        )
        await vectors.drop(tx, [row.id for row in given])
        await tx.execute(
            update(answers)
            .where(answers.c.id == bindparam("row", type_=Integer))
            .values(value=bindparam("stays"), at=bindparam("hour"), reply_id=None),
            [
                {
                    "row": row.id,
                    "stays": to_plain(impersonal(from_plain(row.value))),
                    "hour": to_the_hour(row.at),
                }
                for row in given
            ],
        )
    await tx.execute(delete(replies).where(replies.c.invitation_id.in_(invitation_ids)))
    await _nobodys(tx, invitation_ids)
    return files


async def _nobodys(tx: Tx, invitation_ids: Sequence[int]) -> None:
    times = (
        await tx.execute(
            select(
                invitations.c.id,
                invitations.c.claimed_at,
                invitations.c.sent_at,
                invitations.c.started_at,
                invitations.c.ended_at,
            ).where(invitations.c.id.in_(invitation_ids))
        )
    ).all()
    await tx.execute(
        update(invitations)
        .where(invitations.c.id == bindparam("row", type_=Integer))
        .values(
            follower_id=None,
            due_at=None,
            claimed_at=None,
            message_id=None,
            current=None,
            trail=None,
            draft=None,
            heard=0,
            sent_at=bindparam("sent"),
            started_at=bindparam("started"),
            ended_at=bindparam("ended"),
        ),
        [
            {
                "row": row.id,
                "sent": blurred(None, row.sent_at),
                "started": blurred(row.sent_at, row.started_at),
                "ended": blurred(row.sent_at, row.ended_at),
            }
            for row in times
        ],
    )


async def let_go_of_ideas(tx: Tx, follower_ids: Sequence[int]) -> None:
    """An idea goes with its author, and its words in any case; the votes of others for it stay.

    So does what the team did about it. An idea that was merged into it takes its place.
    """
    authored = tuple(await tx.scalars(select(ideas.c.id).where(ideas.c.follower_id.in_(follower_ids))))
    theirs = idea_votes.c.follower_id.in_(follower_ids)
    by_others = idea_votes.c.follower_id.is_(None) | idea_votes.c.follower_id.not_in(follower_ids)
    await board.touch_those_of(tx, follower_ids)
    await summary_ideas.take_out(tx, authored)
    wanted = set(
        await tx.scalars(
            select(idea_votes.c.idea_id).where(idea_votes.c.idea_id.in_(authored), by_others).distinct()
        )
    )
    # What the team did about one counts on, too.
    wanted |= set(await tx.scalars(select(ideas.c.id).where(ideas.c.id.in_(authored), taken_up())))
    alone = [one for one in authored if one not in wanted]
    await tx.execute(delete(tellings).where(tellings.c.idea_id.in_(alone)))
    await tx.execute(delete(idea_votes).where(idea_votes.c.idea_id.in_(alone)))
    await loosen(tx, alone)
    await tx.execute(delete(ideas).where(ideas.c.id.in_(alone)))
    await blank_ideas(tx, wanted)
    await nobodys_votes(tx, (await tx.execute(select(idea_votes.c.id, idea_votes.c.at).where(theirs))).all())


async def let_go_of_tellings(tx: Tx, follower_ids: Sequence[int]) -> None:
    """What wasn't told yet goes; what was is nobody's, and whether it hit still counts."""
    theirs = tellings.c.follower_id.in_(follower_ids)
    await tx.execute(delete(tellings).where(theirs, tellings.c.sent_at.is_(None)))
    await nobodys_tellings(tx, theirs)


async def nobodys_tellings(tx: Tx, which: Any) -> None:
    """Make these tellings nobody's. Of when they were sent the hour stays."""
    columns = (tellings.c.id, tellings.c.planned_at, tellings.c.sent_at)
    rows = (await tx.execute(select(*columns).where(which))).all()
    if rows:
        await tx.execute(
            update(tellings)
            .where(tellings.c.id == bindparam("row", type_=Integer))
            .values(
                follower_id=None,
                planned_at=bindparam("planned"),
                due_at=bindparam("planned"),
                lead_id=None,
                claimed_at=None,
                sent_at=bindparam("sent"),
                ended_at=func.coalesce(bindparam("sent"), bindparam("planned")),
                reason=None,
            ),
            [
                {
                    "row": row.id,
                    "planned": to_the_hour(row.planned_at),
                    "sent": None if row.sent_at is None else to_the_hour(row.sent_at),
                }
                for row in rows
            ],
        )


async def blank_ideas(tx: Tx, idea_ids: Collection[int]) -> None:
    """Take author and words from these ideas; the votes for them stay. Their public cards are taken down."""
    await summary_ideas.take_out(tx, idea_ids)
    await take_down(tx, idea_ids)
    rows = (await tx.execute(select(ideas.c.id, ideas.c.at).where(ideas.c.id.in_(idea_ids)))).all()
    if rows:
        await tx.execute(
            update(ideas)
            .where(ideas.c.id == bindparam("row", type_=Integer))
            .values(follower_id=None, answer_id=None, ref=None, text="", at=bindparam("hour")),
            [{"row": row.id, "hour": to_the_hour(row.at)} for row in rows],
        )
    # When all of them are blank: none is to be the heir of another.
    for row in rows:
        await pass_on(tx, row.id)


async def nobodys_votes(tx: Tx, rows: Sequence[Any]) -> None:
    """Make these votes (`id`, `at`) nobody's; they count on."""
    if rows:
        await tx.execute(
            update(idea_votes)
            .where(idea_votes.c.id == bindparam("row", type_=Integer))
            .values(follower_id=None, at=bindparam("hour")),
            [{"row": row.id, "hour": to_the_hour(row.at)} for row in rows],
        )


def portions(ids: Collection[int]) -> Iterator[tuple[int, ...]]:
    """`ids` in portions that one statement can name."""
    every = tuple(ids)
    return (every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE))


async def mark(tx: Tx) -> None:
    """Note in the file itself that rows were deleted whose traces are to be removed from it."""
    await tx.exec_driver_sql("PRAGMA user_version=1")


async def is_marked(tx: Tx) -> bool:
    """Whether rows were deleted whose traces may still be in the file."""
    return bool((await tx.exec_driver_sql("PRAGMA user_version")).scalar_one())
