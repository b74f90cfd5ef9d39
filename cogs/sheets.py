"""Forms that people fill in: drawn from sheets, and read back by their custom ids after any restart."""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, assert_never

import discord
from discord import ui

from cogs.speaking import Interaction, guarded
from cogs.typed import offered
from surveys.core import ids
from surveys.core.sheets import Blank, Field, Look, Pick, Sheet, Upload
from surveys.core.text import clip
from surveys.ports import Offered

_TITLE, _LABEL, _HINT, _OPTION = 45, 45, 100, 100
#: Discord's numbers for the parts that hold files.
_ATTACHMENTS: Final = "attachments"


@dataclass(frozen=True, slots=True)
class Filled:
    """What came back: texts as typed, what was picked by token, and files, each under its field's name."""

    texts: Mapping[str, str]
    picks: Mapping[str, tuple[str, ...]]
    files: Mapping[str, tuple[Offered, ...]]


Handle = Callable[[Interaction, re.Match[str], Filled], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Filling:
    """A kind of form, by the pattern of its custom id, and what is done with one that was sent."""

    pattern: str
    handle: Handle


async def open_sheet(interaction: Interaction, sheet: Sheet) -> None:
    """Answer an interaction with the form; it has to be the first answer, and not to a form."""
    modal = ui.Modal(title=clip(sheet.title, _TITLE), custom_id=ids.sheet(sheet), timeout=None)
    for field in sheet.fields:
        description = None if field.hint is None else clip(field.hint, _HINT)
        modal.add_item(
            ui.Label(text=clip(field.label, _LABEL), description=description, component=_component(field))
        )
    modal.stop()  # an unstopped form that is closed without sending would be kept in memory for ever
    await interaction.response.send_modal(modal)


async def take_sheet(interaction: Interaction, kinds: Iterable[Filling]) -> None:
    """Hand a form that was sent to whom it belongs; discord.py keeps no record of forms over a restart."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return
    data: Mapping[str, Any] = interaction.data or {}
    custom_id = str(data.get("custom_id", ""))
    for kind in kinds:
        match = re.fullmatch(kind.pattern, custom_id)
        if match is not None:
            await guarded(interaction, kind.handle(interaction, match, _filled(interaction, data)))
            return


def _component(field: Field) -> ui.Item[Any]:
    match field:
        case Blank():
            return ui.TextInput[Any](
                custom_id=field.name,
                style=discord.TextStyle.paragraph if field.paragraph else discord.TextStyle.short,
                max_length=field.longest,
                default=field.value or None,
                required=field.required,
            )
        case Upload():
            return ui.FileUpload[Any](custom_id=field.name, required=False, max_values=field.most)
        case Pick():
            return _pick(field)
        case _:
            assert_never(field)


def _pick(field: Pick) -> ui.Item[Any]:
    entries = [(clip(one.label, _OPTION), one.token, one.token in field.chosen) for one in field.options]
    required = field.least > 0
    match field.look:
        case Look.MENU:
            options = [discord.SelectOption(label=a, value=b, default=c) for a, b, c in entries]
            return ui.Select[Any](
                custom_id=field.name,
                options=options,
                min_values=field.least,
                max_values=field.most,
                required=required,
            )
        case Look.RADIO:
            radios = [discord.RadioGroupOption(label=a, value=b, default=c) for a, b, c in entries]
            return ui.RadioGroup[Any](custom_id=field.name, options=radios, required=required)
        case Look.BOXES:
            boxes = [discord.CheckboxGroupOption(label=a, value=b, default=c) for a, b, c in entries]
            return ui.CheckboxGroup[Any](
                custom_id=field.name,
                options=boxes,
                min_values=field.least,
                max_values=field.most,
                required=required,
            )
        case _:
            assert_never(field.look)


def _filled(interaction: Interaction, data: Mapping[str, Any]) -> Filled:
    resolved: Mapping[str, Any] = data.get("resolved", {}).get(_ATTACHMENTS, {})
    texts: dict[str, str] = {}
    picks: dict[str, tuple[str, ...]] = {}
    files: dict[str, tuple[Offered, ...]] = {}
    for name, value in _fields(data.get("components", ())):
        if isinstance(value, str):
            # A radio group's one value comes as a text; nothing else picked does.
            texts[name], picks[name] = value, (value,)
        elif isinstance(value, list):
            picks[name] = tuple(str(one) for one in value)
            files[name] = tuple(
                offered(discord.Attachment(data=resolved[one], state=interaction._state))  # noqa: SLF001  the library's own way to build one
                for one in picks[name]
                if one in resolved
            )
    return Filled(texts, picks, files)


def _fields(components: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    for one in components:
        yield from _fields(one.get("components", ()))
        if "component" in one:
            yield from _fields((one["component"],))
        if "custom_id" in one:
            yield one["custom_id"], one.get("value", one.get("values"))
