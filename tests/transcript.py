"""Conversations as people would read them, and what it takes to play one.

A transcript is a text file. Its head names the community and the survey (a YAML file beside it,
or YAML indented below); then lines take turns:

    bot: Monthly ideas                     what the bot's card says, line by line; further lines indented
         [1] [2] [3]                       buttons in a row
         [Pick one: Streams / Shorts]      a menu
    bot (only to anna): …                  the same, beside the conversation
    bot: nothing                           no answer at all
    anna taps [4]                          on the newest card; "on card 1": on the first the bot showed
    anna picks: Mornings, Evenings         from the newest card's menu
    anna types: streams                    "types 301 times: x" repeats it; \\n is a new line
    anna writes: streams                   by the form behind [Write], in the server
    anna sends: cat.png                    a file, "cat.png as text/html" shows itself to be another type
    anna edits her reply to: shorts        the last message she typed
    anna deletes her reply
    anna answers here                      by the card in the server; from then on she is there
    anna goes back to her DM
    anna speaks de                         Discord's language setting
    time passes: 2 hours                   or minutes, or days
    the bot writes: …                      a message nobody asked for just now
    the same again                         Discord delivers the last event once more
    the round closes
    state: started                         of anna's invitation
    stored: mood = 4 out of 5; idea = …    all of anna's answers, in the survey's order; "nothing" if none

A line that starts with # is a remark. The same file is played against the core and against the
real Discord client (see `Player`); both have to say it word for word.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol, assert_never

from surveys.core.prompt import Ask, Picking, Say
from surveys.core.survey import Survey
from surveys.core.widgets import Buttons, Gallery, Menu, Writing
from surveys.formats import read_survey

FOLDER = Path(__file__).parent / "transcripts"


@dataclass(frozen=True, slots=True)
class Line:
    """What the bot said: the text of one card, and whether only the person who tapped sees it."""

    text: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Tap:
    label: str
    card: int | None

    async def by(self, player: "Player") -> Line | None:
        return await player.tap(self.label, self.card)


@dataclass(frozen=True, slots=True)
class Pick:
    labels: tuple[str, ...]

    async def by(self, player: "Player") -> Line | None:
        return await player.pick(self.labels)


@dataclass(frozen=True, slots=True)
class Type:
    text: str

    async def by(self, player: "Player") -> Line | None:
        return await player.type(self.text)


@dataclass(frozen=True, slots=True)
class Write:
    text: str

    async def by(self, player: "Player") -> Line | None:
        return await player.write(self.text)


@dataclass(frozen=True, slots=True)
class Send:
    name: str
    content_type: str | None

    async def by(self, player: "Player") -> Line | None:
        return await player.send(self.name, self.content_type)


@dataclass(frozen=True, slots=True)
class Edit:
    text: str

    async def by(self, player: "Player") -> Line | None:
        return await player.edit(self.text)


@dataclass(frozen=True, slots=True)
class Delete:
    async def by(self, player: "Player") -> Line | None:
        return await player.delete()


@dataclass(frozen=True, slots=True)
class Here:
    async def by(self, player: "Player") -> Line | None:
        return await player.here()


@dataclass(frozen=True, slots=True)
class Dm:
    async def by(self, player: "Player") -> None:
        await player.to_dm()


@dataclass(frozen=True, slots=True)
class Speak:
    locale: str

    async def by(self, player: "Player") -> None:
        await player.speak(self.locale)


@dataclass(frozen=True, slots=True)
class Pass:
    time: timedelta

    async def by(self, player: "Player") -> None:
        await player.wait(self.time)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What the bot writes without having been spoken to."""

    line: Line


@dataclass(frozen=True, slots=True)
class Again:
    async def by(self, player: "Player") -> Line | None:
        return await player.again()


@dataclass(frozen=True, slots=True)
class Close:
    async def by(self, player: "Player") -> None:
        await player.close()


@dataclass(frozen=True, slots=True)
class Heard:
    """The bot's next words; None: it says nothing."""

    line: Line | None


@dataclass(frozen=True, slots=True)
class Standing:
    state: str


@dataclass(frozen=True, slots=True)
class Stored:
    answers: str


Saying = Tap | Pick | Type | Write | Send | Edit | Delete | Here | Again
Doing = Dm | Speak | Pass | Close
Step = Saying | Doing | Pushed | Heard | Standing | Stored


@dataclass(frozen=True, slots=True)
class Transcript:
    """One conversation: what it is about, and its steps with the lines they stand in."""

    name: str
    community: str
    survey_file: str
    steps: tuple[tuple[int, Step], ...]

    @property
    def survey(self) -> Survey:
        return read_survey(self.survey_file.encode(), f"{self.name}.yaml")


