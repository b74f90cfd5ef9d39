"""The port Courier over Discord: cards go out paced, once each, and every refusal becomes an outcome."""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, TypeVar

import aiohttp
import discord
from discord.http import handle_message_parameters

from bot.bare import BareView
from bot.brakes import Brake, InvalidRequests
from bot.buckets import keep_small
from bot.history import History, marked
from bot.members import Members
from bot.pace import Pace, impatiently, is_unhurried, keep, last_look
from bot.refusals import Remedy, explain, read
from cogs.cards import Drawn
from surveys.core.prompt import Card, Pages
from surveys.core.rounds import Halt
from surveys.ports import Address, Channel, Fate, Outcome, Page, Person

log = logging.getLogger(__name__)

#: Seconds between tries of one request, each drawn out or shortened by up to half.
PAUSES: Final = (1.0, 3.0, 6.0)
#: No try begins later than this many seconds after the first: the nonce is remembered for minutes only.
TRY_SECONDS: Final = 90.0
#: How long no DM is opened after Discord said "too fast", and the most that doubling makes of it.
FIRST_REST_SECONDS: Final = 60.0
LONGEST_REST_SECONDS: Final = 3600.0
#: A caller's nonce; Discord takes 25 characters, five are left for the parts of long cards.
NONCE_LENGTH: Final = 20

#: After a warning, what nobody waits for goes at this share of the pace, for so long. Holds end after ten
#: minutes, so the first ten after that are slow ones.
_GENTLY, _GENTLY_SECONDS = 0.25, 1200.0
_WARNINGS: Final = frozenset({Halt.TOO_FAST, Halt.QUARANTINED, Halt.BUDGET})
#: How long a quarantine is remembered here; the rounds' own hold is in the rows.
_QUARANTINE_SECONDS: Final = 30.0

_UNKNOWN_CHANNEL: Final = 10003
_UNKNOWN_MESSAGE: Final = 10008
_INVALID_BODY: Final = 50035
_UNKNOWN_MEMBER: Final = 10007
_SILENT: Final = discord.AllowedMentions.none()

_T = TypeVar("_T")


