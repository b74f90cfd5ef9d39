"""“Save as idea”: a message somebody wrote in the server goes on the board."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from surveys.core import words
from surveys.core.board import Place
from surveys.core.errors import KindError
from surveys.core.prompt import Button, Say, Tone, Verb
from surveys.core.questions.idea import LONGEST
from surveys.core.roles import Actor
from surveys.core.text import clean, clip, quoted, storable
from surveys.core.wording import board as wording
from surveys.engine.access import allowed_any
from surveys.store import audit, board_entries, followers
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.tx import Tx

_SHOWN: Final = 300
#: Characters that show nothing, and that cleaning leaves, as they join emoji.
_INVISIBLE: Final = " \n\u200b\u200c\u200d\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class Message:
    """A message: Discord's id of it, who wrote it, and its words."""

    id: int
    author_id: int
    text: str


class Saving:
    """For everybody on the team. A message is saved once; nothing else of it or its author is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, community_id: int, actor: Actor, message: Message, now: datetime) -> Say:
        """Keep the message as an idea, its author's if they follow here; else nobody's. Raises KindError without words."""
        await allowed_any(self._database, community_id, actor)
        text = storable(clean(message.text))
        if not text.strip(_INVISIBLE):
            raise KindError(wording.SAVED_EMPTY)

        async def keep(tx: Tx) -> tuple[int, bool, bool]:
            mine = await followers.following(tx, message.author_id)
            here = next((one.follower_id for one in mine if one.community_id == community_id), None)
            idea_id, new = await board_entries.save_message(
                tx, community_id, here, clip(text, LONGEST), message.id, now
            )
            if new:
                subject = f"idea {idea_id}"
                await audit.record(tx, community_id, actor.user_id, Deed.IDEA_SAVED, subject, now)
            return idea_id, new, here is not None

        idea_id, new, known = await self._database.write(keep)
        args = (str(idea_id), str(Place().number))
        opening = (Button(Verb.BOARD_IDEA, args, wording.SAVED_OPEN),)
        if not new:
            return Say((wording.SAVED_BEFORE,), buttons=opening)
        said = [f"“{quoted(text, _SHOWN)}”", wording.SAVED_AUTHOR if known else wording.SAVED_NOBODY]
        if len(text) > LONGEST:
            said.append(words.say(wording.SAVED_CLIPPED, longest=f"{LONGEST:,}"))
        return Say(
            tuple(said),
            title=words.say(wording.SAVED_TITLE, number=idea_id),
            tone=Tone.GOOD,
            airy=True,
            buttons=opening,
        )
