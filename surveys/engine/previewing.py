"""Playing a survey to the creator alone, with nothing stored or sent."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from surveys.core.conversation import Conversation, advance, begin
from surveys.core.editing_cards import missing
from surveys.core.errors import KindError
from surveys.core.hours import Hours
from surveys.core.language import Languages
from surveys.core.prompt import Ask, Say
from surveys.core.replies import Heard, Typed
from surveys.core.roles import Actor, Right
from surveys.core.rounds import DEFAULT_DAYS
from surveys.core.scene import Scene
from surveys.core.showing import opening
from surveys.core.survey import Survey
from surveys.core.text import storable
from surveys.core.widgets import Form
from surveys.core.wording import authoring
from surveys.core.wording import trying as wording
from surveys.engine.access import allowed
from surveys.engine.drafting import draft_of
from surveys.engine.library import Library
from surveys.engine.surveys import latest_or_kind_error
from surveys.engine.versions import Versions
from surveys.store import drafts
from surveys.store.communities import Community
from surveys.store.database import Database

#: How many previews are kept, of everybody together; the one not used for longest ends first.
MOST: Final = 50
#: How long one is kept that nobody uses.
UNUSED: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class _Play:
    """One preview: everything about it that no reply changes, where it stands, and the newest id heard."""

    scene: Scene
    conversation: Conversation
    heard: int
    used_at: datetime


class Previewing:
    """Keeps the conversations of previews in memory, each for the one who plays it.

    Nothing of a preview may be stored, and its answers don't fit the custom ids of a card; so it ends with the
    process. How many there are is bounded, and so is what is said in each, by Discord's forms.
    """

    def __init__(
        self, database: Database, versions: Versions, languages: Languages, library: Library
    ) -> None:
        self._database = database
        self._versions = versions
        self._languages = languages
        self._library = library
        self._plays: OrderedDict[tuple[int, int], _Play] = OrderedDict()

    async def play(
        self, community_id: int, actor: Actor, key: str, ref: int, locale: str | None, now: datetime
    ) -> Ask:
        """The first card of the newest version of that survey. Raises KindError for people who may not change surveys."""
        community = await allowed(self._database, community_id, actor, Right.SURVEYS)
        async with self._database.reading() as tx:
            version = await latest_or_kind_error(tx, community_id, key)
        survey = self._versions.survey(version.id, version.definition)
        return self.begin(survey, community, actor.user_id, ref, locale, now)

    async def play_draft(
        self, community_id: int, actor: Actor, draft_id: int, ref: int, locale: str | None, now: datetime
    ) -> Ask:
        """The first card of a survey in the making, as it is now. Raises KindError as `play` does, and where it isn't ready."""
        community = await allowed(self._database, community_id, actor, Right.SURVEYS)
        async with self._database.reading() as tx:
            row = await drafts.load(tx, community_id, draft_id)
        if row is None:
            raise KindError(authoring.GONE)
        survey = draft_of(row).survey
        if missing(survey):
            raise KindError(authoring.PLAY_TOO_EARLY)
        return self.begin(survey, community, actor.user_id, ref, locale, now)

    def begin(
        self, survey: Survey, community: Community, user_id: int, ref: int, locale: str | None, now: datetime
    ) -> Ask:
        """The first card of any survey, stored or not; callers check that the person may see it.

        `ref` is the id of the interaction that asks for it, and names the preview from then on: no other ever has it.
        `locale` is the language it is played in. The card has to be shown to that person alone.
        """
        shown = survey.in_language(locale)
        scene = Scene(
            survey=shown,
            own=None if shown is survey else survey,
            uploads=self._library.of(survey),
            community=community.name,
            lang=self._languages.of(locale),
            hours=Hours(community.time_zone),
            closes_at=now + timedelta(days=DEFAULT_DAYS),
            now=now,
            name=f"<@{user_id}>",
            # What names a community on a follower's card names the preview on this one.
            community_id=ref,
            here=True,
        )
        conversation = begin(shown, ref)
        self._keep((user_id, ref), _Play(scene, conversation, ref, now))
        return replace(opening(scene, conversation), badge=wording.PREVIEW, tried=True)

    def hear(self, user_id: int, preview: int, heard: Heard, ref: int, now: datetime) -> Ask | Say | None:
        """What is said to `heard`; None for a replay, which says nothing. Somebody else's preview is none."""
        play = self._play(user_id, preview, now)
        if play is None:
            return Say((wording.PREVIEW_OVER,))
        if ref <= play.heard:
            return None
        if isinstance(heard, Typed):
            heard = replace(heard, text=storable(heard.text))
        turn = advance(replace(play.scene, now=now), play.conversation, heard)
        if turn.leaves:
            del self._plays[user_id, preview]
        else:
            self._keep(
                (user_id, preview), replace(play, conversation=turn.conversation, heard=ref, used_at=now)
            )
        return replace(turn.card, badge=wording.PREVIEW, tried=True)

    def form(self, user_id: int, preview: int, question: str, now: datetime) -> Form | Say:
        """The form to type an answer to that question in, or why there is none."""
        play = self._play(user_id, preview, now)
        asked = None if play is None else play.scene.survey.question(question)
        if play is None or asked is None:
            return Say((wording.PREVIEW_OVER,))
        return asked.form(play.scene.lang)

    def _play(self, user_id: int, preview: int, now: datetime) -> _Play | None:
        play = self._plays.get((user_id, preview))
        if play is not None and now - play.used_at > UNUSED:
            del self._plays[user_id, preview]
            return None
        return play

    def _keep(self, which: tuple[int, int], play: _Play) -> None:
        self._plays[which] = play
        self._plays.move_to_end(which)
        if len(self._plays) > MOST:
            self._plays.popitem(last=False)
