"""Telling people what became of an idea they want."""

from datetime import datetime

from surveys.core.ideas import IdeaState
from surveys.store.tx import Tx


async def plan(tx: Tx, idea_id: int, state: IdeaState, now: datetime) -> None:
    """Plan to tell everyone who wants the idea that it is `state` now, in the transaction of the change.

    OPEN tells nobody, and takes back what wasn't told yet.
    """
