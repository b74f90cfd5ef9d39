"""Putting surveys away, and bringing them back. Nothing is deleted by it."""

from datetime import datetime
from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.prompt import Button, Say, Tone, Verb, Weight
from surveys.core.roles import Actor, Right
from surveys.core.series import SeriesState
from surveys.core.text import quoted
from surveys.core.wording import authoring
from surveys.engine.access import allowed, is_allowed
from surveys.engine.surveys import best, latest_or_kind_error
from surveys.store import audit, drafts, rounds, series, surveys
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.surveys import Version
from surveys.store.tx import Tx

_LONGEST_TITLE: Final = 100


class Archiving:
    """An archived survey isn't listed or suggested, and no round of it is started; one that runs goes on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def toggle(self, community_id: int, actor: Actor, key: str, now: datetime) -> Say:
        """Archive the survey, or bring it back if it is. Raises KindError where there is none."""
        await allowed(self._database, community_id, actor, Right.SURVEYS)

        async def work(tx: Tx) -> Say:
            version = await latest_or_kind_error(tx, community_id, key, archived=True)
            if version.archived:
                return await _bring_back(tx, community_id, actor, version, now)
            return await _put_away(tx, community_id, actor, version, now)

        return await self._database.write(work)

    async def bring_back(self, community_id: int, actor: Actor, survey_id: int, now: datetime) -> Say:
        """Undo archiving; a survey that isn't archived stays as it is. Raises KindError where there is none."""
        await allowed(self._database, community_id, actor, Right.SURVEYS)

        async def work(tx: Tx) -> Say:
            version = await surveys.by_row(tx, community_id, survey_id)
            if version is None:
                raise KindError(words.say(words.SURVEY_UNKNOWN, key=str(survey_id)))
            return await _bring_back(tx, community_id, actor, version, now)

        return await self._database.write(work)

    async def suggest(
        self, community_id: int, actor: Actor, typed: str, most: int
    ) -> tuple[tuple[str, str], ...]:
        """Keys and titles of all surveys that fit what was typed, archived ones marked; for creators only."""
        if not await is_allowed(self._database, community_id, actor, Right.SURVEYS):
            return ()  # a list of suggestions has no place for a sentence; the command itself says it
        async with self._database.reading() as tx:
            versions = await surveys.all_latest(tx, community_id, archived=True)
        named = [
            (one.key, words.say(authoring.ARCHIVED_CHOICE, title=one.title) if one.archived else one.title)
            for one in versions
        ]
        return best(named, typed, most)


async def _put_away(tx: Tx, community_id: int, actor: Actor, version: Version, now: datetime) -> Say:
    await surveys.archive(tx, community_id, version.survey_id, now)
    await audit.record(tx, community_id, actor.user_id, Deed.SURVEY_ARCHIVED, version.key, now)
    paused = 0
    for row in await series.of_community(tx, community_id):
        if row.plan.survey_id == version.survey_id and row.state is SeriesState.ACTIVE:
            await series.set_state(tx, row.id, SeriesState.PAUSED)
            subject = f"{version.title}: paused, its survey is archived"
            await audit.record(tx, community_id, actor.user_id, Deed.SERIES_CHANGED, subject, now)
            paused += 1
    running = await rounds.running_of(tx, version.id) is not None
    draft = await drafts.by_key(tx, community_id, version.key)
    said = (
        words.say(authoring.ARCHIVED, title=quoted(version.title, _LONGEST_TITLE)),
        authoring.ARCHIVED_ROUND if running else "",
        words.count(paused, authoring.ARCHIVED_SERIES_ONE, authoring.ARCHIVED_SERIES_MANY) if paused else "",
        authoring.ARCHIVED_DRAFT if draft is not None and draft.changed else "",
    )
    back = Button(Verb.SURVEY_BACK, (str(version.survey_id),), authoring.ARCHIVE_UNDO, Weight.QUIET)
    return Say(tuple(one for one in said if one), tone=Tone.GOOD, buttons=(back,))


async def _bring_back(tx: Tx, community_id: int, actor: Actor, version: Version, now: datetime) -> Say:
    said = [words.say(authoring.BACK_AGAIN, title=quoted(version.title, _LONGEST_TITLE))]
    if version.archived:
        await surveys.archive(tx, community_id, version.survey_id, None)
        await audit.record(tx, community_id, actor.user_id, Deed.SURVEY_BACK, version.key, now)
    mine = [
        row for row in await series.of_community(tx, community_id) if row.plan.survey_id == version.survey_id
    ]
    if any(row.state is SeriesState.PAUSED for row in mine):
        said.append(authoring.BACK_SERIES)
    return Say(tuple(said), tone=Tone.GOOD)
