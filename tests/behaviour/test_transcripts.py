"""Every transcript, played against the real discord.py client on a real database."""

import re
from collections.abc import Sequence
from dataclasses import replace

import discord
import pytest
from simcord.actors import MemberActor
from simcord.components import walk_components
from simcord.results import ResponseMessage

from surveys.core.values import from_plain
from tests.behaviour.conftest import Server, Shown, Stage, components_of, custom_ids, last, shown
from tests.transcript import Heard, Line, Transcript, message_text, play, transcripts


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

    async def opening(self) -> Line:
        self.newest = last(self.dm)
        self.cards.append(custom_ids(components_of(self.newest)))
        return Line(message_text(components_of(self.newest)))

    async def tap(self, label: str, card: int | None) -> Line | None:
        if card is not None:
            return self._heard(await self.stage.press(self.anna.user, self.dm, self.cards[card - 1][label]))
        return self._heard(shown(await self.anna.user.click(self.newest, label=label)))

    async def pick(self, labels: Sequence[str]) -> Line | None:
        tokens = {
            option["label"]: option["value"]
            for component in walk_components(components_of(self.newest))
            for option in component.get("options", ())
        }
        return self._heard(shown(await self.anna.user.select(self.newest, [tokens[one] for one in labels])))

    async def type(self, text: str) -> Line | None:
        sent = await self.anna.user.send_dm(text)
        answer = last(self.dm)
        assert answer.id > sent.id, "nothing came back"
        return self._heard(Shown(message_text(components_of(answer)), private=False, message=answer))

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
            f"{one.id} = {one.show(from_plain(plain[one.id]))}"
            for one in self.survey.questions
            if one.id in plain
        ]
        return "; ".join(shown_answers) or "nothing"

    def _heard(self, answer: Shown) -> Line:
        self.cards.append(custom_ids(components_of(answer.message)))
        if not answer.private:
            self.newest = answer.message
        return Line(answer.text, answer.private)


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
