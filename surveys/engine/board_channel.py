"""Where a community's public idea board stands."""

from typing import Final

from surveys.core import words
from surveys.core.board_cards import channel_card
from surveys.core.prompt import Say, Tone
from surveys.core.surroundings import Visit
from surveys.core.wording import board as wording
from surveys.engine.access import community_of
from surveys.engine.board_public import MOST_CARDS
from surveys.engine.setup import require_manager
from surveys.engine.setup_cards import cant_use, mention, warning
from surveys.store import audit, board_cards
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.tx import Tx

#: What a menu of channels gives where nothing was picked.
NOWHERE: Final = 0


class BoardChannel:
    """For people with Manage Server, as everything about channels is. Ring the clock after a change."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def show(self, visit: Visit) -> Say:
        """Where it stands, with a menu to change that."""
        require_manager(visit.actor)
        await community_of(self._database, visit.community_id)
        async with self._database.reading() as tx:
            channel_id = await board_cards.channel(tx, visit.community_id)
        if channel_id is None:
            return channel_card((wording.CHANNEL_NONE,), None)
        wrong = cant_use(channel_id, visit.around)
        said = words.say(wording.CHANNEL_IS, channel=mention(channel_id), most=MOST_CARDS)
        lines = (said,) if wrong is None else (said, warning(wrong))
        return channel_card(lines, channel_id, Tone.PLAIN if wrong is None else Tone.CAREFUL)

    async def choose(self, visit: Visit, channel_id: int) -> Say:
        """It stands in that channel from now on; what can't be used is said, and changes nothing."""
        require_manager(visit.actor)
        await community_of(self._database, visit.community_id)
        wrong = cant_use(channel_id, visit.around)
        if wrong is not None:
            async with self._database.reading() as tx:
                before = await board_cards.channel(tx, visit.community_id)
            return channel_card((warning(wrong),), before, Tone.CAREFUL)
        await self._store(visit, channel_id, f"public board in channel {channel_id}")
        lines = [words.say(wording.CHANNEL_SET, channel=mention(channel_id))]
        if not visit.around.rooms[channel_id].public:
            lines.append(warning(words.say(wording.CHANNEL_NOT_PUBLIC, channel=mention(channel_id))))
        return channel_card(lines, channel_id, Tone.GOOD)

    async def take_down(self, visit: Visit) -> Say:
        """There is no public board from now on."""
        require_manager(visit.actor)
        await community_of(self._database, visit.community_id)
        await self._store(visit, None, "no public board")
        return channel_card((wording.CHANNEL_OFF,), None)

    async def _store(self, visit: Visit, channel_id: int | None, subject: str) -> None:
        async def store(tx: Tx) -> None:
            await board_cards.set_channel(tx, visit.community_id, channel_id)
            actor = visit.actor.user_id
            await audit.record(tx, visit.community_id, actor, Deed.BOARD_CHANGED, subject, visit.now)

        await self._database.write(store)
