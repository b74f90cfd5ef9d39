"""The command line: `python -m bot run`, `check`, `backup`, `restore`, `export` and `privacy`."""

import argparse
import asyncio
import base64
import binascii
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import aiohttp
import discord

from bot.app import DATABASE_FILE, App, privacy_facts
from bot.client import PERMISSIONS
from bot.clock import utc_now
from config.settings import Settings, SettingsError, read_settings, unknown_variables, variable
from surveys.core.errors import KindError
from surveys.core.exports import Format
from surveys.core.rights import privacy_page
from surveys.core.rounds import Halt
from surveys.core.status_cards import HALT_SENTENCES
from surveys.engine.exporting import to_file
from surveys.store.database import inspect
from surveys.store.restoring import backed_up, restore

#: Exit codes. 2 is always something the person who hosts the bot can put right, and one sentence says what.
FINE, OUT_OF_REACH, TO_PUT_RIGHT = 0, 1, 2
_COMMANDS: Final = ("run", "check", "backup", "restore", "export", "privacy")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Earful: ask your followers, and hear them."
    )
    chosen = parser.add_subparsers(dest="command", required=True, metavar="|".join(_COMMANDS))
    chosen.add_parser("run", help="connect to Discord and work until stopped")
    chosen.add_parser("check", help="say what is configured, whether the data is whole, and the invite link")
    backing_up = chosen.add_parser("backup", help="copy the database, also while the bot runs")
    backing_up.add_argument(
        "--to", type=Path, metavar="FILE", help="the copy; left out, one among the backups"
    )
    restoring = chosen.add_parser(
        "restore", help="put a backup in the database's place; the bot must not run"
    )
    restoring.add_argument("file", type=Path, help="the backup")
    exporting = chosen.add_parser("export", help="write a round's answers to a file, also while the bot runs")
    exporting.add_argument(
        "--community", type=int, required=True, metavar="ID", help="the Discord server's id"
    )
    exporting.add_argument("--round", type=int, metavar="NUMBER", help="which round; left out, the latest")
    exporting.add_argument("--format", choices=[one.value for one in Format], default=Format.XLSX.value)
    exporting.add_argument("--to", type=Path, required=True, metavar="FILE", help="the file to write")
    chosen.add_parser("privacy", help="print the privacy page that the settings in force make, as Markdown")
    given = parser.parse_args(arguments)
    command = given.command
    try:
        settings = read_settings()
        for sentence in unknown_variables():
            print(sentence, file=sys.stderr)
        if command == "check":
            return check(settings)
        if command == "backup":
            return back_up(settings, given.to)
        if command == "restore":
            return bring_back(settings, given.file)
        if command == "export":
            return give_out(settings, given.community, given.round, Format(given.format), given.to)
        if command == "privacy":
            print(privacy_page(privacy_facts(settings)))
            return FINE
        return asyncio.run(run(settings))
    except (SettingsError, KindError) as error:
        print(error.sentence, file=sys.stderr)
        return TO_PUT_RIGHT


