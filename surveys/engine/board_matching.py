"""Which themes of summaries ask for the same as which ideas: compared once for each new theme and each new idea.

Whoever wants an idea is written to when it is made, so a pair that is missed costs less than one that is wrong: the
team can tie the two by hand. What is compared is words, in the language they were written in.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from surveys.core.values import Wrote, from_plain
from surveys.insight.similar import Shelf, Weigh, alike, terms
from surveys.store import board, board_ties
from surveys.store.board_ties import Compared
from surveys.store.database import Database
from surveys.store.tx import Tx

#: Themes or ideas that are compared in one go, and when the next ones follow.
_AT_ONCE: Final = 50
_NEXT: Final = timedelta(seconds=2)
#: What there is to compare with: the newest ideas and themes of a community, and replies of each theme.
_MOST_IDEAS, _MOST_THEMES, _MOST_REPLIES = 20_000, 200, 20
#: Names and replies that are looked at closely for one idea.
_CLOSELY: Final = 100
#: What two texts must have in common, 0..1. To be shown to somebody who then decides, less would do.
_ALIKE: Final = 0.65
#: What share of a theme's replies, and how many at least, has to be like the idea where the name isn't.
_SHARE, _FEWEST = 0.25, 2


class Matching:
    """Ties ideas to themes. One `match_due` runs at a time; the clock sees to it."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def match_due(self) -> datetime | None:
        """Compare some of what is new; when to go on, None if nothing is left."""
        async with self._database.reading() as tx:
            theme_ids = await board_ties.unmatched_themes(tx, _AT_ONCE)
            found = await board_ties.compared(tx, theme_ids, _MOST_REPLIES)
            new = await board_ties.unmatched_ideas(tx, _AT_ONCE)
        if found:
            await self._match_themes(found)
        elif new:
            await self._match_ideas(new)
        else:
            return None
        return self._now() + _NEXT

    async def _match_themes(self, found: Sequence[Compared]) -> None:
        for community_id in sorted({one.community_id for one in found}):
            async with self._database.reading() as tx:
                texts = await board_ties.live_texts(tx, community_id, _MOST_IDEAS)
            themes = [one for one in found if one.community_id == community_id]
            pairs = await asyncio.to_thread(_pairs_of_themes, themes, texts)
            await self._tie(community_id, pairs)
        done = [one.id for one in found]
        await self._database.write(partial(board_ties.themes_matched, theme_ids=done))

    async def _match_ideas(self, new: Sequence[tuple[int, int, str]]) -> None:
        for community_id in sorted({here for _, here, _ in new}):
            async with self._database.reading() as tx:
                recent = await board_ties.recent_themes(tx, community_id, _MOST_THEMES)
                themes = await board_ties.compared(tx, recent, _MOST_REPLIES)
                texts = await board_ties.live_texts(tx, community_id, _MOST_IDEAS) if themes else {}
            mine = {idea_id: text for idea_id, here, text in new if here == community_id and text}
            pairs = await asyncio.to_thread(_pairs_of_ideas, mine, themes, texts)
            await self._tie(community_id, pairs)
        done = {idea_id: text for idea_id, _, text in new}
        await self._database.write(partial(board_ties.ideas_matched, texts=done))

    async def _tie(self, community_id: int, pairs: Sequence[tuple[int, int]]) -> None:
        if not pairs:
            return

        async def tie(tx: Tx) -> None:
            for idea_id, theme_id in pairs:
                await board_ties.link(tx, idea_id, theme_id)
            await board.touch(tx, community_id, self._now())

        await self._database.write(tie)


def asks_the_same(text: str, label: str, replies: Sequence[str], weigh: Weigh = lambda _: 1.0) -> bool:
    """Whether an idea asks for the same as a theme: several of its replies do, or one does and its name says so, too."""
    idea = terms(text)
    like = sum(_same(idea, terms(one), weigh) for one in replies)
    if like >= _FEWEST and like >= _SHARE * len(replies):
        return True
    return like >= 1 and _same(idea, terms(label), weigh)


def _same(idea: Sequence[str], other: Sequence[str], weigh: Weigh) -> bool:
    # One word is what two wishes may have in common by chance, unless it is all there is of both.
    telling = min(len(idea), len(other)) > 1 or len(idea) == len(other) == 1
    return telling and alike(idea, other, weigh) >= _ALIKE


def _pairs_of_themes(themes: Sequence[Compared], texts: Mapping[int, str]) -> list[tuple[int, int]]:
    shelf = _shelf(texts)
    pairs = []
    for theme in themes:
        replies = _words(theme)
        # Only ideas that share rare words with the name or a reply are looked at closely.
        named = {number for one in (theme.label, *replies) for number in shelf.named(one)}
        pairs += [
            (idea_id, theme.id)
            for idea_id in sorted(named)
            if asks_the_same(texts[idea_id], theme.label, replies, shelf.weigh)
        ]
    return pairs


def _pairs_of_ideas(
    new: Mapping[int, str], themes: Sequence[Compared], texts: Mapping[int, str]
) -> list[tuple[int, int]]:
    shelf, worded = _shelf(texts), [(theme, _words(theme)) for theme in themes]
    # Only themes whose name or replies share rare words with the idea are looked at closely.
    said = [(place, one) for place, (theme, replies) in enumerate(worded) for one in (theme.label, *replies)]
    among = _shelf({number: one for number, (_, one) in enumerate(said)})
    pairs = []
    for idea_id, text in new.items():
        for place in sorted({said[number][0] for number in among.named(text, _CLOSELY)}):
            theme, replies = worded[place]
            if asks_the_same(text, theme.label, replies, shelf.weigh):
                pairs.append((idea_id, theme.id))
    return pairs


def _shelf(texts: Mapping[int, str]) -> Shelf:
    shelf = Shelf()
    for number, text in texts.items():
        shelf.put(number, text)
    return shelf


def _words(theme: Compared) -> tuple[str, ...]:
    values = (from_plain(one) for one in theme.replies)
    return tuple(value.text for value in values if isinstance(value, Wrote))
