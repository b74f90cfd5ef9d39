"""Where writing a survey begins: a new one, from a template or empty, or one that is there already."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from surveys.core import editing_cards as cards
from surveys.core import words
from surveys.core.editing_cards import Draft
from surveys.core.errors import KindError
from surveys.core.prompt import Button, Say, Tone, Verb
from surveys.core.roles import Actor, Right
from surveys.core.slugs import suggest_key, unused
from surveys.core.survey import Survey
from surveys.core.text import clip, folded, one_line, quoted
from surveys.core.wording import authoring
from surveys.engine.access import allowed, is_allowed
from surveys.engine.surveys import archived_error, best, latest_or_kind_error
from surveys.formats import read_survey, unfinished, within_limits
from surveys.store import drafts, surveys
from surveys.store.database import Database
from surveys.store.drafts import DraftRow
from surveys.store.tx import Tx

#: Surveys in the making that were never saved, in one community.
MOST_UNSAVED: Final = 25
_LONGEST_TITLE, _LONGEST_BUTTON = 100, 60


class Drafting:
    """There is one draft of a survey at most, and everyone who edits it sees the same."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(
        self, community_id: int, actor: Actor, name: str, template: tuple[bytes, str] | None, now: datetime
    ) -> Say:
        """Start a survey called `name`, from a template (its file and the file's name) or empty.

        Where there is one of that name already nothing is started, and its editor is offered.
        Raises KindError for people who may not write surveys, and for a name with nothing to read in it.
        """
        await allowed(self._database, community_id, actor, Right.SURVEYS)
        title = one_line(name, _LONGEST_TITLE)
        if not folded(title):
            raise KindError(authoring.BAD_NAME)
        survey = Survey(key="", title=title, questions=())
        if template is not None:
            survey = replace(await asyncio.to_thread(read_survey, *template), title=title)

        async def work(tx: Tx) -> Say:
            known = await surveys.all_latest(tx, community_id, archived=True)
            unsaved = await drafts.of_community(tx, community_id)
            wanted = folded(title)
            for version in known:
                if folded(version.title) == wanted:
                    return _taken(version.title, version.key, version.survey_id, archived=version.archived)
            for row in unsaved:
                if folded(row.title) == wanted:
                    return cards.overview(
                        draft_of(row), words.say(authoring.GOES_ON, title=quoted(row.title, _LONGEST_TITLE))
                    )
            if sum(row.based_on is None for row in unsaved) >= MOST_UNSAVED:
                raise KindError(words.say(authoring.TOO_MANY_DRAFTS, count=MOST_UNSAVED))
            key = unused(suggest_key(title), {*(one.key for one in known), *(one.key for one in unsaved)})
            definition = within_limits(replace(survey, key=key))
            row = await drafts.begin(tx, community_id, key, None, definition, actor.user_id, now)
            return cards.overview(draft_of(row))

        return await self._database.write(work)

    async def edit(self, community_id: int, actor: Actor, key: str, now: datetime) -> Say:
        """Open the editor on a survey, where its draft stands if there is one.

        Raises KindError for people who may not write surveys, and where there is no such survey.
        """
        await allowed(self._database, community_id, actor, Right.SURVEYS)

        async def work(tx: Tx) -> Say:
            return await self._open(tx, community_id, actor, key, now)

        return await self._database.write(work)

    async def edit_row(self, community_id: int, actor: Actor, survey_id: int, now: datetime) -> Say:
        """The same, of the survey with that row."""
        await allowed(self._database, community_id, actor, Right.SURVEYS)

        async def work(tx: Tx) -> Say:
            version = await surveys.by_row(tx, community_id, survey_id)
            if version is None:
                raise KindError(authoring.GONE)
            return await self._open(tx, community_id, actor, version.key, now)

        return await self._database.write(work)

    async def suggest(
        self, community_id: int, actor: Actor, typed: str, most: int
    ) -> tuple[tuple[str, str], ...]:
        """Keys and titles of what can be edited and fits what was typed: surveys, and drafts that were never saved."""
        if not await is_allowed(self._database, community_id, actor, Right.SURVEYS):
            return ()  # a list of suggestions has no place for a sentence; the command itself says it
        async with self._database.reading() as tx:
            versions = await surveys.all_latest(tx, community_id)
            unsaved = [row for row in await drafts.of_community(tx, community_id) if row.based_on is None]
        named = [(row.key, words.say(authoring.DRAFT_CHOICE, title=row.title)) for row in unsaved]
        return best([*named, *((one.key, one.title) for one in versions)], typed, most)

    async def _open(self, tx: Tx, community_id: int, actor: Actor, key: str, now: datetime) -> Say:
        row = await drafts.by_key(tx, community_id, key)
        latest = await surveys.latest(tx, community_id, key)
        if latest is not None and latest.archived:
            raise archived_error(latest)
        overtaken = latest is not None and row is not None and row.based_on not in {None, latest.number}
        if row is not None and overtaken and not row.changed:
            # Somebody looked, changed nothing, and a newer version came in since.
            await drafts.remove(tx, community_id, row.id)
            row = None
        if row is None:
            version = await latest_or_kind_error(tx, community_id, key)
            definition: dict[str, Any] = version.definition
            row = await drafts.begin(tx, community_id, key, version.number, definition, actor.user_id, now)
        return cards.overview(draft_of(row))


def draft_of(row: DraftRow) -> Draft:
    """What the editor's cards need of a stored draft."""
    return Draft(
        id=row.id,
        key=row.key,
        revision=row.revision,
        survey=unfinished(row.definition),
        based_on=row.based_on,
        edited_by=row.edited_by,
        edited_at=row.edited_at,
        changed=row.changed,
        can_undo=bool(row.undo),
    )


def _taken(title: str, key: str, survey_id: int, *, archived: bool) -> Say:
    shown = quoted(title, _LONGEST_TITLE)
    if archived:
        return Say((words.say(authoring.TAKEN_ARCHIVED, title=shown, key=key),), tone=Tone.CAREFUL)
    label = words.say(authoring.TAKEN_EDIT, title=clip(title, _LONGEST_BUTTON))
    edit = Button(Verb.SURVEY_EDIT, (str(survey_id),), label)
    return Say((words.say(authoring.TAKEN, title=shown),), tone=Tone.CAREFUL, buttons=(edit,))
