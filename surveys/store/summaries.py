"""Queries about posted summaries: what they say, whose words they quote, whose replies made which theme."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Integer, delete, func, select, type_coerce, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.consent import Quoting
from surveys.core.prompt import Grouped, Pages
from surveys.core.rights import Plain, pages_of, plain_summary, without_quote
from surveys.store.board_ties import link_answers, loosen_themes
from surveys.store.tables import (
    followers,
    invitations,
    quotes,
    rounds,
    theme_replies,
    themes,
)
from surveys.store.tx import Tx

#: How a line names somebody.
MENTION: Final = "<@"


@dataclass(frozen=True, slots=True)
class Posted:
    """A summary that no longer says what was posted: where it stands, and what it is to say."""

    round_id: int
    channel_id: int
    message_ids: tuple[int, ...]
    pages: Pages
    stale: int


def _staleness() -> Any:
    return type_coerce(func.json_extract(rounds.c.summary, "$.stale"), Integer)


async def keep(tx: Tx, round_id: int, channel_id: int, pages: Pages, invitation_ids: Sequence[int]) -> Pages:
    """Store what the round's summary says, whom it quotes and whose replies made its themes, before it is posted.

    `invitation_ids` turns the running numbers in `pages` back into rows. Returns the summary to
    post: without the words of those who went, or changed their mind about being quoted, while it was made.
    A summary kept earlier gives way.
    """
    earlier: Plain | None = await tx.scalar(select(rounds.c.summary).where(rounds.c.id == round_id))
    await _drop(tx, round_id)
    plain = plain_summary(pages)
    agreed = await _agreed(tx, round_id)
    withdrawn = False
    for place, section in enumerate(pages.sections):
        for quote in section.quotes:
            invitation_id = invitation_ids[quote.person - 1]
            if not _may_stand(quote.line, agreed.get(invitation_id, Quoting.NO)):
                plain = without_quote(plain, place, quote.line)
                withdrawn = True
                continue
            await tx.execute(
                insert(quotes).values(
                    round_id=round_id,
                    invitation_id=invitation_id,
                    question_id=quote.question,
                    section=place,
                    line=quote.line,
                )
            )
        for theme in section.themes:
            known = [one for person in theme.people if (one := invitation_ids[person - 1]) in agreed]
            await _keep_theme(tx, round_id, theme, known)
    await link_answers(tx, round_id)
    # A part of an earlier one may have been posted already, and a repeat of it is not posted again.
    plain["channel_id"] = channel_id
    plain["stale"] = 0 if earlier is None else earlier.get("stale", 0) + 1
    await tx.execute(update(rounds).where(rounds.c.id == round_id).values(summary=plain))
    return _with_words_of(pages, plain) if withdrawn else pages


async def withdraw(tx: Tx, invitation_ids: Collection[int], *, containing: str = "") -> int:
    """Take these people's quotes out of the summaries that stand, to be drawn anew where they are posted; how many.

    `containing` limits it to lines with that in them.
    """
    rows = (
        await tx.execute(
            select(quotes.c.id, quotes.c.round_id, quotes.c.section, quotes.c.line)
            .where(quotes.c.invitation_id.in_(invitation_ids))
            .order_by(quotes.c.round_id, quotes.c.id)
        )
    ).all()
    rows = [row for row in rows if containing in row.line]
    for round_id in sorted({row.round_id for row in rows}):
        plain: Plain | None = await tx.scalar(select(rounds.c.summary).where(rounds.c.id == round_id))
        if plain is None:
            continue
        for row in rows:
            if row.round_id == round_id:
                plain = without_quote(plain, row.section, row.line)
        await tx.execute(update(rounds).where(rounds.c.id == round_id).values(summary=plain))
    await tx.execute(delete(quotes).where(quotes.c.id.in_([row.id for row in rows])))
    return len(rows)


async def ungroup(tx: Tx, invitation_ids: Collection[int], *, empty_too: bool) -> None:
    """These people's replies belong to no theme any more. `empty_too` removes themes nobody is left in."""
    mine = theme_replies.c.invitation_id.in_(invitation_ids)
    concerned = tuple(await tx.scalars(select(theme_replies.c.theme_id).where(mine).distinct()))
    await tx.execute(delete(theme_replies).where(mine))
    if empty_too:
        left = select(theme_replies.c.theme_id)
        await loosen_themes(
            tx, select(themes.c.id).where(themes.c.id.in_(concerned), themes.c.id.not_in(left))
        )
        await tx.execute(delete(themes).where(themes.c.id.in_(concerned), themes.c.id.not_in(left)))


