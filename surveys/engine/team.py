"""The team behind a community: which roles may do what, and what was done."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.prompt import Button, Picking, Say, Tone, Verb, Weight
from surveys.core.roles import Actor, Right
from surveys.core.scene import moment
from surveys.core.text import quoted
from surveys.core.widgets import Choosable
from surveys.core.wording import team as wording
from surveys.engine.access import allowed, community_of
from surveys.store import audit, grants
from surveys.store.audit import Deed, Line
from surveys.store.database import Database
from surveys.store.rights import NOBODY
from surveys.store.tx import Tx

_MOST_ROLES: Final = 20
_LINES: Final = 15
_LONGEST_SUBJECT: Final = 80


class Team:
    """Rights are given by people with Manage Server; what was done can be read by those who may see people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def overview(self, community_id: int, actor: Actor) -> Say:
        """Which roles may do what. Raises KindError for everyone without Manage Server, as the others do."""
        _require_manager(actor)
        community = await community_of(self._database, community_id)
        async with self._database.reading() as tx:
            granted = await grants.load(tx, community_id)
        role = community.creator_role_id
        first = wording.ALL if role is None else words.say(wording.ALL_AND_ROLE, role=_mention(role))
        having = by_role(granted)
        lines = [
            words.say(wording.ROLE_MAY, role=_mention(one), rights=listed(rights))
            for one, rights in sorted(having.items())[:_MOST_ROLES]
        ]
        hidden = len(having) - len(lines)
        if hidden:
            lines.append(words.say(wording.MORE_ROLES, count=hidden))
        return Say(
            (first, "\n".join(lines) or wording.NOBODY_ELSE, wording.INTEGRATIONS), title=wording.TITLE
        )

    async def of_role(self, community_id: int, actor: Actor, role_id: int) -> Say:
        """What one role may do, with a menu to change it. Raises KindError where it can have no rights of its own."""
        await self._require_ordinary(community_id, actor, role_id)
        async with self._database.reading() as tx:
            granted = await grants.load(tx, community_id)
        return _role_card(role_id, by_role(granted).get(role_id, ()))

    async def grant(
        self, community_id: int, actor: Actor, role_id: int, tokens: Collection[str], now: datetime
    ) -> Say:
        """From now on the role has these rights and no others."""
        await self._require_ordinary(community_id, actor, role_id)
        rights = [right for right in Right if right.value in tokens]

        async def store(tx: Tx) -> None:
            await grants.of_role(tx, community_id, role_id, rights)
            subject = f"role {role_id}: {', '.join(rights) or 'none'}"
            await audit.record(tx, community_id, actor.user_id, Deed.RIGHTS_CHANGED, subject, now)

        await self._database.write(store)
        return _role_card(role_id, rights, saved=True)

    async def done(self, community_id: int, actor: Actor, before: int | None) -> Say:
        """What creators did, newest first; with `before` what was done before that line."""
        await allowed(self._database, community_id, actor, Right.PEOPLE)
        async with self._database.reading() as tx:
            lines = await audit.lines(tx, community_id, before, _LINES + 1)
        if not lines:
            return Say(
                (wording.AUDIT_NONE if before is None else wording.AUDIT_END,), title=wording.AUDIT_TITLE
            )
        shown, more = lines[:_LINES], len(lines) > _LINES
        older = (Button(Verb.AUDIT, (str(shown[-1].id),), wording.AUDIT_OLDER, Weight.QUIET),) if more else ()
        return Say(("\n".join(map(_line, shown)),), title=wording.AUDIT_TITLE, buttons=older)

    async def _require_ordinary(self, community_id: int, actor: Actor, role_id: int) -> None:
        _require_manager(actor)
        community = await community_of(self._database, community_id)
        if role_id == community_id:  # Discord's @everyone has the server's id
            raise KindError(wording.NOT_EVERYONE)
        if role_id == community.creator_role_id:
            raise KindError(words.say(wording.IS_CREATOR_ROLE, role=_mention(role_id)))


def _require_manager(actor: Actor) -> None:
    if not actor.manages_server:
        raise KindError(wording.ONLY_MANAGERS)


def by_role(granted: Mapping[Right, frozenset[int]]) -> dict[int, list[Right]]:
    """Which rights each role has, from which roles have each right."""
    roles = {role for having in granted.values() for role in having}
    return {role: [right for right in Right if role in granted.get(right, ())] for role in roles}


def _role_card(role_id: int, rights: Collection[Right], *, saved: bool = False) -> Say:
    role = _mention(role_id)
    has = words.say(wording.ROLE_HAS, role=role, rights=listed(rights)) if rights else None
    menu = Picking(
        Verb.RIGHTS,
        (str(role_id),),
        wording.MENU_HINT,
        tuple(Choosable(right.value, wording.RIGHTS[right][0]) for right in Right),
        chosen=tuple(right.value for right in rights),
        least=0,
        most=len(Right),
    )
    said = (wording.SAVED,) if saved else ()
    return Say(
        (has or words.say(wording.ROLE_HAS_NONE, role=role), *said, wording.INTEGRATIONS),
        title=wording.ROLE_TITLE,
        tone=Tone.GOOD if saved else Tone.PLAIN,
        menus=(menu,),
    )


def listed(rights: Collection[Right]) -> str:
    """Rights, of which there is one at least, as a sentence names them."""
    *first, last = (wording.RIGHTS[right][1] for right in rights)
    return f"{', '.join(first)}; and {last}" if first else last


def _line(line: Line) -> str:
    who = wording.FORGOTTEN if line.user_id == NOBODY else f"<@{line.user_id}>"
    deed = line.deed.value.replace("_", " ")
    subject = quoted(line.subject, _LONGEST_SUBJECT)
    return words.say(wording.AUDIT_LINE, at=moment(line.at), who=who, deed=deed, subject=subject)


def _mention(role_id: int) -> str:
    return f"<@&{role_id}>"