class DiscordCourier:
    """Carries cards over `client`; to be made before the client logs in.

    From then on all of the client's REST requests share `requests_per_second`, not only those made here.
    What Discord answers never raises; a card that can't be drawn does, being a defect.
    """

    def __init__(
        self,
        client: discord.Client,
        *,
        requests_per_second: float,
        draw: Callable[[Card], Sequence[Drawn]],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        invalid: InvalidRequests | None = None,
        brake: Brake | None = None,
    ) -> None:
        self._client = client
        self._pace = Pace(requests_per_second)
        self._draw = draw
        self._sleep = sleep
        self._chance = chance
        self._invalid = invalid or InvalidRequests()
        self._brake = brake or Brake()
        self._quarantined_until = 0.0
        self._token_refused = False
        self._opening = asyncio.Lock()
        self._rest = FIRST_REST_SECONDS
        self._rested_at = 0.0
        self._resting_for: int | None = None
        self._members = Members(client, self._is_unknown_member, sleep)
        self._history = History(client, self._asked)
        keep_small(client)
        keep(client, self._pace, self._invalid, self._brake)

    @property
    def per_second(self) -> float:
        """How many requests a second it makes at most."""
        return self._pace.per_second

    def warm_up(self, share: float) -> None:
        """Go at that share of the pace (0 to 1) with everything nobody waits for."""
        self._pace.warm_up(share)

    async def open_dm(self, user_id: int) -> Outcome:
        """Open the person's DM channel; `DELIVERED` carries its id.

        After "too fast" or a quarantine no DM is opened for a while, longer each time: `POSTPONED`
        with that code, at no request. People whose channel is known are not concerned.
        """
        async with self._opening:  # one at a time, so that "too fast" is heard before the next is asked
            return await self._open(user_id)

    async def _open(self, user_id: int) -> Outcome:
        loop = asyncio.get_running_loop()
        if self._resting_for is not None and loop.time() < self._rested_at:
            return Outcome(Fate.POSTPONED, code=self._resting_for, detail="no DMs are opened for now")
        data = await self._ask(lambda: self._client.http.start_private_message(user_id))
        if isinstance(data, _Refused):
            if data.outcome.halt in (Halt.TOO_FAST, Halt.QUARANTINED):
                self._resting_for = data.outcome.code
                self._rested_at = loop.time() + self._rest
                self._rest = min(self._rest * 2, LONGEST_REST_SECONDS)
            return data.outcome
        self._resting_for, self._rest = None, FIRST_REST_SECONDS
        return Outcome(Fate.DELIVERED, channel_id=int(data["id"]))

    async def send(self, to: Address, card: Card, nonce: str) -> Outcome:
        """Deliver `card`. The same `nonce` (at most 20 characters) within minutes delivers once.

        A card of several messages stops at the first that fails; `message_ids` then has those before it.
        """
        if not 0 < len(nonce) <= NONCE_LENGTH:
            raise ValueError(f"a nonce has 1 to {NONCE_LENGTH} characters")
        drawn = self._draw(card)
        if isinstance(to, Channel):
            return await self._deliver(self._place(to.channel_id), drawn, nonce)
        if to.channel_id is not None:
            outcome = await self._deliver(self._dm(to.channel_id), drawn, nonce)
            if outcome.code != _UNKNOWN_CHANNEL:
                return _at(outcome, to.channel_id)
        opened = await self.open_dm(to.user_id)
        if opened.channel_id is None:
            return opened
        outcome = await self._deliver(self._dm(opened.channel_id), drawn, nonce)
        return outcome if outcome.code == _UNKNOWN_CHANNEL else _at(outcome, opened.channel_id)

    async def find(self, to: Address, mark: str, since: datetime | None = None) -> Outcome:
        """Look for a message of ours whose custom ids contain `mark`, back to `since`, or one page back."""
        if to.channel_id is None:
            return Outcome(Fate.POSTPONED, detail="the DM channel is not known")
        return await self._history.find(to.channel_id, mark, since)

    async def written_since(self, person: Person, after: int) -> Page | Outcome:
        """What the person wrote in the DM after that message: one page of it."""
        return await self._history.written_since(person, after)

    async def find_pages(self, to: Channel, mark: str, since: datetime) -> Outcome:
        """Look for a summary of which all messages are there."""
        found = await self._history.parts(to.channel_id, mark, since)
        if isinstance(found, Outcome):
            return found
        if 0 not in found:
            return Outcome(Fate.NOT_FOUND, channel_id=to.channel_id)
        parts = tuple(found[number] for number in sorted(found) if number) or (found[0],)
        return Outcome(Fate.DELIVERED, parts, to.channel_id)

    async def post_pages(self, to: Channel, pages: Pages, nonce: str, mark: str, since: datetime) -> Outcome:
        """Post those messages of a summary that are not there yet."""
        found = await self._history.parts(to.channel_id, mark, since)
        if isinstance(found, Outcome):
            return found
        return await self._deliver(
            self._place(to.channel_id), marked(self._draw(pages), mark), nonce, posted=found
        )

    async def absent(self, community_id: int, user_ids: Sequence[int]) -> frozenset[int]:
        """Those of `user_ids` who certainly are no members of the server any more."""
        return await self._members.absent(community_id, user_ids)

    async def roles(self, community_id: int, user_ids: Sequence[int]) -> Mapping[int, frozenset[int]] | None:
        """Which roles those of `user_ids` have who are in the server; None where Discord doesn't say."""
        return await self._members.roles(community_id, user_ids)

    async def _is_unknown_member(self, community_id: int, user_id: int) -> bool:
        found = await self._ask(lambda: self._client.http.get_member(community_id, user_id))
        return isinstance(found, _Refused) and found.outcome.code == _UNKNOWN_MEMBER

    async def replace(self, to: Address, message_id: int, card: Card) -> Outcome:
        """Draw an earlier message anew. `REJECTED` where only a new message will do."""
        drawn = self._draw(card)
        if to.channel_id is None:
            return Outcome(Fate.REJECTED, detail="the DM channel is not known")
        if len(drawn) != 1:
            return Outcome(Fate.REJECTED, detail=f"the card is {len(drawn)} messages now")
        place = self._dm(to.channel_id) if isinstance(to, Person) else self._place(to.channel_id)
        earlier = place.get_partial_message(message_id)

        def edit(part: Drawn) -> Awaitable[discord.Message]:
            return earlier.edit(view=part.view, attachments=part.uploads(), allowed_mentions=_SILENT)

        edited = await self._put(drawn[0], edit)
        outcome = edited.outcome if isinstance(edited, _Refused) else Outcome(Fate.DELIVERED, (message_id,))
        return (
            outcome
            if isinstance(to, Channel) or outcome.code == _UNKNOWN_CHANNEL
            else _at(outcome, to.channel_id)
        )

    async def remove(self, to: Channel, message_id: int) -> Outcome:
        """Delete an earlier message of ours. `DELIVERED` once it is gone, whoever deleted it."""
        result = await self._ask(lambda: self._client.http.delete_message(to.channel_id, message_id))
        if isinstance(result, _Refused) and result.outcome.code != _UNKNOWN_MESSAGE:
            return result.outcome
        return Outcome(Fate.DELIVERED, (message_id,))

    async def amend(self, to: Channel, message_ids: Sequence[int], pages: Pages) -> Outcome:
        """Draw the words of a summary that was posted anew; its pictures stay where they are."""
        drawn = self._draw(pages)
        where = self._place(to.channel_id)
        known = await self._history.before(to.channel_id, message_ids, drawn)
        if isinstance(known, Outcome):
            return known
        edited: list[int] = []
        for message_id, part in zip(known, drawn, strict=False):
            if message_id is None:
                continue
            earlier = where.get_partial_message(message_id)

            def edit(this: Drawn, earlier: discord.PartialMessage = earlier) -> Awaitable[discord.Message]:
                # Without a word about attachments they stay, and the layout goes on referring to them.
                return earlier.edit(view=this.view, allowed_mentions=_SILENT)

            result = await self._put(part, edit)
            if isinstance(result, _Refused) and result.outcome.code == _INVALID_BODY and part.files:
                # It was posted without its pictures: Discord had refused them.
                result = await self._put(Drawn(BareView(part.view)), edit)
            if isinstance(result, _Refused):
                if result.outcome.code != _UNKNOWN_MESSAGE:
                    return replace(result.outcome, message_ids=tuple(edited))
                continue
            edited.append(message_id)
        return Outcome(Fate.DELIVERED, tuple(edited))

    def _dm(self, channel_id: int) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(channel_id, type=discord.ChannelType.private)

    def _place(self, channel_id: int) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(channel_id)

    async def _deliver(
        self,
        where: discord.PartialMessageable,
        drawn: Sequence[Drawn],
        nonce: str,
        posted: Mapping[int, int] = MappingProxyType({}),
    ) -> Outcome:
        """Send the parts in order; those in `posted`, by their number, are there already."""
        sent: list[int] = []
        for number, part in enumerate(drawn, start=1):
            if number in posted:
                sent.append(posted[number])
                continue
            part_nonce = nonce if number == 1 else f"{nonce}-{number}"

            async def send(this: Drawn, once: str = part_nonce) -> int:
                # The id is all that is kept; building discord.py's message of it costs a fifth of a send.
                files = this.uploads() or discord.utils.MISSING
                with handle_message_parameters(
                    view=this.view, files=files, nonce=once, allowed_mentions=_SILENT
                ) as params:
                    return int((await self._client.http.send_message(where.id, params=params))["id"])

            message_id = await self._put(part, send)
            if isinstance(message_id, _Refused):
                return replace(message_id.outcome, message_ids=tuple(sent))
            sent.append(message_id)
        return Outcome(Fate.DELIVERED, tuple(sent))

    async def _put(self, part: Drawn, put: Callable[[Drawn], Awaitable[_T]]) -> "_T | _Refused":
        """Put a message where it belongs; if its files are refused, once more without them."""
        part.view.stop()  # a stopped view is one discord.py keeps no track of
        result = await self._ask(lambda: put(part))
        if isinstance(result, _Refused) and result.remedy is Remedy.BARE and part.files:
            bare = BareView(part.view)
            bare.stop()
            if bare.to_components():
                log.warning("files refused (%s); sending without them", result.outcome.detail)
                return await self._ask(lambda: put(Drawn(bare)))
        return result

    async def _asked(self, request: Callable[[], Awaitable[_T]]) -> _T | Outcome:
        result = await self._ask(request)
        return result.outcome if isinstance(result, _Refused) else result

    async def _ask(self, request: Callable[[], Awaitable[_T]]) -> "_T | _Refused":
        """Make a request, again where that may help. Every try is the same request, nonce and all."""
        loop = asyncio.get_running_loop()
        give_up = loop.time() + TRY_SECONDS
        for pause in (*PAUSES, None):
            try:
                return await self._in_turn(request)
            except _HeldError as held:
                return held.refused
            except discord.RateLimited:
                return _later("rate limited for long")
            except discord.HTTPException as error:
                refused = self._refused(error)
            except (
                aiohttp.ClientError,
                OSError,
                json.JSONDecodeError,
            ) as error:  # OSError: TimeoutError, too
                refused = _Refused(Outcome(Fate.UNSURE, detail=type(error).__name__), Remedy.AGAIN)
            except RuntimeError:
                if not self._client.is_closed():
                    raise
                refused = _later("shutting down")
            if refused.remedy is not Remedy.AGAIN or pause is None or loop.time() > give_up:
                return refused
            await self._sleep(pause * (0.5 + self._chance()))
        raise AssertionError("the last try always returns")

    async def _in_turn(self, request: Callable[[], Awaitable[_T]]) -> _T:
        """Make the request when it is its turn. Raises _HeldError if by then none may be made."""
        async with self._brake.held() if is_unhurried() else nullcontext():
            self._look()
            with last_look(self._look):
                async with impatiently():
                    return await request()

    def _look(self) -> None:
        if (held := self._held()) is not None:
            raise _HeldError(held)

    def _held(self) -> "_Refused | None":
        """Why no request may be made now, if so."""
        now = asyncio.get_running_loop().time()
        if self._token_refused:
            return _halted(Halt.TOKEN, "the token was refused")
        if now < self._quarantined_until and is_unhurried():
            return _halted(Halt.QUARANTINED, "the bot is quarantined")
        if self._invalid.spent:
            self._pace.ease_off(_GENTLY, _GENTLY_SECONDS)
            return _halted(Halt.BUDGET, "too many refusals in ten minutes")
        if self._client.is_closed():
            return _later("shutting down")
        return None

    def _refused(self, error: discord.HTTPException) -> "_Refused":
        meaning, detail = read(error), explain(error)
        if meaning.halt is not None:
            log.error("sending is on hold (%s): %s", meaning.halt, detail)
        if meaning.halt is Halt.TOKEN:
            self._token_refused = True
        if meaning.halt is Halt.QUARANTINED:
            # Until the sender, which hears of it with this answer, has stopped.
            self._quarantined_until = asyncio.get_running_loop().time() + _QUARANTINE_SECONDS
        if meaning.halt in _WARNINGS:
            self._pace.ease_off(_GENTLY, _GENTLY_SECONDS)
        return _Refused(
            Outcome(meaning.fate, code=error.code, detail=detail, halt=meaning.halt), meaning.remedy
        )


@dataclass(frozen=True, slots=True)
class _Refused:
    """A request that came to nothing: what became of it, and what may still be tried."""

    outcome: Outcome
    remedy: Remedy = Remedy.NONE


class _HeldError(Exception):
    """No request may be made now."""

    def __init__(self, refused: _Refused) -> None:
        super().__init__()
        self.refused = refused


def _later(detail: str) -> _Refused:
    return _Refused(Outcome(Fate.POSTPONED, detail=detail))


def _halted(halt: Halt, detail: str) -> _Refused:
    return _Refused(Outcome(Fate.HALTED, detail=detail, halt=halt))


def _at(outcome: Outcome, channel_id: int) -> Outcome:
    return replace(outcome, channel_id=channel_id)
