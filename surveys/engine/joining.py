"""Joining and leaving a community."""

from dataclasses import dataclass
from datetime import datetime

from surveys.core import words
from surveys.core.consent import Place, consents
from surveys.core.conversation import farewell
from surveys.core.prompt import Button, Say, Tone, Verb, Weight
from surveys.core.text import clean, clip
from surveys.engine.access import community_of
from surveys.ports import Courier, Fate, Person
from surveys.store import conversations, followers
from surveys.store.database import Database
from surveys.store.tx import Tx

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Joined:
    """What to say to somebody who just joined, and whether the hello reached their DMs."""

    card: Say
    reached: bool


async def withdraw(tx: Tx, follower_id: int, place: Place, now: datetime) -> None:
    """End a membership in the caller's transaction: the record of consent, and all that is pending."""
    await followers.leave(tx, follower_id, now)
    for consent in consents(False, place, words.WORDING_VERSION, now):
        await followers.record_consent(tx, follower_id, consent)
    await conversations.stop_all(tx, follower_id, words.HELD_LEFT, now)


async def leave_latest(tx: Tx, user_id: int, place: Place, now: datetime) -> Say:
    """Leave the community joined last, in the caller's transaction; says how to leave the others too."""
    mine = await followers.following(tx, user_id)
    if not mine:
        return Say((words.NOT_A_FOLLOWER,))
    here, *others = mine
    await withdraw(tx, here.follower_id, place, now)
    kept = await followers.has_answered(tx, here.follower_id)
    return farewell(here.community, kept=kept, others=tuple(one.community for one in others))


def join_card(community_id: int, community: str) -> Say:
    """The card that invites people to join: what, how often, what is stored, who sees it, how to leave."""
    name = clip(clean(community), _LONGEST_NAME)
    return Say(
        (words.JOIN_WHAT, words.JOIN_OFTEN, words.JOIN_STORED, words.JOIN_WHO, words.JOIN_LEAVE),
        title=words.say(words.JOIN_TITLE, community=name),
        tone=Tone.ASK,
        buttons=(Button(Verb.JOIN, (str(community_id),), words.JOIN_BUTTON),),
    )


class Joining:
    """Followers come and go. The first DM goes out inside the click that joins, never cold."""

    def __init__(self, database: Database, courier: Courier) -> None:
        self._database = database
        self._courier = courier

    async def join(self, community_id: int, user_id: int, place: Place, ref: int, now: datetime) -> Joined:
        """Make the person a follower and say hello by DM, which proves that DMs arrive.

        Joining counts even where the DM does not get through; the card says what to do then.
        `ref` is the click's id: it keeps a repeated hello from arriving twice. Raises KindError
        where the community isn't set up.
        """
        community = await community_of(self._database, community_id)

        async def sign_up(tx: Tx) -> tuple[bool, bool, int | None]:
            await followers.know_person(tx, user_id)
            follower_id, new = await followers.join(tx, community_id, user_id, now)
            if new:
                for consent in consents(True, place, words.WORDING_VERSION, now):
                    await followers.record_consent(tx, follower_id, consent)
            refused = await followers.dms_refused(tx, user_id)
            return new, refused, await followers.dm_channel(tx, user_id)

        new, refused, channel_id = await self._database.write(sign_up)
        if not new and channel_id is not None and not refused:
            return Joined(Say((words.JOINED_ALREADY,)), reached=True)
        return await self._hello(community.id, community.name, user_id, channel_id, ref, now)

    async def _hello(
        self, community_id: int, community: str, user_id: int, channel_id: int | None, ref: int, now: datetime
    ) -> Joined:
        name = clip(clean(community), _LONGEST_NAME)
        hello = Say(
            (words.say(words.WELCOME, community=name),),
            title=words.WELCOME_TITLE,
            tone=Tone.GOOD,
            buttons=(Button(Verb.LEAVE, (str(community_id),), words.LEAVE_BUTTON, Weight.QUIET),),
        )
        outcome = await self._courier.send(Person(user_id, channel_id), hello, f"j{ref}")

        async def remember(tx: Tx) -> None:
            if outcome.channel_id is not None:
                await followers.set_dm_channel(tx, user_id, outcome.channel_id)
            if outcome.fate is Fate.DELIVERED:
                await followers.set_dms_refused(tx, user_id, None)
            elif outcome.fate is Fate.UNREACHABLE:
                await followers.set_dms_refused(tx, user_id, now)

        await self._database.write(remember)
        match outcome.fate:
            case Fate.DELIVERED:
                return Joined(Say((words.JOINED,), tone=Tone.GOOD), reached=True)
            case Fate.UNREACHABLE:
                return Joined(Say((words.JOINED_CLOSED,), tone=Tone.CAREFUL), reached=False)
            case _:
                return Joined(Say((words.JOIN_RETRY,), tone=Tone.CAREFUL), reached=False)

    async def leave(self, community_id: int, user_id: int, place: Place, now: datetime) -> Say:
        """The person leaves this community, by command or button. Says so, also to who wasn't in it."""

        async def go(tx: Tx) -> Say:
            mine = await followers.following(tx, user_id)
            here = next((one for one in mine if one.community_id == community_id), None)
            if here is None:
                return Say((words.NOT_JOINED,))
            await withdraw(tx, here.follower_id, place, now)
            return farewell(here.community, kept=await followers.has_answered(tx, here.follower_id))

        return await self._database.write(go)

    async def leave_latest(self, user_id: int, place: Place, now: datetime) -> Say:
        """Leaving without naming a community, as from a DM: the one joined last."""

        async def go(tx: Tx) -> Say:
            return await leave_latest(tx, user_id, place, now)

        return await self._database.write(go)
