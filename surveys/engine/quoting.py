"""The quotes that stand in a posted summary, and taking one out for good."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.prompt import Button, Picking, Say, Tone, Verb, Weight
from surveys.core.roles import Actor
from surveys.core.text import clip
from surveys.core.widgets import Choosable
from surveys.core.wording import theming as wording
from surveys.engine.bringing_in import round_to_read
from surveys.store import audit, summary_quotes
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.rounds import RoundRow
from surveys.store.summary_quotes import QuoteRow
from surveys.store.tx import Tx

_AT_ONCE: Final = 10
_LONGEST_ENTRY: Final = 80
#: How a quote's line is written for Discord, which a menu shows as it is.
_MARKS: Final = re.compile(r"^> |\s*—\s*<@[0-9]+>|\\(?=.)")


class Quotes:
    """For those who may read results. The posted summary and its files follow."""

    def __init__(self, database: Database, follow: Callable[[], None]) -> None:
        self._database = database
        self._follow = follow

    async def listed(self, community_id: int, actor: Actor, number: int | None, page: int = 0) -> Say:
        """The quotes that stand in the summary of the round, or of the latest; `page` counts from 0."""
        row = await self._round(community_id, actor, number)
        async with self._database.reading() as tx:
            every = await summary_quotes.standing(tx, row.id)
        return _card(row, every, page)

    async def take_out(
        self, community_id: int, actor: Actor, number: int, quote_id: int, now: datetime
    ) -> Say:
        """Take a quote out of the summary and its files, not to be quoted again."""
        row = await self._round(community_id, actor, number)

        async def work(tx: Tx) -> tuple[bool, Sequence[QuoteRow]]:
            quote = next(
                (one for one in await summary_quotes.standing(tx, row.id) if one.id == quote_id), None
            )
            if quote is not None:
                await summary_quotes.take_out(tx, row.id, quote)
                subject = f"round {row.number}, {quote.question}"
                await audit.record(tx, community_id, actor.user_id, Deed.QUOTE_REMOVED, subject, now)
            return quote is not None, await summary_quotes.standing(tx, row.id)

        found, every = await self._database.write(work)
        if found:
            self._follow()
        done = words.say(wording.QUOTE_OUT, channel=f"<#{row.results_channel_id}>")
        return _card(row, every, 0, done if found else wording.QUOTE_GONE)

    async def _round(self, community_id: int, actor: Actor, number: int | None) -> RoundRow:
        row = await round_to_read(self._database, community_id, actor, number)
        if row.summarised_at is None:
            raise KindError(words.say(wording.QUOTES_NOT_POSTED, number=row.number))
        return row


def _card(row: RoundRow, every: Sequence[QuoteRow], page: int, done: str | None = None) -> Say:
    title = words.say(wording.QUOTES_TITLE, number=row.number)
    tone = Tone.PLAIN if done is None else Tone.GOOD
    said = (done,) if done is not None else ()
    if not every:
        return Say((*said, words.say(wording.QUOTES_NONE, number=row.number)), title=title, tone=tone)
    last = (len(every) - 1) // _AT_ONCE
    page = min(page, last)
    some = every[page * _AT_ONCE : (page + 1) * _AT_ONCE]
    menu = Picking(
        Verb.QUOTE_OUT,
        (str(row.number),),
        wording.QUOTES_HINT,
        tuple(Choosable(str(one.id), clip(_MARKS.sub("", one.line), _LONGEST_ENTRY) or "…") for one in some),
    )
    turns = ((page - 1, wording.QUOTES_NEWER), (page + 1, wording.QUOTES_OLDER))
    buttons = tuple(
        Button(Verb.QUOTES, (str(row.number), str(to)), label, Weight.QUIET)
        for to, label in turns
        if 0 <= to <= last
    )
    # An empty line between two quotes keeps them apart.
    listed = "\n\n".join(one.line for one in some)
    return Say((*said, wording.QUOTES_INTRO, listed), title=title, tone=tone, menus=(menu,), buttons=buttons)
