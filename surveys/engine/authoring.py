"""Writing surveys in Discord: every change is stored at once, and only on top of what its author saw."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from surveys.core import editing, editing_sheets, words
from surveys.core import editing_cards as cards
from surveys.core.editing import Step, Used
from surveys.core.editing_cards import KINDS, Draft, Mark
from surveys.core.errors import KindError
from surveys.core.prompt import Say
from surveys.core.roles import Actor, Right
from surveys.core.sheets import Given, Sheet
from surveys.core.survey import Survey
from surveys.core.wording import authoring
from surveys.engine.access import allowed
from surveys.engine.drafting import draft_of
from surveys.engine.library import Library
from surveys.engine.surveys import archived_error, keep_version, saved_card
from surveys.formats import from_plain, within_limits
from surveys.ports import Offered
from surveys.store import drafts, surveys
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.drafts import DraftRow
from surveys.store.tx import Tx

#: A survey, and what else is known of it, to what becomes of it, what is said, and which question is shown (0: all).
Change = Callable[[Survey, Used], tuple[Survey, str, int]]

#: Forms a button opens, by its step.
_FORMS: Final[Mapping[int, Callable[[Draft, int], Sheet]]] = {
    Step.TEXTS: lambda draft, _: editing_sheets.of_texts(draft),
    Step.EDIT: editing_sheets.of_question,
    Step.MORE: lambda draft, number: editing_sheets.of_question(draft, number, more=True),
    Step.WAY_ADD: editing_sheets.of_way,
    Step.INSERT: editing_sheets.of_insert,
    Step.MEDIA: editing_sheets.of_media,
    Step.OTHERS: editing_sheets.of_others,
}
#: Steps that are about one question.
_OF_QUESTIONS: Final = frozenset(
    {Step.OPEN, Step.EDIT, Step.MORE, Step.UP, Step.DOWN, Step.COPY, Step.DELETE, Step.WAYS, Step.WAY_ADD,
     Step.WAY_REMOVE, Step.MEDIA, Step.OTHERS}
)  # fmt: skip


class Authoring:
    """The editor. Whoever uses it is checked at every step, and so is whether what they saw is still so."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library

    async def pressed(self, community_id: int, actor: Actor, mark: Mark, now: datetime) -> Say | Sheet:
        """What a button leads to: a card, or a form to fill in.

        Raises KindError for people who may not write surveys, and where there is no such draft.
        """
        community = await allowed(self._database, community_id, actor, Right.SURVEYS)
        if mark.step in _CHANGES:
            change = _CHANGES[Step(mark.step)]
            return await self._change(
                community, actor, mark, now, lambda survey, used: change(survey, used, mark.number)
            )
        match mark.step:
            case Step.UNDO:
                return await self._undo(community, actor, mark, now)
            case Step.SAVE | Step.SAVE_OVER:
                return await self._save(community, actor, mark, now)
            case Step.DROP_SURE:
                return await self._drop(community, actor, mark)
        async with self._database.reading() as tx:
            draft = draft_of(await _row(tx, community_id, mark))
        if mark.step == Step.SHOW:
            return cards.overview(draft)
        if draft.revision != mark.revision:
            return cards.stale(draft, actor.user_id)
        _require_question(draft.survey, mark)
        if mark.step in _FORMS:
            return _FORMS[mark.step](draft, mark.number)
        match mark.step:
            case Step.OPEN:
                return self._question(draft, mark.number, community, actor, now)
            case Step.WAYS:
                return cards.ways(draft, mark.number)
            case Step.DROP:
                return cards.drop_sure(draft)
            case _:
                return cards.overview(draft)

    async def picked(
        self, community_id: int, actor: Actor, mark: Mark, tokens: Sequence[str], now: datetime
    ) -> Say | Sheet:
        """What picking from a menu leads to. Raises KindError as `pressed` does."""
        community = await allowed(self._database, community_id, actor, Right.SURVEYS)
        number = int(tokens[0]) if tokens and tokens[0].isdecimal() and len(tokens[0]) < _DIGITS else 0
        if mark.step == Step.WAY_REMOVE:

            def unled(survey: Survey, _: Used) -> tuple[Survey, str, int]:
                return editing.unled(survey, mark.number - 1, number - 1), authoring.CHANGED, mark.number

            return await self._change(community, actor, mark, now, unled, show=cards.ways)
        async with self._database.reading() as tx:
            draft = draft_of(await _row(tx, community_id, mark))
        if draft.revision != mark.revision:
            return cards.stale(draft, actor.user_id)
        if mark.step == Step.ADD and 1 <= number <= len(KINDS):
            return editing_sheets.of_new(draft, number)
        if mark.step == Step.OPEN and 1 <= number <= len(draft.survey.questions):
            return self._question(draft, number, community, actor, now)
        return cards.overview(draft)

    async def filled(
        self,
        community_id: int,
        actor: Actor,
        mark: Mark,
        given: Given,
        now: datetime,
        files: Sequence[Offered] = (),
    ) -> Say:
        """What came of a form that was sent: nothing typed into it is lost, whatever stands in its way.

        Raises KindError as `pressed` does, and for a file that can't be shown.
        """
        community = await allowed(self._database, community_id, actor, Right.SURVEYS)
        typed = editing_sheets.typed_in(given)
        if mark.step == Step.MEDIA:
            return await self._show_media(community, actor, mark, given, now, files, typed)
        change = _FILLED.get(mark.step)
        if change is None:
            raise KindError(authoring.GONE)
        return await self._change(
            community,
            actor,
            mark,
            now,
            lambda survey, used: change(survey, used, mark.number, given),
            typed=typed,
            show=cards.ways if mark.step == Step.WAY_ADD else None,
        )

    async def _show_media(
        self,
        community: Community,
        actor: Actor,
        mark: Mark,
        given: Given,
        now: datetime,
        files: Sequence[Offered],
        typed: str,
    ) -> Say:
        async with self._database.reading() as tx:
            await _row(tx, community.id, mark)  # nothing is fetched for a draft there isn't
        file = await self._library.take_in(files[0]) if files else None
        if file is not None:
            taken = file

            async def keep(tx: Tx) -> tuple[int, ...]:
                return await self._library.keep(tx, community.id, taken, now)

            await self._library.remove(await self._database.write(keep))
        upload = None if file is None else file[0]

        def show(survey: Survey, _: Used) -> tuple[Survey, str, int]:
            changed = editing_sheets.with_media(survey, mark.number, given, upload)
            return changed, authoring.CHANGED, mark.number

        return await self._change(community, actor, mark, now, show, typed=typed)

    async def _change(
        self,
        community: Community,
        actor: Actor,
        mark: Mark,
        now: datetime,
        change: Change,
        *,
        typed: str = "",
        show: Callable[[Draft, int, str], Say] | None = None,
    ) -> Say:
        async def work(tx: Tx) -> Say:
            row = await _row(tx, community.id, mark)
            draft = draft_of(row)
            if row.revision != mark.revision:
                return (
                    cards.not_stored(draft, actor.user_id, typed)
                    if typed
                    else cards.stale(draft, actor.user_id)
                )
            used = editing.used_in(await surveys.definitions(tx, community.id, row.key))
            try:
                _require_question(draft.survey, mark)
                changed, note, number = change(draft.survey, used)
                definition = within_limits(changed)
            except KindError as error:
                return cards.refused(draft, error.sentence, typed)
            if definition != row.definition:
                row = await drafts.change(tx, row, definition, actor.user_id, now)
            after = draft_of(row)
            if show is not None:
                return show(after, number, note)
            if not number:
                return cards.overview(after, note)
            return self._question(after, number, community, actor, now, note)

        return await self._database.write(work)

    def _question(
        self,
        draft: Draft,
        number: int,
        community: Community,
        actor: Actor,
        now: datetime,
        note: str | None = None,
    ) -> Say:
        reader, uploads = f"<@{actor.user_id}>", self._library.of(draft.survey)
        return cards.question(draft, number, community.name, community.time_zone, reader, now, note, uploads)

    async def _undo(self, community: Community, actor: Actor, mark: Mark, now: datetime) -> Say:
        async def work(tx: Tx) -> Say:
            row = await _row(tx, community.id, mark)
            if row.revision != mark.revision:
                return cards.stale(draft_of(row), actor.user_id)
            if not row.undo:
                return cards.overview(draft_of(row), authoring.NOTHING_TO_UNDO)
            return cards.overview(
                draft_of(await drafts.take_back(tx, row, actor.user_id, now)), authoring.UNDONE
            )

        return await self._database.write(work)

    async def _save(self, community: Community, actor: Actor, mark: Mark, now: datetime) -> Say:
        async def work(tx: Tx) -> Say:
            row = await _row(tx, community.id, mark)
            draft = draft_of(row)
            if row.revision != mark.revision:
                return cards.stale(draft, actor.user_id)
            if cards.missing(draft.survey):
                return cards.overview(draft, authoring.NOT_READY)
            latest = await surveys.latest(tx, community.id, row.key)
            if latest is not None and latest.archived:
                raise archived_error(latest)
            if latest is not None and latest.number != row.based_on and mark.step != Step.SAVE_OVER:
                return cards.overtaken(draft, latest.number)
            version, new = await keep_version(tx, community.id, row.key, row.definition, actor.user_id, now)
            await drafts.remove(tx, community.id, row.id)
            return saved_card(from_plain(row.definition), version, community, new=new)

        return await self._database.write(work)

    async def _drop(self, community: Community, actor: Actor, mark: Mark) -> Say:
        async def work(tx: Tx) -> Say:
            row = await _row(tx, community.id, mark)
            if row.revision != mark.revision:
                return cards.stale(draft_of(row), actor.user_id)
            await drafts.remove(tx, community.id, row.id)
            return Say((authoring.DROPPED,))

        return await self._database.write(work)


