"""A second server, with a few guests who use everything else a follower can do.

Each checks what came back; a guest who gets something else than promised ends the demo.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import discord
import simcord

from bot.app import App
from demo import reading
from demo.stage import Audience, Play, StuckError

GUEST_SERVER: Final = "Night Lab"
_SURVEY: Final = Path(__file__).with_name("every-kind.yaml")
_PICTURE: Final = b"\x89PNG\r\n\x1a\n" + bytes(64)
_VOICE: Final = b"OggS" + bytes(64)
_CLOSED: Final[dict[str, Any]] = {
    "status": 403,
    "code": 50007,
    "message": "Cannot send messages to this user",
}


class Guest:
    """One guest: what they do, and what they see of it."""

    def __init__(
        self, env: simcord.Env, guild: simcord.GuildHandle, name: str, said: Callable[[str, str, str], None]
    ) -> None:
        self.name = name
        self.user = env.create_user(name.lower(), global_name=name)
        self.member = guild.add_member(self.user)
        self._env = env
        self._said = said

    @property
    def dm(self) -> simcord.ChannelHandle:
        """The DM channel with the bot."""
        return self.user.dm_channel

    def last(self) -> discord.Message:
        """The newest message in the DM."""
        message = self.dm.last_message
        if message is None:
            raise StuckError(f"{self.name} got no message.")
        return message

    def sees(self, words: str) -> None:
        """Raises StuckError unless the newest message says that."""
        read = "\n".join(reading.texts(_components(self.last())))
        if words not in read:
            raise StuckError(f"{self.name} waited for “{words}” and got: {read[:200]}")

    async def tap(self, label: str, *, expect: str = "") -> None:
        """Press a button on the newest message in the DM."""
        pressed = await self.user.click(self.last(), label=label)
        self._heard(f"[{label}]", pressed, expect)

    async def type(self, text: str, *, expect: str = "") -> None:
        """Write a message, and look at the answer."""
        await self.user.send_dm(text)
        await self._env.settle()
        self._told(f"“{text}”")
        if expect:
            self.sees(expect)

    async def send(self, name: str, data: bytes) -> None:
        """Send a file."""
        files = self._env.backend.store_attachments(self.dm.id, [(name, data)])
        await self.user.send_dm("", attachments=files)
        await self._env.settle()
        self._told(f"sends {name}")

    async def command(self, where: simcord.ChannelHandle, name: str, expect: str, **options: Any) -> None:
        """Use a slash command in the server."""
        result = await self.member.slash(where, name, **options)
        self._heard(f"/{name}", result, expect)

    def _heard(self, did: str, result: simcord.InteractionResult, expect: str) -> None:
        messages = [one for one in (result.response, *result.followups) if one is not None]
        read = "\n".join(text for one in messages for text in reading.texts(one.components))
        if expect not in read:
            raise StuckError(f"{self.name} did {did}, waited for “{expect}” and got: {read[:200]}")
        self._said(self.name, did, reading.gist(messages[0].components) if messages else "")

    def _told(self, did: str) -> None:
        self._said(self.name, did, reading.gist(_components(self.last())))


class Evening:
    """The guests' round, from joining to the day after."""

    def __init__(self, play: Play, app: App, audience: Audience) -> None:
        self._env, self._app, self._audience = play.env, app, audience
        self.guild = play.env.create_guild(GUEST_SERVER)
        crew = self.guild.create_role("Crew", permissions=discord.Permissions(manage_guild=True))
        self.host = self.guild.add_member(play.env.create_user("rui", global_name="Rui"), roles=[crew])
        self.results = self.guild.create_text_channel("results")
        self.lounge = self.guild.create_text_channel("lounge")
        names = ("Ines", "Jonas", "Yuki", "Pat", "Sam", "Lou", "Kim", "Noa", "Uli", "Zoe", "Mo")
        self.guests = {name: Guest(play.env, self.guild, name, audience.said) for name in names}

    async def pass_by(self) -> None:
        """Everything, in order. Raises StuckError where something isn't as promised."""
        self._audience.scene(f"Meanwhile in {GUEST_SERVER}: guests who use everything else")
        await self._prepare()
        scenes: tuple[Callable[[], Awaitable[None]], ...] = (
            self._every_kind,
            self._languages,
            self._change_edit_delete,
            self._in_the_server,
            self._switch_of_way,
            self._pause_and_ideas,
            self._put_off,
            self._their_data,
        )
        for scene in scenes:
            await scene()
        await self._reminded()
        await self.host.slash(self.results, "round close")
        await self._quiet()

    async def _prepare(self) -> None:
        await self.host.slash(
            self.results, "setup start", results_channel=self.results, join_channel=self.lounge
        )
        brought = await self.host.slash(
            self.results, "survey import", file=(_SURVEY.name, _SURVEY.read_bytes())
        )
        assert brought.response is not None
        if "is ready" not in "\n".join(reading.texts(brought.response.components)):
            raise StuckError(reading.gist(brought.response.components))
        card = self.lounge.last_message
        assert card is not None
        for guest in self.guests.values():
            if guest.name == "Lou":  # whose DMs are closed
                self._env.inject_error("POST", f"/channels/{guest.dm.id}/messages", times=None, **_CLOSED)
            await guest.member.click(card, label="Count me in")
        self.guild.remove_member(self.guests["Zoe"].member)
        offered = await self.host.slash(self.results, "round start", survey="every-kind")
        assert offered.response is not None
        await self.host.click(offered.response, label="Start the round")
        await self._quiet()
        self.guests["Ines"].sees("One question of each kind")

    async def _every_kind(self) -> None:
        ines = self.guests["Ines"]
        await ines.tap("9", expect="Noted: 9 out of 10")
        await ines.type("my sister", expect="Noted: my sister")
        await ines.type("streams, vlogs", expect="Streams, Vlogs")
        await ines.type("3.5", expect="3.5 hours")
        await ines.type("3 April 2027", expect="3 April 2027")
        await ines.tap("Shorts", expect="1. Shorts")
        await ines.tap("Podcasts", expect="3. Streams")
        await ines.tap("Agree", expect="Longer streams")
        await ines.tap("Pass", expect="Show us your desk")
        await ines.send("desk.png", _PICTURE)
        ines.sees("voice message")
        await ines.send("voice-message.ogg", _VOICE)
        ines.sees("Why 1. Shorts")
        await ines.type("Shorts fit my commute.", expect="Add more, or tap Done")
        await ines.tap("Done", expect="What should we make next?")
        await ines.type("A night in the lab, from dusk till dawn", expect="Thank you")

    async def _languages(self) -> None:
        for name, language, next_one in (("Jonas", "de", "Überspringen"), ("Yuki", "ja", "スキップ")):
            guest = self.guests[name]
            await self._choose(guest, "language", language)
            shown = await guest.member.slash(self.lounge, "feedback answer")
            labels = (
                [one.get("label") for one in reading.walk(shown.response.components)]
                if shown.response
                else []
            )
            if next_one not in labels:
                raise StuckError(f"{name} chose {language}, and the card says {labels}.")

    async def _choose(self, guest: Guest, what: str, token: str) -> None:
        """Pick from the preferences card the entry with that token, wherever it is."""
        shown = await guest.member.slash(self.lounge, "feedback preferences")
        assert shown.response is not None
        card = shown.response
        if not _has_option(card.components, token):
            turned = await guest.member.click(card, label="Language, quoting, place")
            assert turned.response is not None
            card = turned.response
        menu = next(
            one["custom_id"]
            for one in reading.walk(card.components)
            if any(option["value"] == token for option in one.get("options", ()))
        )
        await guest.member.select(card, [token], custom_id=menu)
        self._audience.said(guest.name, f"sets {what} to {token}", "")

    async def _change_edit_delete(self) -> None:
        sam = self.guests["Sam"]
        await sam.tap("7")
        await sam.tap("Back", expect="Noted: 7 out of 10")
        await sam.tap("Keep", expect="How did you find us?")
        sent = await sam.user.send_dm("a podcast")
        await self._env.settle()
        await sam.user.edit(sent, "another podcast")
        await self._env.settle()
        sam.sees("Changed: another podcast")
        await sam.user.delete(sent)
        await self._env.settle()
        sam.sees("You deleted your reply")
        await sam.type("please stop asking", expect="Did you want to leave?")
        await sam.type("stop", expect="won't send you questions any more")

    async def _in_the_server(self) -> None:
        lou = self.guests["Lou"]
        card = self._round_card()
        opened = await lou.member.click(card, label="Answer here")
        assert opened.response is not None
        await lou.member.click(opened.response, label="10")
        form = await lou.member.click(opened.response, label="Write")
        await lou.member.submit_modal(form, {"text": "a friend"})
        self._audience.said("Lou", "answers in the server, DMs being closed", "")

    async def _switch_of_way(self) -> None:
        kim = self.guests["Kim"]
        await kim.tap("8")
        opened = await kim.member.click(self._round_card(), label="Answer here")
        assert opened.response is not None
        await kim.member.click(opened.response, label="Search")
        await kim.type("tutorials", expect="Noted: Tutorials")

    async def _pause_and_ideas(self) -> None:
        noa, ines = self.guests["Noa"], self.guests["Ines"]
        await noa.type("idea: a night in the lab", expect="vote")
        await ines.command(self.lounge, "idea", "Your idea is kept", text="A tour of the roof garden")
        await noa.command(self.lounge, "feedback pause", "", how_long=1)
        await noa.command(self.lounge, "feedback impact", "idea")

    async def _put_off(self) -> None:
        pat = self.guests["Pat"]
        await pat.tap("Later", expect="When would suit you better?")
        label = next(
            str(one["label"])
            for one in reading.walk(_components(pat.last()))
            if str(one.get("label", "")).startswith("In an hour")
        )
        await pat.tap(label, expect="I'll ask again")
        await self._time(timedelta(hours=1, minutes=1))
        pat.sees("You asked me to come back now")

    async def _their_data(self) -> None:
        uli = self.guests["Uli"]
        await uli.type("10")
        await uli.command(self.lounge, "feedback mydata", "everything I have stored about you")
        asked = await uli.member.slash(self.lounge, "feedback forget")
        assert asked.response is not None
        await uli.member.click(asked.response, label="Forget me")
        async with self._app.database.reading() as tx:
            known = await tx.exec_driver_sql("SELECT count(*) FROM people WHERE user_id = ?", (uli.user.id,))
            if known.scalar():
                raise StuckError("Uli asked to be forgotten and wasn't.")
        self._audience.said("Uli", "asks to be forgotten", "and is")

    async def _reminded(self) -> None:
        await self._time(timedelta(days=1, hours=23))
        self.guests["Mo"].sees("A friendly reminder")
        async with self._app.database.reading() as tx:
            left = await tx.exec_driver_sql(
                "SELECT left_at IS NOT NULL FROM followers WHERE user_id = ?", (self.guests["Zoe"].user.id,)
            )
            if not left.scalar():
                raise StuckError("Zoe left the server, and that did not count as leaving.")

    async def _time(self, time: timedelta) -> None:
        await self._env.advance_time(time.total_seconds())
        self._app.clock.ring()
        await self._quiet()

    async def _quiet(self) -> None:
        await self._app.clock.quiet()
        await self._env.settle()

    def _round_card(self) -> discord.Message:
        card = self.lounge.last_message
        assert card is not None
        return card


def _has_option(components: list[dict[str, Any]], token: str) -> bool:
    return any(
        option["value"] == token for one in reading.walk(components) for option in one.get("options", ())
    )


def _components(message: discord.Message) -> list[dict[str, Any]]:
    return [dict(component.to_dict()) for component in message.components]
