"""Every transcript, played against the real discord.py client on a real database."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import UserHandle
from simcord.components import walk_components
from simcord.results import ResponseMessage

from cogs.cards import FORM_FILES, FORM_TEXT
from surveys.core.language import ENGLISH
from surveys.core.values import from_plain
from tests.behaviour.conftest import Server, Shown, Stage, components_of, custom_ids, last, shown
from tests.transcript import Heard, Line, Transcript, message_text, play, transcripts

#: The first bytes of a file of each type, by which it is known.
BYTES = {
    "image/png": b"\x89PNG\r\n\x1a\n" + bytes(40),
    "audio/ogg": b"OggS" + bytes(40),
    "text/plain": b"just words",
    "application/x-msdownload": b"MZ" + bytes(80),
}
CONTENT_TYPES = {
    "png": "image/png",
    "ogg": "audio/ogg",
    "txt": "text/plain",
    "exe": "application/x-msdownload",
}


class DiscordPlayer:
    """Anna, in the simulated Discord: she clicks, picks and types, and reads what comes back."""

    def __init__(self, stage: Stage, transcript: Transcript, server: Server, anna: MemberActor) -> None:
        self.stage = stage
        self.server = server
        self.anna = anna
        self.dm = anna.user.dm_channel
        self.survey = transcript.survey
        # Each card as it was when it came: labels and the ids behind them.
        self.cards: list[dict[str, str]] = []
        self.newest: discord.Message | ResponseMessage = last(self.dm)
        self.in_server = False
        self.typed: discord.Message | None = None
        # Up to which of the DM's messages everything was read.
        self.read = last(self.dm).id

    @property
    def actor(self) -> MemberActor | UserHandle:
        """In the server she is a member, in the DM just herself."""
        return self.anna if self.in_server else self.anna.user

    async def opening(self) -> Line:
        self.newest = last(self.dm)
        self.cards.append(custom_ids(components_of(self.newest)))
        return Line(message_text(components_of(self.newest)))

    async def tap(self, label: str, card: int | None) -> Line | None:
        if card is not None:
            return self._heard(await self.stage.press(self.anna.user, self.dm, self.cards[card - 1][label]))
        return self._heard(shown(await self.actor.click(self.newest, label=label)))

    async def pick(self, labels: Sequence[str]) -> Line | None:
        tokens = {
            option["label"]: option["value"]
            for component in walk_components(components_of(self.newest))
            for option in component.get("options", ())
        }
        return self._heard(shown(await self.actor.select(self.newest, [tokens[one] for one in labels])))

    async def type(self, text: str) -> Line | None:
        self.typed = await self.anna.user.send_dm(text)
        return self._answered(self.typed.id)

    async def write(self, text: str) -> Line | None:
        opened = await self.actor.click(self.newest, label="Write")
        return self._heard(shown(await self.actor.submit_modal(opened, {FORM_TEXT: text})))

    async def send(self, name: str, content_type: str | None) -> Line | None:
        kind = content_type or CONTENT_TYPES[name.rpartition(".")[2]]
        if self.in_server:
            opened = await self.actor.click(self.newest, label="Add a file")
            files = {FORM_FILES: [(name, BYTES[kind])]}
            return self._heard(shown(await self.actor.submit_modal(opened, files)))
        stored = self.stage.env.backend.store_attachments(self.dm.id, [(name, BYTES[kind])])
        self.typed = await self.anna.user.send_dm("", attachments=stored)
        return self._answered(self.typed.id)

    async def edit(self, text: str) -> Line | None:
        assert self.typed is not None, "there is nothing to edit"
        before = last(self.dm).id
        await self.anna.user.edit(self.typed, text)
        await self.stage.env.settle()
        return self._answered(before) if last(self.dm).id > before else None

    async def delete(self) -> Line | None:
        assert self.typed is not None, "there is nothing to delete"
        before = last(self.dm).id
        await self.anna.user.delete(self.typed)
        await self.stage.env.settle()
        return self._answered(before)

    async def here(self) -> Line | None:
        self.in_server = True
        return self._heard(
            shown(await self.anna.click(last(self.server.welcome), label="Answer here")), stays=True
        )

    async def to_dm(self) -> None:
        self.in_server = False
        self.newest = last(self.dm)

    async def speak(self, locale: str) -> None:
        self.stage.locales[self.anna.id] = locale

    async def wait(self, time: timedelta) -> None:
        self.read = last(self.dm).id
        await self.stage.pass_time(time)

    async def pushed(self) -> Line:
        assert last(self.dm).id > self.read, "the bot wrote nothing"
        self.newest = last(self.dm)
        self.cards.append(custom_ids(components_of(self.newest)))
        return Line(message_text(components_of(self.newest)))

    def _answered(self, after: int) -> Line:
        answer = last(self.dm)
        assert answer.id > after, "nothing came back"
        return self._heard(
            Shown(message_text(components_of(answer)), private=False, redrawn=False, message=answer)
        )

    async def again(self) -> Line | None:
        before = [message_text(components_of(one)) for one in self.dm.history()]
        await self.stage.again()
        after = [message_text(components_of(one)) for one in self.dm.history()]
        return None if after == before else Line("\n".join(after))

    async def close(self) -> None:
        await self.stage.close_round(self.server)

    async def state(self) -> str:
        (state,) = await self.stage.states()
        return str(state)

    async def stored(self) -> str:
        plain = await self.stage.answers()
        shown_answers = [
            f"{one.id} = {one.show(from_plain(plain[one.id]), ENGLISH)}"
            for one in self.survey.questions
            if one.id in plain
        ]
        return "; ".join(shown_answers) or "nothing"

    def _heard(self, answer: Shown, *, stays: bool = False) -> Line:
        """What came back. In the server everything is private; only what comes beside the card doesn't replace it."""
        self.cards.append(custom_ids(components_of(answer.message)))
        beside = answer.private and not (self.in_server and answer.redrawn)
        if not beside or stays:
            self.newest = answer.message
        return Line(answer.text, beside)


