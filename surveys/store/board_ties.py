"""What an idea is tied to: themes that ask for the same, ideas merged into it, its history and its public card."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, case, delete, exists, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from surveys.core.board import LIVE, Tied
from surveys.core.ideas import IdeaState
from surveys.store.tables import (
    answers,
    boards,
    idea_cards,
    idea_events,
    idea_themes,
    ideas,
    rounds,
    theme_replies,
    themes,
)
from surveys.store.tx import Tx

#: A moment that was due long ago.
AT_ONCE: Final = datetime(2000, 1, 1, tzinfo=UTC)
#: Themes that are shown with an idea.
_MOST_TIED: Final = 25


@dataclass(frozen=True, slots=True)
class Compared:
    """A theme with what there is to compare: its label, and replies that were grouped into it, as they are stored."""

    id: int
    community_id: int
    label: str
    replies: tuple[Any, ...]


# --- Themes ------------------------------------------------------------------------------------------


async def link_answers(tx: Tx, round_id: int) -> None:
    """Tie each idea that was an answer in the round to the themes that very answer was grouped into."""
    pairs = (
        select(ideas.c.id, themes.c.id)
        .select_from(themes)
        .join(theme_replies, theme_replies.c.theme_id == themes.c.id)
        .join(
            answers,
            and_(
                answers.c.invitation_id == theme_replies.c.invitation_id,
                answers.c.question_id == themes.c.question_id,
            ),
        )
        .join(ideas, ideas.c.answer_id == answers.c.id)
        .where(themes.c.round_id == round_id)
    )
    adding = insert(idea_themes).from_select(["idea_id", "theme_id"], pairs)
    await tx.execute(adding.on_conflict_do_nothing())


async def link(tx: Tx, idea_id: int, theme_id: int) -> None:
    """Tie the two, unless they are, the team took them apart, or one of them is gone by now."""
    both = select(ideas.c.id, themes.c.id).join_from(ideas, themes, themes.c.id == theme_id)
    both = both.where(ideas.c.id == idea_id)
    adding = insert(idea_themes).from_select(["idea_id", "theme_id"], both)
    await tx.execute(adding.on_conflict_do_nothing())


async def set_links(tx: Tx, idea_id: int, theme_ids: Collection[int], among: Collection[int]) -> None:
    """Of the themes `among`, those in `theme_ids` are tied to the idea and the others aren't, as the team says."""
    for theme_id in among:
        linked = int(theme_id in theme_ids)
        adding = insert(idea_themes).values(idea_id=idea_id, theme_id=theme_id, linked=linked)
        key = [idea_themes.c.idea_id, idea_themes.c.theme_id]
        await tx.execute(adding.on_conflict_do_update(index_elements=key, set_={"linked": linked}))


async def of_idea(tx: Tx, idea_id: int) -> tuple[Tied, ...]:
    """The themes tied to the idea, the newest round's first."""
    rows = await tx.execute(_themes(idea_id).where(idea_themes.c.linked == 1).limit(_MOST_TIED))
    return _theme_rows(rows)


async def to_choose(tx: Tx, community_id: int, idea_id: int, most: int) -> tuple[Tied, ...]:
    """Themes of the community's posted summaries: those tied to the idea first, then the newest and largest."""
    query = _themes(idea_id).where(rounds.c.community_id == community_id, rounds.c.summarised_at.is_not(None))
    order = (idea_themes.c.linked.is_(1).desc(), themes.c.round_id.desc(), themes.c.size.desc(), themes.c.id)
    return _theme_rows(await tx.execute(query.order_by(None).order_by(*order).limit(most)))


def _themes(idea_id: int) -> Select[Any]:
    tied = and_(idea_themes.c.theme_id == themes.c.id, idea_themes.c.idea_id == idea_id)
    return (
        select(themes.c.id, themes.c.label, themes.c.size, rounds.c.number, idea_themes.c.linked)
        .join(rounds, rounds.c.id == themes.c.round_id)
        .outerjoin(idea_themes, tied)
        .where(rounds.c.rehearsal == 0)
        .order_by(themes.c.round_id.desc(), themes.c.size.desc(), themes.c.id)
    )


def _theme_rows(rows: Any) -> tuple[Tied, ...]:
    return tuple(Tied(row.id, row.label, row.size, row.number, row.linked == 1) for row in rows)


# --- Comparing ---------------------------------------------------------------------------------------


async def unmatched_themes(tx: Tx, most: int) -> tuple[int, ...]:
    """Up to `most` themes of posted summaries that no idea was compared with yet."""
    rows = await tx.scalars(
        select(themes.c.id)
        .join(rounds, rounds.c.id == themes.c.round_id)
        .where(themes.c.matched == 0, rounds.c.summarised_at.is_not(None), rounds.c.rehearsal == 0)
        .order_by(themes.c.id)
        .limit(most)
    )
    return tuple(rows)


async def unmatched_ideas(tx: Tx, most: int) -> tuple[tuple[int, int, str], ...]:
    """Up to `most` ideas that no theme was compared with yet: id, community and words."""
    rows = await tx.execute(
        select(ideas.c.id, ideas.c.community_id, ideas.c.text)
        .where(ideas.c.matched == 0)
        .order_by(ideas.c.id)
        .limit(most)
    )
    return tuple((row.id, row.community_id, row.text) for row in rows)


