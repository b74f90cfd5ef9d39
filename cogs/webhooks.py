"""`/webhook`: telling other programs what happened."""

import re
from collections.abc import Awaitable, Callable

from discord import app_commands
from discord.ext import commands

from cogs.speaking import Interaction, actor_of, picked, picking, pressing, redraw, respond, server_of
from surveys.core import ids
from surveys.core.prompt import Say, Verb
from surveys.core.roles import Actor
from surveys.core.webhooks import EVENTS, LONGEST_URL, Event
from surveys.engine.webhooks import Webhooks

_ALL = "all"
_EVENTS = [
    app_commands.Choice(name="everything", value=_ALL),
    app_commands.Choice(name="a round closed", value=Event.ROUND_CLOSED.value),
    app_commands.Choice(name="a summary is ready", value=Event.SUMMARY_READY.value),
    app_commands.Choice(name="an idea was made", value=Event.IDEA_MADE.value),
]
_Work = Callable[[int, Actor, int], Awaitable[Say]]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class WebhooksCog(
    commands.GroupCog, group_name="webhook", group_description="Tell other programs what happened"
):
    """Whatever waits for an address outside is answered late: it may take seconds."""

    def __init__(self, webhooks: Webhooks, wake: Callable[[], None]) -> None:
        self._webhooks = webhooks
        self._wake = wake
        self.items = (
            picking(ids.pick_pattern(Verb.WEBHOOK), self._chosen),
            pressing(ids.pattern(Verb.WEBHOOK_LIST), self._listed),
            pressing(ids.pattern(Verb.WEBHOOK_TEST, "webhook"), self._tested),
            pressing(ids.pattern(Verb.WEBHOOK_REMOVE, "webhook"), self._doing(webhooks.remove)),
            pressing(ids.pattern(Verb.WEBHOOK_AGAIN, "webhook"), self._doing(webhooks.again)),
            pressing(ids.pattern(Verb.WEBHOOK_DROP, "webhook"), self._doing(webhooks.drop)),
        )

    @app_commands.command(description="Send events to an address that the host of this bot allows")
    @app_commands.describe(
        url="The address, which begins with https://", events="What to tell of; left out, everything"
    )
    @app_commands.choices(events=_EVENTS)
    async def add(
        self,
        interaction: Interaction,
        url: app_commands.Range[str, 1, LONGEST_URL],
        events: app_commands.Choice[str] | None = None,
    ) -> None:
        """Add a webhook; its secret is shown to whoever added it, once."""
        wanted = EVENTS if events is None or events.value == _ALL else (Event(events.value),)
        card = await self._webhooks.add(server_of(interaction), actor_of(interaction), url, wanted)
        await respond(interaction, card)

    @app_commands.command(
        name="list", description="Webhooks, what they couldn't be told, and a test for each"
    )
    async def list_(self, interaction: Interaction) -> None:
        """Show the webhooks."""
        await respond(
            interaction, await self._webhooks.overview(server_of(interaction), actor_of(interaction))
        )

    async def _listed(self, interaction: Interaction, match: re.Match[str]) -> None:
        await redraw(
            interaction, await self._webhooks.overview(server_of(interaction), actor_of(interaction))
        )

    async def _chosen(self, interaction: Interaction, match: re.Match[str]) -> None:
        chosen = next(iter(picked(interaction)), "")
        webhook_id = int(chosen) if re.fullmatch(ids.NUMBER, chosen) else 0
        await redraw(
            interaction, await self._webhooks.show(server_of(interaction), actor_of(interaction), webhook_id)
        )

    async def _tested(self, interaction: Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        card = await self._webhooks.test(server_of(interaction), actor_of(interaction), int(match["webhook"]))
        await respond(interaction, card)

    def _doing(self, work: _Work) -> Callable[[Interaction, re.Match[str]], Awaitable[None]]:
        async def do(interaction: Interaction, match: re.Match[str]) -> None:
            await redraw(
                interaction, await work(server_of(interaction), actor_of(interaction), int(match["webhook"]))
            )
            self._wake()

        return do
