"""Every transcript, played against the pure core: `advance` in a loop, no Discord and no database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from config.languages import read_languages
from surveys.core.conversation import advance, amend, begin, take_back
from surveys.core.hours import Hours, Snooze
from surveys.core.invitation import Happening, move
from surveys.core.phrases import later
from surveys.core.prompt import Ask, Control, Say, Verb
from surveys.core.replies import (
    Back,
    Change,
    Done,
    Later,
    PutOff,
    Show,
    Skip,
    Stop,
    Tapped,
    Typed,
)
from surveys.core.replies import Heard as Reply
from surveys.core.scene import Scene
from surveys.core.showing import again, opening
from surveys.core.values import Attached
from surveys.core.widgets import Menu, Writing
from tests.transcript import (
    Heard,
    Line,
    Transcript,
    card_text,
    menu_token,
    play,
    read,
    transcripts,
)

INVITATION = 7
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LANGUAGES = read_languages()


class CorePlayer:
    """Anna, talking to `advance`."""

    def __init__(self, transcript: Transcript) -> None:
        self.survey = transcript.survey
        self.community = transcript.community
        self.conversation = begin(self.survey, INVITATION)
        self.cards: list[Ask | Say] = []
        self.now = NOON
        self.closes_at = NOON + timedelta(days=3)
        self.locale = "en-US"
        self.in_server = False
        self.due: datetime | None = None
        self.written: list[Line] = []
        # Which question the last typed message answered, to be edited or deleted.
        self.answered: str | None = None
        self.files = 0

    @property
    def scene(self) -> Scene:
        return Scene(
            survey=self.survey,
            community=self.community,
            lang=LANGUAGES.of(self.locale),
            hours=Hours("UTC"),
            closes_at=self.closes_at,
            now=self.now,
            name="<@1>",
            here=self.in_server,
        )

    async def opening(self) -> Line:
        return self._show(opening(self.scene, self.conversation))

    async def tap(self, label: str, card: int | None) -> Line | None:
        on = self.cards[-1] if card is None else self.cards[card - 1]
        return self._hear(_pressed(on, label))

    async def pick(self, labels: Sequence[str]) -> Line | None:
        on = self.cards[-1]
        if isinstance(on, Say):
            (menu,) = on.menus
            return self._hear(Change(menu_token(menu, labels[0])))
        assert isinstance(on.widget, Menu), "there is no menu on that card"
        return self._hear(Tapped(on.question, tuple(menu_token(on.widget, label) for label in labels)))

    async def type(self, text: str) -> Line | None:
        return self._typed(Typed(text))

    async def write(self, text: str) -> Line | None:
        return self._typed(Typed(text, question=self.conversation.current))

    async def send(self, name: str, content_type: str | None) -> Line | None:
        self.files += 1
        kind = content_type or CONTENT_TYPES[name.rpartition(".")[2]]
        return self._typed(Typed("", (Attached(self.files, name, kind, 3),)))

    async def edit(self, text: str) -> Line | None:
        assert self.answered is not None, "there is nothing to edit"
        turn = amend(self.scene, self.conversation, self.answered, text)
        if turn is None:
            return None
        self.conversation = turn.conversation
        return self._show(turn.card, private=turn.private)

    async def delete(self) -> Line | None:
        assert self.answered is not None, "there is nothing to delete"
        turn = take_back(self.scene, self.conversation, self.answered)
        self.conversation = turn.conversation
        return self._show(turn.card)

    async def here(self) -> Line | None:
        self.in_server = True
        shown = self._hear(Show())
        return Line(shown.text, private=True)

    async def to_dm(self) -> None:
        self.in_server = False

    async def speak(self, locale: str) -> None:
        self.locale = locale

    async def wait(self, time: timedelta) -> None:
        self.now += time
        if self.due is not None and self.due <= self.now:
            self.due = None
            self.written.append(self._show(again(self.scene, self.conversation, later.RETURNED, 1)))

    async def pushed(self) -> Line:
        assert self.written, "the bot wrote nothing"
        return self.written.pop(0)

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
        lang = LANGUAGES.of("en")
        shown = [
            f"{one.id} = {one.show(answers[one.id], lang)}"
            for one in self.survey.questions
            if one.id in answers
        ]
        return "; ".join(shown) or "nothing"

    def _typed(self, typed: Typed) -> Line:
        asked, before = self.conversation.current, self.conversation.answers
        line = self._hear(typed)
        if self.conversation.answers is not before and asked in self.conversation.answers:
            self.answered = asked
        return line

    def _hear(self, heard: Reply) -> Line:
        turn = advance(self.scene, self.conversation, heard)
        self.conversation = turn.conversation
        if turn.put_off is not None:
            self.due = turn.put_off
        return self._show(turn.card, private=turn.private)

    def _show(self, card: Ask | Say, *, private: bool = False) -> Line:
        self.cards.append(card)
        return Line(card_text(card), private)


#: What Discord and the bytes say of files with these endings.
CONTENT_TYPES = {
    "png": "image/png",
    "ogg": "audio/ogg",
    "txt": "text/plain",
    "exe": "application/x-msdownload",
}


def _pressed(card: Ask | Say, label: str) -> Reply:
    replies = _of_ask(card) if isinstance(card, Ask) else _of_say(card)
    assert label in replies, f"there is no [{label}] on that card"
    return replies[label]


def _of_ask(card: Ask) -> dict[str, Reply]:
    controls: Mapping[Control, Reply] = {
        Control.SKIP: Skip(card.question),
        Control.BACK: Back(card.question),
        Control.LATER: Later(),
        Control.STOP: Stop(),
    }
    replies: dict[str, Reply] = {label: controls[control] for control, label in card.controls}
    if not isinstance(card.widget, Menu | Writing):
        replies |= {one.label: Tapped(card.question, (one.token,)) for one in card.widget.options}
    done = getattr(card.widget, "done", None)
    if done is not None:
        replies[done] = Done(card.question)
    return replies


def _of_say(card: Say) -> dict[str, Reply]:
    verbs: Mapping[Verb, Reply] = {Verb.CONTINUE: Show(), Verb.CHANGE: Change()}
    return {
        button.label: PutOff(Snooze(button.args[1])) if button.verb is Verb.SNOOZE else verbs[button.verb]
        for button in card.buttons
        if button.verb in {*verbs, Verb.SNOOZE}
    }


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
