"""The stage for behaviour tests: the real bot, a real database, and a simulated Discord around them."""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands
from simcord import actors
from simcord import interactions as wire
from simcord.actors import MemberActor
from simcord.backend import serializers
from simcord.builders import ChannelHandle, GuildHandle, UserHandle
from simcord.components import walk_components
from simcord.enums import InteractionType
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage
from sqlalchemy import text

from bot.app import DATABASE_FILE, App
from config.settings import read_settings
from surveys.core import words
from surveys.core.errors import KindError
from surveys.store.tx import Tx
from tests.empty import lay_down
from tests.transcript import FOLDER, message_text

MONTHLY = (FOLDER / "monthly.yaml").read_text("utf-8")

#: Discord's numbers: component types, and the flag of a message made of them.
ROW, BUTTON, MENU = 1, 2, 3
LAYOUT = 1 << 15


@dataclass(frozen=True, slots=True)
class Server:
    """A Discord server with a boss who manages it, a channel for results and one to join in."""

    guild: GuildHandle
    results: ChannelHandle
    welcome: ChannelHandle
    boss: MemberActor


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person sees in answer to something they did; `redrawn`: on the card they used, not beside it."""

    text: str
    private: bool
    redrawn: bool
    message: discord.Message | ResponseMessage


class Stage:
    """A running Earful, and the moves tests make around it."""

    def __init__(self, folder: Path) -> None:
        #: The time the bot goes by: by day, when nobody's quiet hours keep anything back.
        self.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
        #: Discord's language setting by user id; whoever isn't in it has English.
        self.locales: dict[int, str] = {}
        self.settings = read_settings(data_folder=folder, requests_per_second=50, _env_file=None)
        self.env: Env
        self.app: App
        #: Every gateway event, so that one can be delivered again.
        self.events: list[tuple[str, Any]] = []

    async def begin(self) -> None:
        lay_down(self.settings.data_folder / DATABASE_FILE)
        self.app = await App(self.settings, now=lambda: self.now).__aenter__()
        self.env = Env(self.app.client)
        await self.env.start()
        self.env.backend.subscribers.append(lambda name, payload: self.events.append((name, payload)))

    async def close(self) -> None:
        """End everything. Fails where the bot raised something that is not meant for people."""
        await self._end()
        await self.env.shutdown()
        stray = [error for error in map(_cause, self.env.errors) if not isinstance(error, KindError)]
        if stray:
            raise ExceptionGroup("the bot raised", [one for one in stray if isinstance(one, Exception)])

    async def restart(self) -> None:
        """End the process and start another on the same data."""
        await self._end()
        self.app = await App(self.settings, now=lambda: self.now).__aenter__()
        await self.env.restart_bot(self.app.client)
        await self.app.clock.quiet()

    async def _end(self) -> None:
        await self.app.__aexit__(None, None, None)

    # --- who and where ---------------------------------------------------------------------------

    def server(self, name: str = "Studio Nine") -> Server:
        """A server where nothing is set up yet."""
        guild = self.env.create_guild(name=name)
        manager = guild.create_role("Boss", permissions=discord.Permissions(manage_guild=True))
        boss = guild.add_member(self.env.create_user(f"boss of {name}"), roles=[manager])
        return Server(guild, guild.create_text_channel("results"), guild.create_text_channel("welcome"), boss)

    async def community(self, name: str = "Studio Nine", survey: str | None = MONTHLY) -> Server:
        """A server that is set up, with a join card and a survey."""
        server = self.server(name)
        await server.boss.slash(
            server.results, "setup start", results_channel=server.results, join_channel=server.welcome
        )
        if survey is not None:
            await self.bring_in(server, survey)
        return server

    async def fans(self, server: Server, *names: str) -> list[MemberActor]:
        """Members who pressed the join card's button."""
        members = [server.guild.add_member(self.env.create_user(name)) for name in names]
        for member in members:
            await self.join(server, member)
        return members

    async def fan(self, server: Server, name: str = "anna") -> MemberActor:
        (member,) = await self.fans(server, name)
        return member

    # --- what creators and followers do ------------------------------------------------------------

    async def join(self, server: Server, member: MemberActor) -> Shown:
        (card, *_) = server.welcome.history()
        return shown(await member.click(card, label="Count me in"))

    async def bring_in(self, server: Server, survey: str | bytes, name: str = "survey.yaml") -> Shown:
        data = survey.encode() if isinstance(survey, str) else survey
        return shown(await server.boss.slash(server.results, "survey import", file=(name, data)))

    async def open_round(self, server: Server, key: str = "monthly", days: int = 3) -> None:
        """Start a round, confirm it, and wait until everybody was asked."""
        offered = await server.boss.slash(server.results, "round start", survey=key, days=days)
        started = shown(await server.boss.click(response(offered), label="Start the round"))
        assert "The round is open" in started.text
        await self.quiet()

    async def close_round(self, server: Server) -> None:
        await server.boss.slash(server.results, "round close")
        await self.quiet()

    async def status(self, server: Server, number: int | None = None) -> Shown:
        """What `/round status` shows: the message in the results channel, or the answer where there is none."""
        given = {} if number is None else {"number": number}
        said = shown(await server.boss.slash(server.results, "round status", **given))
        if "keeps itself up to date: " not in said.text:
            return said
        (posted,) = [one for one in server.results.history() if said.text.endswith(f"/{one.id}")]
        return Shown(message_text(components_of(posted)), private=False, redrawn=False, message=posted)

    async def press(
        self,
        member: MemberActor | UserHandle,
        on: ChannelHandle,
        custom_id: str,
        values: Sequence[str] | None = None,
    ) -> Shown:
        """Use a button (or, with values, a menu) that is on the channel's newest message only as this client has it.

        It may be an old state of the card, or forged.
        """
        used: dict[str, Any] = {"type": BUTTON, "style": 1, "label": "?", "custom_id": custom_id}
        data: dict[str, Any] = {"custom_id": custom_id, "component_type": BUTTON}
        if values is not None:
            options = [{"label": value, "value": value} for value in values]
            used = {"type": MENU, "options": options, "max_values": len(options), "custom_id": custom_id}
            data = {"custom_id": custom_id, "component_type": MENU, "values": list(values)}
        stored = self.env.backend.get_message(on.id, last(on).id)
        message = {
            **serializers.message_payload(self.env.backend, stored),
            "components": [{"type": ROW, "components": [used]}],
            "flags": LAYOUT,
        }
        result = await actors._dispatch_actor_interaction(
            member,
            InteractionType.MESSAGE_COMPONENT,
            on,
            data,
            extra={"message": message},
            source_message_id=stored.id,
        )
        return shown(result)

    def close_dms(self, *members: MemberActor, code: int = 50007, status: int = 403) -> None:
        """From now on Discord refuses the bot's messages to these people, until `open_dms`."""
        for member in members:
            path = f"/channels/{member.user.dm_channel.id}/messages"
            self.env.inject_error("POST", path, status=status, code=code, times=None)

    def open_dms(self) -> None:
        self.env.backend.faults.clear()

    async def again(self) -> None:
        """Discord delivers the last click or typed message once more."""
        own = str(self.env.backend.bot_user.id)
        name, payload = next(
            (name, payload)
            for name, payload in reversed(self.events)
            if name == "INTERACTION_CREATE" or (name == "MESSAGE_CREATE" and payload["author"]["id"] != own)
        )
        self.env.backend.emit(name, payload)
        await self.env.settle()

    async def pass_time(self, time: timedelta) -> None:
        """Time goes by, and the workers do what has become due."""
        self.now += time
        self.app.clock.ring()
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until the workers have done what there is to do."""
        await self.app.clock.quiet()
        await self.env.settle()

    def allow_all_commands(self, server: Server, member: MemberActor) -> None:
        """Let Discord show the member every command, as a server's admins can; the code has to check again."""
        for command in self.env.backend.commands[None].values():
            server.guild.set_command_permissions(int(command["id"]), {member: True})

    # --- looking -----------------------------------------------------------------------------------

    def dm(self, member: MemberActor) -> str:
        """The last message in the person's DM, as it reads."""
        return message_text(components_of(last(member.user.dm_channel)))

    def sent_to(self, member: MemberActor) -> list[str]:
        """Everything the bot has in the person's DM, as it reads now."""
        ours = self.env.backend.bot_user.id
        history = member.user.dm_channel.history()
        return [message_text(components_of(one)) for one in history if one.author.id == ours]

    def posted(self, server: Server) -> list[str]:
        """Everything the bot said in the results channel that everybody there sees."""
        history = server.results.history()
        return [message_text(components_of(one)) for one in history if not one.flags.ephemeral]

    def summaries(self, server: Server) -> list[str]:
        """The summaries in the results channel."""
        return [one for one in self.posted(server) if words.SUMMARY_EXPORT in one]

    async def rows(self, query: str, **values: object) -> list[Any]:
        """What the database says; one value a row where only one was asked for."""
        async with self.app.database.reading() as tx:
            found = (await tx.execute(text(query), values)).all()
        return [row[0] if len(row) == 1 else tuple(row) for row in found]

    async def change(self, statement: str, **values: object) -> None:
        """Change rows by hand, as a process that ended in between would have left them."""

        async def write(tx: Tx) -> None:
            await tx.execute(text(statement), values)

        await self.app.database.write(write)

    async def states(self) -> list[str]:
        """The states of all invitations, in the order of joining."""
        return await self.rows("SELECT state FROM invitations ORDER BY id")

    async def answers(self) -> dict[str, Any]:
        """What is stored as answers, as plain data, by question; of all people together."""
        return {
            one: json.loads(value) for one, value in await self.rows("SELECT question_id, value FROM answers")
        }

    async def everything(self) -> dict[str, list[Any]]:
        """All rows of all tables, to see that nothing changed."""
        tables = await self.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return {table: await self.rows(f"SELECT * FROM {table}") for table in tables}


