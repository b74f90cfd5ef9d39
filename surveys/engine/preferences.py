"""Preferences: how a follower wants to be asked, pausing, and being kept in. Everything takes effect at once."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import TypeVar

from surveys.core import words
from surveys.core.consent import SCOPES, Place, Quoting, Scope, requoted
from surveys.core.errors import KindError
from surveys.core.language import Languages, Sentence, Words
from surveys.core.phrases import preferences as phrases
from surveys.core.preference_cards import card, kept_card, page_of, paused_card, saved_note
from surveys.core.preferences import Choices, Page, Pause, Reader, What, pause, pick
from surveys.core.prompt import Say, Tone
from surveys.core.text import folded, quoted
from surveys.core.zones import is_zone, search_zones
from surveys.engine.rights import Rights
from surveys.store import followers, preferences, rights, statements, summaries, wishes
from surveys.store.database import Database
from surveys.store.preferences import Mine
from surveys.store.tx import Tx

_LONGEST_NAME = 80
_Code = TypeVar("_Code", bound=IntEnum)

#: What somebody decides about their choices; None where it is not among what there is.
Decide = Callable[[Choices], Choices | None]
#: How to show what came of it: the choices before and after, and who reads.
Show = Callable[[Choices, Choices, Reader], Say]


class Preferences:
    """A follower's own say in how they are asked. Cards name the follower; who uses one must be that person."""

    def __init__(self, database: Database, languages: Languages, rights: Rights) -> None:
        self._database = database
        self._languages = languages
        self._rights = rights

    async def show(
        self, user_id: int, community_id: int | None, time_zone: str | None, locale: str | None, now: datetime
    ) -> Say:
        """The preferences in that community, or where they joined last; a `time_zone` is set first.

        Raises KindError for a time zone that can't be made out; then nothing changed.
        """
        zone = None if time_zone is None else self._zone(time_zone)

        async def work(tx: Tx) -> Say:
            mine = await self._membership(tx, user_id, community_id, locale)
            if isinstance(mine, Say):
                return mine
            if zone is None:
                await preferences.sign_of_life(tx, mine.choices.follower, now)
                reader = self._reader(mine.choices, locale, now)
                return await self._card(tx, mine, Page.OFTEN, reader, switch=community_id is None)
            after = pick(mine.choices, What.ZONE, (zone,), self._languages)
            return await self._settle(tx, mine, What.ZONE, after, locale, now, switch=community_id is None)

        return await self._database.write(work)

    async def turn(
        self,
        user_id: int,
        follower_id: int,
        page: int | None,
        locale: str | None,
        now: datetime,
        *,
        here: bool,
    ) -> Say:
        """One side of the card: the one asked for, or the first. `here`: in the server it is about.

        Raises KindError where the card is somebody else's; so do the other methods that name a follower.
        """

        async def work(tx: Tx) -> Say:
            mine = await self._named(tx, user_id, follower_id, locale)
            if isinstance(mine, Say):
                return mine
            await preferences.sign_of_life(tx, follower_id, now)
            wanted = _code(Page, page) or Page.OFTEN
            reader = self._reader(mine.choices, locale, now)
            return await self._card(tx, mine, wanted, reader, switch=not here)

        return await self._database.write(work)

    async def choose(
        self,
        user_id: int,
        follower_id: int,
        what: int,
        tokens: Sequence[str],
        locale: str | None,
        now: datetime,
        *,
        here: bool,
    ) -> Say:
        """Something was picked from a menu of the card. It takes effect at once; the card says what changed.

        Who takes back that they may be quoted is taken out of summaries, too: ring the clock.
        """
        chosen = _code(What, what)
        if chosen is What.QUOTING:
            await self._take_back_quotes(user_id, follower_id, tokens)

        async def work(tx: Tx) -> Say:
            mine = await self._named(tx, user_id, follower_id, locale)
            if isinstance(mine, Say):
                return mine
            if chosen is What.COMMUNITY:
                return await self._switched(tx, user_id, mine, tokens, locale, now)
            after = None if chosen is None else pick(mine.choices, chosen, tokens, self._languages)
            return await self._settle(tx, mine, chosen, after, locale, now, switch=not here)

        said = await self._database.write(work)
        if chosen is What.QUOTING:
            self._rights.follow()
        return said

    async def pause(
        self, user_id: int, community_id: int | None, how: Pause, locale: str | None, now: datetime
    ) -> Say:
        """Pause in that community, or where they joined last; or go on."""

        async def work(tx: Tx) -> Say:
            mine = await self._membership(tx, user_id, community_id, locale)
            if isinstance(mine, Say):
                return mine
            after = await self._pause(tx, mine, how, now)
            return paused_card(after, self._reader(after, locale, now))

        return await self._database.write(work)

    async def press_pause(
        self, user_id: int, follower_id: int, how: int, locale: str | None, now: datetime, *, here: bool
    ) -> Say:
        """A button about pausing; the card it stood on becomes the preferences as they are now."""
        wanted = _code(Pause, how)

        async def work(tx: Tx) -> Say:
            mine = await self._named(tx, user_id, follower_id, locale)
            if isinstance(mine, Say):
                return mine
            reader = self._reader(mine.choices, locale, now)
            if wanted is None:
                note = reader.lang.say(phrases.NOT_A_CHOICE)
                return await self._card(tx, mine, Page.OFTEN, reader, note, switch=not here)
            after = await self._pause(tx, mine, wanted, now)
            # A pause stands on the card by itself.
            resumed = wanted is Pause.RESUME
            said = reader.lang.say(phrases.RESUMED, community=after.host) if resumed else None
            changed = Mine(mine.user_id, mine.left, after)
            return await self._card(tx, changed, Page.OFTEN, reader, said, switch=not here)

        return await self._database.write(work)

    async def keep_me(self, user_id: int, follower_id: int, locale: str | None, now: datetime) -> Say:
        """Somebody who never replied asks to be kept in: the slate is clean, a pause over."""

        async def work(tx: Tx) -> Say:
            mine = await self._named(tx, user_id, follower_id, locale)
            if isinstance(mine, Say):
                return mine
            await wishes.keep(tx, follower_id, now)
            await preferences.rejudge(tx, user_id)
            return kept_card(mine.choices, self._reader(mine.choices, locale, now).lang)

        return await self._database.write(work)

    # --- Whose, and what comes of it -------------------------------------------------------------

    def _zone(self, typed: str) -> str:
        if is_zone(typed):
            return typed
        found = search_zones(typed, 2) if folded(typed) else ()
        if len(found) != 1:
            raise KindError(phrases.UNKNOWN_ZONE, zone=quoted(typed, _LONGEST_NAME))
        return found[0]

    async def _membership(
        self, tx: Tx, user_id: int, community_id: int | None, locale: str | None
    ) -> Mine | Say:
        await wishes.note_locale(tx, user_id, locale)
        joined = await followers.following(tx, user_id)
        found = (one for one in joined if community_id in {None, one.community_id})
        here = next(found, None)
        if here is not None:
            mine = await preferences.load(tx, here.follower_id)
            assert mine is not None
            return mine
        lang = self._languages.of((await wishes.languages(tx, user_id))[0], locale)
        return _plain(lang, phrases.NOWHERE if community_id is None else phrases.NOT_HERE)

    async def _named(self, tx: Tx, user_id: int, follower_id: int, locale: str | None) -> Mine | Say:
        await wishes.note_locale(tx, user_id, locale)
        mine = await preferences.load(tx, follower_id)
        if mine is None or mine.user_id != user_id:
            raise KindError(phrases.NOT_YOURS)
        if mine.left:
            lang = self._languages.of(mine.choices.language, locale, mine.choices.locale)
            return _plain(lang, phrases.LEFT_BEFORE, community=mine.choices.host)
        return mine

    async def _settle(
        self,
        tx: Tx,
        mine: Mine,
        what: What | None,
        after: Choices | None,
        locale: str | None,
        now: datetime,
        *,
        switch: bool,
    ) -> Say:
        """Store a decision about `what`, and the card that shows it; None: it was not among what there is."""
        before = mine.choices
        await preferences.sign_of_life(tx, before.follower, now)
        reader = self._reader(after or before, locale, now)
        page = Page.OFTEN if what is None else page_of(what)
        if after is None or what is None:
            note = reader.lang.say(phrases.NOT_A_CHOICE)
            return await self._card(tx, mine, page, reader, note, switch=switch)
        await self._store(tx, mine.user_id, before, after, now)
        note = saved_note(before, after, what, reader)
        return await self._card(tx, Mine(mine.user_id, mine.left, after), page, reader, note, switch=switch)

    async def _store(self, tx: Tx, user_id: int, before: Choices, after: Choices, now: datetime) -> None:
        await preferences.save(tx, user_id, after)
        if after.quoting is Quoting.NO:
            await statements.take_back(tx, after.follower)
        given = requoted(before.quoting, after.quoting, Place.PREFERENCES, words.WORDING_VERSION, now)
        for consent in given:
            await followers.record_consent(tx, after.follower, consent)
        if SCOPES[before.quoting] - SCOPES[after.quoting]:
            # They may have been made anew since the quotes went, and before this choice.
            await summaries.renew_papers(tx, await rights.invitations_of(tx, after.follower))
        await preferences.rejudge(tx, user_id)

    async def _take_back_quotes(self, user_id: int, follower_id: int, tokens: Sequence[str]) -> None:
        """First what is posted, then the choice: whatever happens in between, a choice that stands is kept."""
        async with self._database.reading() as tx:
            mine = await preferences.load(tx, follower_id)
        if mine is None or mine.user_id != user_id or mine.left:
            return
        after = pick(mine.choices, What.QUOTING, tokens, self._languages)
        lost = frozenset[Scope]() if after is None else SCOPES[mine.choices.quoting] - SCOPES[after.quoting]
        if lost:
            named_only = Scope.QUOTES_ANONYMOUS not in lost
            await self._rights.withdraw_quotes(follower_id, named_only=named_only)

    async def _pause(self, tx: Tx, mine: Mine, how: Pause, now: datetime) -> Choices:
        after = pause(mine.choices, how, now)
        await preferences.sign_of_life(tx, after.follower, now)
        await self._store(tx, mine.user_id, mine.choices, after, now)
        if how is not Pause.RESUME:
            await preferences.drop_follow_ups(tx, after.follower, now)
        return after

    async def _switched(
        self, tx: Tx, user_id: int, mine: Mine, tokens: Sequence[str], locale: str | None, now: datetime
    ) -> Say:
        """The card of another of the person's own memberships; of this one where that can't be."""
        joined = {str(one.follower_id): one.follower_id for one in await followers.following(tx, user_id)}
        wanted = next((joined[token] for token in tokens if token in joined), mine.choices.follower)
        shown = await preferences.load(tx, wanted)
        assert shown is not None
        await preferences.sign_of_life(tx, wanted, now)
        return await self._card(tx, shown, Page.OFTEN, self._reader(shown.choices, locale, now), switch=True)

    async def _card(
        self, tx: Tx, mine: Mine, page: Page, reader: Reader, note: str | None = None, *, switch: bool
    ) -> Say:
        joined = await followers.following(tx, mine.user_id) if switch else ()
        others = [(one.follower_id, one.community) for one in joined]
        return card(mine.choices, page, reader, note=note, others=others)

    def _reader(self, choices: Choices, locale: str | None, now: datetime) -> Reader:
        lang = self._languages.of(choices.language, locale, choices.locale)
        return Reader(lang, self._languages, now)


def _plain(lang: Words, sentence: Sentence, **values: str) -> Say:
    return Say((lang.say(sentence, **values),), tone=Tone.CAREFUL)


def _code(kind: type[_Code], number: int | None) -> _Code | None:
    """The entry of `kind` with that number, if there is one: custom ids can be forged."""
    return next((one for one in kind if one == number), None)
