"""What people send in a DM or a form, freed of Discord."""

import aiohttp
import discord

from surveys.core.values import Attached
from surveys.ports import Offered, Written


def written(message: discord.Message) -> Written:
    """A message, arrived just now or looked up later."""
    return Written(message.id, message.content, tuple(offered(file) for file in message.attachments))


def offered(file: discord.Attachment) -> Offered:
    """A file that came with a message or a form."""

    async def fetch() -> bytes:
        try:
            return await file.read()
        except (discord.HTTPException, aiohttp.ClientError) as error:
            raise OSError("the file could not be fetched") from error

    claimed = Attached(file.id, file.filename, file.content_type or "", file.size)
    return Offered(claimed, fetch)
