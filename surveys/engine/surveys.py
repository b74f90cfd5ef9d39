"""Bringing surveys in and listing them."""

import asyncio
from collections.abc import Iterator
from datetime import datetime

from surveys.core import words
from surveys.core.durations import in_words
from surveys.core.errors import KindError
from surveys.core.prompt import Document, Say, Tone
from surveys.core.roles import Actor, Right
from surveys.core.survey import Survey
from surveys.core.text import folded, quoted
from surveys.core.wording import definitions
from surveys.core.wording import surveys as wording
from surveys.engine.access import allowed
from surveys.engine.versions import Versions
from surveys.formats import as_plain, read_survey
from surveys.formats.writing import write_survey
from surveys.insight.experiments import SMALLEST
from surveys.insight.intervals import needed
from surveys.store import audit, surveys
from surveys.store.audit import Deed
from surveys.store.database import Database
from surveys.store.surveys import Version
from surveys.store.tx import Tx

_LONGEST_TITLE, _LONGEST_LISTED = 100, 60


class Surveys:
    """A community's surveys. Each import that changes something is the next version."""

    def __init__(self, database: Database, versions: Versions) -> None:
        self._database = database
        self._versions = versions

    async def import_file(
        self, community_id: int, actor: Actor, data: bytes, filename: str, now: datetime
    ) -> Say:
        """Store the survey in `data`, and say what came of it.

        Raises KindError for people who aren't creators and for a file with anything to put right,
        naming line, field and remedy; then nothing is stored.
        """
        community = await allowed(self._database, community_id, actor, Right.SURVEYS)
        # A large file takes a second or two; the event loop has other people to answer.
        survey = await asyncio.to_thread(read_survey, data, filename)
        definition = as_plain(survey)

        async def store(tx: Tx) -> tuple[Version, bool]:
            latest = await surveys.latest(tx, community_id, survey.key)
            if latest is not None and latest.definition == definition:
                return latest, False
            added = await surveys.add_version(tx, community_id, survey.key, definition, actor.user_id, now)
            subject = f"{survey.key}, version {added.number}"
            await audit.record(tx, community_id, actor.user_id, Deed.SURVEY_SAVED, subject, now)
            return added, True

        version, new = await self._database.write(store)
        title = quoted(survey.title, _LONGEST_TITLE)
        if not new:
            return Say((words.say(words.SURVEY_SAME, title=title, key=survey.key),))
        saved = words.say(
            words.SURVEY_SAVED,
            title=title,
            key=survey.key,
            version=version.number,
            questions=_questions(survey),
            duration=in_words(survey.seconds()),
        )
        topic = survey.topic
        unknown = topic is not None and survey.topic_key not in {folded(one) for one in community.topics}
        hint = (words.say(words.SURVEY_TOPIC, topic=quoted(topic or "", _LONGEST_LISTED)),) if unknown else ()
        return Say(
            (saved, *_besides(survey), *hint, words.say(words.SURVEY_NEXT, key=survey.key)), tone=Tone.GOOD
        )

    async def export(self, community_id: int, actor: Actor, key: str, *, as_json: bool) -> Say:
        """The newest version of a survey as a file that can be imported again.

        Raises KindError for people who may not change surveys, and where there is no such survey.
        """
        await allowed(self._database, community_id, actor, Right.SURVEYS)
        async with self._database.reading() as tx:
            version = await latest_or_kind_error(tx, community_id, key)
        survey = self._versions.survey(version.id, version.definition)
        ending = "json" if as_json else "yaml"
        said = words.say(wording.EXPORTED, title=quoted(survey.title, _LONGEST_TITLE), version=version.number)
        document = Document(f"{version.key}.{ending}", write_survey(survey, as_json=as_json))
        return Say((said,), document=document)

    async def list(self, community_id: int, actor: Actor) -> Say:
        """The community's surveys. Raises KindError for people who aren't creators."""
        await allowed(self._database, community_id, actor, Right.SURVEYS)
        async with self._database.reading() as tx:
            versions = await surveys.all_latest(tx, community_id)
        if not versions:
            return Say((words.SURVEY_NONE,), title=words.SURVEY_LIST_TITLE)
        lines = [self._line(version) for version in versions]
        shown, hidden = lines[:_MOST_LISTED], len(lines) - _MOST_LISTED
        more = (words.say(words.SURVEY_MORE, count=hidden),) if hidden > 0 else ()
        return Say(("\n".join(shown), *more), title=words.SURVEY_LIST_TITLE)

    async def require_creator(self, community_id: int, actor: Actor) -> None:
        """Raise KindError for people who aren't creators, before anything is fetched for them."""
        await allowed(self._database, community_id, actor, Right.SURVEYS)

    async def suggest(
        self, community_id: int, actor: Actor, typed: str, most: int
    ) -> tuple[tuple[str, str], ...]:
        """Keys and titles of surveys that contain what was typed, at most `most`; for creators only."""
        try:
            await allowed(self._database, community_id, actor, Right.SURVEYS)
        except KindError:
            return ()  # a list of suggestions has no place for a sentence; the command itself says it
        async with self._database.reading() as tx:
            versions = await surveys.all_latest(tx, community_id)
        wanted = typed.casefold()
        known = [
            (version.key, self._versions.survey(version.id, version.definition).title) for version in versions
        ]
        return tuple(
            (key, title) for key, title in known if wanted in key.casefold() or wanted in title.casefold()
        )[:most]

    def _line(self, version: Version) -> str:
        survey = self._versions.survey(version.id, version.definition)
        return words.say(
            words.SURVEY_LINE,
            title=quoted(survey.title, _LONGEST_LISTED),
            key=version.key,
            version=version.number,
            questions=_questions(survey),
        )


_MOST_LISTED = 15


def _questions(survey: Survey) -> str:
    return words.count(len(survey.questions), words.QUESTIONS_ONE, words.QUESTIONS_MANY)


def _besides(survey: Survey) -> Iterator[str]:
    """What a creator should know of a survey's translations and experiment, a sentence each."""
    if survey.translations:
        yield words.say(definitions.ALSO_IN, languages=", ".join(survey.translations))
    if survey.experiment is not None:
        count = len(survey.experiment.variants)
        people = round(count * needed(0.5, SMALLEST, count - 1), -1)
        yield words.say(definitions.TRIES, count=count, what=survey.experiment.what, people=f"{people:,}")


async def latest_or_kind_error(tx: Tx, community_id: int, key: str) -> Version:
    """The newest version of the survey. Raises KindError where there is none."""
    version = await surveys.latest(tx, community_id, key)
    if version is None:
        raise KindError(words.say(words.SURVEY_UNKNOWN, key=quoted(key, 40)))
    return version
