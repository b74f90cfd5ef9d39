"""What everything the team does with an idea begins with: whether they may, and which idea it is."""

import re
from typing import Final

from surveys.core import ids, words
from surveys.core.board import Entry
from surveys.core.errors import KindError
from surveys.core.roles import Actor, Right
from surveys.core.text import folded, quoted
from surveys.core.wording import board as wording
from surveys.engine.access import allowed
from surveys.store import board_entries
from surveys.store.database import Database
from surveys.store.tx import Tx

_MOST_FOUND: Final = 25
_LONGEST_TYPED: Final = 60


async def may_decide(database: Database, community_id: int, actor: Actor) -> None:
    """Raises KindError for whoever may not say what becomes of an idea.

    Whoever wants it is written to when its state changes, so it is decided by those who decide that something is sent.
    """
    await allowed(database, community_id, actor, Right.RESULTS)
    await allowed(database, community_id, actor, Right.ROUNDS)


async def entry_of(database: Database, community_id: int, idea_id: int) -> Entry:
    """The idea as it stands. Raises KindError where the community has none such."""
    async with database.reading() as tx:
        return await loaded(tx, community_id, idea_id)


async def loaded(tx: Tx, community_id: int, idea_id: int) -> Entry:
    """The same within a transaction."""
    entry = await board_entries.load(tx, community_id, idea_id)
    if entry is None:
        raise KindError(wording.UNKNOWN)
    return entry


async def named(tx: Tx, community_id: int, typed: str) -> Entry:
    """The idea that was picked from a list or typed: by its number, or by words that only it has.

    Raises KindError where that names none, or several.
    """
    number = typed.strip().removeprefix("#")
    if re.fullmatch(ids.NUMBER, number):
        return await loaded(tx, community_id, int(number))
    found = await board_entries.search(tx, community_id, typed.strip(), _MOST_FOUND) if folded(typed) else ()
    exact = [idea_id for idea_id, text in found if folded(text) == folded(typed)]
    if len(exact) == 1 or len(found) == 1:
        return await loaded(tx, community_id, exact[0] if len(exact) == 1 else found[0][0])
    if found:
        raise KindError(words.say(wording.SEVERAL, typed=quoted(typed, _LONGEST_TYPED)))
    raise KindError(wording.UNKNOWN)


def subject_of(entry: Entry, what: str) -> str:
    """A line for the audit log: never anybody's words, which have to be forgettable."""
    return f"idea {entry.wanted.id}: {what}"
