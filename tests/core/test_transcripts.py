"""Every transcript, played against the pure core: `advance` in a loop, no Discord and no database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from surveys.core import words
from surveys.core.conversation import advance, begin, opening
from surveys.core.invitation import Happening, move
from surveys.core.prompt import Ask, Control, Say
from surveys.core.replies import Back, Done, Skip, Stop, Tapped, Typed
from surveys.core.replies import Heard as Reply
from surveys.core.widgets import Buttons, Menu, Writing
from tests.transcript import CONTROLS, Heard, Line, Transcript, card_text, play, read, transcripts

INVITATION = 7


class CorePlayer:
    """Anna, talking to `advance`."""

    def __init__(self, transcript: Transcript) -> None:
        self.survey = transcript.survey
        self.community = transcript.community
        self.conversation = begin(self.survey, INVITATION)
        self.cards: list[Ask | Say] = []

    async def opening(self) -> Line:
        return self._show(opening(self.survey, self.community, INVITATION))

    async def tap(self, label: str, card: int | None) -> Line | None:
        on = self.cards[-1] if card is None else self.cards[card - 1]
        assert isinstance(on, Ask), "there is nothing to tap on that card"
        return self._hear(_pressed(on, label))

    async def pick(self, labels: Sequence[str]) -> Line | None:
        on = self.cards[-1]
        assert isinstance(on, Ask), "there is nothing to pick on that card"
        assert isinstance(on.widget, Menu), "there is no menu on that card"
        tokens = {option.label: option.token for option in on.widget.options}
        return self._hear(Tapped(on.question, tuple(tokens[label] for label in labels)))

    async def type(self, text: str) -> Line | None:
        return self._hear(Typed(text))

    async def again(self) -> Line | None:
        """The engine hears nothing twice: an event with a known id never reaches the core."""
        return None

    async def close(self) -> None:
        closed = move(self.conversation.state, Happening.CLOSED)
        self.conversation = replace(self.conversation, state=closed)

    async def state(self) -> str:
        return self.conversation.state

    async def stored(self) -> str:
        answers = self.conversation.answers
        shown = [
            f"{one.id} = {one.show(answers[one.id])}" for one in self.survey.questions if one.id in answers
        ]
        return "; ".join(shown) or "nothing"

    def _hear(self, heard: Reply) -> Line:
        turn = advance(self.survey, self.community, self.conversation, heard)
        self.conversation = turn.conversation
        return self._show(turn.card, private=turn.private)

    def _show(self, card: Ask | Say, *, private: bool = False) -> Line:
        self.cards.append(card)
        return Line(card_text(card), private)


def _pressed(card: Ask, label: str) -> Reply:
    controls: Mapping[Control, Reply] = {
        Control.SKIP: Skip(card.question),
        Control.BACK: Back(card.question),
        Control.STOP: Stop(),
    }
    replies: dict[str, Reply] = {CONTROLS[control]: controls[control] for control in card.controls}
    if isinstance(card.widget, Buttons):
        replies |= {one.label: Tapped(card.question, (one.token,)) for one in card.widget.options}
    if isinstance(card.widget, Writing) and card.widget.collected:
        replies[words.DONE] = Done(card.question)
    assert label in replies, f"there is no [{label}] on that card"
    return replies[label]


@pytest.mark.parametrize("transcript", transcripts(), ids=lambda one: one.name)
async def test_the_core_says_it_word_for_word(transcript: Transcript) -> None:
    await play(transcript, CorePlayer(transcript))


@pytest.mark.parametrize("transcript", transcripts(), ids=lambda one: one.name)
async def test_a_wrong_word_is_noticed(transcript: Transcript) -> None:
    for number, (line, step) in enumerate(transcript.steps):
        if isinstance(step, Heard) and step.line is not None:
            wrong = Heard(Line(re.sub(r"\w+", "wrong", step.line.text, count=1), step.line.private))
            spoilt = (*transcript.steps[:number], (line, wrong), *transcript.steps[number + 1 :])
            with pytest.raises(AssertionError, match=f"line {line}"):
                await play(replace(transcript, steps=spoilt), CorePlayer(transcript))


def test_a_line_that_means_nothing_is_no_transcript() -> None:
    with pytest.raises(ValueError, match="line 3"):
        read("community: C\nsurvey: monthly.yaml\nanna shrugs\n", "shrug")
