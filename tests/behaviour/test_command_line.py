"""The command line as whoever hosts the bot uses it: `python -m bot`, in a folder of its own.

A process takes a second to start, so only what matters most is tried on real ones, several at once;
the rest calls `main` here.
"""

import asyncio
import base64
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot import __main__ as command_line
from surveys.core import words
from surveys.store.database import Database
from tests.insight.exported import sheets
from tests.store.personal import ANNA, fill
from tests.wire.discord_server import LoopbackDiscord
from tests.wire.limits import Limits
from tests.wire.payloads import TOKEN

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 1, 18, tzinfo=UTC)
APPLICATION = 900_000_000_000_000_007
#: Shaped like a token; Discord never issued it.
SHAPED = f"{base64.urlsafe_b64encode(str(APPLICATION).encode()).decode().rstrip('=')}.Gabcde.{'x' * 38}"
#: Discord's bits for View Channel, Send Messages, Attach Files and Read Message History.
NEEDED = (1 << 10) | (1 << 11) | (1 << 15) | (1 << 16)
#: Seconds after which a process that hangs fails the test.
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Host:
    """A folder from which Earful is run, with nothing set but what is given."""

    folder: Path
    settings: dict[str, str] = field(default_factory=lambda: {"EARFUL_TOKEN": SHAPED})

    @property
    def database(self) -> Path:
        return self.folder / "data" / "earful.sqlite3"

    async def starts(self, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=self.folder,
            env={"PYTHONPATH": str(ROOT), **self.settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    async def runs(self, command: str) -> "Ended":
        return await ended(await self.starts("-m", "bot", command))

    async def has_a_database(self) -> None:
        await (await Database.open(self.database, now=NOW)).close()

    def alter(self, statement: str) -> None:
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(statement)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, and what it said."""

    code: int | None
    out: str
    err: str


async def ended(process: asyncio.subprocess.Process) -> Ended:
    """Wait for its end. One that doesn't end is killed, and fails the test."""
    try:
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    return Ended(process.returncode, out.decode(), err.decode())


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


Calls = Callable[..., Awaitable[Ended]]


@pytest.fixture
def calls(host: Host, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Calls:
    """Run a command without a process of its own. What it raises fails the test, as a traceback would."""

    async def call(*arguments: str) -> Ended:
        monkeypatch.chdir(host.folder)
        for name in [name for name in os.environ if name.startswith("EARFUL_")]:
            monkeypatch.delenv(name)
        for name, value in host.settings.items():
            monkeypatch.setenv(name, value)
        # Its handlers would stay in this process for ever.
        monkeypatch.setattr(command_line, "set_up_log", lambda level: None)
        code = await asyncio.to_thread(command_line.main, arguments)
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return call


def one_sentence(result: Ended, sentence: str) -> None:
    """It ended because of something to put right, and said so in one line, to people."""
    assert result.err == f"{sentence}\n"
    assert (result.code, result.out) == (2, "")


# --- what keeps it from starting ---------------------------------------------------------------------

Preparation = Callable[[Host], Awaitable[str]]


async def no_token(host: Host) -> str:
    host.settings.clear()
    return (
        "EARFUL_TOKEN is not set. Create a bot in the Discord Developer Portal, copy its token (your application, "
        "Bot, Reset Token), and put a line EARFUL_TOKEN=… into the file .env."
    )


async def an_application_id_for_a_token(host: Host) -> str:
    host.settings["EARFUL_TOKEN"] = str(APPLICATION)
    return (
        "EARFUL_TOKEN is set, but is not a bot's token. Copy the token anew from the Discord Developer Portal "
        "(your application, Bot, Reset Token)."
    )


async def a_number_out_of_bounds(host: Host) -> str:
    host.settings["EARFUL_REQUESTS_PER_SECOND"] = "5000"
    return (
        "EARFUL_REQUESTS_PER_SECOND must be a number from 1 to 50. "
        "Put it right in .env or the environment, or remove it to have 48."
    )


async def a_file_for_a_folder(host: Host) -> str:
    (host.folder / "data").write_text("shopping list")
    return words.say(words.DATABASE_FOLDER_NOT_ONE, folder=host.folder / "data")


async def a_folder_nowhere(host: Host) -> str:
    host.settings["EARFUL_DATA_FOLDER"] = str(host.folder / "missing" / "data")
    return words.say(words.DATABASE_FOLDER_MISSING, parent=host.folder / "missing")


async def a_newer_database(host: Host) -> str:
    await host.has_a_database()
    host.alter("UPDATE alembic_version SET version_num = '9999'")
    none = words.say(words.DATABASE_NO_BACKUP, folder=host.folder / "data" / "backups")
    return words.say(words.DATABASE_NEWER, path=host.database, revision="9999", backup=none)


async def somebody_elses_database(host: Host) -> str:
    host.database.parent.mkdir()
    host.alter("CREATE TABLE recipes (id INTEGER)")
    return words.say(words.DATABASE_NOT_OURS, path=host.database)


async def a_corrupt_database(host: Host) -> str:
    await host.has_a_database()
    data = host.database.read_bytes()
    host.database.write_bytes(data[:1024] + b"\xff" * 8192 + data[9216:])
    return damaged(host)


async def no_database_at_all(host: Host) -> str:
    host.database.parent.mkdir()
    host.database.write_bytes(b"<html>not found</html>" * 100)
    return damaged(host)


def damaged(host: Host) -> str:
    none = words.say(words.DATABASE_NO_BACKUP, folder=host.folder / "data" / "backups")
    return words.say(words.DATABASE_DAMAGED, path=host.database, backup=none)


TOLD = (no_token, an_application_id_for_a_token, a_file_for_a_folder, a_newer_database, a_corrupt_database)


async def test_what_keeps_a_process_from_starting_is_one_sentence(tmp_path: Path) -> None:
    hosts = [Host(tmp_path / prepare.__name__) for prepare in TOLD]
    for host in hosts:
        host.folder.mkdir()
    sentences = [await prepare(host) for prepare, host in zip(TOLD, hosts, strict=True)]
    before = everything_in(tmp_path)
    results = await asyncio.gather(*(host.runs("run") for host in hosts))
    for result, sentence in zip(results, sentences, strict=True):
        one_sentence(result, sentence)
    assert everything_in(tmp_path) == before, "what was there is left alone"


@pytest.mark.parametrize(
    "prepare", [*TOLD, a_number_out_of_bounds, a_folder_nowhere, somebody_elses_database, no_database_at_all]
)
async def test_what_keeps_it_from_starting_is_one_sentence(
    prepare: Preparation, host: Host, calls: Calls
) -> None:
    sentence = await prepare(host)
    before = everything_in(host.folder)
    one_sentence(await calls("run"), sentence)
    assert everything_in(host.folder) == before, "what was there is left alone"


def everything_in(folder: Path) -> dict[Path, bytes]:
    """Every file but the lock, which is made to be left behind."""
    return {
        path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "earful.lock"
    }


async def test_a_second_process_on_the_same_data_is_turned_away(host: Host) -> None:
    first = await Database.open(host.database, now=NOW)
    try:
        refused, looked = await asyncio.gather(host.runs("run"), host.runs("check"))
    finally:
        await first.close()
    one_sentence(refused, words.say(words.DATABASE_TAKEN, folder=host.folder / "data"))
    # Looking is harmless meanwhile.
    assert (looked.code, looked.err) == (0, "")
    assert "Database  whole, " in looked.out


async def test_a_misspelt_setting_is_pointed_out(host: Host, calls: Calls) -> None:
    host.settings["EARFUL_REQUEST_PER_SECOND"] = "5"
    looked = await calls("check")
    assert looked.code == 0
    assert looked.err == (
        "There is no setting EARFUL_REQUEST_PER_SECOND, so it changes nothing. "
        "Did you mean EARFUL_REQUESTS_PER_SECOND?\n"
    )


async def test_a_token_in_the_env_file_is_read(host: Host, calls: Calls) -> None:
    host.settings.clear()
    (host.folder / ".env").write_text(f"EARFUL_TOKEN={SHAPED}\n")
    looked = await calls("check")
    assert (looked.code, looked.out.splitlines()[0]) == (0, "Token     set")


async def test_a_command_it_does_not_have(calls: Calls, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        await calls("dance")
    assert exit_.value.code == 2
    assert "invalid choice: 'dance'" in capfd.readouterr().err


# --- check --------------------------------------------------------------------------------------------


async def test_check_before_the_first_start(host: Host, calls: Calls) -> None:
    looked = await calls("check")
    assert (looked.code, looked.err) == (0, "")
    token, data, database, sending, model, invite = looked.out.splitlines()
    assert token == "Token     set"
    assert data == "Data      data (will be made)"
    assert database == "Database  none yet; it is made at the first start"
    assert sending == "Sending   at most 48 requests a second, 16 messages on their way at once"
    assert model == "Model     none: nothing that followers write leaves this machine but to Discord"
    assert SHAPED not in looked.out
    address = urlsplit(invite.removeprefix("Invite    "))
    assert (address.scheme, address.hostname) == ("https", "discord.com")
    asked = parse_qs(address.query)
    assert asked["client_id"] == [str(APPLICATION)]
    assert asked["scope"] == ["bot applications.commands"]
    assert int(asked["permissions"][0]) == NEEDED
    assert discord.Permissions(NEEDED) == discord.Permissions(
        view_channel=True, send_messages=True, attach_files=True, read_message_history=True
    )
    assert everything_in(host.folder) == {}
    assert not (host.folder / "data").exists()


async def test_check_says_where_what_followers_write_goes_and_what_it_costs(host: Host, calls: Calls) -> None:
    host.settings.update(
        {
            "EARFUL_MODEL_URL": "https://api.example.com/v1",
            "EARFUL_MODEL_KEY": "sk-canary",
            "EARFUL_MODEL_PRICE_PER_MILLION": "3",
        }
    )
    looked = await calls("check")
    assert looked.code == 2
    assert "\nModel     not used: set EARFUL_MODEL_NAME" in looked.out
    host.settings["EARFUL_MODEL_NAME"] = "some-model"
    looked = await calls("check")
    assert looked.code == 0
    assert "\nModel     some-model at api.example.com, with a key\n" in looked.out
    assert "What followers wrote goes to api.example.com, without names" in looked.out
    assert "At most 12,000 tokens a summary and 500,000 a month, 1.50 at your price\n" in looked.out
    page = await calls("privacy")
    assert "a **language model** at api.example.com" in page.out
    assert "sk-canary" not in looked.out + looked.err + page.out


async def test_check_of_a_whole_database_changes_nothing(host: Host, calls: Calls) -> None:
    await host.has_a_database()
    before = everything_in(host.folder)
    looked = await calls("check")
    assert (looked.code, looked.err) == (0, "")
    assert re.search(r"^Database  whole, \d+\.\d MB$", looked.out, re.MULTILINE)
    assert "\nData      data\n" in looked.out
    assert everything_in(host.folder) == before


async def test_check_says_what_is_on_hold(host: Host, calls: Calls) -> None:
    await host.has_a_database()
    with closing(sqlite3.connect(host.folder / "data" / "earful.sqlite3")) as connection, connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.executemany(
            "INSERT INTO rounds (community_id, number, version_id, state, started_by, opened_at, closes_at, halted)"
            " VALUES (1, ?, 1, 'open', 1, '', '', ?)",
            [(1, "quarantined"), (2, "quarantined"), (3, "paused"), (4, None)],
        )
    looked = await calls("check")
    assert (looked.code, looked.err) == (0, "")
    assert f"\nOn hold   1 round: {words.HALT_PAUSED}\n" in looked.out
    assert f"\nOn hold   2 rounds: {words.HALT_QUARANTINED}\n" in looked.out


@pytest.mark.parametrize("prepare", [a_corrupt_database, a_newer_database])
async def test_check_says_what_is_wrong_with_a_database(
    prepare: Preparation, host: Host, calls: Calls
) -> None:
    sentence = await prepare(host)
    looked = await calls("check")
    assert (looked.code, looked.err) == (2, "")
    assert f"\nDatabase  {sentence}\n" in looked.out
    assert "\nInvite    https://" in looked.out


async def test_check_names_everything_that_is_wrong_at_once(host: Host, calls: Calls) -> None:
    host.settings.clear()
    (host.folder / "data").write_text("shopping list")
    looked = await calls("check")
    assert (looked.code, looked.err) == (2, "")
    token, data, database, *_ = looked.out.splitlines()
    assert token == "Token     missing: set EARFUL_TOKEN in .env or the environment"
    assert data == "Data      data can't be written; change its owner or set EARFUL_DATA_FOLDER"
    assert database == f"Database  {words.say(words.DATABASE_FOLDER_NOT_ONE, folder=host.folder / 'data')}"


# --- backup and restore -------------------------------------------------------------------------------


async def test_backing_up_and_restoring_say_what_they_did_and_how_to_undo_it(
    host: Host, calls: Calls
) -> None:
    nothing = await calls("backup")
    assert nothing.code == 2
    assert "nothing to back up" in nothing.err
    await host.has_a_database()
    host.settings.clear()  # neither needs a token
    made = await calls("backup", "--to", "copy.sqlite3")
    assert (made.code, made.err) == (0, "")
    assert "Backed up to copy.sqlite3." in made.out
    again = await calls("backup", "--to", "copy.sqlite3")
    assert again.code == 2
    assert "there already" in again.err
    among = await calls("backup")
    assert re.search(r"Backed up to .*backups/earful-\w+-asked.sqlite3\.", among.out)
    done = await calls("restore", "copy.sqlite3")
    assert (done.code, done.err) == (0, "")
    undo = re.search(r"python -m bot (restore \S+) undoes this", done.out)
    assert undo is not None
    assert (await calls(*undo[1].split())).code == 0
    wrong = await calls("restore", "shopping.txt")
    assert wrong.code == 2
    assert "There is no file" in wrong.err


# --- export -------------------------------------------------------------------------------------------


async def test_exporting_writes_a_round_while_the_bot_may_run(host: Host, calls: Calls) -> None:
    asked = ("export", "--community", "100", "--to")
    nothing = await calls(*asked, "out.xlsx")
    assert (nothing.code, nothing.err.strip()) == (
        2,
        words.say(words.DATABASE_NOT_CURRENT, folder=host.database.parent),
    )
    database = await Database.open(host.database, now=NOW)
    try:
        await database.write(fill)
        done = await calls(*asked, "out.xlsx", "--round", "1")
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith("Round 1 is written to out.xlsx.")
        made = host.folder / "out.xlsx"
        assert made.stat().st_mode & 0o777 == 0o600
        raw = made.read_bytes()
        found = sheets(raw)
        assert len(found["Respondents"]) == 2
        assert ANNA.word("wrote") in {row["Answer"] for row in found["Answers"]}
        assert str(ANNA.user_id) not in repr(found), "named or not: the command line names nobody"
        again = await calls(*asked, "out.xlsx")
        assert (again.code, "there already" in again.err) == (2, True)
        latest = await calls(*asked, "latest.json", "--format", "json")
        assert latest.out.startswith("Round 2 is written to latest.json.")
        assert json.loads((host.folder / "latest.json").read_text("utf-8"))["round"]["number"] == 2
        unknown = await calls(*asked, "no.csv", "--round", "7", "--format", "csv")
        assert (unknown.code, "has no round 7" in unknown.err) == (2, True)
        nowhere = await calls(*asked, "nowhere/out.xlsx")
        assert (nowhere.code, "can't be written" in nowhere.err) == (2, True)
        assert sorted(path.name for path in host.folder.iterdir()) == ["data", "latest.json", "out.xlsx"]
    finally:
        await database.close()


async def test_check_of_something_that_is_no_token(host: Host, calls: Calls) -> None:
    host.settings["EARFUL_TOKEN"] = "correct.horse.battery"
    looked = await calls("check")
    assert looked.code == 2
    assert looked.out.startswith("Token     set, but it doesn't look like a bot's token\n")
    assert "Invite" not in looked.out
    assert "horse" not in looked.out + looked.err


# --- run, against a Discord on loopback ----------------------------------------------------------------

#: Starts the bot with discord.py pointed at the address given first.
LAUNCHER = """
import sys
from tests.insight.exported import sheets
from tests.store.personal import ANNA, fill
from tests.wire.discord_server import pointed_at

if __name__ == "__main__":
    from bot.__main__ import main
    with pointed_at(sys.argv[1]):
        sys.exit(main(["run"]))
"""


@asynccontextmanager
async def launched(host: Host, discord_at: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot as a process, with that Discord."""
    launcher = host.folder / "launcher.py"
    launcher.write_text(LAUNCHER)
    process = await host.starts(str(launcher), discord_at)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def connected(process: asyncio.subprocess.Process) -> str:
    """Wait until it says that it is connected; all it said up to then."""
    assert process.stderr is not None
    said = ""
    async with asyncio.timeout(PATIENCE):
        while line := (await process.stderr.readline()).decode():
            said += line
            if "connected as" in line:
                return said
    raise AssertionError(f"it ended before it was connected:\n{said}")


@pytest.fixture
async def loopback() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord(limits=Limits(per_second=50)) as server:
        yield server


async def test_it_connects_and_ends_cleanly_when_asked_to(host: Host, loopback: LoopbackDiscord) -> None:
    host.settings["EARFUL_TOKEN"] = TOKEN
    loopback.add_community(70, ((71, "results"),))
    async with launched(host, loopback.base) as process:
        said = await connected(process)
        assert "in 1 servers" in said
        assert loopback.gateway.identified == 1
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            result = await ended(process)
    assert (result.code, result.out) == (0, "")
    assert "Traceback" not in said + result.err
    assert TOKEN not in said + result.err
    assert sorted(path.name for path in (host.folder / "data").iterdir()) == [
        "commands.sha256",
        "earful.lock",
        "earful.sqlite3",
    ], "the log is folded into the file"


async def test_why_it_could_not_connect_is_one_sentence(tmp_path: Path, loopback: LoopbackDiscord) -> None:
    nowhere = "http://127.0.0.1:9"  # nothing listens on the discard port
    refused, unheard = Host(tmp_path / "refused"), Host(tmp_path / "unheard")
    for host in (refused, unheard):
        host.folder.mkdir()
    async with launched(refused, loopback.base) as first, launched(unheard, nowhere) as second:
        results = await asyncio.gather(ended(first), ended(second))
    assert [result.code for result in results] == [2, 1]
    token, network = (result.err.splitlines()[-1] for result in results)
    assert token == (
        "Discord doesn't accept the token. Reset it in the Discord Developer Portal (your application, "
        "Bot, Reset Token), and put the new one into EARFUL_TOKEN."
    )
    assert network == (
        "Discord can't be reached (ClientConnectorError). Check this machine's connection and try again; "
        "nothing is lost."
    )
    for result in results:
        assert "Traceback" not in result.err
        assert SHAPED not in result.err
