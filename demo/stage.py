"""The play: a creator sets the bot up, followers join, a round is asked, answered, closed and summed up."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import discord
import simcord

from bot.app import App
from bot.clock import utc_now
from bot.pace import Pace
from demo import reading
from demo.acting import BOT, ONLY_YOU, Follower
from demo.cast import Character
from demo.writing import write
from surveys.core.careful import Canary

SERVER: Final = "Studio Nine"
CREATOR: Final = "Mia"
SURVEY: Final = "monthly-ideas"
SURVEY_TITLE: Final = "Monthly ideas"
#: The play begins at noon, this many days ago: by day, since nobody is asked at night, and it ends before now.
_DAYS_AGO: Final = 3
_LATER: Final = timedelta(days=1, hours=22)
#: Simulated seconds between two things that happen, and how many people have the phone in hand at once.
_SHORTEST, _LONGEST, _AT_ONCE = 3.0, 26.0, 8
#: With more followers than this, things happen in quicker succession: the play must not outrun the real clock.
_UNHURRIED: Final = 120
#: Longest wait for the summary, in seconds.
_PATIENCE: Final = 40.0


class StuckError(Exception):
    """The play can't go on. Its text is a sentence."""


class Audience(Protocol):
    """Who watches the play."""

    def scene(self, title: str) -> None:
        """Something new begins."""

    def said(self, who: str, what: str, reply: str) -> None:
        """Somebody said something, and the bot answered."""

    def counted(self, asked: int, reached: int, started: int, completed: int) -> None:
        """How far the round is."""


class DemoTime:
    """The simulated Discord's time once there is one, so that the bot and its messages agree on it."""

    def __init__(self) -> None:
        self.env: simcord.Env | None = None

    def __call__(self) -> datetime:
        """The moment, aware, in UTC."""
        return utc_now() if self.env is None else self.env.now()


@dataclass(slots=True)
class Play:
    """Everything the play brought forth."""

    env: simcord.Env
    guild: simcord.GuildHandle
    creator: simcord.MemberActor
    team: simcord.ChannelHandle
    welcome: simcord.ChannelHandle
    followers: list[Follower] = field(default_factory=list)
    join_card: list[str] = field(default_factory=list)
    creators_chat: list[tuple[str, list[str]]] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    answers: bytes = b""


def set_stage(env: simcord.Env, cast: Sequence[Character], audience: Audience) -> Play:
    """A server with a public channel, a private one for the team, a creator, and the cast as members."""
    env.backend.edit_bot_profile(BOT)
    guild = env.create_guild(SERVER)
    crew = guild.create_role("Team", permissions=discord.Permissions(manage_guild=True, view_channel=True))
    hidden, seen = (discord.PermissionOverwrite(view_channel=sight) for sight in (False, True))
    bot = env.bot.user
    assert bot is not None
    seen_by_bot = discord.PermissionOverwrite(
        view_channel=True, send_messages=True, attach_files=True, read_message_history=True
    )
    welcome = guild.create_text_channel("welcome", topic="Say hello")
    team = guild.create_text_channel(
        "team-results", overwrites={guild.default_role: hidden, crew: seen, bot: seen_by_bot}
    )
    creator = guild.add_member(env.create_user("mia", global_name=CREATOR), roles=[crew])
    play = Play(env, guild, creator, team, welcome)
    play.followers = [
        Follower(env, guild, number, character, audience.said) for number, character in enumerate(cast, 1)
    ]
    return play