#: Digits of a place in a menu, and one more.
_DIGITS: Final = 4


async def _row(tx: Tx, community_id: int, mark: Mark) -> DraftRow:
    row = await drafts.load(tx, community_id, mark.draft)
    if row is None:
        raise KindError(authoring.GONE)
    return row


def _require_question(survey: Survey, mark: Mark) -> None:
    """Raise KindError for a question there is none of, which no card has asked for."""
    most = len(survey.questions)
    about_one = mark.step in _OF_QUESTIONS
    if (about_one and not 1 <= mark.number <= most) or (mark.step == Step.INSERT and mark.number > most):
        raise KindError(authoring.NOT_THERE)


# --- changes by a button, and by a form ------------------------------------------------------------------


def _up(survey: Survey, _: Used, number: int) -> tuple[Survey, str, int]:
    to = max(1, number - 1)
    return editing.moved(survey, number - 1, -1), words.say(authoring.MOVED, number=to), to


def _down(survey: Survey, _: Used, number: int) -> tuple[Survey, str, int]:
    to = min(len(survey.questions), number + 1)
    return editing.moved(survey, number - 1, 1), words.say(authoring.MOVED, number=to), to


def _copy(survey: Survey, used: Used, number: int) -> tuple[Survey, str, int]:
    if len(survey.questions) >= editing.MOST_QUESTIONS:
        raise KindError(authoring.FULL)
    return editing.copied(survey, number - 1, used), authoring.COPIED, 0


