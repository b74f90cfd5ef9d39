"""What everybody may ask about their data: to have it, to have it deleted, to know what becomes of it."""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from surveys.core import words
from surveys.core.durations import in_words
from surveys.core.language import Languages, Words
from surveys.core.phrases import rights as phrases
from surveys.core.prompt import Button, Document, Say, Tone, Verb, Weight
from surveys.core.rights import BACKUP_DAYS, PrivacyFacts, days_kept
from surveys.core.text import clip, quoted
from surveys.engine.mydata import told
from surveys.engine.traces import Traces
from surveys.engine.versions import Versions
from surveys.store import communities, erasing, mydata, rights, summaries, wishes
from surveys.store.attachments import Attachments
from surveys.store.communities import Community
from surveys.store.database import Database
from surveys.store.rights import Membership
from surveys.store.summaries import MENTION
from surveys.store.tx import Tx

FILE_NAME: Final = "earful-mydata.json"
_LONGEST_NAME: Final = 80
_MOST_NAMED: Final = 20
_LONGEST_CONTACT: Final = 200


class Rights:
    """Data rights of whoever asks. Nobody but the person themselves is ever given, or deletes, anything here."""

    def __init__(
        self,
        database: Database,
        languages: Languages,
        versions: Versions,
        files: Attachments,
        traces: Traces,
        facts: PrivacyFacts,
    ) -> None:
        self._database = database
        self._languages = languages
        self._versions = versions
        self._files = files
        self._traces = traces
        self._facts = facts

    async def mydata(self, user_id: int, locale: str | None, now: datetime) -> Say:
        """Everything stored about the person, as a JSON file (UTF-8) with a sentence about it."""
        async with self._database.reading() as tx:
            lang = await self._lang(tx, user_id, locale)
            known = await rights.is_known(tx, user_id)
            everything = await mydata.about(tx, user_id)
        ids = [row.id for rows in everything.attachments.values() for row in rows]
        checksums = await asyncio.to_thread(lambda: {one: self._files.sha256(one) for one in ids})
        data = told(user_id, everything, self._versions.survey, checksums, lang, now)
        file = Document(FILE_NAME, (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode())
        return Say((lang.say(phrases.MYDATA if known else phrases.MYDATA_NONE),), document=file)

    async def ask_to_forget(self, user_id: int, locale: str | None) -> Say:
        """What forgetting would mean for the person, with the buttons that do it or don't. Changes nothing."""
        async with self._database.reading() as tx:
            lang = await self._lang(tx, user_id, locale)
            mine = await rights.memberships(tx, user_id)
            known = await rights.is_known(tx, user_id)
        if not known:
            return Say((lang.say(phrases.FORGET_NOTHING),))
        where = (
            lang.say(phrases.FORGET_WHERE, communities=_named(mine))
            if mine
            else lang.say(phrases.FORGET_TEAM)
        )
        return Say(
            (
                where,
                lang.say(phrases.FORGET_WHAT),
                lang.say(phrases.FORGET_STAYS),
                lang.say(phrases.FORGET_FINAL),
            ),
            title=lang.say(phrases.FORGET_TITLE),
            tone=Tone.CAREFUL,
            airy=True,
            buttons=(
                Button(Verb.FORGET, (), lang.say(phrases.FORGET_BUTTON), Weight.DANGER),
                Button(Verb.FORGET_DONT, (), lang.say(phrases.FORGET_DONT_BUTTON), Weight.QUIET),
            ),
        )

    async def keep(self, user_id: int, locale: str | None) -> Say:
        """They thought better of it: says that nothing was deleted."""
        async with self._database.reading() as tx:
            lang = await self._lang(tx, user_id, locale)
        return Say((lang.say(phrases.FORGET_KEPT),))

    async def forget(self, user_id: int, locale: str | None, now: datetime) -> Say:
        """Delete everything stored about the person; says what was. May be repeated at any time.

        First the backups, which takes seconds where there are large ones; then all rows in one
        transaction; then files and log. What a process that ends in between leaves is removed by the
        next one. Posted summaries follow: ring the clock. Raises StoreBusyError where a backup is in use;
        then nobody is forgotten yet.
        """
        async with self._database.reading() as tx:
            lang = await self._lang(tx, user_id, locale)
        # While the person's rows are still there, an interruption leaves nothing undone that nobody knows of.
        await asyncio.to_thread(erasing.clean_backups, self._database.path, user_id)

        async def go(tx: Tx) -> tuple[bool, Sequence[Membership], bool, tuple[int, ...]]:
            known = await rights.is_known(tx, user_id)
            mine = await rights.memberships(tx, user_id)
            if not known:
                return False, mine, False, ()
            files = await rights.forget(tx, user_id, words.HELD_LEFT, now)
            return True, mine, await summaries.any_stale(tx), files

        known, mine, quoted_somewhere, files = await self._database.write(go, lengthy=True)
        if not known:
            return Say((lang.say(phrases.FORGET_NOTHING),))
        await self._traces.let_go(files)
        where = (
            lang.say(phrases.FORGOTTEN_WHERE, communities=_named(mine))
            if mine
            else lang.say(phrases.FORGOTTEN)
        )
        quotes = (lang.say(phrases.FORGOTTEN_QUOTES),) if quoted_somewhere else ()
        return Say(
            (where, *quotes, lang.say(phrases.FORGOTTEN_AFTER)),
            title=lang.say(phrases.FORGOTTEN_TITLE),
            tone=Tone.GOOD,
        )

    def follow(self) -> None:
        """Something changed that posted summaries may have to follow: ring the clock."""
        self._traces.leave()

    async def withdraw_quotes(self, follower_id: int, *, named_only: bool = False) -> int:
        """Take the follower's quotes out of posted summaries, or only those with their name; how many.

        For a follower who no longer agrees to being quoted. Their answers stay. The posted messages
        follow: ring the clock.
        """

        async def withdraw(tx: Tx) -> tuple[int, bool]:
            asked = await rights.invitations_of(tx, follower_id)
            number = await summaries.withdraw(tx, asked, containing=MENTION if named_only else "")
            return number, await summaries.any_stale(tx)

        withdrawn, follows = await self._database.write(withdraw)
        if follows:
            self._traces.leave()
        return withdrawn

    async def privacy(self, community_id: int | None, locale: str | None, user_id: int | None = None) -> Say:
        """The privacy page in short, true to the settings in force; of a community or, without one, of any."""
        async with self._database.reading() as tx:
            lang = self._languages.of(locale) if user_id is None else await self._lang(tx, user_id, locale)
            community = None if community_id is None else await communities.load(tx, community_id)
        who = self._who_sees_it(community, lang)
        host = (
            lang.say(phrases.PRIVACY_HOST_UNKNOWN)
            if self._facts.contact is None
            else lang.say(phrases.PRIVACY_HOST, contact=clip(self._facts.contact, _LONGEST_CONTACT))
        )
        own = None if community is None else community.retention_days
        page = self._facts.page_url
        return Say(
            (
                lang.say(phrases.PRIVACY_WHAT),
                lang.say(phrases.PRIVACY_WHY),
                who,
                lang.say(
                    phrases.PRIVACY_LONG,
                    retention=_days(days_kept(self._facts.retention_days, own), lang),
                    backups=_days(BACKUP_DAYS, lang),
                ),
                lang.say(phrases.PRIVACY_YOURS),
                host,
            ),
            title=lang.say(phrases.PRIVACY_TITLE),
            airy=True,
            footer=None if page is None else lang.say(phrases.PRIVACY_PAGE, address=page),
        )

    def _who_sees_it(self, community: Community | None, lang: Words) -> str:
        if community is None:
            model = self._facts.model_host
            return (
                lang.say(phrases.PRIVACY_WHO_ANYWHERE)
                if model is None
                else lang.say(phrases.PRIVACY_WHO_MODEL_ANYWHERE, host=model)
            )
        name = quoted(community.name, _LONGEST_NAME)
        if community.model_host is None:
            return lang.say(phrases.PRIVACY_WHO, community=name)
        return lang.say(phrases.PRIVACY_WHO_MODEL, community=name, host=community.model_host)

    async def _lang(self, tx: Tx, user_id: int, locale: str | None) -> Words:
        chosen, seen = await wishes.languages(tx, user_id)
        return self._languages.of(chosen, locale, seen)


def _named(mine: Sequence[Membership]) -> str:
    names = [f"**{quoted(one.community, _LONGEST_NAME)}**" for one in mine]
    more = ["…"] if len(names) > _MOST_NAMED else []
    return ", ".join(names[:_MOST_NAMED] + more)


def _days(days: int, lang: Words) -> str:
    return in_words(timedelta(days=days).total_seconds(), lang)