async def compared(tx: Tx, theme_ids: Sequence[int], most_replies: int) -> tuple[Compared, ...]:
    """Those themes with what there is to compare, at most so many replies of each."""
    found = []
    for theme_id in theme_ids:
        about = (
            await tx.execute(
                select(themes.c.label, themes.c.question_id, rounds.c.community_id)
                .join(rounds, rounds.c.id == themes.c.round_id)
                .where(themes.c.id == theme_id)
            )
        ).first()
        if about is None:
            continue
        replies = await tx.scalars(
            select(answers.c.value)
            .join(theme_replies, theme_replies.c.invitation_id == answers.c.invitation_id)
            .where(theme_replies.c.theme_id == theme_id, answers.c.question_id == about.question_id)
            .order_by(answers.c.id)
            .limit(most_replies)
        )
        found.append(Compared(theme_id, about.community_id, about.label, tuple(replies)))
    return tuple(found)


async def recent_themes(tx: Tx, community_id: int, most: int) -> tuple[int, ...]:
    """The newest themes of the community that ideas were compared with already."""
    rows = await tx.scalars(
        select(themes.c.id)
        .join(rounds, rounds.c.id == themes.c.round_id)
        .where(rounds.c.community_id == community_id, rounds.c.rehearsal == 0, themes.c.matched == 1)
        .order_by(themes.c.id.desc())
        .limit(most)
    )
    return tuple(rows)


async def live_texts(tx: Tx, community_id: int, most: int) -> dict[int, str]:
    """What the community's ideas say that something can still come of, the newest `most`, by id."""
    query = select(ideas.c.id, ideas.c.text).where(
        ideas.c.community_id == community_id, ideas.c.state.in_(LIVE), ideas.c.text != ""
    )
    return {row.id: row.text for row in await tx.execute(query.order_by(ideas.c.id.desc()).limit(most))}


async def themes_matched(tx: Tx, theme_ids: Collection[int]) -> None:
    """These themes have been compared with the ideas there are."""
    await tx.execute(update(themes).where(themes.c.id.in_(theme_ids)).values(matched=1))


async def ideas_matched(tx: Tx, texts: Mapping[int, str]) -> None:
    """These ideas have been compared with the themes there are, but for those that say something else by now."""
    noted = update(ideas).where(ideas.c.id == bindparam("row"), ideas.c.text == bindparam("said"))
    await tx.execute(
        noted.values(matched=1), [{"row": idea_id, "said": text} for idea_id, text in texts.items()]
    )


# --- Loosening ---------------------------------------------------------------------------------------


def taken_up() -> Any:
    """Whether the team did something about an idea: set its state, merged it, or merged another into it."""
    merged = ideas.alias("merged_into_it")
    return or_(
        ideas.c.state_at.is_not(None),
        ideas.c.duplicate_of.is_not(None),
        exists().where(merged.c.duplicate_of == ideas.c.id),
    )


async def loosen(tx: Tx, idea_ids: Collection[int]) -> None:
    """Untie these ideas from themes and from their public cards, which are taken down."""
    await tx.execute(delete(idea_themes).where(idea_themes.c.idea_id.in_(idea_ids)))
    await take_down(tx, idea_ids)


async def take_down(tx: Tx, idea_ids: Collection[int]) -> None:
    """The public cards of these ideas are to be taken down, without delay."""
    theirs = select(ideas.c.community_id).where(ideas.c.id.in_(idea_ids))
    await tx.execute(update(boards).where(boards.c.community_id.in_(theirs)).values(due_at=AT_ONCE))
    await tx.execute(update(idea_cards).where(idea_cards.c.idea_id.in_(idea_ids)).values(idea_id=None))


async def loosen_themes(tx: Tx, theme_ids: Any) -> None:
    """Untie these themes from ideas; `theme_ids` may be a query."""
    await tx.execute(delete(idea_themes).where(idea_themes.c.theme_id.in_(theme_ids)))


async def pass_on(tx: Tx, idea_id: int) -> None:
    """Before an idea loses its words: the oldest idea merged into it that has any takes its place, if there is one.

    The heir gets its state, its history and everything else merged into it; who wants it stays the same. Where there
    is no heir, what the team said to it goes with its words, and the link stays.
    """
    heirs = select(ideas.c.id).where(ideas.c.duplicate_of == idea_id, ideas.c.text != "")
    heir: int | None = await tx.scalar(heirs.order_by(ideas.c.id).limit(1))
    if heir is None:
        await tx.execute(update(ideas).where(ideas.c.id == idea_id).values(response=None))
        await tx.execute(update(idea_events).where(idea_events.c.idea_id == idea_id).values(response=None))
        return
    kept = ("state", "response", "link", "state_at", "state_by", "hidden", "duplicate_of")
    row = (await tx.execute(select(*(ideas.c[name] for name in kept)).where(ideas.c.id == idea_id))).one()
    await tx.execute(update(ideas).where(ideas.c.duplicate_of == idea_id).values(duplicate_of=heir))
    await tx.execute(update(ideas).where(ideas.c.id == heir).values(**row._asdict()))
    await tx.execute(
        update(ideas)
        .where(ideas.c.id == idea_id)
        .values(state=IdeaState.DUPLICATE, duplicate_of=heir, response=None, link=None)
    )
    # Their histories change places: that the heir was merged once is no news of what it stands for now.
    other = case((idea_events.c.idea_id == heir, idea_id), else_=heir)
    concerned = idea_events.c.idea_id.in_((heir, idea_id))
    await tx.execute(update(idea_events).where(concerned).values(idea_id=other))
