"""What is picked and filled in on the guided card of `/setup start`. Everything counts at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.prompt import Say
from surveys.core.rights import SHORTER_RETENTIONS, days_kept
from surveys.core.sheets import Sheet
from surveys.core.surroundings import Visit
from surveys.core.terms import GAPS, clock, quiet_hours
from surveys.core.text import folded, quoted
from surveys.core.topics import read_topics
from surveys.core.wording import narrative
from surveys.core.wording import setup as wording
from surveys.core.zones import is_zone, search_zones
from surveys.engine import setup_cards as cards
from surveys.engine.access import community_of
from surveys.engine.settings import Settings
from surveys.engine.setup import Setup, Wishes, require_manager
from surveys.engine.setup_cards import HOSTS, Step
from surveys.engine.setup_forms import Form, sheet
from surveys.store import communities
from surveys.store.database import Database

_LONGEST_NAME: Final = 80
_MOST_MATCHES: Final = 25


class Picks:
    """For people with Manage Server, as `Setup` is. `tokens` are what came back from a menu, and may be forged."""

    def __init__(
        self, database: Database, settings: Settings, setup: Setup, host_days: int, model_host: str | None
    ) -> None:
        self._database = database
        self._settings = settings
        self._setup = setup
        self._host_days = host_days
        self._model_host = model_host

    async def channel(self, visit: Visit, which: int, tokens: Sequence[str]) -> Say:
        """A channel was picked: for summaries it is stored; for the join card the card is shown first."""
        require_manager(visit.actor)
        channel_id = _number(tokens)
        if which != cards.FOR_SUMMARIES:
            return await self._setup.preview(visit, channel_id)
        wrong = cards.cant_use(channel_id, visit.around)
        async with self._database.reading() as tx:
            community = await communities.load(tx, visit.community_id)
        if community is None:
            if wrong is not None:
                return cards.first(visit.around, wrong)
            return await self._setup.start(visit, Wishes(channel_id))
        if wrong is not None:
            facts = self._setup.facts(community, visit)
            return cards.card(Step.SUMMARIES, facts, notes=(cards.warning(wrong),))
        return await self._changed(
            visit,
            Step.SUMMARIES,
            f"summaries in channel {channel_id}",
            results_channel_id=channel_id,
        )

    async def role(self, visit: Visit, tokens: Sequence[str]) -> Say:
        """The creator role, or none."""
        require_manager(visit.actor)
        role_id = _number(tokens) or None
        wrong = wording.NOT_EVERYONE if role_id == visit.community_id else None
        if role_id is not None and role_id not in visit.around.roles:
            wrong = wording.NOT_OFFERED
        if wrong is not None:
            community = await community_of(self._database, visit.community_id)
            facts = self._setup.facts(community, visit)
            return cards.card(Step.TEAM, facts, notes=(cards.warning(wrong),))
        subject = "no creator role" if role_id is None else f"creator role {role_id}"
        return await self._changed(visit, Step.TEAM, subject, creator_role_id=role_id)

    async def often(self, visit: Visit, tokens: Sequence[str]) -> Say:
        """How many days there are between rounds at the least. Who waits is judged anew: ring the clock."""
        require_manager(visit.actor)
        days = _number(tokens)
        if days not in GAPS:
            raise KindError(wording.NOT_OFFERED)
        after, notes = await self._settings.change(
            visit,
            lambda it: replace(it, terms=replace(it.terms, gap_days=days)),
            f"one round in {days} days",
        )
        return cards.card(Step.TIMES, self._setup.facts(after, visit), notes=notes)

    async def kept(self, visit: Visit, tokens: Sequence[str]) -> Say:
        """For how long answers are kept: the host's time or a shorter one, never longer."""
        require_manager(visit.actor)
        days = None if tuple(tokens) == (HOSTS,) else _number(tokens)
        if days is not None and (days not in SHORTER_RETENTIONS or days >= self._host_days):
            raise KindError(wording.NOT_OFFERED)
        before = await community_of(self._database, visit.community_id)
        subject = f"answers kept {days_kept(self._host_days, days)} days"
        after, notes = await self._settings.change(
            visit, lambda it: replace(it, retention_days=days), subject
        )
        if days_kept(self._host_days, days) < days_kept(self._host_days, before.retention_days):
            notes = (wording.KEPT_SHORTER,)
        return cards.card(Step.DATA, self._setup.facts(after, visit), notes=notes)

    async def model(self, visit: Visit, on: int) -> Say:
        """Use the language model that whoever hosts Earful named, or don't any more."""
        require_manager(visit.actor)
        if on and self._model_host is None:
            raise KindError(narrative.NOT_HERE)
        host = self._model_host if on else None
        subject = f"language model at {host}" if host is not None else "no language model"
        return await self._changed(visit, Step.DATA, subject, model_host=host)

    async def zone(self, visit: Visit, tokens: Sequence[str]) -> Say:
        """One of the zones that a search found."""
        require_manager(visit.actor)
        zone = tokens[0] if len(tokens) == 1 else ""
        if not is_zone(zone):
            raise KindError(wording.NOT_OFFERED)
        return await self._changed(visit, Step.TIMES, f"time zone {zone}", time_zone=zone)

    async def form(self, visit: Visit, which: int) -> Sheet:
        """The form for what is typed, with what is in force in it."""
        require_manager(visit.actor)
        return sheet(_form(which), await community_of(self._database, visit.community_id))

    async def fill(
        self,
        visit: Visit,
        which: int,
        texts: Mapping[str, str],
        picks: Mapping[str, Sequence[str]],
    ) -> Say:
        """A form was sent. Raises KindError for topics that don't fit, and hours that aren't offered."""
        require_manager(visit.actor)
        match _form(which):
            case Form.ZONE:
                return await self._search(visit, texts.get("zone", ""))
            case Form.QUIET:
                quiet = quiet_hours("".join(picks.get("from", ())), "".join(picks.get("until", ())))
                if quiet is None:
                    raise KindError(wording.NOT_OFFERED)
                begin, end = map(clock, quiet)
                after, notes = await self._settings.change(
                    visit,
                    lambda it: replace(it, terms=replace(it.terms, quiet=quiet)),
                    f"quiet from {begin} to {end}",
                )
                return cards.card(Step.TIMES, self._setup.facts(after, visit), notes=notes)
            case Form.TOPICS:
                topics = read_topics(texts.get("topics", ""))
                return await self._changed(visit, Step.DATA, "topics", topics=topics)

    async def _search(self, visit: Visit, typed: str) -> Say:
        found = (typed,) if is_zone(typed) else search_zones(typed, _MOST_MATCHES) if folded(typed) else ()
        if len(found) == 1:
            return await self.zone(visit, found)
        unknown = words.say(wording.NO_SUCH_PLACE, typed=quoted(typed, _LONGEST_NAME))
        notes = () if found else (cards.warning(unknown),)
        facts = self._setup.facts(await community_of(self._database, visit.community_id), visit)
        return cards.card(Step.TIMES, facts, notes=notes, zones=found)

    async def _changed(self, visit: Visit, step: Step, subject: str, **values: object) -> Say:
        """Store these values, and show that side of the card."""
        after, notes = await self._settings.change(visit, lambda it: replace(it, **values), subject)  # type: ignore[arg-type]  # the names are Community's
        return cards.card(step, self._setup.facts(after, visit), notes=notes)


def _form(which: int) -> Form:
    found = next((one for one in Form if one == which), None)
    if found is None:
        raise KindError(wording.NOT_OFFERED)
    return found


def _number(tokens: Sequence[str]) -> int:
    """What was picked, as a number; 0 for nothing, or for what is none."""
    return int(tokens[0]) if len(tokens) == 1 and tokens[0].isascii() and tokens[0].isdecimal() else 0