async def cast(stage: Stage, transcript: Transcript) -> DiscordPlayer:
    server = await stage.community(transcript.community, transcript.survey_file)
    anna = await stage.fan(server)
    await stage.open_round(server, transcript.survey.key)
    return DiscordPlayer(stage, transcript, server, anna)


@pytest.mark.parametrize("transcript", transcripts(), ids=lambda one: one.name)
async def test_the_bot_says_it_word_for_word(transcript: Transcript, stage: Stage) -> None:
    await play(transcript, await cast(stage, transcript))


async def test_a_wrong_word_is_noticed(stage: Stage) -> None:
    (typist,) = [one for one in transcripts() if one.name == "typist"]
    number, (line, step) = [(at, one) for at, one in enumerate(typist.steps) if isinstance(one[1], Heard)][-1]
    assert isinstance(step, Heard)
    assert step.line is not None
    wrong = Heard(Line(re.sub("Thank", "Thunk", step.line.text, count=1)))
    spoilt = (*typist.steps[:number], (line, wrong), *typist.steps[number + 1 :])
    with pytest.raises(AssertionError, match=f"line {line}"):
        await play(replace(typist, steps=spoilt), await cast(stage, typist))


class Doubled(DiscordPlayer):
    """The same, with every event delivered twice: the second time nothing may change, here or in the database."""

    async def tap(self, label: str, card: int | None) -> Line | None:
        return await self._once_more(await super().tap(label, card))

    async def pick(self, labels: Sequence[str]) -> Line | None:
        return await self._once_more(await super().pick(labels))

    async def type(self, text: str) -> Line | None:
        return await self._once_more(await super().type(text))

    async def _once_more(self, line: Line | None) -> Line | None:
        before = await self.stage.everything()
        assert await self.again() is None
        assert await self.stage.everything() == before
        return line


@pytest.mark.parametrize("transcript", transcripts(), ids=lambda one: one.name)
async def test_every_event_delivered_twice_makes_the_same_conversation(
    transcript: Transcript, stage: Stage
) -> None:
    alone = await cast(stage, transcript)
    await play(transcript, Doubled(stage, transcript, alone.server, alone.anna))
