"""Queries about quotes in posted summaries: which stand there, and which a creator took out."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.prompt import Quote
from surveys.core.rights import Plain, without_quote
from surveys.store import summary_ideas
from surveys.store.tables import invitations, quotes, rounds, theme_replies, unquoted
from surveys.store.tx import Tx

#: How a line begins that quotes nobody, but rests on what people said.
CLAIM: Final = "- "
#: The section of quotes that stand in the documents alone.
IN_DOCUMENTS: Final = -1


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote that stands in a posted summary or its documents."""

    id: int
    invitation_id: int
    question: str
    line: str


async def standing(tx: Tx, round_id: int) -> tuple[QuoteRow, ...]:
    """The quotes that stand in the round's summary and its documents, those in the summary first."""
    rows = await tx.execute(
        select(quotes.c.id, quotes.c.invitation_id, quotes.c.question_id, quotes.c.line)
        .where(quotes.c.round_id == round_id, ~quotes.c.line.startswith(CLAIM))
        .order_by(quotes.c.section == IN_DOCUMENTS, quotes.c.section, quotes.c.id)
    )
    return tuple(QuoteRow(*row) for row in rows)


async def lines_in(tx: Tx, round_id: int, theme_id: int, question: str, most: int) -> tuple[str, ...]:
    """Up to `most` quotes that stand in the summary or its documents from replies in that theme."""
    rows = await tx.scalars(
        select(quotes.c.line)
        .join(theme_replies, theme_replies.c.invitation_id == quotes.c.invitation_id)
        .where(
            quotes.c.round_id == round_id,
            ~quotes.c.line.startswith(CLAIM),
            quotes.c.question_id == question,
            theme_replies.c.theme_id == theme_id,
        )
        .order_by(quotes.c.section == IN_DOCUMENTS, quotes.c.id)
        .limit(most)
    )
    return tuple(rows)


async def take_out(tx: Tx, round_id: int, quote: QuoteRow) -> None:
    """Take the quote out of the summary and its documents, not to be quoted again; it is drawn anew."""
    rows = (
        await tx.execute(
            select(quotes.c.id, quotes.c.section, quotes.c.line).where(
                quotes.c.round_id == round_id,
                quotes.c.invitation_id == quote.invitation_id,
                quotes.c.question_id == quote.question,
                ~quotes.c.line.startswith(CLAIM),
            )
        )
    ).all()
    plain: Plain | None = await tx.scalar(select(rounds.c.summary).where(rounds.c.id == round_id))
    if plain is not None:
        for row in rows:
            plain = without_quote(plain, row.section, row.line)
        await tx.execute(update(rounds).where(rounds.c.id == round_id).values(summary=plain))
    await tx.execute(delete(quotes).where(quotes.c.id.in_([row.id for row in rows])))
    await summary_ideas.take_out_answer(tx, quote.invitation_id, quote.question)
    adding = insert(unquoted).values(invitation_id=quote.invitation_id, question_id=quote.question)
    await tx.execute(adding.on_conflict_do_nothing())
    await mark(tx, round_id, papers=True)


async def unquoted_of(tx: Tx, round_id: int) -> tuple[tuple[int, str], ...]:
    """The answers, by invitation and question, that a creator took out of the round's summary."""
    rows = await tx.execute(
        select(unquoted.c.invitation_id, unquoted.c.question_id)
        .join(invitations, invitations.c.id == unquoted.c.invitation_id)
        .where(invitations.c.round_id == round_id)
    )
    return tuple((row.invitation_id, row.question_id) for row in rows)


async def mark(tx: Tx, round_id: int, *, question: str | None = None, papers: bool = False) -> None:
    """Note what of a kept summary has to be made anew; nothing where it has no such thing."""
    plain: Plain | None = await tx.scalar(select(rounds.c.summary).where(rounds.c.id == round_id))
    if plain is None or (question is None and not plain["documents"]):
        return
    if question is not None:
        plain["redo"] = sorted({*plain["redo"], question})
    plain["papers"] = plain["papers"] or (papers and bool(plain["documents"]))
    plain["stale"] += 1
    await tx.execute(update(rounds).where(rounds.c.id == round_id).values(summary=plain))


async def keep_quote(tx: Tx, round_id: int, invitation_id: int, section: int, quote: Quote) -> None:
    """Note that the quote stands in that section."""
    await tx.execute(
        insert(quotes).values(
            round_id=round_id,
            invitation_id=invitation_id,
            question_id=quote.question,
            section=section,
            line=quote.line,
        )
    )


async def drop_quotes(tx: Tx, round_id: int, section: int) -> None:
    """Note that no quote stands in that section any more."""
    await tx.execute(delete(quotes).where(quotes.c.round_id == round_id, quotes.c.section == section))
