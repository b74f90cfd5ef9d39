"""Saying something to a team, wherever it can still be reached."""

import logging
from dataclasses import replace
from typing import Final

from surveys.core import words
from surveys.core.prompt import Say
from surveys.core.wording import setup as wording
from surveys.ports import Channel, Courier, Fate, Outcome, Person
from surveys.store.rights import NOBODY

#: Discord takes no longer nonces.
_LONGEST_NONCE: Final = 20
_log = logging.getLogger(__name__)


async def tell_team(courier: Courier, channel_id: int, who: int, card: Say, nonce: str) -> Outcome:
    """Say it in the team's channel; where that is gone or closed, to `who` started it, by DM. What became of the first."""
    outcome = await courier.send(Channel(channel_id), card, nonce)
    if outcome.fate is Fate.NO_ACCESS:
        await tell_by_dm(courier, channel_id, who, card, nonce)
    return outcome


async def tell_by_dm(courier: Courier, channel_id: int, who: int, card: Say, nonce: str) -> None:
    """Say by DM what can't be said in the team's channel, and that it can't. Its buttons work in the server only."""
    if who == NOBODY:
        return
    lost = words.say(wording.CHANNEL_LOST, channel=f"<#{channel_id}>")
    plain = replace(card, paragraphs=(*card.paragraphs, lost), buttons=(), menus=())
    # Discord compares nonces over all channels, so the DM has one of its own.
    told = await courier.send(Person(who), plain, f"t{nonce}"[:_LONGEST_NONCE])
    _log.warning("the team's channel can't be posted in; whoever started it was told: %s", told.fate)
