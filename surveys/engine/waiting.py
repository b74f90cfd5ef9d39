"""Finding what waits: “Answer here” on a round's card, `/feedback answer`, and the form to type in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from surveys.core.consent import Place
from surveys.core.invitation import InvitationState
from surveys.core.language import Words
from surveys.core.phrases import asking, joining
from surveys.core.prompt import Button, Say, Tone, Verb
from surveys.core.replies import Show
from surveys.core.rounds import RoundState
from surveys.core.scene import moment
from surveys.core.text import clean, clip, quoted
from surveys.core.widgets import Form
from surveys.engine.hearing import Hearing, Reply, is_open
from surveys.engine.scenes import Scenes
from surveys.store import conversations, followers, rounds, wishes
from surveys.store.database import Database
from surveys.store.standings import Standing
from surveys.store.tx import Tx

_LONGEST_TITLE, _MOST_LISTED = 80, 5


class Waiting:
    """Shows followers where they stand, whichever way they come."""

    def __init__(self, database: Database, scenes: Scenes, hearing: Hearing) -> None:
        self._database = database
        self._scenes = scenes
        self._hearing = hearing

    async def answer_here(
        self, user_id: int, community_id: int, round_id: int, ref: int, locale: str | None, now: datetime
    ) -> Reply:
        """“Answer here” on a round's card in the server: the question where they stand, for them alone."""

        async def take(tx: Tx) -> Reply:
            lang = self._scenes.languages.of(*await wishes.languages(tx, user_id), locale)
            row = await rounds.load(tx, round_id)
            if (
                row is None
                or row.community_id != community_id
                or row.rehearsal
                or row.state is not RoundState.OPEN
            ):
                return Reply(Say((lang.say(asking.ROUND_CLOSED),)), private=True)
            mine = await followers.following(tx, user_id)
            here = next((one for one in mine if one.community_id == community_id), None)
            if here is None:
                return Reply(_join_first(lang, community_id, row.community), private=True)
            if await rounds.audience_of(tx, round_id) is None:
                await conversations.invite(tx, round_id, here.follower_id)
            standing = await conversations.in_round(tx, round_id, user_id)
            if standing is None:
                return Reply(Say((lang.say(asking.NOT_IN_ROUND),)), private=True)
            reply = await self._hearing.hear(tx, standing, Show(), ref, locale, now, Place.COMMAND, here=True)
            return replace(reply, private=True)

        return await self._database.write(take)

    async def waiting(
        self,
        user_id: int,
        community_id: int | None,
        ref: int,
        locale: str | None,
        now: datetime,
        *,
        here: bool,
    ) -> Reply:
        """What waits for this person, in that community or in all: the question itself where it is one round."""

        async def take(tx: Tx) -> Reply:
            lang = self._scenes.languages.of(*await wishes.languages(tx, user_id), locale)
            await wishes.note_locale(tx, user_id, locale)
            standings = await conversations.in_open_rounds(tx, user_id, community_id)
            match standings:
                case ():
                    joined = await followers.following(tx, user_id)
                    sentence = asking.NOTHING_WAITS if joined else joining.NOT_A_FOLLOWER
                    return Reply(Say((lang.say(sentence),)), private=True)
                case (standing,):
                    reply = await self._hearing.hear(
                        tx, standing, Show(), ref, locale, now, Place.COMMAND, here=here
                    )
                    return replace(reply, private=True)
                case _:
                    return Reply(self._listed(standings, lang), private=True)

        return await self._database.write(take)

    async def form(
        self,
        user_id: int,
        invitation_id: int,
        question: str,
        locale: str | None,
        now: datetime,
        *,
        here: bool,
    ) -> Form | Say:
        """The form to type an answer to that question in, or why there is none."""
        async with self._database.reading() as tx:
            standing = await conversations.by_invitation(tx, invitation_id)
        if standing is None or standing.user_id != user_id:
            return Say((self._scenes.languages.of(locale).say(asking.NOT_YOURS),))
        scene = self._scenes.of(standing, now, locale=locale, here=here)
        asked = scene.survey.question(question)
        if asked is None or not is_open(standing):
            return Say((scene.lang.say(asking.ROUND_CLOSED),))
        return asked.form(scene.lang)

    def _listed(self, standings: Sequence[Standing], lang: Words) -> Say:
        lines, buttons = [], []
        for standing in standings[:_MOST_LISTED]:
            survey = self._scenes.versions.shown(standing.version_id, standing.definition, lang.language)
            done = standing.state is InvitationState.COMPLETED
            lines.append(
                lang.say(
                    asking.WAITING_DONE if done else asking.WAITING_LINE,
                    title=quoted(survey.title, _LONGEST_TITLE),
                    community=quoted(standing.community, _LONGEST_TITLE),
                    closes=moment(standing.closes_at),
                )
            )
            label = clip(clean(survey.title), _LONGEST_TITLE)
            buttons.append(Button(Verb.CONTINUE, (str(standing.invitation_id),), label))
        return Say(tuple(lines), title=lang.say(asking.WAITING_TITLE), buttons=tuple(buttons))


def _join_first(lang: Words, community_id: int, community: str) -> Say:
    join = Button(Verb.JOIN, (str(community_id),), lang.say(joining.JOIN_BUTTON))
    name = quoted(community, _LONGEST_TITLE)
    return Say((lang.say(asking.JOIN_FIRST, community=name),), tone=Tone.ASK, buttons=(join,))
