"""What the loopback Discord knows and does: people, channels, messages, interactions; one handler per route."""

import time
from collections.abc import Callable, Sequence
from typing import Any, Final, Self

from aiohttp import web

from tests.wire import payloads
from tests.wire.contract import Contract
from tests.wire.gateway import Gateway
from tests.wire.ledger import Attached, Json, Ledger
from tests.wire.rules import against_rules, kept

SEND: Final = "POST /channels/{channel_id}/messages"
OPEN: Final = "POST /users/@me/channels"
EDIT: Final = "PATCH /channels/{channel_id}/messages/{message_id}"
READ: Final = "GET /channels/{channel_id}/messages"
CALLBACK: Final = "POST /interactions/{interaction_id}/{token}/callback"
MEMBER: Final = "GET /guilds/{guild_id}/members/{user_id}"
FOLLOWUP: Final = "POST /webhooks/{application_id}/{token}"

Handler = Callable[[web.Request, Any, tuple[Attached, ...]], Any]


class RefusedError(Exception):
    """Discord's answer to a request it does not carry out."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.body = {"message": message, "code": code, **({"errors": errors} if errors else {})}

    @classmethod
    def for_flaws(cls, flaws: Sequence[str]) -> Self:
        """The answer to a body that isn't taken."""
        errors = {"_errors": [{"code": "INVALID", "message": flaw} for flaw in flaws]}
        return cls(400, 50035, "Invalid Form Body", errors)


