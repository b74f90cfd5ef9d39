"""A bot that takes a loopback address for Discord: `python -m benchmarks.pointed ADDRESS earful|none|each`.

`earful` is the real bot by its own entry, in the working directory's data folder. The others are rivals made
of discord.py alone, which keep nothing, or store each answer with a commit of its own.
"""

import importlib
import sys

import discord
import yarl
from discord.gateway import DiscordWebSocket


def main(base: str, which: str) -> int:
    """Run that bot until it is stopped; the exit code."""
    # Nothing of the tests is imported here: it would count as the bot's memory and as its time to start.
    discord.http.Route.BASE = f"{base}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(base.replace("http", "ws", 1) + "/gateway/")
    discord.asset.Asset.BASE = f"{base}/cdn"
    if which == "earful":
        code: int = importlib.import_module("bot.__main__").main(["run"])
        return code
    importlib.import_module("benchmarks.plain_bot").main(stores=which == "each")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
