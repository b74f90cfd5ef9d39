"""The rival that answers taps with discord.py alone: the next question, and at most a row for each answer.

It decides nothing and checks nobody. Storing, it does what one would write first: a commit for each answer.
"""

import asyncio
import logging
import os
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

import aiosqlite
import discord

from benchmarks.loopback import plain_client

FILE: Final = Path("plain.sqlite3")


class _Next(discord.ui.LayoutView):
    """The next question's card, with the same buttons each time."""

    def __init__(self, invitation: str, question: int) -> None:
        super().__init__(timeout=None)
        row = discord.ui.ActionRow[Any]()
        for option in range(1, 5):
            custom_id = f"ear:tap:{invitation}:q{question}:o{option}"
            row.add_item(discord.ui.Button(label=f"Option {option}", custom_id=custom_id))
        self.add_item(discord.ui.Container(discord.ui.TextDisplay("What should come next?"), row))
        self.stop()


async def _run(*, stores: bool) -> None:
    client = plain_client()
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(aiosqlite.connect(FILE)) if stores else None
        if db is not None:
            await db.execute("PRAGMA journal_mode=WAL")
            await db.execute("PRAGMA synchronous=FULL")
            await db.execute("CREATE TABLE IF NOT EXISTS answers (ref INTEGER PRIMARY KEY, value TEXT)")
            await db.commit()

        async def on_interaction(interaction: discord.Interaction) -> None:
            data: Any = interaction.data
            _, _, invitation, question, token = data["custom_id"].split(":")
            if db is not None:
                await db.execute("INSERT INTO answers VALUES (?, ?)", (interaction.id, token))
                await db.commit()
            await interaction.response.edit_message(view=_Next(invitation, int(question[1:]) + 1))

        async def on_ready() -> None:
            logging.getLogger(__name__).info("connected as %s", client.user)

        client.event(on_interaction)
        client.event(on_ready)
        await client.start(os.environ["EARFUL_TOKEN"])


def main(*, stores: bool) -> None:
    """Run until the process is ended."""
    discord.utils.setup_logging(level=logging.INFO, root=True)
    asyncio.run(_run(stores=stores))