async def run(settings: Settings) -> int:
    """Connect and work until SIGINT or SIGTERM; the exit code.

    Raises SettingsError without a token and KindError where the data can't be used.
    """
    token = settings.required_token()
    set_up_log(settings.log_level)
    async with App(settings) as app:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
                loop.add_signal_handler(number, stop.set)
        connected = asyncio.create_task(app.client.start(token), name="discord")
        stopping = asyncio.create_task(stop.wait(), name="until stopped")
        await asyncio.wait({connected, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if connected.done():
            return _why_it_ended(connected)
        await app.client.close()
        await asyncio.gather(connected, return_exceptions=True)
    return FINE


def _why_it_ended(connected: asyncio.Task[None]) -> int:
    try:
        connected.result()
    except discord.LoginFailure:
        print(
            f"Discord doesn't accept the token. Reset it in the Discord Developer Portal (your application, "
            f"Bot, Reset Token), and put the new one into {variable('token')}.",
            file=sys.stderr,
        )
        return TO_PUT_RIGHT
    except (aiohttp.ClientError, OSError, discord.HTTPException, discord.GatewayNotFound) as error:
        print(
            f"Discord can't be reached ({type(error).__name__}). Check this machine's connection and try again; "
            "nothing is lost.",
            file=sys.stderr,
        )
        return OUT_OF_REACH
    return FINE


def check(settings: Settings) -> int:
    """Print what is configured and whether it would work, without connecting; the exit code."""
    fine = True
    application_id = None
    if settings.token is None:
        fine = False
        print(f"Token     missing: set {variable('token')} in .env or the environment")
    else:
        application_id = application_of(settings.token.get_secret_value())
        fine = application_id is not None
        print("Token     set" if fine else "Token     set, but it doesn't look like a bot's token")
    folder = settings.data_folder
    fine = _check_folder(folder) and fine
    fine = _check_database(folder / DATABASE_FILE) and fine
    print(
        f"Sending   at most {settings.requests_per_second:g} requests a second, "
        f"{settings.sending_concurrency} messages on their way at once"
    )
    fine = _check_model(settings) and fine
    if application_id is not None:
        print(f"Invite    {invite_link(application_id)}")
    return FINE if fine else TO_PUT_RIGHT


def back_up(settings: Settings, to: Path | None) -> int:
    """Copy the database, in use or not; the exit code. Raises KindError where that isn't possible."""
    path = settings.data_folder / DATABASE_FILE
    if not path.exists():
        print(
            f"There is no database in {settings.data_folder} yet, so there is nothing to back up.",
            file=sys.stderr,
        )
        return TO_PUT_RIGHT
    if to is not None and to.exists():
        print(f"{to} is there already. Name a file that isn't.", file=sys.stderr)
        return TO_PUT_RIGHT
    made = backed_up(path, utc_now(), to)
    print(f"Backed up to {made}. It holds what your followers said: protect it as you protect the database.")
    return FINE


def bring_back(settings: Settings, source: Path) -> int:
    """Put a backup in the database's place; the exit code. Raises KindError where that isn't possible."""
    done = restore(settings.data_folder / DATABASE_FILE, source, utc_now())
    print(f"Restored from {done.source}. Start Earful again; it brings an older backup up to date by itself.")
    if done.replaced is not None:
        print(f"What was there before is kept: python -m bot restore {done.replaced} undoes this.")
    return FINE


def give_out(settings: Settings, community: int, number: int | None, wanted: Format, to: Path) -> int:
    """Write a round's answers to a new file; the exit code. Raises KindError where the data can't be used."""
    if to.exists():
        print(f"{to} is there already. Name a file that isn't.", file=sys.stderr)
        return TO_PUT_RIGHT
    path = settings.data_folder.absolute() / DATABASE_FILE
    try:
        written = asyncio.run(to_file(path, community, number, wanted, to, utc_now()))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        print(f"{to} can't be written ({reason}). Name a file in a folder you may write to.", file=sys.stderr)
        return TO_PUT_RIGHT
    if written is None:
        which = "has no round yet" if number is None else f"has no round {number}"
        print(f"The community {community} {which}. Its id is that of the Discord server.", file=sys.stderr)
        return TO_PUT_RIGHT
    print(
        f"Round {written} is written to {to}. It holds what your followers said: protect it as you protect the database."
    )
    return FINE


def _check_folder(folder: Path) -> bool:
    nearest = folder.absolute()
    while not nearest.exists():
        nearest = nearest.parent
    usable = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    if not usable:
        print(f"Data      {folder} can't be written; change its owner or set {variable('data_folder')}")
    else:
        print(f"Data      {folder}" + ("" if folder.exists() else " (will be made)"))
    return usable


def _check_model(settings: Settings) -> bool:
    """Say whether a language model is used, and what that means for what followers wrote."""
    if settings.model_url is None:
        print("Model     none: nothing that followers write leaves this machine but to Discord")
        return True
    host = settings.model_host
    if host is None:
        print(
            f"Model     not used: set {variable('model_name')} to the name of a model, or remove {variable('model_url')}"
        )
        return False
    tokens = settings.model_tokens_per_month
    price = tokens / 1e6 * settings.model_price_per_million
    cost = f", {price:,.2f} at your price" if price else ""
    print(f"Model     {settings.model_name} at {host}, {'with' if settings.model_key else 'without'} a key")
    print(f"          What followers wrote goes to {host}, without names, for communities that switch it on")
    print(
        f"          At most {settings.model_tokens_per_summary:,} tokens a summary and {tokens:,} a month{cost}"
    )
    return True


def _check_database(path: Path) -> bool:
    health = inspect(path)
    if health.problem is not None:
        print(f"Database  {health.problem}")
    elif not health.exists:
        print("Database  none yet; it is made at the first start")
    else:
        state = "whole" if health.revision == health.newest else "whole; it is migrated at the next start"
        print(f"Database  {state}, {health.size_bytes / 1e6:.1f} MB")
    for why, number in health.on_hold.items():
        print(f"On hold   {number} round{'s' * (number > 1)}: {HALT_SENTENCES[Halt(why)]}")
    if health.newest_backup is not None:
        print(f"Backup    {health.newest_backup}")
    return health.well


def application_of(token: str) -> int | None:
    """The application's id, which a token begins with; None if `token` isn't shaped like one."""
    first, *rest = token.split(".")
    padded = first + "=" * (-len(first) % 4)
    try:
        decoded = base64.urlsafe_b64decode(padded).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return int(decoded) if decoded.isdecimal() and len(rest) >= 2 else None  # noqa: PLR2004  id.time.signature


def invite_link(application_id: int) -> str:
    """The address that adds the bot to a server with exactly the permissions it needs."""
    return discord.utils.oauth_url(
        application_id, permissions=PERMISSIONS, scopes=("bot", "applications.commands")
    )


def set_up_log(level: str) -> None:
    """Log to standard error. discord.py's own debug output holds people's words, so it stays at info."""
    discord.utils.setup_logging(level=logging.getLevelName(level.upper()), root=True)
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLogger().level))
    for quiet in ("apscheduler", "aiosqlite", "alembic"):
        logging.getLogger(quiet).setLevel(logging.WARNING)


if __name__ == "__main__":
    sys.exit(main())
