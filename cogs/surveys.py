"""`/survey`: writing surveys, bringing them in, listing them, putting them away."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from cogs.speaking import Interaction, actor_of, pressing, redraw, respond, server_of
from cogs.suggesting import MOST_CHOICES, archivable_like, editable_like, surveys_like
from cogs.trying import TryingCommands
from surveys.core import ids, words
from surveys.core.errors import KindError
from surveys.core.prompt import Verb
from surveys.core.translations import closest
from surveys.engine.archiving import Archiving
from surveys.engine.drafting import Drafting
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
    """Surveys are written here, or come from templates or files."""

    def __init__(
        self,
        surveys: Surveys,
        previewing: Previewing,
        rehearsing: Rehearsing,
        drafting: Drafting,
        archiving: Archiving,
        templates: Sequence[Template],
        now: Callable[[], datetime],
    ) -> None:
        self._surveys = surveys
        self._previewing = previewing
        self._rehearsing = rehearsing
        self._drafting = drafting
        self._archiving = archiving
        self._templates = {template.key: template for template in templates}
        self._now = now
        self.items = (
            pressing(ids.pattern(Verb.SURVEYS, "page"), self._page),
            pressing(ids.pattern(Verb.SURVEY_EDIT, "survey"), self._edit),
            pressing(ids.pattern(Verb.SURVEY_BACK, "survey"), self._bring_back),
        )

    @app_commands.command(description="Write a survey here, from a template or from nothing")
    @app_commands.describe(name="What people see on every card", template="A ready-made survey to begin with")
    async def new(
        self, interaction: Interaction, name: app_commands.Range[str, 1, 100], template: str | None = None
    ) -> None:
        """Open the editor on a new survey."""
        chosen = None if template is None else self._template(template)
        card = await self._drafting.begin(
            server_of(interaction), actor_of(interaction), name, chosen, self._now()
        )
        await respond(interaction, card)

    @app_commands.command(description="Change a survey here; what was answered so far stays comparable")
    @app_commands.describe(survey="Which survey")
    async def edit(self, interaction: Interaction, survey: str) -> None:
        """Open the editor on a survey."""
        card = await self._drafting.edit(server_of(interaction), actor_of(interaction), survey, self._now())
        await respond(interaction, card)

    @app_commands.command(description="Put a survey away, or bring one back; nothing is deleted")
    @app_commands.describe(survey="Which survey")
    async def archive(self, interaction: Interaction, survey: str) -> None:
        """Archive a survey, or bring it back."""
        card = await self._archiving.toggle(
            server_of(interaction), actor_of(interaction), survey, self._now()
        )
        await respond(interaction, card)

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

    @edit.autocomplete("survey")
    async def _suggest_to_edit(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await editable_like(self._drafting, interaction, typed)

    @archive.autocomplete("survey")
    async def _suggest_to_archive(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await archivable_like(self._archiving, interaction, typed)

    @new.autocomplete("template")
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
        return self._template(template or "")

    def _template(self, key: str) -> tuple[bytes, str]:
        chosen = self._templates.get(key)
        if chosen is None:
            raise KindError(words.say(words.SURVEY_TEMPLATE_UNKNOWN, known=", ".join(self._templates)))
        return chosen.data, f"{chosen.key}.yaml"

    async def _page(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._surveys.list(server_of(interaction), actor_of(interaction), int(match["page"]))
        await redraw(interaction, card)

    async def _edit(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._drafting.edit_row(
            server_of(interaction), actor_of(interaction), int(match["survey"]), self._now()
        )
        await redraw(interaction, card)

    async def _bring_back(self, interaction: Interaction, match: re.Match[str]) -> None:
        card = await self._archiving.bring_back(
            server_of(interaction), actor_of(interaction), int(match["survey"]), self._now()
        )
        await redraw(interaction, card)
