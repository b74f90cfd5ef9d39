"""What every slash command promises to those who type it."""

from collections.abc import Iterator
from typing import Any

import pytest
from discord import app_commands

from tests.locales_sync import slash_commands

Command = app_commands.Command[Any, ..., Any]
#: Options that name something the server has, which nobody should have to remember.
NAMED = {"survey", "template", "audience", "webhook", "time_zone", "number", "round"}


def _all() -> Iterator[Command]:
    for outermost in slash_commands():
        if isinstance(outermost, app_commands.Group):
            yield from (one for one in outermost.walk_commands() if isinstance(one, app_commands.Command))
        else:
            yield outermost


COMMANDS = {command.qualified_name: command for command in _all()}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_explains_itself(name: str) -> None:
    command = COMMANDS[name]
    assert len(command.description) > 8, "Discord shows it while one types"
    for option in command.parameters:
        assert len(str(option.description)) > 5, option.name
        helped = option.autocomplete or option.choices
        assert helped or option.name not in NAMED, f"{option.name} has to be remembered"


@pytest.mark.parametrize("name", [one.qualified_name for one in slash_commands()])
def test_what_is_for_creators_is_hidden_from_others_and_from_dms(name: str) -> None:
    (outermost,) = (one for one in slash_commands() if one.qualified_name == name)
    if name not in {"feedback", "idea"}:
        assert outermost.default_permissions is not None
        assert outermost.default_permissions.manage_guild
        assert outermost.guild_only
