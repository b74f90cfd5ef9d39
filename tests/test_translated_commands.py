"""Slash commands speak the language of those who read them, within what Discord takes."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import discord
import pytest
import pytest_asyncio
from discord import app_commands
from discord.app_commands import TranslationContext, TranslationContextLocation, locale_str

from bot.client import Tree, intents
from bot.translating import CatalogueTranslator, for_followers, told_to_discord
from config.languages import COMMAND, key, read_languages
from surveys.core.language import Languages, Words
from tests.locales_sync import slash_commands

LANGUAGES = read_languages()
#: Discord's locales that have a language of ours.
LOCALES = {"de", "es-ES", "es-419", "fr", "ja", "pt-BR"}
LONGEST, MOST_IN_ALL, MOST_CHOICES = 100, 8000, 25
GROUPS = {1, 2}  # types of options that are commands themselves

Payload = dict[str, Any]


@pytest_asyncio.fixture
async def tree() -> AsyncIterator[Tree]:
    client = discord.Client(intents=intents())
    tree = Tree(client)
    for command in slash_commands():
        tree.add_command(command)
    yield tree
    await client.close()


async def translated(tree: Tree, languages: Languages = LANGUAGES) -> list[Payload]:
    await tree.set_translator(CatalogueTranslator(languages))
    return await told_to_discord(tree)


def parts(command: Payload) -> Iterator[Payload]:
    """The command, and every command, parameter and choice in it."""
    yield command
    for option in command.get("options", ()):
        yield from parts(option)
    yield from command.get("choices", ())


def parameters(command: Payload) -> Iterator[list[Payload]]:
    """The parameters of each command in it."""
    for part in parts(command):
        given = [option for option in part.get("options", ()) if option["type"] not in GROUPS]
        if given:
            yield given


def too_large(command: Payload) -> list[str]:
    """What Discord would refuse in a command with all its translations."""
    found = []
    room = MOST_IN_ALL
    for part in parts(command):
        names = [part["name"], *part.get("name_localizations", {}).values()]
        described = [part.get("description", "-"), *part.get("description_localizations", {}).values()]
        most = 32 if "type" in part else LONGEST
        found += [f"name: {name}" for name in names if not 1 <= len(name) <= most]
        found += [f"description: {text}" for text in described if not 1 <= len(text) <= LONGEST]
        if "type" in part:
            found += [
                f"name: {name}"
                for name in names
                if not re.fullmatch(r"[-_\w]+", name) or name != name.lower()
            ]
        room -= max(map(len, names)) + max(map(len, described)) + len(str(part.get("value", "")))
        if len(part.get("choices", ())) > MOST_CHOICES:
            found.append(f"choices of {part['name']}")
    for given in parameters(command):
        for locale in LOCALES:
            shown = [one.get("name_localizations", {}).get(locale, one["name"]) for one in given]
            found += [f"two are called {name} in {locale}" for name in shown if shown.count(name) > 1]
    return found if room >= 0 else [*found, f"{command['name']} has {MOST_IN_ALL - room} characters in all"]


async def test_every_description_is_there_in_every_language(tree: Tree) -> None:
    missing = [
        f"{part['name']}: {locale}"
        for command in await translated(tree)
        for part in parts(command)
        if re.search(r"\w", part.get("description", ""))
        for locale in LOCALES - set(part.get("description_localizations", {}))
    ]
    assert not missing


async def test_every_choice_is_there_in_every_language(tree: Tree) -> None:
    choices = [
        part
        for command in await translated(tree)
        for part in parts(command)
        if "type" not in part and "value" in part
    ]
    assert not [part["name"] for part in choices if set(part.get("name_localizations", {})) != LOCALES]


async def test_names_of_commands_and_of_creators_parameters_stay(tree: Tree) -> None:
    payload = await translated(tree)
    assert payload
    for command in payload:
        for part in parts(command):
            if part.get("type", 0) in GROUPS:
                assert not part.get("name_localizations")
        if command["default_member_permissions"] is not None:
            assert not [
                one for given in parameters(command) for one in given if one.get("name_localizations")
            ]


async def test_everything_fits_in_every_language(tree: Tree) -> None:
    assert not [problem for command in await translated(tree) for problem in too_large(command)]


async def test_what_would_not_fit_is_found(tree: Tree) -> None:
    long = {key(command.description, COMMAND): ("x" * 101,) for command in slash_commands()}
    (audit,) = [
        one for one in await translated(tree, Languages({"de": Words("de", long)})) if one["name"] == "audit"
    ]
    assert too_large(audit) == [f"description: {'x' * 101}"]
    large = {"name": "a", "description": "b", "type": 1, "options": []}
    option = {"name": "c", "description": "d" * 100, "type": 3, "name_localizations": {"de": "E f"}}
    large["options"] = [option, {**option, "name": "g"}]
    problems = too_large(large)
    assert "name: E f" in problems
    assert "two are called E f in de" in problems
    large["options"] = [{**option, "name": f"c{place}"} for place in range(90)]
    assert "a has 9,".replace(",", "") in problems[-1] or "characters in all" in too_large(large)[-1]


async def test_a_language_nobody_translated_for_reads_english(tree: Tree) -> None:
    await tree.set_translator(CatalogueTranslator(LANGUAGES))
    assert tree.translator is not None
    (survey,) = [one for one in tree.get_commands() if one.name == "survey"]
    assert isinstance(survey, app_commands.Group)
    context: TranslationContext[Any, Any] = TranslationContext(
        TranslationContextLocation.group_description, survey
    )
    for locale in (discord.Locale.american_english, discord.Locale.british_english, discord.Locale.korean):
        assert await tree.translator.translate(locale_str("Your surveys"), locale, context) is None
    for locale in (discord.Locale.german, discord.Locale.latin_american_spanish):
        assert await tree.translator.translate(locale_str("Your surveys"), locale, context)


async def test_what_is_told_is_what_the_library_sends(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Payload] = []

    async def upsert(application: int, payload: list[Payload]) -> list[Payload]:
        sent.extend(payload)
        return []

    monkeypatch.setattr(tree.client, "_application", discord.Object(1), raising=False)
    monkeypatch.setattr(type(tree.client), "application_id", 1)
    monkeypatch.setattr(tree._http, "bulk_upsert_global_commands", upsert)
    told = await translated(tree)
    await tree.sync()
    assert json.dumps(sent) == json.dumps(told)
    await tree.set_translator(None)
    sent.clear()
    untranslated = await told_to_discord(tree)
    await tree.sync()
    assert sent == untranslated != told


def test_followers_and_creators_commands_are_told_apart() -> None:
    everybody = {command.name for command in slash_commands() if for_followers(command)}
    assert "feedback" in everybody
    assert "setup" not in everybody
    assert not everybody & {
        command.name
        for command in slash_commands()
        if isinstance(command, app_commands.Group) and command.default_permissions is not None
    }
