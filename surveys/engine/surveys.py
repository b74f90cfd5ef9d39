"""Bringing surveys in and listing them."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from surveys.core import words
from surveys.core.durations import in_words
from surveys.core.errors import KindError
from surveys.core.prompt import Button, Document, Say, Tone, Verb, Weight
from surveys.core.roles import Actor, Right
from surveys.core.survey import Survey
from surveys.core.text import folded, quoted
from surveys.core.wording import authoring, definitions
from surveys.core.wording import surveys as wording
from surveys.engine.access import allowed, is_allowed
from surveys.engine.library import require_files
from surveys.engine.versions import Versions
from surveys.formats import as_plain, read_survey
from surveys.formats.writing import write_survey
from surveys.insight.experiments import SMALLEST
from surveys.insight.intervals import needed
from surveys.store import audit, drafts, surveys
from surveys.store.audit import Deed
from surveys.store.communities import Community
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
            return await keep_version(tx, community_id, survey.key, definition, actor.user_id, now)

        version, new = await self._database.write(store)
        return saved_card(survey, version, community, new=new)

    async def export(self, community_id: int, actor: Actor, key: str, *, as_json: bool) -> Say:
        """The newest version of a survey as a file that can be imported again.

        Raises KindError for people who may not change surveys, and where there is no such survey.
        """
        await allowed(self._database, community_id, actor, Right.SURVEYS)
        async with self._database.reading() as tx:
            version = await latest_or_kind_error(tx, community_id, key, archived=True)
        survey = self._versions.survey(version.id, version.definition)
        ending = "json" if as_json else "yaml"
        said = words.say(wording.EXPORTED, title=quoted(survey.title, _LONGEST_TITLE), version=version.number)
        document = Document(f"{version.key}.{ending}", write_survey(survey, as_json=as_json))
        return Say((said,), document=document)

    async def list(self, community_id: int, actor: Actor, page: int = 0) -> Say:
        """The community's surveys, a page at a time, from 0. Raises KindError for people who aren't creators."""
        await allowed(self._database, community_id, actor, Right.SURVEYS)
        async with self._database.reading() as tx:
            everything = await surveys.all_latest(tx, community_id, archived=True)
            unsaved = [one for one in await drafts.of_community(tx, community_id) if one.based_on is None]
        versions = [one for one in everything if not one.archived]
        away = len(everything) - len(versions)
        if not versions and not unsaved and not away:
            return Say((words.SURVEY_NONE,), title=words.SURVEY_LIST_TITLE)
        start = min(page * _MOST_LISTED, max(0, len(versions) - 1) // _MOST_LISTED * _MOST_LISTED)
        lines = [_line(version) for version in versions[start : start + _MOST_LISTED]]
        first, last = start + 1, start + len(lines)
        several = len(versions) > _MOST_LISTED
        titles = ", ".join(f"**{quoted(one.title, _LONGEST_LISTED)}**" for one in unsaved[:_MOST_UNSAVED])
        said = (
            "\n".join(lines) or words.SURVEY_NONE,
            words.say(authoring.LISTED, first=first, last=last, count=len(versions)) if several else "",
            words.say(authoring.LIST_DRAFTS, titles=titles) if unsaved else "",
            words.say(authoring.LIST_ARCHIVED, count=away) if away else "",
        )
        at = start // _MOST_LISTED
        earlier = (_page(at - 1, authoring.EARLIER),) if at else ()
        older = (_page(at + 1, authoring.OLDER),) if last < len(versions) else ()
        paragraphs = tuple(one for one in said if one)
        return Say(paragraphs, title=words.SURVEY_LIST_TITLE, buttons=(*earlier, *older))

    async def require_creator(self, community_id: int, actor: Actor) -> None:
        """Raise KindError for people who aren't creators, before anything is fetched for them."""
        await allowed(self._database, community_id, actor, Right.SURVEYS)

    async def suggest(
        self, community_id: int, actor: Actor, typed: str, most: int
    ) -> tuple[tuple[str, str], ...]:
        """Keys and titles of surveys that contain what was typed, at most `most`; for creators only."""
        if not await is_allowed(self._database, community_id, actor, Right.SURVEYS):
            return ()  # a list of suggestions has no place for a sentence; the command itself says it
        async with self._database.reading() as tx:
            versions = await surveys.all_latest(tx, community_id)
        return best([(one.key, one.title) for one in versions], typed, most)


