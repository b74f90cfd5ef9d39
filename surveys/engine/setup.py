"""Setting a community up: `/setup start`, and the sides of the guided card it shows."""

from dataclasses import dataclass, replace
from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.prompt import Say
from surveys.core.roles import Actor
from surveys.core.surroundings import Surroundings, Visit
from surveys.core.text import quoted
from surveys.core.topics import read_topics
from surveys.core.wording import setup as wording
from surveys.core.zones import guess_zone, is_zone
from surveys.engine import setup_cards as cards
from surveys.engine.access import community_of
from surveys.engine.settings import Settings, named, store
from surveys.engine.setup_cards import Facts, Step
from surveys.store import communities, surveys
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.tx import Tx

DEFAULT_ZONE: Final = "UTC"
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Wishes:
    """What `/setup start` was given; None keeps what was set before. `topics` as typed, with commas."""

    results_channel_id: int | None = None
    join_channel_id: int | None = None
    creator_role_id: int | None = None
    time_zone: str | None = None
    topics: str | None = None


class Setup:
    """For people with Manage Server; every method raises KindError for everybody else.

    That also goes for those who had it when a card was drawn. Nothing is posted but by `put_up`, and by
    `start` where a channel for the join card is named.
    """

    def __init__(
        self, database: Database, settings: Settings, host_days: int, model_host: str | None
    ) -> None:
        self._database = database
        self._settings = settings
        self._host_days = host_days
        self._model_host = model_host

    async def start(self, visit: Visit, wishes: Wishes) -> Say:
        """Store the wishes, with defaults for what was never set, and show what is in force.

        A join card goes up only where a channel for it is wished; one that is up is drawn anew. Where
        there is no channel to begin with, the card asks for one and nothing is stored. Raises KindError
        for channels the bot can't post in, a role everybody has, an unknown time zone and topics that
        don't fit; then nothing changed.
        """
        require_manager(visit.actor)
        around = visit.around
        if wishes.time_zone is not None and not is_zone(wishes.time_zone):
            raise KindError(words.say(wording.UNKNOWN_ZONE, zone=quoted(wishes.time_zone, _LONGEST_NAME)))
        if wishes.creator_role_id == visit.community_id:  # Discord's @everyone has the server's id
            raise KindError(wording.NOT_EVERYONE)
        topics = None if wishes.topics is None else read_topics(wishes.topics)
        for channel_id in (wishes.results_channel_id, wishes.join_channel_id):
            wrong = None if channel_id is None else cards.cant_use(channel_id, around)
            if wrong is not None:
                raise KindError(words.say(wording.NOTHING_CHANGED, why=wrong))

        async def work(tx: Tx) -> tuple[Community | None, Community | None]:
            before = await communities.load(tx, visit.community_id)
            results = wishes.results_channel_id or (before.results_channel_id if before else _fit(around))
            if results is None:
                return None, None
            was = named(before or _new(visit.community_id, results, around), around)
            after = replace(
                was,
                results_channel_id=results,
                creator_role_id=wishes.creator_role_id or was.creator_role_id,
                time_zone=wishes.time_zone or was.time_zone,
                topics=was.topics if topics is None else topics,
            )
            await store(tx, before, after, visit.actor, "settings", visit.now)
            return before, after

        before, after = await self._database.write(work)
        if after is None:
            return cards.first(around, _cant_begin_here(around))
        notes = () if before is not None or wishes.time_zone is not None else (_guess(after),)
        if wishes.join_channel_id is None:
            after, lost = await self._settings.redraw(after)
            return cards.card(Step.OVERVIEW, self.facts(after, visit), notes=(*notes, *lost))
        posted = await self._settings.put_up(visit, wishes.join_channel_id)
        if isinstance(posted, str):
            return cards.card(Step.OVERVIEW, self.facts(after, visit), notes=(*notes, cards.warning(posted)))
        return cards.card(Step.OVERVIEW, self.facts(posted, visit), notes=notes)

    async def show(self, visit: Visit, step: int) -> Say:
        """One side of the card, as things are now."""
        require_manager(visit.actor)
        community = await community_of(self._database, visit.community_id)
        wanted = next((one for one in Step if one == step), Step.OVERVIEW)
        if wanted is Step.JOIN and community.join_message_id is not None:
            facts, preview = self.facts(community, visit), self._settings.join_card(community)
            return cards.joining(facts, community.join_channel_id, preview)
        has_surveys = wanted is Step.DONE and await self._has_surveys(community.id)
        return cards.card(wanted, self.facts(community, visit), has_surveys=has_surveys)

    async def preview(self, visit: Visit, channel_id: int) -> Say:
        """How the join card would read in that channel. Changes and posts nothing."""
        require_manager(visit.actor)
        community = await community_of(self._database, visit.community_id)
        wrong = cards.cant_use(channel_id, visit.around)
        if wrong is not None:
            return cards.joining(self.facts(community, visit), None, None, (cards.warning(wrong),))
        shown = self._settings.join_card(named(community, visit.around))
        return cards.joining(self.facts(community, visit), channel_id, shown)

    async def put_up(self, visit: Visit, channel_id: int) -> Say:
        """Post the join card in that channel, or draw it anew where it stands there; the one public thing here."""
        require_manager(visit.actor)
        wrong = cards.cant_use(channel_id, visit.around)
        before = await community_of(self._database, visit.community_id)
        posted = wrong or await self._settings.put_up(visit, channel_id)
        if isinstance(posted, str):
            return cards.joining(self.facts(before, visit), None, None, (cards.warning(posted),))
        notes = [words.say(wording.UP, channel=cards.mention(channel_id))]
        old = before.join_channel_id
        if before.join_message_id is not None and old is not None and old != channel_id:
            notes.append(words.say(wording.OLD_CARD, channel=cards.mention(old)))
        has_surveys = await self._has_surveys(visit.community_id)
        return cards.done(self.facts(posted, visit), notes, title=wording.UP_TITLE, has_surveys=has_surveys)

    def facts(self, community: Community, visit: Visit) -> Facts:
        """What a card about the community is drawn from."""
        return Facts(community, visit.around, self._host_days, visit.now, self._model_host)

    async def _has_surveys(self, community_id: int) -> bool:
        async with self._database.reading() as tx:
            return bool(await surveys.all_latest(tx, community_id))


def require_manager(actor: Actor) -> None:
    """Raise KindError for people without Manage Server."""
    if not actor.manages_server:
        raise KindError(words.NOT_ALLOWED)


def _fit(around: Surroundings) -> int | None:
    """The channel the person is in, if the bot can post there."""
    room = None if around.here is None else around.rooms.get(around.here)
    return around.here if room is not None and room.usable else None


def _cant_begin_here(around: Surroundings) -> str | None:
    room = None if around.here is None else around.rooms.get(around.here)
    return None if room is None or around.here is None else cards.cant_post(around.here, room, around)


def _new(community_id: int, results: int, around: Surroundings) -> Community:
    zone = guess_zone(around.locale, guess_zone(around.their_locale, DEFAULT_ZONE))
    return Community(community_id, around.name, results, None, None, None, zone)


def _guess(community: Community) -> str:
    zone = community.time_zone
    return wording.NOT_GUESSED if zone == DEFAULT_ZONE else words.say(wording.GUESSED, zone=zone)
