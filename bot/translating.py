"""Slash commands in the languages of those who read them. Names stay English: docs and sentences call them so."""

from typing import Any, Final

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from config.languages import CHOICE, COMMAND, PARAMETER, key
from surveys.core.language import Languages

_CONTEXTS: Final = {
    Location.command_description: COMMAND,
    Location.group_description: COMMAND,
    Location.parameter_description: COMMAND,
    Location.parameter_name: PARAMETER,
    Location.choice_name: CHOICE,
}


class CatalogueTranslator(app_commands.Translator):
    """Says descriptions, choices and followers' parameter names in each language there is a catalogue for."""

    def __init__(self, languages: Languages) -> None:
        self._translated = {locale: languages.of(locale.value).translated for locale in discord.Locale}

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """`string` in `locale`; None for English, for names of commands, and where there is no translation."""
        where = _CONTEXTS.get(context.location)
        if where is None or (
            context.location is Location.parameter_name and not for_followers(context.data.command)
        ):
            return None
        forms = self._translated[locale].get(key(string.message, where))
        return None if forms is None else forms[0]


def for_followers(command: app_commands.Command[Any, ..., Any] | app_commands.Group) -> bool:
    """Whether everybody may use it. What creators read about theirs is English, with the names of parameters in it."""
    return (command.root_parent or command).default_permissions is None


async def told_to_discord(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    """The global commands as `tree.sync` sends them, translations included."""
    if tree.translator is None:
        return [command.to_dict(tree) for command in tree.get_commands()]
    return [await command.get_translated_payload(tree, tree.translator) for command in tree.get_commands()]