class Api:
    """Discord without its wire. `clock` counts seconds; nonces are remembered for `nonce_seconds`."""

    def __init__(
        self,
        *,
        nonce_seconds: float = 180.0,
        clock: Callable[[], float] = time.monotonic,
        contract: Contract | None = None,
    ) -> None:
        self.nonce_seconds = nonce_seconds
        self.contract = contract
        self.ledger = Ledger() if contract is None else Ledger(violations=contract.violations)
        self.gateway = Gateway(contract)
        #: DM channels by person.
        self.dms: dict[int, int] = {}
        self.closed_dms: set[int] = set()
        self.unknown_people: set[int] = set()
        self.channels: set[int] = set()
        self._people: dict[int, int] = {}  # by DM channel
        self._nonces: dict[tuple[int, str], tuple[float, int]] = {}
        self._answered: set[str] = set()
        self._originals: dict[str, int] = {}
        self._interactions: dict[str, Json] = {}
        self._clock = clock

    # What tests arrange and inject.

    def add_person(self, user_id: int, channel_id: int | None = None) -> int:
        """Somebody whose DM channel exists already; its id."""
        channel_id = channel_id or payloads.new_id()
        self.dms[user_id] = channel_id
        self._people[channel_id] = user_id
        return channel_id

    def forget_channel(self, user_id: int) -> None:
        """Discord no longer knows the person's DM channel."""
        del self._people[self.dms.pop(user_id)]

    def add_community(self, guild_id: int, channels: tuple[tuple[int, str], ...]) -> None:
        """A community the bot is in; to be told at the next login."""
        self.gateway.communities.append(payloads.community(guild_id, channels=channels))
        self.channels.update(channel_id for channel_id, _ in channels)

    def forget_nonces(self) -> None:
        """The minutes for which Discord remembers nonces have passed."""
        self._nonces.clear()

    async def says(self, user_id: int, text: str) -> int:
        """The person types in the DM; the message's id."""
        channel_id = self.dms[user_id]
        message = payloads.message(channel_id, payloads.user(user_id), {"content": text})
        self.ledger.messages[int(message["id"])] = message
        await self.gateway.tell("MESSAGE_CREATE", message)
        return int(message["id"])

    async def presses(
        self, user_id: int, message_id: int, custom_id: str, values: tuple[str, ...] = ()
    ) -> str:
        """The person presses a button, or picks `values` of a select; the interaction's token."""
        message = self.ledger.messages[message_id]
        data: Json = {"custom_id": custom_id, "component_type": 3 if values else 2}
        if values:
            data["values"] = list(values)
        channel_id = int(message["channel_id"])
        guild_id = next((int(g["id"]) for g in self.gateway.communities if self._holds(g, channel_id)), None)
        told = payloads.interaction(3, user_id, channel_id, data, guild_id) | {"message": message}
        return await self._tell_interaction(told)

    async def commands(self, user_id: int, guild_id: int, channel_id: int, data: Json) -> str:
        """The person uses a slash command; `data` as Discord's, e.g. {"id", "name", "type": 1, "options"}."""
        return await self._tell_interaction(payloads.interaction(2, user_id, channel_id, data, guild_id))

    @staticmethod
    def _holds(guild: Json, channel_id: int) -> bool:
        return any(int(channel["id"]) == channel_id for channel in guild["channels"])

    async def _tell_interaction(self, told: Json) -> str:
        token: str = told["token"]
        self._interactions[token] = told
        await self.gateway.tell("INTERACTION_CREATE", told)
        return token

    # What the routes do.

    def routes(self) -> dict[str, Handler]:
        followup = "/webhooks/{application_id}/{token}/messages/{message_id}"
        commands = "PUT /applications/{application_id}/commands"
        return {
            "GET /users/@me": lambda *_: payloads.myself(),
            "GET /oauth2/applications/@me": lambda *_: payloads.application(),
            commands: self._set_commands,
            commands.replace("/commands", "/guilds/{guild_id}/commands"): self._set_commands,
            OPEN: self._open_dm,
            SEND: self._send,
            READ: self._read,
            EDIT: self._edit,
            MEMBER: self._member,
            CALLBACK: self._respond,
            FOLLOWUP: self._follow_up,
            f"GET {followup}": self._followup_of,
            f"PATCH {followup}": self._edit_followup,
            f"DELETE {followup}": self._delete_followup,
        }

    def _set_commands(self, request: web.Request, body: Any, files: tuple[Attached, ...]) -> Any:
        self.ledger.commands = [payloads.command(told) for told in body]
        return self.ledger.commands

    def _open_dm(self, request: web.Request, body: Any, files: tuple[Attached, ...]) -> Json:
        user_id = int(body["recipient_id"])
        if user_id in self.unknown_people:
            raise RefusedError(400, 50033, "Invalid Recipient(s)")
        channel_id = self.dms.get(user_id) or self.add_person(user_id)
        return payloads.dm_channel(channel_id, user_id)

    def _member(self, request: web.Request, body: Any, files: tuple[Attached, ...]) -> Json:
        if not any(guild["id"] == request.match_info["guild_id"] for guild in self.gateway.communities):
            raise RefusedError(404, 10004, "Unknown Guild")
        user_id = int(request.match_info["user_id"])
        if user_id in self.gateway.absent:
            raise RefusedError(404, 10007, "Unknown Member")
        return payloads.member(user_id)

    def _known(self, request: web.Request) -> int:
        channel_id = int(request.match_info["channel_id"])
        if channel_id not in self._people and channel_id not in self.channels:
            raise RefusedError(404, 10003, "Unknown Channel")
        return channel_id

    def _send(self, request: web.Request, body: Any, files: tuple[Attached, ...]) -> Json:
        channel_id = self._known(request)
        if self._people.get(channel_id) in self.closed_dms:
            raise RefusedError(403, 50007, "Cannot send messages to this user")
        self._checked(body, files)
        now, nonce = self._clock(), body.get("nonce")
        if nonce is not None and body.get("enforce_nonce"):
            at, earlier = self._nonces.get((channel_id, str(nonce)), (0.0, 0))
            if earlier in self.ledger.messages and now - at < self.nonce_seconds:
                self.ledger.deduplicated += 1
                return self.ledger.messages[earlier]
        message = self._keep(channel_id, body, files)
        if nonce is not None:
            self._nonces[channel_id, str(nonce)] = (now, int(message["id"]))
        return message

    def _keep(self, channel_id: int, body: Json, files: tuple[Attached, ...]) -> Json:
        bot = payloads.user(payloads.BOT_ID, "earful", bot=True)
        message = payloads.message(channel_id, bot, body, files)
        self.ledger.messages[int(message["id"])] = message
        self.ledger.files[int(message["id"])] = files
        return message

    def _read(self, request: web.Request, body: Any, files: tuple[Attached, ...]) -> list[Json]:
        found = self.ledger.in_channel(self._known(request))
        after, before = (int(request.query.get(key, 0)) for key in ("after", "before"))
        found = [m for m in found if int(m["id"]) > after and (not before or int(m["id"]) < before)]
        limit = int(request.query.get("limit", 50))
        return (found[:limit] if after else found[-limit:])[::-1]

    def _edit(self, request: web.Request, body: Any, files: tuple[Attached, ...]) -> Json:
        self._known(request)
        message = self.ledger.messages.get(int(request.match_info["message_id"]))
        if message is None:
            raise RefusedError(404, 10008, "Unknown Message")
        if message["author"]["id"] != str(payloads.BOT_ID):
            raise RefusedError(403, 50005, "Cannot edit a message authored by another user")
        self._checked(body, files, edit=True, has=kept(message, body))
        return self._redraw(message, body, files)

    def _redraw(self, message: Json, body: Json, files: tuple[Attached, ...]) -> Json:
        drawn = payloads.message(int(message["channel_id"]), message["author"], body, files)
        drawn["attachments"] = kept(message, body) + drawn["attachments"]
        unchanged = {"content", "components", "embeds", "flags"} - body.keys()
        shown = ("content", "components", "embeds", "flags", "attachments")
        message |= {key: drawn[key] for key in shown if key not in unchanged}
        return message

    def _respond(self, request: web.Request, body: Any, files: tuple[Attached, ...]) -> Json | None:
        token = request.match_info["token"]
        told = self._interactions.get(token)
        if told is None:
            raise RefusedError(404, 10062, "Unknown interaction")
        if token in self._answered:
            raise RefusedError(400, 40060, "Interaction has already been acknowledged.")
        data, there = body.get("data") or {}, told.get("message")
        has = kept(there, data) if body["type"] == 7 and there else ()
        self._checked(data, files, edit=True, kind=body["type"], has=has)
        self._answered.add(token)
        self.ledger.respond(token, body)
        shown: Json | None = None
        if body["type"] == 4:
            shown = self._keep_response(told, data, files)
            self._originals[token] = int(shown["id"])
        elif body["type"] == 7:
            shown = self._redraw(told["message"], data, files)
        elif body["type"] in (5, 6) and "message" in told:
            self._originals[token] = int(told["message"]["id"])
        if "with_response" not in request.query:
            return None
        resource = {} if shown is None else {"resource": {"type": body["type"], "message": shown}}
        return {"interaction": {"id": told["id"], "type": told["type"]}, **resource}

    def _keep_response(self, told: Json, body: Json, files: tuple[Attached, ...]) -> Json:
        return self._keep(int(told["channel_id"]), body, files)

    def _follow_up(self, request: web.Request, body: Any, files: tuple[Attached, ...]) -> Json:
        token = request.match_info["token"]
        if token not in self._interactions:
            raise RefusedError(404, 10015, "Unknown Webhook")
        self._checked(body, files)
        self.ledger.respond(token, body)
        return self._keep_response(self._interactions[token], body, files)

    def _followup_of(self, request: web.Request, body: Any, files: tuple[Attached, ...]) -> Json:
        wanted = request.match_info["message_id"]
        token = request.match_info["token"]
        message_id = self._originals.get(token, 0) if wanted == "@original" else int(wanted)
        if message_id not in self.ledger.messages:
            raise RefusedError(404, 10008, "Unknown Message")
        return self.ledger.messages[message_id]

    def _edit_followup(self, request: web.Request, body: Any, files: tuple[Attached, ...]) -> Json:
        token = request.match_info["token"]
        if request.match_info["message_id"] == "@original" and token not in self._originals:
            self._checked(body, files, edit=True)
            made = self._keep_response(self._interactions[token], body, files)
            self._originals[token] = int(made["id"])
        message = self._followup_of(request, body, files)
        self._checked(body, files, edit=True, has=kept(message, body))
        redrawn = self._redraw(message, body, files)
        self.ledger.respond(token, body)
        return redrawn

    def _delete_followup(self, request: web.Request, body: Any, files: tuple[Attached, ...]) -> None:
        del self.ledger.messages[int(self._followup_of(request, body, files)["id"])]

    def _checked(
        self,
        message: Json,
        files: tuple[Attached, ...],
        *,
        edit: bool = False,
        kind: int = 4,
        has: Sequence[Json] = (),
    ) -> None:
        """Raise what Discord answers to a message it does not take, and remember why; `has` are files it keeps."""
        if kind in (8, 9):  # suggestions or a form: no message
            return
        names = [file.name for file in files] + [one["filename"] for one in has]
        if found := against_rules(message, names, edit=edit):
            self.ledger.violations.extend(found)
            raise RefusedError.for_flaws(found)