class Player(Protocol):
    """Somebody who can be anna: with the core alone, or with the real client."""

    async def tap(self, label: str, card: int | None) -> Line | None: ...
    async def pick(self, labels: Sequence[str]) -> Line | None: ...
    async def type(self, text: str) -> Line | None: ...
    async def write(self, text: str) -> Line | None: ...
    async def send(self, name: str, content_type: str | None) -> Line | None: ...
    async def edit(self, text: str) -> Line | None: ...
    async def delete(self) -> Line | None: ...
    async def here(self) -> Line | None: ...
    async def again(self) -> Line | None: ...
    async def to_dm(self) -> None: ...
    async def speak(self, locale: str) -> None: ...
    async def wait(self, time: timedelta) -> None: ...
    async def pushed(self) -> Line: ...
    async def close(self) -> None: ...
    async def opening(self) -> Line: ...
    async def state(self) -> str: ...
    async def stored(self) -> str: ...


async def play(transcript: Transcript, player: Player) -> None:
    """Play it to the end. Raises AssertionError at the first line that isn't so."""
    said: Line | None = await player.opening()
    unheard = True
    for number, step in transcript.steps:
        where = f"{transcript.name}.txt, line {number}"
        if isinstance(step, Saying):
            assert not unheard, f"{where}: the transcript doesn't say what the bot said before this"
        if isinstance(step, Saying):
            said = await step.by(player)
        elif isinstance(step, Doing):
            await step.by(player)
        else:
            await _check(where, step, said, player)
        unheard = isinstance(step, Saying)
    assert not unheard, f"{transcript.name}.txt ends without the bot's answer"


async def _check(
    where: str, step: Pushed | Heard | Standing | Stored, said: Line | None, player: Player
) -> None:
    match step:
        case Pushed(line):
            _agree(where, line, await player.pushed())
        case Heard(expected):
            _agree(where, expected, said)
        case Standing(state):
            _agree(where, Line(state), Line(await player.state()))
        case Stored(answers):
            _agree(where, Line(answers), Line(await player.stored()))
        case _:
            assert_never(step)


def _agree(where: str, expected: Line | None, said: Line | None) -> None:
    if expected == said:
        return
    if expected is None or said is None:
        raise AssertionError(f"{where}: expected {expected}, but the bot said {said}")
    lines = difflib.ndiff(expected.text.splitlines(), said.text.splitlines())
    note = "" if expected.private == said.private else f" (private: {expected.private}, was: {said.private})"
    raise AssertionError(f"{where}{note}\n" + "\n".join(lines))


# --- One form for every card ---------------------------------------------------------------------


def card_text(card: Ask | Say) -> str:
    """What a card of the core's says, as it reads in Discord."""
    return "\n".join(_plain(_ask_lines(card) if isinstance(card, Ask) else _say_lines(card)))


def message_text(components: Iterable[Mapping[str, Any]]) -> str:
    """What a message says, from the components Discord got."""
    return "\n".join(_plain(_component_lines(components)))


def _ask_lines(card: Ask) -> Iterator[str]:
    if card.badge is not None:
        yield card.badge
    if card.intro is not None:
        yield card.heading
        yield card.intro
    if card.note is not None:
        yield card.note
    yield card.step if card.intro is not None else f"{card.heading} · {card.step}"
    yield card.body
    yield from (line for line in (card.now, card.help) if line is not None)
    match card.widget:
        case Buttons(options, per_row) | Gallery(options, _, _, per_row):
            if isinstance(card.widget, Gallery):
                yield _pictures(card.widget.alts)
            for start in range(0, len(options), per_row):
                yield _row(option.label for option in options[start : start + per_row])
        case Menu(options, _, _, hint):
            yield _menu(hint, (option.label for option in options))
        case Writing():
            pass
        case _:
            assert_never(card.widget)
    done = None if isinstance(card.widget, Gallery) else card.widget.done
    if steps := [label for label in (done, card.write) if label is not None]:
        yield _row(steps)
    yield _row(label for _, label in card.controls)
    if card.footer is not None:
        yield card.footer


def _say_lines(card: Say) -> Iterator[str]:
    if card.badge is not None:
        yield card.badge
    if card.title is not None:
        yield card.title
    yield from card.paragraphs
    yield from (_menu(menu.hint, (option.label for option in menu.options)) for menu in card.menus)
    if card.buttons:
        yield _row(button.label for button in card.buttons)
    if card.footer is not None:
        yield card.footer


