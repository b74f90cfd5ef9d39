"""Queries about posted summaries: what they say, whose words they quote, whose replies made which theme."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Integer, Text, delete, func, select, type_coerce, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.consent import Quoting
from surveys.core.prompt import Grouped, Pages, Picture, Section
from surveys.core.rights import Plain, pages_of, plain_summary, without_quote
from surveys.store import model_usage
from surveys.store.board_ties import link_answers, loosen_themes
from surveys.store.summary_quotes import CLAIM, IN_DOCUMENTS, drop_quotes, keep_quote, mark, unquoted_of
from surveys.store.tables import (
    answers,
    followers,
    invitations,
    quotes,
    rounds,
    theme_edits,
    theme_replies,
    themes,
    unquoted,
)
from surveys.store.turns import in_turns
from surveys.store.tx import Tx

#: How a line names somebody.
MENTION: Final = "<@"


@dataclass(frozen=True, slots=True)
class Posted:
    """A summary that no longer says what was posted: where it stands, and what it is to say.

    `redo` are the questions whose sections, `papers` says whether the documents, have to be made anew first.
    """

    round_id: int
    channel_id: int
    message_ids: tuple[int, ...]
    pages: Pages
    stale: int
    redo: frozenset[str] = frozenset()
    papers: bool = False


def _staleness() -> Any:
    return type_coerce(func.json_extract(rounds.c.summary, "$.stale"), Integer)


async def said(tx: Tx, round_id: int) -> str:
    """What stands for everything people said in the round and agreed to: other than before, if any of it went since."""
    seen = sha256()
    agreed = await _agreed(tx, round_id)
    async for one in in_turns(sorted(agreed)):
        seen.update(f"{one}{agreed[one]};".encode())
    for invitation_id, question in sorted(await unquoted_of(tx, round_id)):
        seen.update(f"{invitation_id}-{question};".encode())
    mine = answers.c.invitation_id == invitations.c.id
    left = select(func.count()).where(
        mine, invitations.c.round_id == round_id, type_coerce(answers.c.value, Text).not_like('%"withdrawn"%')
    )
    seen.update(str(await tx.scalar(left)).encode())
    return seen.hexdigest()


async def keep(
    tx: Tx,
    round_id: int,
    channel_id: int,
    pages: Pages,
    invitation_ids: Sequence[int],
    made_from: str | None = None,
) -> Pages:
    """Store what the round's summary says, whom it quotes and whose replies made its themes, before it is posted.

    `invitation_ids` turns the running numbers in `pages` back into rows; `made_from` is what was `said` when
    it was made. Returns the summary to post: without the words of those who went, or changed their mind about
    being quoted, while it was made, and then without documents, which follow. A summary kept earlier gives way.
    """
    earlier: Plain | None = await tx.scalar(select(rounds.c.summary).where(rounds.c.id == round_id))
    await _drop(tx, round_id)
    plain = plain_summary(pages)
    agreed = await _agreed(tx, round_id)
    late = made_from is not None and made_from != await said(tx, round_id)
    if late and pages.documents:
        pages = replace(pages, documents=(), also=())
        plain.update(documents=[], papers=True, stale=1)
    withdrawn = False
    for place, section in enumerate(pages.sections):
        # A line may rest on several people, who all have to agree to it.
        gone = {
            quote.line
            for quote in section.quotes
            if not _may_stand(quote.line, agreed.get(invitation_ids[quote.person - 1], Quoting.NO))
        }
        for line in sorted(gone):
            plain = without_quote(plain, place, line)
            withdrawn = True
        for quote in section.quotes:
            if quote.line not in gone:
                await keep_quote(tx, round_id, invitation_ids[quote.person - 1], place, quote)
        for theme in section.themes:
            known = [one for person in theme.people if (one := invitation_ids[person - 1]) in agreed]
            await _keep_theme(tx, round_id, theme, known)
    for quote in pages.also:
        await keep_quote(tx, round_id, invitation_ids[quote.person - 1], IN_DOCUMENTS, quote)
    await link_answers(tx, round_id)
    # A part of an earlier one may have been posted already, and a repeat of it is not posted again.
    plain["channel_id"] = channel_id
    if earlier is None:
        plain["stale"] = int(plain["papers"])
    else:
        plain["stale"] = earlier.get("stale", 0) + 1
        plain["papers"] = plain["papers"] or bool(plain["documents"])
    await tx.execute(update(rounds).where(rounds.c.id == round_id).values(summary=plain))
    return _with_words_of(pages, plain) if withdrawn else pages


async def withdraw(tx: Tx, invitation_ids: Collection[int], *, containing: str = "") -> int:
    """Take these people's quotes out of the summaries that stand, to be drawn anew where they are posted; how many.

    `containing` limits it to lines with that in them. Documents that these people are in are made anew, too,
    whatever of theirs is in them. A line that rests on several people goes with any of them, and so does what
    a language model said.
    """
    if not containing:
        await model_usage.withdraw(tx, invitation_ids)
    await renew_papers(tx, invitation_ids)
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
    for row in (one for one in rows if one.line.startswith(CLAIM)):  # gone for the others it rests on, too
        same = (quotes.c.section == row.section) & (quotes.c.line == row.line)
        await tx.execute(delete(quotes).where(quotes.c.round_id == row.round_id, same))
    return len(rows)


async def renew_papers(tx: Tx, invitation_ids: Collection[int]) -> None:
    """What these people said, or agreed to, changed: the documents of summaries they are in are made anew."""
    asked_in = select(invitations.c.round_id).where(invitations.c.id.in_(invitation_ids)).distinct()
    for round_id in tuple(await tx.scalars(asked_in)):
        await mark(tx, round_id, papers=True)


async def ungroup(tx: Tx, invitation_ids: Collection[int], *, empty_too: bool) -> None:
    """These people's replies belong to no theme any more. `empty_too` removes themes nobody is left in."""
    mine = theme_replies.c.invitation_id.in_(invitation_ids)
    concerned = tuple(await tx.scalars(select(theme_replies.c.theme_id).where(mine).distinct()))
    await tx.execute(delete(theme_replies).where(mine))
    await tx.execute(delete(unquoted).where(unquoted.c.invitation_id.in_(invitation_ids)))
    if empty_too:
        left = select(theme_replies.c.theme_id)
        empty = themes.c.id.in_(concerned) & themes.c.id.not_in(left)
        gone = tuple(await tx.scalars(select(themes.c.id).where(empty)))
        await tx.execute(delete(theme_edits).where(theme_edits.c.theme_id.in_(gone)))
        await loosen_themes(tx, gone)
        await tx.execute(delete(themes).where(themes.c.id.in_(gone)))