def _delete(survey: Survey, _: Used, number: int) -> tuple[Survey, str, int]:
    return editing.deleted(survey, number - 1), authoring.DELETED, 0


def _texts(survey: Survey, _: Used, __: int, given: Given) -> tuple[Survey, str, int]:
    return editing_sheets.with_texts(survey, given), authoring.CHANGED, 0


def _add(survey: Survey, used: Used, kind: int, given: Given) -> tuple[Survey, str, int]:
    if not 1 <= kind <= len(KINDS):
        raise KindError(authoring.NOT_THERE)
    if len(survey.questions) >= editing.MOST_QUESTIONS:
        raise KindError(authoring.FULL)
    changed = editing.added(survey, editing.written(KINDS[kind - 1], given, survey, used))
    return changed, words.say(authoring.ADDED, number=len(changed.questions)), 0


def _edit(survey: Survey, used: Used, number: int, given: Given) -> tuple[Survey, str, int]:
    question = editing.rewritten(survey.questions[number - 1], given, used)
    return editing.put(survey, number - 1, question), authoring.CHANGED, number


def _way(survey: Survey, _: Used, number: int, given: Given) -> tuple[Survey, str, int]:
    return editing_sheets.with_way(survey, number, given), authoring.CHANGED, number


def _others(survey: Survey, _: Used, number: int, given: Given) -> tuple[Survey, str, int]:
    return editing_sheets.with_others(survey, number, given), authoring.CHANGED, number


def _insert(survey: Survey, _: Used, number: int, given: Given) -> tuple[Survey, str, int]:
    return editing_sheets.with_insert(survey, number, given), authoring.CHANGED, number


_CHANGES: Final[Mapping[Step, Callable[[Survey, Used, int], tuple[Survey, str, int]]]] = {
    Step.UP: _up,
    Step.DOWN: _down,
    Step.COPY: _copy,
    Step.DELETE: _delete,
}
_FILLED: Final[Mapping[int, Callable[[Survey, Used, int, Given], tuple[Survey, str, int]]]] = {
    Step.TEXTS: _texts,
    Step.ADD: _add,
    Step.EDIT: _edit,
    Step.MORE: _edit,
    Step.WAY_ADD: _way,
    Step.INSERT: _insert,
    Step.OTHERS: _others,
}