def _component_lines(components: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for component in components:
        match component:
            case {"type": 10, "content": content}:
                yield content
            case {"type": 1, "components": [{"type": 3} as menu]}:
                yield _menu(menu["placeholder"], (option["label"] for option in menu["options"]))
            case {"type": 1, "components": [{"type": 5 | 6 | 8} as menu]}:
                yield _menu(menu["placeholder"], ("…",))  # what the server has, which Discord lists itself
            case {"type": 12, "items": items}:
                yield _pictures(item.get("description") or "" for item in items)
            case {"type": 1, "components": buttons}:
                yield _row(button["label"] for button in buttons)
            case {"type": 17, "components": inside}:
                yield from _component_lines(inside)


def _row(labels: Iterable[str]) -> str:
    return " ".join(f"[{label}]" for label in labels)


def _menu(hint: str, labels: Iterable[str]) -> str:
    return f"[{hint}: {' / '.join(labels)}]"


def _pictures(alts: Iterable[str]) -> str:
    return f"[pictures: {' / '.join(alts)}]"


_MARKUP = re.compile(r"^(-# |#{1,3} )")
_MOMENT, _MENTION = re.compile(r"<t:\d+(:\w)?>"), re.compile(r"<@\d+>")


def _plain(blocks: Iterable[str]) -> Iterator[str]:
    """Without the marks that only set sizes, and without empty lines."""
    for block in blocks:
        for line in block.splitlines():
            if line.strip():
                yield _MENTION.sub("@anna", _MOMENT.sub("<time>", _MARKUP.sub("", line))).rstrip()


def menu_token(menu: Picking | Menu, label: str) -> str:
    """What picking the entry with that label says."""
    return next(option.token for option in menu.options if option.label == label)


# --- Reading ----------------------------------------------------------------------------------------


def transcripts() -> list[Transcript]:
    """Every transcript there is, by name."""
    return [read(path.read_text("utf-8"), path.stem) for path in sorted(FOLDER.glob("*.txt"))]


def read(text: str, name: str) -> Transcript:
    """The transcript in `text`. Raises ValueError, naming the line, where it can't be read."""
    blocks = list(_blocks(text))
    head = {key: block for _, block in blocks[:2] for key in ("community", "survey") if _is(block, key)}
    if set(head) != {"community", "survey"}:
        raise ValueError(f"{name}.txt starts with “community: …” and “survey: …”")
    survey = _after_colon(head["survey"])
    if survey.endswith(".yaml"):
        survey = (FOLDER / survey).read_text("utf-8")
    steps = tuple((number, _step(block, f"{name}.txt, line {number}")) for number, block in blocks[2:])
    return Transcript(name, _after_colon(head["community"]), survey, steps)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Each line with the indented ones below it, and its number."""
    started, held = 0, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#") or not line.strip():
            continue
        if line[0].isspace():
            held.append(line)
            continue
        if held:
            yield started, "\n".join(held)
        started, held = number, [line]
    if held:
        yield started, "\n".join(held)


def _is(block: str, key: str) -> bool:
    return block.startswith(f"{key}:")


def _after_colon(block: str) -> str:
    """What follows the first colon; indented lines keep their depth among each other."""
    first, *rest = block.split("\n")
    start = first.partition(":")[2].strip()
    depth = min((len(line) - len(line.lstrip()) for line in rest), default=0)
    return "\n".join(([start] if start else []) + [line[depth:].rstrip() for line in rest])


_STEPS: tuple[tuple[str, Callable[[re.Match[str], str], Step]], ...] = (
    (r"bot: nothing$", lambda match, rest: Heard(None)),
    (r"bot: ", lambda match, rest: Heard(Line(rest))),
    (r"the bot writes: ", lambda match, rest: Pushed(Line(rest))),
    (r"bot \(only to \w+\): ", lambda match, rest: Heard(Line(rest, private=True))),
    (
        r"\w+ taps \[(.+?)\]( on card (\d+))?$",
        lambda match, rest: Tap(match[1], int(match[3]) if match[3] else None),
    ),
    (r"\w+ picks: ", lambda match, rest: Pick(tuple(rest.split(", ")))),
    (r"\w+ types: ", lambda match, rest: Type(rest.replace("\\n", "\n"))),
    (r"\w+ types (\d+) times: ", lambda match, rest: Type(rest * int(match[1]))),
    (r"\w+ writes: ", lambda match, rest: Write(rest.replace("\\n", "\n"))),
    (r"\w+ sends: (\S+)( as (\S+))?$", lambda match, rest: Send(match[1], match[3])),
    (r"\w+ edits her reply to: ", lambda match, rest: Edit(rest)),
    (r"\w+ deletes her reply$", lambda match, rest: Delete()),
    (r"\w+ answers here$", lambda match, rest: Here()),
    (r"\w+ goes back to her DM$", lambda match, rest: Dm()),
    (r"\w+ speaks (\S+)$", lambda match, rest: Speak(match[1])),
    (
        r"time passes: (\d+) (minutes|hours|days)$",
        lambda match, rest: Pass(timedelta(**{match[2]: int(match[1])})),
    ),
    (r"the same again$", lambda match, rest: Again()),
    (r"the round closes$", lambda match, rest: Close()),
    (r"state: ", lambda match, rest: Standing(rest)),
    (r"stored: ", lambda match, rest: Stored(rest)),
)


def _step(block: str, where: str) -> Step:
    for pattern, make in _STEPS:
        if match := re.match(pattern, block):
            return make(match, _after_colon(block))
    raise ValueError(f"{where}: can't read “{block}”")
