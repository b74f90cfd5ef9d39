"""`/survey`: bringing surveys in and listing them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from cogs.speaking import Interaction, actor_of, respond, server_of
from cogs.suggesting import MOST_CHOICES, surveys_like
from cogs.trying import TryingCommands
from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.translations import closest
from surveys.engine.previewing import Previewing
from surveys.engine.rehearsing import Rehearsing
from surveys.engine.surveys import Surveys
from surveys.formats import LARGEST, too_large


@dataclass(frozen=True, slots=True)
class Template:
    """A ready-made survey: its key, its title (also in other languages, by their codes), and its file."""

    key: str
    title: str
    data: bytes
    titles: Mapping[str, str] = field(default_factory=dict)

    def title_in(self, locale: str) -> str:
        """Its title for somebody who uses Discord in that language."""
        return self.titles.get(closest(tuple(self.titles), locale) or "", self.title)


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class SurveysCog(TryingCommands, commands.GroupCog, group_name="survey", group_description="Your surveys"):
    """Surveys come from templates or files."""

    def __init__(
        self,
        surveys: Surveys,
        previewing: Previewing,
        rehearsing: Rehearsing,
        templates: Sequence[Template],
        now: Callable[[], datetime],
    ) -> None:
        self._surveys = surveys
        self._previewing = previewing
        self._rehearsing = rehearsing
        self._templates = {template.key: template for template in templates}
        self._now = now

    @app_commands.command(
        name="import", description="Bring a survey in, from a template or a YAML or JSON file"
    )
    @app_commands.describe(template="A ready-made survey", file="Your own survey as YAML or JSON")
    async def bring_in(
        self, interaction: Interaction, template: str | None = None, file: discord.Attachment | None = None
    ) -> None:
        """Store a survey from a template or an attached file, or say line by line what to put right."""
        # Fetching and reading a file can take longer than the three seconds Discord waits.
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._surveys.require_creator(server_of(interaction), actor_of(interaction))
        data, filename = await self._source(template, file)
        card = await self._surveys.import_file(
            server_of(interaction), actor_of(interaction), data, filename, self._now()
        )
        await respond(interaction, card)

    @app_commands.command(name="list", description="The surveys of this server")
    async def show_all(self, interaction: Interaction) -> None:
        """List the surveys."""
        await respond(interaction, await self._surveys.list(server_of(interaction), actor_of(interaction)))

    @app_commands.command(description="Get a survey as a file, to keep it, change it or give it away")
    @app_commands.describe(survey="Which survey", as_json="JSON for programs; left out, YAML for people")
    async def export(self, interaction: Interaction, survey: str, as_json: bool = False) -> None:
        """Hand out a file that can be imported again."""
        card = await self._surveys.export(
            server_of(interaction), actor_of(interaction), survey, as_json=as_json
        )
        await respond(interaction, card)

    @export.autocomplete("survey")
    async def _suggest_survey(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await surveys_like(self._surveys, interaction, typed)

    @bring_in.autocomplete("template")
    async def _suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        titles = {one.key: one.title_in(interaction.locale.value) for one in self._templates.values()}
        return [
            app_commands.Choice(name=title, value=key)
            for key, title in titles.items()
            if typed.casefold() in title.casefold()
            or typed.casefold() in self._templates[key].title.casefold()
        ][:MOST_CHOICES]

    async def _source(self, template: str | None, file: discord.Attachment | None) -> tuple[bytes, str]:
        if (template is None) == (file is None):
            raise KindError(words.SURVEY_EITHER)
        if file is not None:
            if file.size > LARGEST:
                raise too_large(file.filename, file.size)  # said without downloading it
            return await file.read(), file.filename
        chosen = self._templates.get(template or "")
        if chosen is None:
            raise KindError(words.say(words.SURVEY_TEMPLATE_UNKNOWN, known=", ".join(self._templates)))
        return chosen.data, f"{chosen.key}.yaml"
