"""What is suggested while somebody types an option."""

from collections.abc import Sequence
from typing import Final

from discord import app_commands

from cogs.speaking import Interaction, actor_of, server_of
from surveys.core.roles import Right
from surveys.core.text import clip
from surveys.core.zones import search_zones
from surveys.engine.archiving import Archiving
from surveys.engine.audiences import Audiences
from surveys.engine.board import Board
from surveys.engine.drafting import Drafting
from surveys.engine.round_names import RoundNames
from surveys.engine.surveys import Surveys

#: Discord shows no more.
MOST_CHOICES: Final = 25
_LONGEST: Final = 100


async def surveys_like(
    surveys: Surveys, interaction: Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """Surveys whose name has what was typed in it."""
    return _choices(await surveys.suggest(server_of(interaction), actor_of(interaction), typed, MOST_CHOICES))


async def editable_like(
    drafting: Drafting, interaction: Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """The same, with surveys that were never saved among them."""
    return _choices(
        await drafting.suggest(server_of(interaction), actor_of(interaction), typed, MOST_CHOICES)
    )


async def archivable_like(
    archiving: Archiving, interaction: Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """The same, with archived ones among them."""
    return _choices(
        await archiving.suggest(server_of(interaction), actor_of(interaction), typed, MOST_CHOICES)
    )


async def rounds_like(
    rounds: RoundNames, interaction: Interaction, typed: str, right: Right, *, only_open: bool = False
) -> list[app_commands.Choice[int]]:
    """Rounds whose number, survey or state has what was typed in it."""
    found = await rounds.suggest(
        server_of(interaction), actor_of(interaction), typed, right, MOST_CHOICES, only_open=only_open
    )
    return [app_commands.Choice(name=name, value=number) for number, name in found]


async def audiences_like(
    audiences: Audiences, interaction: Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """Saved audiences whose name has what was typed in it."""
    found = await audiences.suggest(server_of(interaction), actor_of(interaction), typed, MOST_CHOICES)
    return [app_commands.Choice(name=name, value=name) for name in found]


async def ideas_like(board: Board, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Ideas with what was typed in them, or with that number."""
    found = await board.suggest(server_of(interaction), actor_of(interaction), typed, MOST_CHOICES)
    return [app_commands.Choice(name=name, value=number) for number, name in found]


def zones_like(typed: str) -> list[app_commands.Choice[str]]:
    """Time zones by the name of a city or country."""
    return [app_commands.Choice(name=zone, value=zone) for zone in search_zones(typed, MOST_CHOICES)]


def _choices(found: Sequence[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=clip(title, _LONGEST), value=key) for key, title in found]
