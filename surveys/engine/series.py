"""Opening rounds when their dates come: at once, or after a while away, or not without somebody's word."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from surveys.core import series_cards, words
from surveys.core.audience import FEW, Audience
from surveys.core.choosing import seed_of_date
from surveys.core.prompt import Say, Tone
from surveys.core.rounds import reminder_at
from surveys.core.scene import moment
from surveys.core.series import Occurrence, is_late
from surveys.core.text import quoted
from surveys.core.wording import audiences as wording
from surveys.engine.choosing import Choosing, RolesUnknownError, in_force
from surveys.engine.proposing import wanted
from surveys.engine.telling import tell_by_dm, tell_team
from surveys.engine.versions import Versions
from surveys.ports import Channel, Courier, Fate
from surveys.store import audiences, followers, rounds
from surveys.store import series as store
from surveys.store.audiences import Saved
from surveys.store.database import Database
from surveys.store.series import SeriesRow
from surveys.store.tx import Tx

#: Series that are opened in one go.
_BATCH: Final = 50
_LATER: Final = timedelta(minutes=1)
_LONGEST_TITLE: Final = 100
#: Outcomes of asking after which trying again may help.
_PASSING: Final = frozenset({Fate.POSTPONED, Fate.HALTED, Fate.UNSURE})
#: An audience in force, and the followers chosen by it.
Chosen = tuple[Audience, tuple[int, ...]]
_log = logging.getLogger(__name__)


class SeriesOpener:
    """The rows say what is due; a date opens one round whatever happens, because the table allows no second."""

    def __init__(
        self,
        database: Database,
        versions: Versions,
        choosing: Choosing,
        courier: Courier,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._versions = versions
        self._choosing = choosing
        self._courier = courier
        self._now = now
        self._wake = wake

    async def open_due(self) -> datetime | None:
        """Open every round whose date has come, and ask about those that were missed; when to look again."""
        stuck: set[int] = set()
        while True:
            async with self._database.reading() as tx:
                due = await store.due(tx, self._now(), _BATCH)
            for row in due:
                if row.id not in stuck and not await self._open(row):
                    stuck.add(row.id)
            if len(due) < _BATCH or all(row.id in stuck for row in due):
                break
        async with self._database.reading() as tx:
            unasked = await store.to_ask(tx)
        all_asked = all([await self._ask(row) for row in unasked])
        async with self._database.reading() as tx:
            following = await store.next_due(tx)
        later = self._now() + _LATER
        moments = [max(following, later) if stuck else following] if following is not None else []
        return min([*moments, *(() if all_asked else (later,))], default=None)

    async def _open(self, due: SeriesRow) -> bool:
        """Open the round of a date that has come; False where Discord has to be asked again first."""
        now = self._now()
        assert due.next is not None, "only series with a date are due"
        coming = due.plan.schedule.latest_until(due.next, now)
        try:
            chosen = (
                None
                if is_late(coming, now)
                else await choose_for(self._database, self._choosing, self._versions, due, coming, now)
            )
        except RolesUnknownError:
            return False

        async def work(tx: Tx) -> tuple[int, int] | None:
            row = await store.load(tx, due.plan.community_id, due.id)
            # Paused, skipped or opened since it was read.
            if row is None or row.next != due.next or row.state is not due.state or row.next is None:
                return None
            # Where several were missed, the last of them is the one that may still open.
            occurrence = row.plan.schedule.latest_until(row.next, now)
            await store.set_next(tx, row.id, row.plan.schedule.next_after(now))
            if is_late(occurrence, now):
                await store.hold(tx, row.id, occurrence)
                return None
            # Whatever date still waited for somebody's word is overtaken.
            await store.hold(tx, row.id, None)
            return await open_one(tx, row, occurrence, now, chosen)

        opened = await self._database.write(work, lengthy=True)
        if opened is not None:
            self._wake()
            await self._tell(due, opened, now)
        return True

    async def _tell(self, row: SeriesRow, opened: tuple[int, int], now: datetime) -> None:
        round_id, number = opened
        title = quoted(self._versions.survey(row.version_id, row.definition).title, _LONGEST_TITLE)
        if not round_id:
            said = await self._nobody(row, title)
            card, nonce = Say((said,), tone=Tone.CAREFUL), f"n{row.id}-{now:%y%m%d}"
        else:
            closes = moment(now + timedelta(days=row.plan.days))
            said = words.say(words.SERIES_OPENED, title=title, number=number, closes=closes)
            card, nonce = Say((said,), tone=Tone.GOOD), f"q{round_id}"
        # `/round list` and `/round status` say the same, so nothing is lost if it doesn't arrive.
        await tell_team(self._courier, row.results_channel_id, row.plan.made_by, card, nonce)

    async def _nobody(self, row: SeriesRow, title: str) -> str:
        """That there was nobody to ask, with the audience it is for."""
        async with self._database.reading() as tx:
            saved = await audience_of(tx, row)
        if saved is None:
            return words.say(words.SERIES_NOBODY, title=title)
        return words.say(wording.SERIES_NOBODY, title=title, name=quoted(saved.name, _LONGEST_TITLE), few=FEW)

    async def _ask(self, row: SeriesRow) -> bool:
        """Ask what to do about a date that was missed; whether that is settled."""
        if row.held_on is None or row.held_at is None:
            return True
        held = Occurrence(row.held_on, row.held_at)
        title = self._versions.survey(row.version_id, row.definition).title
        card = series_cards.missed(row.id, title, held)
        channel, nonce = Channel(row.results_channel_id), f"m{row.id}-{held.on:%y%m%d}"
        # A process may have ended between posting and recording it.
        outcome = await self._courier.find(channel, series_cards.mark_of_missed(row.id, held.on), held.at)
        if outcome.fate is Fate.NOT_FOUND:
            outcome = await self._courier.send(channel, card, nonce)
        if outcome.fate in _PASSING:
            return False
        if outcome.fate is Fate.NO_ACCESS:
            await tell_by_dm(self._courier, row.results_channel_id, row.plan.made_by, card, nonce)
        if outcome.fate is not Fate.DELIVERED:
            _log.warning("could not ask about a missed date of series %d: %s", row.id, outcome.fate)
        message_id = outcome.message_ids[0] if outcome.message_ids else 0

        async def remember(tx: Tx) -> None:
            await store.asked(tx, row.id, held.on, message_id)

        await self._database.write(remember)
        return True


async def audience_of(tx: Tx, row: SeriesRow) -> Saved | None:
    """The audience the series goes to; None: everybody."""
    if row.plan.audience_id is None:
        return None
    return await audiences.load(tx, row.plan.community_id, row.plan.audience_id)


async def choose_for(
    database: Database,
    choosing: Choosing,
    versions: Versions,
    row: SeriesRow,
    occurrence: Occurrence,
    now: datetime,
) -> Chosen | None:
    """Whom the round of that date is for; None: everybody.

    Raises RolesUnknownError where Discord doesn't say who has which role.
    """
    async with database.reading() as tx:
        saved = await audience_of(tx, row)
        if saved is None:
            return None
        audience = await in_force(tx, row.plan.community_id, saved.audience)
    survey = versions.survey(row.version_id, row.definition)
    like = wanted(survey, now + timedelta(days=row.plan.days))
    seed = seed_of_date(row.id, occurrence.on)
    chosen = await choosing.choose(row.plan.community_id, audience, like, seed, now)
    # How a round goes that so few get would tell what they answered.
    few = audience.tells_answers and len(chosen) < FEW
    return audience, () if few else chosen


async def open_one(
    tx: Tx, row: SeriesRow, occurrence: Occurrence, now: datetime, chosen: Chosen | None
) -> tuple[int, int]:
    """Open the round of that date in the caller's transaction: its id and number, zeros if there is nobody to ask."""
    if not await followers.count_following(tx, row.plan.community_id) or (chosen and not chosen[1]):
        return 0, 0
    closes_at = now + timedelta(days=row.plan.days)
    round_id = await rounds.open_round(
        tx,
        row.plan.community_id,
        row.version_id,
        row.plan.made_by,
        now,
        closes_at,
        remind_at=reminder_at(now, closes_at) if row.plan.remind else None,
        target=row.plan.target,
        series=(row.id, occurrence.on),
        audience=chosen,
    )
    opened = await rounds.load(tx, round_id)
    return round_id, opened.number if opened is not None else 0