async def redo(tx: Tx, round_id: int, question: str) -> None:
    """The themes of that question are no more what the summary says: its section and the documents are made anew."""
    await mark(tx, round_id, question=question, papers=True)


async def redone(
    tx: Tx, posted: Posted, made: Pages, invitation_ids: Sequence[int], made_from: str
) -> Pages | None:
    """Store what of `made` takes the place of what was posted, and return the summary to draw.

    None where something of what `made` was made from went meanwhile (`said` is no more `made_from`), or the
    summary was changed again. Sections keep their place and the name of their picture.
    """
    plain: Plain | None = await tx.scalar(select(rounds.c.summary).where(rounds.c.id == posted.round_id))
    if plain is None or plain["stale"] != posted.stale or await said(tx, posted.round_id) != made_from:
        return None
    sections = list(posted.pages.sections)
    anew = {one.about: one for one in made.sections if one.about in posted.redo}
    for place, earlier in enumerate(sections):
        now = anew.get(earlier.about)
        if now is None or len(now.text) > max(earlier.room, len(earlier.text)):
            continue
        picture = earlier.picture
        if picture is not None and now.picture is not None:
            picture = Picture(picture.name, now.picture.data, now.picture.alt)
        sections[place] = Section(now.text, picture, about=earlier.about, room=earlier.room)
        await drop_quotes(tx, posted.round_id, place)
        for quote in now.quotes:
            await keep_quote(tx, posted.round_id, invitation_ids[quote.person - 1], place, quote)
    pages = replace(posted.pages, sections=tuple(sections))
    if posted.papers:
        pages = replace(pages, documents=made.documents)
        await drop_quotes(tx, posted.round_id, IN_DOCUMENTS)
        for quote in made.also:
            await keep_quote(tx, posted.round_id, invitation_ids[quote.person - 1], IN_DOCUMENTS, quote)
    kept = ("channel_id", "stale", "redo", "papers")
    plain = {**plain_summary(pages), **{name: plain[name] for name in kept}}
    await tx.execute(update(rounds).where(rounds.c.id == posted.round_id).values(summary=plain))
    return pages


def without_papers(posted: Posted) -> Pages:
    """The summary as it may stand while its documents can't be made anew: they go at once."""
    return replace(posted.pages, documents=()) if posted.papers else posted.pages


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
            frozenset(row.summary["redo"]),
            row.summary["papers"],
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
            update(rounds)
            .where(rounds.c.id == posted.round_id)
            .values(summary={**plain, "stale": 0, "redo": [], "papers": False})
        )


async def _drop(tx: Tx, round_id: int) -> None:
    of_round = select(themes.c.id).where(themes.c.round_id == round_id)
    await tx.execute(delete(theme_replies).where(theme_replies.c.theme_id.in_(of_round)))
    await tx.execute(delete(theme_edits).where(theme_edits.c.round_id == round_id))
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
    return {
        row.id: Quoting(row.quoting) if row.left_at is None else Quoting.NO async for row in in_turns(rows)
    }


def _may_stand(line: str, quoting: Quoting) -> bool:
    return quoting is Quoting.NAMED or (quoting is Quoting.ANONYMOUS and MENTION not in line)


async def _keep_theme(tx: Tx, round_id: int, theme: Grouped, invitation_ids: Sequence[int]) -> None:
    adding = insert(themes).values(
        round_id=round_id,
        question_id=theme.question,
        label=theme.label,
        size=theme.size,
        named=int(theme.named),
        centre=theme.centre or None,
    )
    theme_id: int = (await tx.execute(adding.returning(themes.c.id))).scalar_one()
    linked = [{"theme_id": theme_id, "invitation_id": one} for one in dict.fromkeys(invitation_ids)]
    if linked:
        await tx.execute(insert(theme_replies), linked)


def _with_words_of(pages: Pages, plain: Plain) -> Pages:
    """`pages` with the texts of `plain`, and its pictures as they are."""
    texts = pages_of(plain).sections
    both = zip(pages.sections, texts, strict=True)
    return replace(pages, sections=tuple(replace(one, text=new.text) for one, new in both))
