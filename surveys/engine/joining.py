"""Joining and leaving a community."""

from dataclasses import dataclass
from datetime import datetime

from surveys.core import words
from surveys.core.consent import Place, consents
from surveys.core.language import Languages, Sentence, Words
from surveys.core.phrases import joining
from surveys.core.preference_cards import joined_card, open_button
from surveys.core.preferences import Choices, Reader
from surveys.core.prompt import Button, Say, Tone, Verb, Weight
from surveys.core.respect import Where
from surveys.core.showing import farewell
from surveys.core.terms import USUAL, Terms, clock, wording_version
from surveys.core.text import clean, clip
from surveys.engine.access import community_of
from surveys.ports import Courier, Fate, Person
from surveys.store import conversations, followers, preferences, statements, wishes
from surveys.store.database import Database
from surveys.store.tx import Tx

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Joined:
    """What to say to somebody who just joined, and whether questions will reach them."""

    card: Say
    reached: bool


@dataclass(frozen=True, slots=True)
class _SignedUp:
    """A membership as it stands right after the click."""

    choices: Choices
    new: bool
    dms_refused: bool
    dm_channel_id: int | None
    open_round: tuple[int, datetime] | None


async def withdraw(tx: Tx, follower_id: int, place: Place, now: datetime) -> None:
    """End a membership in the caller's transaction: the record of consent, and all that is pending."""
    mine = await preferences.load(tx, follower_id)
    if mine is None or mine.left:
        return
    await followers.leave(tx, follower_id, now)
    await statements.take_back(tx, follower_id)
    for consent in consents(False, place, words.WORDING_VERSION, now, mine.choices.quoting):
        await followers.record_consent(tx, follower_id, consent)
    await conversations.stop_all(tx, follower_id, words.HELD_LEFT, now)


async def leave_latest(tx: Tx, user_id: int, place: Place, lang: Words, now: datetime) -> Say:
    """Leave the community joined last, in the caller's transaction; says how to leave the others too."""
    mine = await followers.following(tx, user_id)
    if not mine:
        return Say((lang.say(joining.NOT_A_FOLLOWER),))
    here, *others = mine
    await withdraw(tx, here.follower_id, place, now)
    kept = await followers.has_answered(tx, here.follower_id)
    return farewell(lang, here.community, kept=kept, others=tuple(one.community for one in others))


def join_card(community_id: int, community: str, lang: Words, terms: Terms = USUAL) -> Say:
    """The card that invites people to join: what, how often, what is stored, who sees it, how to leave."""
    name = clip(clean(community), _LONGEST_NAME)
    args = (str(community_id),)
    begin, end = map(clock, terms.quiet)
    how_often = lang.say(joining.JOIN_OFTEN[terms.gap_days], begin=begin, end=end)
    said = (joining.JOIN_STORED, joining.JOIN_WHO, joining.JOIN_LEAVE)
    return Say(
        (lang.say(joining.JOIN_WHAT), how_often, *map(lang.say, said)),
        title=lang.say(joining.JOIN_TITLE, community=name),
        tone=Tone.ASK,
        airy=True,
        buttons=(
            Button(Verb.JOIN, args, lang.say(joining.JOIN_BUTTON)),
            Button(Verb.PRIVACY, args, lang.say(joining.PRIVACY_BUTTON), Weight.QUIET),
        ),
    )