async def stale(tx: Tx) -> tuple[Posted, ...]:
    """Posted summaries that no longer say what they are to say."""
    rows = await tx.execute(
        select(rounds.c.id, rounds.c.summary_message_ids, rounds.c.summary)
        .where(rounds.c.summarised_at.is_not(None), _staleness() > 0)
        .order_by(rounds.c.id)
    )
    return tuple(
        Posted(
            row.id,
            row.summary["channel_id"],
            tuple(row.summary_message_ids or ()),
            pages_of(row.summary),
            row.summary["stale"],
        )
        for row in rows
    )


async def any_stale(tx: Tx) -> bool:
    """Whether a summary is to be drawn anew, posted already or about to be."""
    return await tx.scalar(select(rounds.c.id).where(_staleness() > 0).limit(1)) is not None


async def drawn(tx: Tx, posted: Posted) -> None:
    """What was posted says again what it is to say, unless that changed meanwhile."""
    plain: Plain | None = await tx.scalar(select(rounds.c.summary).where(rounds.c.id == posted.round_id))
    if plain is not None and plain.get("stale") == posted.stale:
        await tx.execute(
            update(rounds).where(rounds.c.id == posted.round_id).values(summary={**plain, "stale": 0})
        )


async def _drop(tx: Tx, round_id: int) -> None:
    of_round = select(themes.c.id).where(themes.c.round_id == round_id)
    await tx.execute(delete(theme_replies).where(theme_replies.c.theme_id.in_(of_round)))
    await loosen_themes(tx, of_round)
    await tx.execute(delete(themes).where(themes.c.round_id == round_id))
    await tx.execute(delete(quotes).where(quotes.c.round_id == round_id))


async def _agreed(tx: Tx, round_id: int) -> dict[int, Quoting]:
    """What everybody in the round whom somebody still knows agrees to; who left agrees to nothing any more."""
    rows = await tx.execute(
        select(invitations.c.id, followers.c.quoting, followers.c.left_at)
        .join(followers, followers.c.id == invitations.c.follower_id)
        .where(invitations.c.round_id == round_id)
    )
    return {row.id: Quoting(row.quoting) if row.left_at is None else Quoting.NO for row in rows}


def _may_stand(line: str, quoting: Quoting) -> bool:
    return quoting is Quoting.NAMED or (quoting is Quoting.ANONYMOUS and MENTION not in line)


async def _keep_theme(tx: Tx, round_id: int, theme: Grouped, invitation_ids: Sequence[int]) -> None:
    adding = insert(themes).values(
        round_id=round_id, question_id=theme.question, label=theme.label, size=len(theme.people)
    )
    theme_id: int = (await tx.execute(adding.returning(themes.c.id))).scalar_one()
    linked = [{"theme_id": theme_id, "invitation_id": one} for one in dict.fromkeys(invitation_ids)]
    if linked:
        await tx.execute(insert(theme_replies), linked)


def _with_words_of(pages: Pages, plain: Plain) -> Pages:
    """`pages` with the texts of `plain`, and its pictures as they are."""
    said = pages_of(plain).sections
    return Pages(
        title=pages.title,
        sections=tuple(
            type(one)(new.text, one.picture, one.quotes, one.themes)
            for one, new in zip(pages.sections, said, strict=True)
        ),
        footer=pages.footer,
        buttons=pages.buttons,
    )
