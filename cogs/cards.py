"""The one place that draws: cards become Discord's Components V2.

Limits kept here: 40 components and 4,000 characters of text in a message, 10 pictures, 5 buttons in a row.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, assert_never

import discord
from discord import ui

from surveys.core import ids, words
from surveys.core.prompt import Ask, Button, Card, Control, Pages, Picture, Say, Section, Tone, Weight
from surveys.core.text import clip
from surveys.core.widgets import Buttons, Menu, Widget, Writing

View = ui.LayoutView

_ACCENTS: Final = {
    Tone.ASK: discord.Colour(0x5B6EE1),
    Tone.GOOD: discord.Colour(0x2E9E8F),
    Tone.PLAIN: discord.Colour(0x80848E),
    Tone.CAREFUL: discord.Colour(0xC98A1B),
}
_STYLES: Final = {
    Weight.MAIN: discord.ButtonStyle.primary,
    Weight.QUIET: discord.ButtonStyle.secondary,
    Weight.DANGER: discord.ButtonStyle.danger,
}
_CONTROL_LABELS: Final = {Control.BACK: words.BACK, Control.SKIP: words.SKIP, Control.STOP: words.STOP}
_LABEL, _ROW, _BAR = 80, 5, 12
_TEXT_IN_MESSAGE, _SECTIONS_IN_MESSAGE, _TEXT_IN_BLOCK = 3600, 8, 3000


@dataclass(frozen=True, slots=True)
class Drawn:
    """One message: its view, and the pictures that belong to it."""

    view: View
    files: tuple[Picture, ...] = ()

    def uploads(self) -> list[discord.File]:
        """The pictures as uploads. New objects each time: an upload can be read once only."""
        return [
            discord.File(io.BytesIO(one.data), filename=one.name, description=clip(one.alt, 1024))
            for one in self.files
        ]


def draw(card: Card) -> tuple[Drawn, ...]:
    """The messages that show `card`: one, or several where a summary is long."""
    match card:
        case Ask():
            return (_message(_ask(card), Tone.ASK),)
        case Say():
            return (_message(_say(card), card.tone),)
        case Pages():
            return tuple(_pages(card))
        case _:
            assert_never(card)


def _message(parts: Iterable[ui.Item[Any]], tone: Tone, pictures: Sequence[Picture] = ()) -> Drawn:
    view = View(timeout=None)
    view.add_item(ui.Container(*parts, accent_colour=_ACCENTS[tone]))
    return Drawn(view, tuple(pictures))


def _ask(card: Ask) -> Iterable[ui.Item[Any]]:
    if card.intro is not None:
        yield ui.TextDisplay(f"### {card.heading}\n{card.intro}")
        yield ui.Separator()
    if card.note is not None:
        yield ui.TextDisplay(card.note)
    place = card.step if card.intro is not None else f"{card.heading} · {card.step}"
    yield ui.TextDisplay(f"-# {place}\n### {card.body}")
    if card.help is not None:
        yield ui.TextDisplay(_small(card.help))
    yield from _widget(card)
    yield ui.Separator()
    yield ui.ActionRow(
        *(
            ui.Button[Any](
                label=_CONTROL_LABELS[control],
                style=discord.ButtonStyle.secondary,
                custom_id=ids.control(card.invitation, card.question, control),
                disabled=card.preview,
            )
            for control in card.controls
        )
    )
    if card.footer is not None:
        yield ui.TextDisplay(_small(card.footer))


def _widget(card: Ask) -> Iterable[ui.ActionRow[Any]]:
    widget: Widget = card.widget
    match widget:
        case Buttons(options, per_row):
            for start in range(0, len(options), per_row):
                yield ui.ActionRow(
                    *(
                        ui.Button[Any](
                            label=option.label,
                            style=discord.ButtonStyle.primary,
                            custom_id=ids.tap(card.invitation, card.question, option.token),
                            disabled=card.preview,
                        )
                        for option in options[start : start + per_row]
                    )
                )
        case Menu(options, least, most, hint):
            yield ui.ActionRow(
                ui.Select[Any](
                    custom_id=ids.menu(card.invitation, card.question),
                    placeholder=hint,
                    min_values=least,
                    max_values=most,
                    options=[discord.SelectOption(label=one.label, value=one.token) for one in options],
                    disabled=card.preview,
                )
            )
        case Writing(collected):
            if collected:
                yield ui.ActionRow(
                    ui.Button[Any](
                        label=words.DONE,
                        style=discord.ButtonStyle.primary,
                        custom_id=ids.control(card.invitation, card.question, ids.DONE),
                    )
                )
        case _:
            assert_never(widget)


def _say(card: Say) -> Iterable[ui.Item[Any]]:
    if card.title is not None:
        yield ui.TextDisplay(f"### {card.title}")
    if card.progress is not None:
        yield ui.TextDisplay(_bar(card.progress))
    yield ui.TextDisplay(clip("\n".join(card.paragraphs), _TEXT_IN_BLOCK))
    yield from _rows(card.buttons)
    if card.footer is not None:
        yield ui.TextDisplay(_small(card.footer))


def _pages(card: Pages) -> Iterable[Drawn]:
    messages = list(_split(card.sections))
    for place, sections in enumerate(messages):
        last = place == len(messages) - 1
        parts: list[ui.Item[Any]] = [ui.TextDisplay(f"## {card.title}")] if place == 0 else []
        for section in sections:
            if section is not sections[0]:
                parts.append(ui.Separator(visible=False, spacing=discord.SeparatorSpacing.large))
            parts.append(ui.TextDisplay(section.text))
            if section.picture is not None:
                shown = discord.MediaGalleryItem(
                    f"attachment://{section.picture.name}", description=clip(section.picture.alt, 1024)
                )
                parts.append(ui.MediaGallery(shown))
        if last:
            parts.append(ui.Separator())
            parts.extend(_rows(card.buttons))
            parts.append(ui.TextDisplay(_small(card.footer)))
        pictures = [section.picture for section in sections if section.picture is not None]
        yield _message(parts, Tone.GOOD, pictures)


def _split(sections: Sequence[Section]) -> Iterable[list[Section]]:
    """Sections in order, as many in a message as fit."""
    held: list[Section] = []
    room = _TEXT_IN_MESSAGE
    for section in sections:
        if held and (len(section.text) > room or len(held) == _SECTIONS_IN_MESSAGE):
            yield held
            held, room = [], _TEXT_IN_MESSAGE
        held.append(section)
        room -= len(section.text)
    yield held


def _rows(buttons: Sequence[Button]) -> Iterable[ui.ActionRow[Any]]:
    for start in range(0, len(buttons), _ROW):
        yield ui.ActionRow(
            *(
                ui.Button[Any](
                    label=clip(button.label, _LABEL),
                    style=_STYLES[button.weight],
                    custom_id=ids.press(button),
                )
                for button in buttons[start : start + _ROW]
            )
        )


def _bar(share: float) -> str:
    filled = round(max(0.0, min(1.0, share)) * _BAR)
    return f"`{'█' * filled}{'░' * (_BAR - filled)}` {words.say(words.ANSWERED_SHARE, share=f'{share:.0%}')}"


def _small(text: str) -> str:
    return "\n".join(f"-# {line}" for line in text.splitlines())