class Director:
    """Takes a play through its scenes."""

    def __init__(
        self, play: Play, app: App, audience: Audience, seed: int, per_second: float, pause: float
    ) -> None:
        self._play = play
        self._app = app
        self._audience = audience
        self._chance = random.Random(seed)
        self._asked = 0
        self._pause = pause
        _keep_distance(play.env, per_second)

    async def perform(self) -> None:
        """All scenes, to the summary and its table. Raises StuckError where something does not come."""
        # Ahead of the real clock nothing would wake the bot in time.
        noon = (utc_now() - timedelta(days=_DAYS_AGO)).replace(hour=12, minute=0, second=0, microsecond=0)
        await self._play.env.advance_time((noon - self._play.env.now()).total_seconds())
        await self._set_up()
        await self._everybody_joins()
        await self._start_round()
        await self._everybody_answers()
        await self._close_round()

    async def _set_up(self) -> None:
        self._audience.scene(f"{CREATOR} sets Earful up, and writes a survey in the editor, from a template")
        await self._command(
            "setup start",
            results_channel=self._play.team,
            join_channel=self._play.welcome,
            time_zone="Europe/Berlin",
        )
        opened = await self._command("survey new", name=SURVEY_TITLE, template=SURVEY)
        assert opened.response is not None
        await write(self._play.creator, opened.response, self._does)

    async def _everybody_joins(self) -> None:
        play = self._play
        self._audience.scene(f"{len(play.followers)} followers press the join card's button")
        card = play.welcome.last_message
        assert card is not None
        play.join_card = reading.shown(_components(card), self._channels())
        for number, follower in enumerate(play.followers, 1):
            await follower.join(card)
            await self._time_passes()
            self._audience.counted(number, 0, 0, 0)

    async def _time_passes(self) -> None:
        hurry = min(1.0, _UNHURRIED / len(self._play.followers))
        await self._play.env.advance_time(hurry * self._chance.uniform(_SHORTEST, _LONGEST))
        await asyncio.sleep(self._pause)

    async def _start_round(self) -> None:
        self._audience.scene(f"{CREATOR} starts the round")
        proposed = await self._command("round start", survey=SURVEY)
        assert proposed.response is not None
        self._asked = sum(not follower.left for follower in self._play.followers)
        self._count()
        self._say("presses [Start the round]")
        started = await self._play.creator.click(proposed.response, label="Start the round")
        self._hear(started)

    async def _everybody_answers(self) -> None:
        self._audience.scene("The questions go out, and followers answer")
        play = self._play
        delivering = asyncio.create_task(self._app.clock.quiet())
        waiting = [one for one in play.followers if not one.left]
        awake: list[Follower] = []
        later: list[Follower] = []
        watched = False
        looks = {len(waiting) * 2 // 3, len(waiting) // 3}
        while waiting or awake:
            while len(awake) < _AT_ONCE and (next_one := _first_asked(waiting)) is not None:
                waiting.remove(next_one)
                awake.append(next_one)
                self._count()
            if not awake:
                if delivering.done():
                    if watched:
                        break  # whoever still waits can't be reached
                    # The first few have gone ahead; the others follow when the watch over them ends.
                    watched = True
                    await play.env.advance_time(Canary().watch.total_seconds() + 1)
                    self._app.clock.ring()
                    delivering = asyncio.create_task(self._app.clock.quiet())
                await asyncio.sleep(0.02)
                continue
            one = self._chance.choice(awake)
            if one.done:
                awake.remove(one)
                continue
            await one.act(play.welcome)
            await self._time_passes()
            self._count()
            if one.waits:
                awake.remove(one)
                later.append(one)
            if len(waiting) in looks:
                looks.discard(len(waiting))
                await self._command("round status")
        await delivering
        await self._latecomers(later)

    async def _latecomers(self, later: Sequence[Follower]) -> None:
        await self._play.env.advance_time(_LATER.total_seconds())
        if later:
            self._audience.scene("Two days later, those who had stopped halfway come back")
        for one in later:
            while not one.done:
                await one.act(self._play.welcome)
                self._count()
        await self._command("round status")

    async def _close_round(self) -> None:
        self._audience.scene(f"{CREATOR} closes the round; the summary is drawn")
        play = self._play
        await self._command("round close")
        until = asyncio.get_running_loop().time() + _PATIENCE
        while not (summary := self._summary()):
            if asyncio.get_running_loop().time() > until:
                raise StuckError("The summary did not come. The log says why.")
            await asyncio.sleep(0.05)
        await self._app.clock.quiet()
        for message in summary:
            components = _components(message)
            lines = reading.shown(components, self._channels())
            play.creators_chat.append((BOT, lines))
            self._audience.said(f"#{play.team.name}", " · ".join(lines[:2]), "")
            for attachment in message.attachments:
                play.pictures[attachment.filename] = await attachment.read()
        self._audience.scene(f"{CREATOR} downloads the answers")
        label = "Download answers"
        self._say(f"presses [{label}]")
        pressed = await play.creator.click(summary[-1], label=label)
        for answer in (pressed.response, *pressed.followups):
            for attachment in answer.attachments if answer is not None else ():
                play.answers = await attachment.read()
                play.creators_chat.append((BOT, [f"(file {attachment.filename})", ONLY_YOU]))

    def _summary(self) -> list[discord.Message]:
        """The messages of the posted summary; empty until its last one is there."""
        posted = [
            one for one in self._play.team.history() if one.author.id == self._bot_id() and one.attachments
        ]
        return (
            posted if posted and any("custom_id" in c for c in reading.walk(_components(posted[-1]))) else []
        )

    def _bot_id(self) -> int:
        user = self._play.env.bot.user
        assert user is not None
        return user.id

    async def _command(self, name: str, /, **options: Any) -> simcord.InteractionResult:
        given = "".join(f" {key}:{_typed(value)}" for key, value in options.items())
        self._say(f"/{name}{given}")
        result = await self._play.creator.slash(self._play.team, name, **options)
        self._hear(result)
        return result

    def _does(self, what: str, result: simcord.InteractionResult) -> None:
        self._say(what)
        self._hear(result)

    def _say(self, what: str) -> None:
        self._play.creators_chat.append((CREATOR, [what]))

    def _hear(self, result: simcord.InteractionResult) -> None:
        said = self._play.creators_chat[-1][1][0]
        messages = [one for one in (result.response, *result.followups) if one is not None]
        for message in messages:
            aside = [ONLY_YOU] if message.ephemeral else []
            heard = reading.shown(message.components, self._channels())
            self._play.creators_chat.append((BOT, [*heard, *aside]))
        self._audience.said(
            CREATOR, said, reading.gist(messages[0].components, self._channels()) if messages else ""
        )

    def _channels(self) -> Mapping[int, str]:
        return {one.id: one.name or "" for one in self._play.guild.channels.values()}

    def _count(self) -> None:
        followers = self._play.followers
        self._audience.counted(
            self._asked,
            sum(one.asked for one in followers),
            sum(bool(one.given) for one in followers),
            sum(one.completed for one in followers),
        )


def _first_asked(waiting: Sequence[Follower]) -> Follower | None:
    return next((one for one in waiting if one.sees_card()), None)


def _components(message: discord.Message) -> list[dict[str, Any]]:
    return [dict(component.to_dict()) for component in message.components]


def _typed(value: Any) -> str:
    return f"#{value.name}" if isinstance(value, simcord.ChannelHandle) else str(value)


def _keep_distance(env: simcord.Env, per_second: float) -> None:
    """Make a round's messages take as long as they would at Discord's pace: simcord itself takes no time."""
    http, pace = env.bot.http, Pace(per_second)
    request = http.request

    async def paced(route: discord.http.Route, **asked: Any) -> Any:
        body = asked.get("json")
        if isinstance(body, dict) and str(body.get("nonce", "")).startswith("i"):
            await pace.turn()
        return await request(route, **asked)

    http.request = paced  # type: ignore[method-assign]  # the wire of this one simulated session