def last(channel: ChannelHandle) -> discord.Message:
    """The channel's newest message that everybody sees."""
    message = [one for one in channel.history() if not one.flags.ephemeral][-1]
    assert isinstance(message, discord.Message)
    return message


def components_of(message: discord.Message | ResponseMessage) -> list[dict[str, Any]]:
    if isinstance(message, ResponseMessage):
        return message.components
    return [dict(component.to_dict()) for component in message.components]


def custom_ids(components: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The custom id behind each label; a menu's behind its hint."""
    return {
        component.get("label") or component.get("placeholder") or "": component["custom_id"]
        for component in walk_components(list(components))
        if "custom_id" in component
    }


class NothingCameBackError(AssertionError):
    """Whoever did something got no answer."""


def shown(result: InteractionResult) -> Shown:
    """All that came back, as it reads: the response and what followed it. Raises NothingCameBackError."""
    messages = [one for one in (result.response, *result.followups) if one is not None]
    if not messages:
        raise NothingCameBackError
    read = "\n".join(message_text(one.components) for one in messages)
    redrawn = result._interaction.response_kind == "update"
    return Shown(read, all(one.ephemeral for one in messages), redrawn, messages[0])


def response(result: InteractionResult) -> ResponseMessage:
    """The message the bot responded with, for buttons to be clicked on."""
    assert result.response is not None, "there was no response"
    return result.response


def _cause(error: BaseException) -> BaseException:
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error


def _in_their_language(stage: Stage) -> Callable[..., Any]:
    """The simulated Discord knows one language setting for all; this one has the stage's."""
    made = wire.base_payload

    def localised(backend: Any, **given: Any) -> Any:
        record, payload = made(backend, **given)
        payload["locale"] = stage.locales.get(given["user_id"], "en-US")
        return record, payload

    return localised


@pytest.fixture
async def stage(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    """A stage that is there for one test, which fails if the log tells of a defect."""
    made = Stage(tmp_path / "data")
    monkeypatch.setattr(wire, "base_payload", _in_their_language(made))
    await made.begin()
    try:
        yield made
    finally:
        await made.close()
    troubles = [record for record in caplog.get_records("call") if record.getMessage().startswith("trouble")]
    assert not troubles, "\n".join(f"{record.getMessage()}: {record.exc_info}" for record in troubles)
