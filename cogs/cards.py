"""The one place that draws: cards become Discord's Components V2.

Limits kept here: 40 components and 4,000 characters of text in a message, 10 pictures, 5 buttons in a row.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, assert_never

import discord
from discord import ui

from surveys.core import ids, words
from surveys.core.media import Shown
from surveys.core.prompt import (
    Among,
    Ask,
    Card,
    Document,
    Pages,
    Picking,
    Picture,
    Say,
    Section,
    Tone,
    Weight,
)
from surveys.core.text import clip
from surveys.core.widgets import Buttons, Choosable, Form, Gallery, Menu, Widget, Writing

View = ui.LayoutView
#: What the fields of a form are called when it comes back.
FORM_TEXT, FORM_FILES = "text", "files"

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
_LABEL, _ROW, _BAR, _TITLE, _OPTION, _HINT, _ALT = 80, 5, 12, 45, 100, 150, 1024
_TEXT_IN_MESSAGE, _SECTIONS_IN_MESSAGE, _TEXT_IN_BLOCK = 3600, 8, 3000


@dataclass(frozen=True, slots=True)
class Drawn:
    """One message: its view, and the pictures and documents that belong to it."""

    view: View
    files: tuple[Picture | Document, ...] = ()

    def uploads(self) -> list[discord.File]:
        """The files as uploads, without those that are there already. New objects each time: one can be read once only."""
        return [
            discord.File(
                io.BytesIO(one.data),
                filename=one.name,
                description=clip(one.alt, _ALT) if isinstance(one, Picture) else None,
            )
            for one in self.files
            if one.data
        ]


def draw(card: Card) -> tuple[Drawn, ...]:
    """The messages that show `card`: one, or several where a summary is long."""
    match card:
        case Ask():
            return (_message(_ask(card), Tone.ASK, _file_of(card)),)
        case Say():
            documents = () if card.document is None else (card.document,)
            files = documents if card.sample is None else (*documents, *_file_of(card.sample))
            return (_message(_say(card), card.tone, files),)
        case Pages():
            return tuple(_pages(card))
        case _:
            assert_never(card)


def _message(parts: Iterable[ui.Item[Any]], tone: Tone, files: Sequence[Picture | Document] = ()) -> Drawn:
    view = View(timeout=None)
    view.add_item(ui.Container(*parts, accent_colour=_ACCENTS[tone]))
    return Drawn(view, tuple(files))


def _ask(card: Ask) -> Iterable[ui.Item[Any]]:
    if card.badge is not None:
        yield ui.TextDisplay(_small(card.badge))
    if card.intro is not None:
        yield ui.TextDisplay(f"### {card.heading}\n{card.intro}")
        yield ui.Separator()
    if card.note is not None:
        yield ui.TextDisplay(card.note)
    place = card.step if card.intro is not None else f"{card.heading} · {card.step}"
    yield ui.TextDisplay(f"-# {place}\n### {card.body}")
    if card.media is not None:
        yield _media(card.media)
    if card.now is not None:
        yield ui.TextDisplay(card.now)
    if card.help is not None:
        yield ui.TextDisplay(_small(card.help))
    yield from _widget(card)
    if card.controls:
        yield ui.Separator()
        yield ui.ActionRow(
            *(
                _button(card, label, ids.control(card.invitation, card.question, control, card.prompt))
                for control, label in card.controls
            )
        )
    if card.footer is not None:
        yield ui.TextDisplay(_small(card.footer))


def _media(shown: Shown) -> ui.Item[Any]:
    address = shown.name if shown.data is None else f"attachment://{shown.name}"
    if shown.sound:
        return ui.File[Any](address)
    return ui.MediaGallery(discord.MediaGalleryItem(address, description=clip(shown.alt, _ALT) or None))


def _file_of(card: Ask) -> tuple[Picture, ...]:
    shown = card.media
    return () if shown is None or shown.data is None else (Picture(shown.name, shown.data, shown.alt),)


def _widget(card: Ask) -> Iterable[ui.Item[Any]]:
    widget: Widget = card.widget
    done: str | None = None
    match widget:
        case Buttons(options, per_row, done):
            yield from _taps(card, options, per_row)
        case Menu(options, least, most, hint, done):
            yield ui.ActionRow(
                ui.Select[Any](
                    custom_id=_id(card, ids.menu(card.invitation, card.question)),
                    placeholder=clip(hint, _HINT),
                    min_values=least,
                    max_values=most,
                    options=[discord.SelectOption(label=one.label, value=one.token) for one in options],
                    disabled=card.preview,
                )
            )
        case Gallery(options, pictures, alts, per_row):
            shown = zip(pictures, alts, strict=True)
            yield ui.MediaGallery(
                *(discord.MediaGalleryItem(url, description=clip(alt, _ALT)) for url, alt in shown)
            )
            yield from _taps(card, options, per_row)
        case Writing(done):
            pass
        case _:
            assert_never(widget)
    steps = [
        _button(card, label, custom_id, main=main)
        for label, custom_id, main in (
            (done, ids.control(card.invitation, card.question, ids.DONE), True),
            (card.write, ids.write(card.invitation, card.question), card.must_write),
        )
        if label is not None
    ]
    if steps:
        yield ui.ActionRow(*steps)


def _taps(card: Ask, options: Sequence[Choosable], per_row: int) -> Iterable[ui.ActionRow[Any]]:
    for start in range(0, len(options), per_row):
        yield ui.ActionRow(
            *(
                _button(card, one.label, ids.tap(card.invitation, card.question, one.token), main=True)
                for one in options[start : start + per_row]
            )
        )


def _button(card: Ask, label: str, custom_id: str, *, main: bool = False) -> ui.Button[Any]:
    style = discord.ButtonStyle.primary if main else discord.ButtonStyle.secondary
    custom_id = _id(card, custom_id)
    return ui.Button[Any](label=clip(label, _LABEL), style=style, custom_id=custom_id, disabled=card.preview)


def _id(card: Ask | Say, custom_id: str) -> str:
    return ids.tried(custom_id) if card.tried else custom_id


def form(custom_id: str, shape: Form) -> ui.Modal:
    """The form to type an answer in; what is sent from it comes back as an interaction of its own."""
    modal = ui.Modal(title=clip(shape.title, _TITLE), custom_id=custom_id, timeout=None)
    if shape.longest:
        field = ui.TextInput[Any](
            custom_id=FORM_TEXT,
            style=discord.TextStyle.paragraph if shape.paragraph else discord.TextStyle.short,
            max_length=shape.longest,
            required=False,
        )
        modal.add_item(ui.Label(text=clip(shape.label, _TITLE), component=field))
    if shape.files:
        upload = ui.FileUpload[Any](custom_id=FORM_FILES, required=False, max_values=shape.files)
        label = shape.title if shape.longest else shape.label
        modal.add_item(ui.Label(text=clip(label, _TITLE), component=upload))
    modal.stop()  # an unstopped form that is closed without sending would be kept in memory for ever
    return modal


def _say(card: Say) -> Iterable[ui.Item[Any]]:
    if card.badge is not None:
        yield ui.TextDisplay(_small(card.badge))
    if card.title is not None:
        yield ui.TextDisplay(f"### {card.title}")
    if card.progress is not None:
        yield ui.TextDisplay(_bar(card.progress, card.progress_says))
    yield ui.TextDisplay(clip(("\n\n" if card.airy else "\n").join(card.paragraphs), _TEXT_IN_BLOCK))
    if card.document is not None:
        yield ui.File[Any](f"attachment://{card.document.name}")
    if card.sample is not None:
        yield ui.Separator()
        yield from _ask(card.sample)
        yield ui.Separator()
    yield from (_menu(menu, _id(card, ids.pick(menu))) for menu in card.menus)
    yield from _rows(card)
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
                    f"attachment://{section.picture.name}", description=clip(section.picture.alt, _ALT)
                )
                parts.append(ui.MediaGallery(shown))
        if last:
            parts.append(ui.Separator())
            parts.extend(ui.File[Any](f"attachment://{one.name}") for one in card.documents)
            parts.extend(_rows(card))
            parts.append(ui.TextDisplay(_small(card.footer)))
        pictures = [section.picture for section in sections if section.picture is not None]
        yield _message(parts, Tone.GOOD, [*pictures, *card.documents] if last else pictures)


def _split(sections: Sequence[Section]) -> Iterable[list[Section]]:
    """Sections in order, as many in a message as fit."""
    held: list[Section] = []
    room = _TEXT_IN_MESSAGE
    for section in sections:
        length = max(section.room, len(section.text))
        if held and (length > room or len(held) == _SECTIONS_IN_MESSAGE):
            yield held
            held, room = [], _TEXT_IN_MESSAGE
        held.append(section)
        room -= length
    yield held


def _rows(card: Say | Pages) -> Iterable[ui.ActionRow[Any]]:
    per_row = card.per_row if isinstance(card, Say) else _ROW
    for start in range(0, len(card.buttons), per_row):
        yield ui.ActionRow(
            *(
                ui.Button[Any](
                    label=clip(button.label, _LABEL),
                    style=_STYLES[button.weight],
                    custom_id=ids.press(button) if isinstance(card, Pages) else _id(card, ids.press(button)),
                )
                for button in card.buttons[start : start + per_row]
            )
        )


def _menu(menu: Picking, custom_id: str) -> ui.ActionRow[Any]:
    shape: dict[str, Any] = {
        "custom_id": custom_id,
        "placeholder": clip(menu.hint, _HINT),
        "min_values": menu.least,
        "max_values": menu.most,
    }
    match menu.among:
        case Among.OPTIONS:
            options = [
                discord.SelectOption(
                    label=clip(one.label, _OPTION), value=one.token, default=one.token in menu.chosen
                )
                for one in menu.options
            ]
            return ui.ActionRow(ui.Select[Any](options=options, **shape))
        case Among.CHANNELS:
            text = [discord.ChannelType.text, discord.ChannelType.news]
            return ui.ActionRow(
                ui.ChannelSelect[Any](channel_types=text, default_values=_known(menu, "channel"), **shape)
            )
        case Among.ROLES:
            return ui.ActionRow(ui.RoleSelect[Any](default_values=_known(menu, "role"), **shape))
        case Among.MEMBERS:
            return ui.ActionRow(ui.UserSelect[Any](default_values=_known(menu, "user"), **shape))
        case _:
            assert_never(menu.among)


def _known(menu: Picking, kind: Literal["channel", "role", "user"]) -> list[discord.SelectDefaultValue]:
    types = {
        "channel": discord.SelectDefaultValueType.channel,
        "role": discord.SelectDefaultValueType.role,
        "user": discord.SelectDefaultValueType.user,
    }
    return [discord.SelectDefaultValue(id=int(one), type=types[kind]) for one in menu.chosen]


def _bar(share: float, says: str | None) -> str:
    filled = round(max(0.0, min(1.0, share)) * _BAR)
    beside = words.say(words.ANSWERED_SHARE, share=f"{share:.0%}") if says is None else says
    return f"`{'█' * filled}{'░' * (_BAR - filled)}` {beside}"


def _small(text: str) -> str:
    return "\n".join(f"-# {line}" for line in text.splitlines())