_MOST_LISTED, _MOST_UNSAVED = 15, 8


def best(known: Sequence[tuple[str, str]], typed: str, most: int) -> tuple[tuple[str, str], ...]:
    """Those keys and titles that fit what was typed, at most `most`: first those that begin with it."""
    wanted = typed.casefold().strip()
    fitting = [
        (not any(one.casefold().startswith(wanted) for one in (key, title)), title.casefold(), key, title)
        for key, title in known
        if wanted in key.casefold() or wanted in title.casefold()
    ]
    return tuple((key, title) for *_, key, title in sorted(fitting)[:most])


def saved_card(survey: Survey, version: Version, community: Community, *, new: bool) -> Say:
    """What came of saving a survey, and what comes next."""
    title = quoted(survey.title, _LONGEST_TITLE)
    if not new:
        return Say((words.say(words.SURVEY_SAME, title=title, key=version.key),))
    saved = words.say(
        words.SURVEY_SAVED,
        title=title,
        key=version.key,
        version=version.number,
        questions=_questions(len(survey.questions)),
        duration=in_words(survey.seconds()),
    )
    topic = survey.topic
    unknown = topic is not None and survey.topic_key not in {folded(one) for one in community.topics}
    hint = (words.say(words.SURVEY_TOPIC, topic=quoted(topic or "", _LONGEST_LISTED)),) if unknown else ()
    return Say(
        (saved, *_besides(survey), *hint, words.say(words.SURVEY_NEXT, key=version.key)), tone=Tone.GOOD
    )


def _besides(survey: Survey) -> Iterator[str]:
    """What a creator should know of a survey's translations and experiment, a sentence each."""
    if survey.translations:
        yield words.say(definitions.ALSO_IN, languages=", ".join(survey.translations))
    if survey.experiment is not None:
        count = len(survey.experiment.variants)
        people = round(count * needed(0.5, SMALLEST, count - 1), -1)
        yield words.say(definitions.TRIES, count=count, what=survey.experiment.what, people=f"{people:,}")


async def keep_version(
    tx: Tx, community_id: int, key: str, definition: dict[str, Any], user_id: int, now: datetime
) -> tuple[Version, bool]:
    """Make `definition` the next version of survey `key`, and whether it is one: it may be as the last, word for word.

    Raises KindError where the survey is archived.
    """
    latest = await surveys.latest(tx, community_id, key)
    if latest is not None and latest.archived:
        raise archived_error(latest)
    if latest is not None and latest.definition == definition:
        return latest, False
    await require_files(tx, community_id, definition)
    added = await surveys.add_version(tx, community_id, key, definition, user_id, now)
    subject = f"{key}, version {added.number}"
    await audit.record(tx, community_id, user_id, Deed.SURVEY_SAVED, subject, now)
    return added, True


async def latest_or_kind_error(tx: Tx, community_id: int, key: str, *, archived: bool = False) -> Version:
    """The newest version of the survey. Raises KindError where there is none, or it is archived and that won't do."""
    version = await surveys.latest(tx, community_id, key)
    if version is None:
        raise KindError(words.say(words.SURVEY_UNKNOWN, key=quoted(key, 40)))
    if version.archived and not archived:
        raise archived_error(version)
    return version


def archived_error(version: Version) -> KindError:
    """Says that the survey is archived, and how it comes back."""
    title = quoted(version.title, _LONGEST_LISTED)
    return KindError(words.say(authoring.IS_ARCHIVED, title=title, key=version.key))


def _line(version: Version) -> str:
    return words.say(
        words.SURVEY_LINE,
        title=quoted(version.title, _LONGEST_LISTED),
        key=version.key,
        version=version.number,
        questions=_questions(len(version.definition["questions"])),
    )


def _page(page: int, label: str) -> Button:
    return Button(Verb.SURVEYS, (str(page),), label, Weight.QUIET)


def _questions(number: int) -> str:
    return words.count(number, words.QUESTIONS_ONE, words.QUESTIONS_MANY)