class Joining:
    """Followers come and go. The first DM goes out inside the click that joins, never cold."""

    def __init__(self, database: Database, courier: Courier, languages: Languages) -> None:
        self._database = database
        self._courier = courier
        self._languages = languages

    async def join(
        self, community_id: int, user_id: int, place: Place, ref: int, locale: str | None, now: datetime
    ) -> Joined:
        """Make the person a follower and say hello by DM, which proves that DMs arrive.

        Joining counts even where the DM does not get through; the card says what to do then. Who comes
        back begins anew, with the preferences they had; who asked not to get DMs gets no hello. `ref` is
        the click's id: it keeps a repeated hello from arriving twice. Raises KindError where the
        community isn't set up.
        """
        await community_of(self._database, community_id)

        async def sign_up(tx: Tx) -> _SignedUp:
            return await self._sign_up(tx, community_id, user_id, place, locale, now)

        signed_up = await self._database.write(sign_up)
        choices = signed_up.choices
        reader = Reader(self._languages.of(choices.language, locale, choices.locale), self._languages, now)
        if choices.where is Where.SERVER:
            lead = joining.JOINED_HERE if signed_up.new else joining.JOINED_ALREADY_HERE
            return _joined(signed_up, reader, lead, Fate.DELIVERED)
        if not signed_up.new and signed_up.dm_channel_id is not None and not signed_up.dms_refused:
            return _joined(signed_up, reader, joining.JOINED_ALREADY, Fate.DELIVERED)
        fate = await self._hello(choices, user_id, signed_up.dm_channel_id, reader.lang, ref, now)
        match fate:
            case Fate.DELIVERED:
                return _joined(signed_up, reader, joining.JOINED, fate)
            case Fate.UNREACHABLE:
                return _joined(signed_up, reader, joining.JOINED_CLOSED, fate)
            case _:
                return _joined(signed_up, reader, joining.JOIN_RETRY, fate)

    async def _sign_up(
        self, tx: Tx, community_id: int, user_id: int, place: Place, locale: str | None, now: datetime
    ) -> _SignedUp:
        await followers.know_person(tx, user_id)
        await wishes.note_locale(tx, user_id, locale)
        follower_id, new = await followers.join(tx, community_id, user_id, now)
        if new:
            await wishes.keep(tx, follower_id, now)
        mine = await preferences.load(tx, follower_id)
        assert mine is not None
        if new:
            wording = wording_version(words.WORDING_VERSION, mine.choices.terms)
            for consent in consents(True, place, wording, now, mine.choices.quoting):
                await followers.record_consent(tx, follower_id, consent)
        return _SignedUp(
            choices=mine.choices,
            new=new,
            dms_refused=await followers.dms_refused(tx, user_id),
            dm_channel_id=await followers.dm_channel(tx, user_id),
            open_round=await preferences.open_round(tx, follower_id, now),
        )

    async def _hello(
        self, choices: Choices, user_id: int, channel_id: int | None, lang: Words, ref: int, now: datetime
    ) -> Fate:
        leave = Button(Verb.LEAVE, (str(choices.community_id),), lang.say(joining.LEAVE_BUTTON), Weight.QUIET)
        hello = Say(
            (lang.say(joining.WELCOME, community=choices.host),),
            title=lang.say(joining.WELCOME_TITLE),
            tone=Tone.GOOD,
            buttons=(open_button(choices.follower, lang), leave),
        )
        outcome = await self._courier.send(Person(user_id, channel_id), hello, f"j{ref}")

        async def remember(tx: Tx) -> None:
            if outcome.channel_id is not None:
                await followers.set_dm_channel(tx, user_id, outcome.channel_id)
            if outcome.fate is Fate.DELIVERED:
                await followers.set_dms_refused(tx, user_id, None)
            elif outcome.fate is Fate.UNREACHABLE:
                await followers.set_dms_refused(tx, user_id, now)

        await self._database.write(remember)
        return outcome.fate

    async def leave(
        self, community_id: int, user_id: int, place: Place, locale: str | None, now: datetime
    ) -> Say:
        """The person leaves this community, by command or button. Says so, also to who wasn't in it."""

        async def go(tx: Tx) -> Say:
            lang = await self._language(tx, user_id, locale)
            mine = await followers.following(tx, user_id)
            here = next((one for one in mine if one.community_id == community_id), None)
            if here is None:
                return Say((lang.say(joining.NOT_JOINED),))
            await withdraw(tx, here.follower_id, place, now)
            kept = await followers.has_answered(tx, here.follower_id)
            return farewell(lang, here.community, kept=kept)

        return await self._database.write(go)

    async def leave_latest(self, user_id: int, place: Place, locale: str | None, now: datetime) -> Say:
        """Leaving without naming a community, as from a DM: the one joined last."""

        async def go(tx: Tx) -> Say:
            return await leave_latest(tx, user_id, place, await self._language(tx, user_id, locale), now)

        return await self._database.write(go)

    async def _language(self, tx: Tx, user_id: int, locale: str | None) -> Words:
        await wishes.note_locale(tx, user_id, locale)
        chosen, seen = await wishes.languages(tx, user_id)
        return self._languages.of(chosen, locale, seen)


def _joined(signed_up: _SignedUp, reader: Reader, lead: Sentence, fate: Fate) -> Joined:
    """The card for who joined; closed DMs offer the server."""
    card = joined_card(
        signed_up.choices,
        reader,
        reader.lang.say(lead),
        signed_up.open_round,
        Tone.GOOD if fate is Fate.DELIVERED else Tone.CAREFUL,
        closed=fate is Fate.UNREACHABLE,
    )
    return Joined(card, reached=fate is Fate.DELIVERED)
