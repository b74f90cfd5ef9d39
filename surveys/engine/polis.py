"""What others said: replies become statements as they arrive, and are put to others who have answered.

Everything here is part of its caller's transaction.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from surveys.core import polis
from surveys.core.conversation import Conversation
from surveys.core.polis import Said, Verdict
from surveys.core.questions.base import END
from surveys.core.survey import Survey
from surveys.core.values import Value, Wrote
from surveys.insight.similar import alike, terms
from surveys.insight.tokens import is_said, plain, tokens_of
from surveys.store import statements
from surveys.store.ideas import quotable
from surveys.store.standings import Standing
from surveys.store.tx import Tx

#: What two statements have in common, 0..1, when nobody needs to be asked about both.
_SAME: Final = 0.8


async def said_by_others(
    tx: Tx, standing: Standing, survey: Survey, conversation: Conversation
) -> Said | None:
    """What may be put to the person once they have answered; None where nothing is, or they are far from the end."""
    if survey.others is None or standing.rehearsal or not _near_the_end(survey, conversation):
        return None
    known = await statements.to_show(tx, standing.round_id)
    shown = polis.shown(known, anonymous=survey.anonymous)
    mine = await statements.verdicts_of(tx, standing.invitation_id)
    return Said(shown, mine, survey.others.most) if shown else None


async def judge(tx: Tx, standing: Standing, judged: tuple[int, Verdict], now: datetime) -> None:
    """Store a verdict that the conversation found to be one."""
    await statements.judge(tx, judged[0], standing.invitation_id, judged[1], now)


async def follow_answer(
    tx: Tx, standing: Standing, survey: Survey, asked: str, answer_id: int, value: Value
) -> None:
    """An answer that can be put to others becomes a statement; one that was changed starts anew."""
    if survey.others is None or survey.others.question != asked or standing.rehearsal:
        return
    said = polis.statement_in(value.text) if isinstance(value, Wrote) else None
    known = await statements.texts(tx, standing.round_id)
    if said is not None and known.get(answer_id) == said:
        return
    await statements.drop(tx, (answer_id,))
    known.pop(answer_id, None)
    if (
        said is not None
        and polis.has_room(len(known), await statements.votes(tx, standing.round_id))
        and await quotable(tx, standing.follower_id)
        and is_said(tokens_of(plain(said)))
        and not _said_before(said, known.values())
    ):
        await statements.add(tx, standing.round_id, answer_id, said)


async def drop_answers(tx: Tx, answer_ids: tuple[int, ...]) -> None:
    """Before answers are deleted: what they said is put to nobody any more."""
    await statements.drop(tx, answer_ids)


def _near_the_end(survey: Survey, conversation: Conversation) -> bool:
    """Whether the next reply may be the last; far from it nothing needs to be looked up."""
    asked = survey.question(conversation.current) if conversation.current is not None else None
    if asked is None:
        return True
    return survey.after(asked, None) is None or any(jump.to == END for jump in asked.jumps)


def _said_before(said: str, known: Iterable[str]) -> bool:
    words = terms(said)
    return any(alike(words, terms(other)) >= _SAME for other in known)
