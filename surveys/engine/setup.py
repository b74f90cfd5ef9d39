"""Setting a community up."""

from dataclasses import dataclass
from datetime import datetime

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.language import Languages
from surveys.core.prompt import Say, Tone
from surveys.core.roles import Actor
from surveys.core.text import clean, folded, quoted
from surveys.core.zones import is_zone
from surveys.engine.joining import join_card
from surveys.ports import Channel, Courier, Fate
from surveys.store import audit, communities
from surveys.store.audit import Deed
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.tx import Tx

DEFAULT_ZONE = "UTC"
MOST_TOPICS, LONGEST_TOPIC = 10, 40


@dataclass(frozen=True, slots=True)
class Wishes:
    """What `/setup start` was given; None keeps what was set before. `topics` as typed, with commas."""

    results_channel_id: int
    join_channel_id: int | None
    creator_role_id: int | None
    time_zone: str | None
    topics: str | None = None


def read_topics(typed: str) -> tuple[str, ...]:
    """The topics in a list with commas: cleaned, each once, in order. Nothing in it: none.

    Raises KindError for more than MOST_TOPICS, or one longer than LONGEST_TOPIC characters.
    """
    found: dict[str, str] = {}
    for part in typed.replace("，", ",").replace("、", ",").split(","):
        topic = " ".join(clean(part).split())
        if folded(topic):
            found.setdefault(folded(topic), topic)
    topics = tuple(found.values())
    if len(topics) > MOST_TOPICS:
        raise KindError(words.say(words.SETUP_TOPICS_OVER, count=len(topics), most=MOST_TOPICS))
    for topic in topics:
        if len(topic) > LONGEST_TOPIC:
            shown, longest = quoted(topic, LONGEST_TOPIC), LONGEST_TOPIC
            raise KindError(
                words.say(words.SETUP_TOPIC_LONG, topic=shown, length=len(topic), longest=longest)
            )
    return topics


class Setup:
    """`/setup start`: where summaries go, who may run rounds, where people join."""

    def __init__(self, database: Database, courier: Courier, languages: Languages) -> None:
        self._database = database
        self._courier = courier
        self._languages = languages

    def require_manager(self, actor: Actor) -> None:
        """Raise KindError for people without Manage Server."""
        if not actor.manages_server:
            raise KindError(words.NOT_ALLOWED)

    async def set_up(
        self,
        community_id: int,
        name: str,
        actor: Actor,
        wishes: Wishes,
        ref: int,
        locale: str | None,
        now: datetime,
    ) -> Say:
        """Store the wishes, put the join card up (once; it is drawn anew if it is there), and say what is in force.

        `locale` is the server's; the cards everybody sees are in its language. Raises KindError
        for people without Manage Server, an unknown time zone and topics that don't fit; then nothing changed.
        """
        self.require_manager(actor)
        if wishes.time_zone is not None and not is_zone(wishes.time_zone):
            raise KindError(words.say(words.SETUP_UNKNOWN_ZONE, zone=wishes.time_zone))
        topics = None if wishes.topics is None else read_topics(wishes.topics)

        async def store(tx: Tx) -> tuple[Community | None, Community]:
            before = await communities.load(tx, community_id)
            after = _merged(before, community_id, name, wishes, topics, locale)
            await communities.save(tx, after, now)
            await audit.record(tx, community_id, actor.user_id, Deed.SET_UP, "settings", now)
            return before, after

        before, community = await self._database.write(store)
        card_is_up = await self._put_up_join_card(before, community, ref)
        return _what_is_in_force(community, card_is_up)

    async def _put_up_join_card(self, before: Community | None, community: Community, ref: int) -> bool:
        if community.join_channel_id is None:
            return False
        channel = Channel(community.join_channel_id)
        card = join_card(community.id, community.name, self._languages.of(community.locale))
        if (
            before is not None
            and before.join_message_id is not None
            and before.join_channel_id == community.join_channel_id
        ):
            redrawn = await self._courier.replace(channel, before.join_message_id, card)
            if redrawn.fate is Fate.DELIVERED:
                return True
        outcome = await self._courier.send(channel, card, f"u{ref}")
        if outcome.fate is not Fate.DELIVERED:
            return False

        async def remember(tx: Tx) -> None:
            await communities.set_join_message(tx, community.id, outcome.message_ids[0])

        await self._database.write(remember)
        return True


def _merged(
    before: Community | None,
    community_id: int,
    name: str,
    wishes: Wishes,
    topics: tuple[str, ...] | None,
    locale: str | None,
) -> Community:
    stays = before is not None and wishes.join_channel_id in {None, before.join_channel_id}
    return Community(
        id=community_id,
        name=name,
        results_channel_id=wishes.results_channel_id,
        join_channel_id=wishes.join_channel_id or (before.join_channel_id if before else None),
        join_message_id=before.join_message_id if before is not None and stays else None,
        creator_role_id=wishes.creator_role_id or (before.creator_role_id if before else None),
        time_zone=wishes.time_zone or (before.time_zone if before else DEFAULT_ZONE),
        topics=topics if topics is not None else (before.topics if before else ()),
        locale=locale or (before.locale if before else None),
    )


def _what_is_in_force(community: Community, card_is_up: bool) -> Say:
    role = community.creator_role_id
    topics = ", ".join(quoted(topic, LONGEST_TOPIC) for topic in community.topics)
    lines = (
        words.say(words.SETUP_RESULTS, channel=f"<#{community.results_channel_id}>"),
        words.say(words.SETUP_ROLE, role=f"<@&{role}>") if role is not None else words.SETUP_NO_ROLE,
        words.say(words.SETUP_ZONE, zone=community.time_zone),
        *((words.say(words.SETUP_TOPICS, topics=topics),) if topics else ()),
        words.say(words.SETUP_JOIN, channel=f"<#{community.join_channel_id}>")
        if card_is_up
        else words.SETUP_NO_JOIN,
        words.SETUP_NEXT,
    )
    return Say(
        ("\n".join(f"- {line}" for line in lines[:-1]), lines[-1]), title=words.SETUP_TITLE, tone=Tone.GOOD
    )
