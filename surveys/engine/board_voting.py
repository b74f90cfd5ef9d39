"""What people do on the public idea board: vote, and send an idea of their own."""

from datetime import datetime

from surveys.core import board_public as public
from surveys.core import ideas as core
from surveys.core.errors import KindError
from surveys.core.ideas import VOTABLE, Seen
from surveys.core.language import Languages
from surveys.core.phrases import board as phrases
from surveys.core.prompt import Say
from surveys.core.sheets import Sheet
from surveys.engine.joining import join_card
from surveys.store import board, board_cards, communities, followers, wishes
from surveys.store import ideas as store
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.tx import Tx


class BoardVoting:
    """Everybody sees the board; votes are those of followers, each counts once."""

    def __init__(self, database: Database, languages: Languages) -> None:
        self._database = database
        self._languages = languages

    async def tap(
        self,
        community_id: int,
        user_id: int,
        card_id: int,
        added: int,
        locale: str | None,
        now: datetime,
    ) -> Say:
        """Count the person in, with a button to take that back; a tap that comes twice counts once.

        Who hasn't joined reads what joining means, with the button that does. Raises KindError where the idea isn't open for votes, or is their own.
        """

        async def count(tx: Tx) -> Say:
            chosen, seen = await wishes.languages(tx, user_id)
            lang = self._languages.of(chosen, locale, seen)
            card = await board_cards.card(tx, community_id, card_id, added)
            row = None if card is None or card.idea_id is None else await store.load(tx, card.idea_id)
            if row is None or row.community_id != community_id:
                raise KindError(phrases.CLOSED)
            mine = await followers.following(tx, user_id)
            here = next((one for one in mine if one.community_id == community_id), None)
            if here is None:
                return self._invitation(await communities.load(tx, community_id), locale)
            if row.follower_id == here.follower_id:
                raise core.own(Seen(row.id, row.text, 0))
            if row.state not in VOTABLE or not await board_cards.is_public(tx, row.id, now):
                raise KindError(phrases.CLOSED)
            new = await store.vote(tx, row.id, here.follower_id, now)
            seen_now = Seen(row.id, row.text, await board.demand_of(tx, row.id))
            return core.voted(seen_now, 0, lang, new=new, withdrawn=False)

        return await self._database.write(count)

    async def form(self, user_id: int, args: tuple[str, str], locale: str | None) -> Sheet:
        """The form to send an idea of one's own."""
        async with self._database.reading() as tx:
            chosen, seen = await wishes.languages(tx, user_id)
        return public.form(args, self._languages.of(chosen, locale, seen))

    def _invitation(self, community: Community | None, locale: str | None) -> Say:
        if community is None:
            raise KindError(phrases.CLOSED)
        lang = self._languages.of(locale)
        card = join_card(community.id, community.name, lang, community.terms)
        return Say(
            (lang.say(phrases.JOIN_TO_VOTE), *card.paragraphs),
            title=card.title,
            tone=card.tone,
            airy=True,
            buttons=card.buttons,
        )
