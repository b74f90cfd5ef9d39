"""Ideas in posted summaries: which may stand there, and taking them out once their author wants that no more."""

from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import and_, or_, select, update

from surveys.core.board import Wanted
from surveys.core.consent import Quoting
from surveys.core.results import BOARD, LONGEST_IDEA
from surveys.core.rights import Plain, without_quote
from surveys.core.text import quoted
from surveys.store.tables import answers, followers, idea_themes, ideas, rounds, unquoted
from surveys.store.tx import Tx

#: People who want an idea that is wanted at all.
_FEWEST: Final = 2


async def may_stand(tx: Tx, wanted: Iterable[Wanted], most: int) -> tuple[Wanted, ...]:
    """The first `most` of these ideas whose author follows the community and lets their words be quoted.

    One that was an answer which a creator took out of a summary stands in none. Of those that ask for the same as a
    theme the first stands for all, and what one person alone wants is in no list of what is wanted most.
    """
    listed = tuple(one for one in wanted if one.demand >= _FEWEST)
    fine = set(
        await tx.scalars(
            select(ideas.c.id)
            .join(followers, followers.c.id == ideas.c.follower_id)
            .outerjoin(answers, answers.c.id == ideas.c.answer_id)
            .outerjoin(
                unquoted,
                and_(
                    unquoted.c.invitation_id == answers.c.invitation_id,
                    unquoted.c.question_id == answers.c.question_id,
                ),
            )
            .where(
                ideas.c.id.in_([one.id for one in listed]),
                unquoted.c.invitation_id.is_(None),
                followers.c.left_at.is_(None),
                followers.c.quoting != Quoting.NO,
            )
        )
    )
    tied: dict[int, set[int]] = {}
    rows = await tx.execute(
        select(idea_themes.c.idea_id, idea_themes.c.theme_id).where(
            idea_themes.c.idea_id.in_(fine), idea_themes.c.linked == 1
        )
    )
    for row in rows:
        tied.setdefault(row.idea_id, set()).add(row.theme_id)
    chosen: list[Wanted] = []
    spoken_for: set[int] = set()
    for one in listed:
        about = tied.get(one.id, set())
        if one.id in fine and not about & spoken_for and len(chosen) < most:
            chosen.append(one)
            spoken_for |= about
    return tuple(chosen)


async def take_out_answer(tx: Tx, invitation_id: int, question_id: str) -> None:
    """Take the idea that was that answer out of posted summaries, if there is one."""
    mine = answers.c.invitation_id == invitation_id, answers.c.question_id == question_id
    await take_out(
        tx,
        tuple(
            await tx.scalars(select(ideas.c.id).join(answers, answers.c.id == ideas.c.answer_id).where(*mine))
        ),
    )


async def take_out_those_of(tx: Tx, follower_ids: Collection[int]) -> None:
    """Take ideas of these people out of posted summaries, as far as they left or don't want to be quoted."""
    unwilling = or_(followers.c.left_at.is_not(None), followers.c.quoting == Quoting.NO)
    theirs = (
        select(ideas.c.id)
        .join(followers, followers.c.id == ideas.c.follower_id)
        .where(followers.c.id.in_(follower_ids), unwilling)
    )
    await take_out(tx, tuple(await tx.scalars(theirs)))


async def take_out(tx: Tx, idea_ids: Collection[int]) -> None:
    """Take these ideas, whose words go, out of posted summaries: those and what is below them are made anew.

    To be called while the ideas still have their words.
    """
    found = await tx.execute(
        select(ideas.c.community_id, ideas.c.text).where(ideas.c.id.in_(idea_ids), ideas.c.text != "")
    )
    said: dict[int, set[str]] = {}
    for row in found:
        if text := quoted(row.text, LONGEST_IDEA):
            said.setdefault(row.community_id, set()).add(text)
    for community_id, texts in said.items():
        await _without(tx, community_id, texts)


async def _without(tx: Tx, community_id: int, texts: Collection[str]) -> None:
    rows = await tx.execute(
        select(rounds.c.id, rounds.c.summary).where(
            rounds.c.community_id == community_id, rounds.c.summary.is_not(None)
        )
    )
    for row in rows.all():
        plain: Plain = row.summary
        for place, section in enumerate(plain["sections"]):
            if section["about"] != BOARD:
                continue
            for line in section["text"].split("\n"):
                if any(text in line for text in texts):
                    plain = without_quote(plain, place, line)
        if plain is not row.summary:
            plain = {**plain, "papers": plain["papers"] or bool(plain["documents"])}
            await tx.execute(update(rounds).where(rounds.c.id == row.id).values(summary=plain))
