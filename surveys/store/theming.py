"""Queries about the themes of posted summaries: how they stand, and what creators did to them.

Nothing is lost by an edit: a theme that was merged away or split ends with that edit and keeps its replies, so
the last edit can be taken back, and the one before it. Callers check that the round is theirs, and count each
change with `changed`, in the same transaction.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.prompt import Grouped
from surveys.core.theming import Standing, ThemeEdit
from surveys.store.results import numbered
from surveys.store.tables import rounds, theme_edits, theme_replies, themes
from surveys.store.tx import Tx

#: Stands for the edit that ended a theme where that edit was the undoing of what had made it; no row has this id.
_UNDONE: Final = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A theme that a split makes: whose replies are in it, and how many of nobody's."""

    label: str
    invitation_ids: tuple[int, ...]
    lost: int = 0


async def revision(tx: Tx, round_id: int) -> int:
    """How many changes there were: none since, if it is what it was."""
    return int(await tx.scalar(select(rounds.c.themes_revision).where(rounds.c.id == round_id)) or 0)


async def changed(tx: Tx, round_id: int) -> None:
    """Note that the themes are no more what they were."""
    await tx.execute(
        update(rounds).where(rounds.c.id == round_id).values(themes_revision=rounds.c.themes_revision + 1)
    )


async def standing(tx: Tx, round_id: int) -> tuple[Standing, ...]:
    """The themes as they stand, the largest first."""
    rows = await tx.execute(
        select(themes.c.id, themes.c.question_id, themes.c.label, themes.c.size, themes.c.named)
        .where(themes.c.round_id == round_id, themes.c.ended_by.is_(None))
        .order_by(themes.c.size.desc(), themes.c.id)
    )
    return tuple(Standing(row.id, row.question_id, row.label, row.size, bool(row.named)) for row in rows)


async def members(tx: Tx, theme_id: int) -> tuple[int, ...]:
    """The invitations whose replies are in the theme, as far as somebody knows them."""
    mine = theme_replies.c.theme_id == theme_id
    return tuple(
        await tx.scalars(
            select(theme_replies.c.invitation_id).where(mine).order_by(theme_replies.c.invitation_id)
        )
    )


async def arranged(tx: Tx, round_id: int) -> dict[str, tuple[Grouped, ...]]:
    """The themes as they stand, by question, with the running numbers of the people in them."""
    numbers = {invitation: number for number, invitation in enumerate(await numbered(tx, round_id), 1)}
    people: defaultdict[int, list[int]] = defaultdict(list)
    rows = await tx.execute(
        select(theme_replies.c.theme_id, theme_replies.c.invitation_id)
        .join(themes, themes.c.id == theme_replies.c.theme_id)
        .where(themes.c.round_id == round_id, themes.c.ended_by.is_(None))
        .order_by(theme_replies.c.invitation_id)
    )
    for theme_id, invitation_id in rows:
        people[theme_id].append(numbers[invitation_id])
    found: defaultdict[str, list[Grouped]] = defaultdict(list)
    for one in await standing(tx, round_id):
        mine = tuple(people[one.id])
        found[one.question].append(
            Grouped(one.question, one.label, mine, named=one.named, lost=max(0, one.size - len(mine)))
        )
    return {question: tuple(some) for question, some in found.items()}


async def rename(tx: Tx, round_id: int, theme: Standing, label: str) -> None:
    """Call the theme `label` from now on; a person chose that."""
    await _noted(tx, round_id, ThemeEdit.RENAMED, theme)
    await tx.execute(update(themes).where(themes.c.id == theme.id).values(label=label, named=1))


async def merge(tx: Tx, round_id: int, gone: Standing, into: Standing) -> None:
    """Put all replies of `gone`, which ends, into `into`."""
    edit = await _noted(tx, round_id, ThemeEdit.MERGED, into)
    moving = select(literal(into.id), theme_replies.c.invitation_id).where(
        theme_replies.c.theme_id == gone.id
    )
    columns = ["theme_id", "invitation_id"]
    await tx.execute(insert(theme_replies).from_select(columns, moving).on_conflict_do_nothing())
    await tx.execute(update(themes).where(themes.c.id == into.id).values(size=into.size + gone.size))
    await tx.execute(update(themes).where(themes.c.id == gone.id).values(ended_by=edit))


async def split(tx: Tx, round_id: int, theme: Standing, parts: Sequence[Part]) -> None:
    """Put `parts`, which have all its replies between them, in the place of the theme, which ends."""
    edit = await _noted(tx, round_id, ThemeEdit.SPLIT, theme)
    await tx.execute(update(themes).where(themes.c.id == theme.id).values(ended_by=edit))
    for part in parts:
        adding = insert(themes).values(
            round_id=round_id,
            question_id=theme.question,
            label=part.label,
            size=len(part.invitation_ids) + part.lost,
            begun_by=edit,
        )
        part_id: int = (await tx.execute(adding.returning(themes.c.id))).scalar_one()
        linked = [{"theme_id": part_id, "invitation_id": one} for one in part.invitation_ids]
        if linked:
            await tx.execute(insert(theme_replies), linked)


async def undo(tx: Tx, round_id: int) -> tuple[ThemeEdit, str] | None:
    """Take back the last edit: what it was, and on which question. None where there is nothing to take back."""
    last = (
        await tx.execute(
            select(theme_edits)
            .where(theme_edits.c.round_id == round_id)
            .order_by(theme_edits.c.id.desc())
            .limit(1)
        )
    ).first()
    if last is None:
        return None
    question: str | None = await tx.scalar(select(themes.c.question_id).where(themes.c.id == last.theme_id))
    kind, mine = ThemeEdit(last.kind), themes.c.id == last.theme_id
    ended = themes.c.ended_by == last.id
    if kind is ThemeEdit.RENAMED:
        await tx.execute(update(themes).where(mine).values(label=last.label, named=last.named))
    if kind is ThemeEdit.MERGED:
        back = select(themes.c.id).where(ended)
        theirs = select(theme_replies.c.invitation_id).where(theme_replies.c.theme_id.in_(back))
        await tx.execute(
            delete(theme_replies).where(
                theme_replies.c.theme_id == last.theme_id, theme_replies.c.invitation_id.in_(theirs)
            )
        )
        size = select(func.coalesce(func.sum(themes.c.size), 0)).where(ended).scalar_subquery()
        size_back = int(await tx.scalar(select(size)) or 0)
        await tx.execute(update(themes).where(mine).values(size=themes.c.size - size_back))
    await tx.execute(update(themes).where(ended).values(ended_by=None))
    # What a split made stays as a row that stands nowhere: something else may refer to it.
    made = themes.c.begun_by == last.id
    await tx.execute(update(themes).where(made).values(begun_by=None, ended_by=_UNDONE))
    await tx.execute(delete(theme_edits).where(theme_edits.c.id == last.id))
    return kind, question or ""


async def can_undo(tx: Tx, round_id: int) -> bool:
    """Whether there is something to take back."""
    mine = select(theme_edits.c.id).where(theme_edits.c.round_id == round_id)
    return await tx.scalar(mine.limit(1)) is not None


async def _noted(tx: Tx, round_id: int, kind: ThemeEdit, theme: Standing) -> int:
    adding = insert(theme_edits).values(
        round_id=round_id, kind=kind, theme_id=theme.id, label=theme.label, named=int(theme.named)
    )
    edit: int = (await tx.execute(adding.returning(theme_edits.c.id))).scalar_one()
    return edit
