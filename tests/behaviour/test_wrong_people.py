"""Whatever Discord shows to whom: every command, button, menu and form turns the wrong people away.

What there is to try is read from the running client, so nothing new can be forgotten here. The wrong people
are somebody without any right in the server, and the boss of another one.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from simcord import actors
from simcord.actors import MemberActor
from simcord.enums import InteractionType
from simcord.interactions import command_leaves

from cogs.sheets import Filling
from tests.behaviour.conftest import NothingCameBackError, Server, Shown, Stage, components_of, last, shown
from tests.transcript import message_text

#: Discord's number of commands that are typed.
SLASH = 1
#: Discord's numbers of the kinds of options.
TEXT, WHOLE, TRUTH, USER, CHANNEL, ROLE, REAL, FILE = 3, 4, 5, 6, 7, 8, 10, 11
_GROUP: Final = re.compile(r"\(\?P<\w+>[^()]*\)")
#: Numbers of rows there are, and of one there isn't.
ROWS: Final = (1, 2, 999)
#: What followers use; the rest is for creators.
FOLLOWERS: Final = ("feedback", "idea")
#: Buttons of followers and of previews, which have tests of their own: they belong to whoever presses.
_OF_FOLLOWERS: Final = re.compile(
    r"try:|ear:(tap|menu|go|write|form)|ear:(do|pick|sheet):(join|leave|prefs|pause|privacy|forget|forget-dont|idea-|keep-me"
    r"|continue|change|snooze|answer-here|judge|statement:)"
)


def creators_commands(stage: Stage) -> Iterator[tuple[str, dict[str, Any]]]:
    """The name of each command for creators, and what Discord knows of it."""
    for command in stage.env.backend.commands[None].values():
        if command.get("type", SLASH) != SLASH:
            continue  # a menu on messages, which has its own test
        for path, leaf in command_leaves(command):
            if path[0] not in FOLLOWERS:
                yield " ".join(path), leaf


def options(leaf: dict[str, Any], server: Server, role: Any) -> dict[str, Any]:
    """Something for each option, pointing at what the first server has."""
    values: dict[int, Any] = {
        TEXT: "monthly",
        WHOLE: 1,
        REAL: 1.0,
        TRUTH: True,
        USER: server.boss.user,
        CHANNEL: server.results,
        ROLE: role,
        FILE: ("survey.yaml", b"title: x"),
    }
    return {
        one["name"]: one["choices"][0]["value"] if one.get("choices") else values[one["type"]]
        for one in leaf.get("options", ())
        if one.get("required")
    }


def forged(pattern: str, number: int) -> str:
    """A custom id that fits the pattern, with `number` in every blank."""
    return _GROUP.sub(str(number), re.sub(r"\(\?:[^()]*\)\?", "", pattern)).replace("\\", "")


async def a_full_server(stage: Stage) -> tuple[Server, MemberActor]:
    """A server with a survey, an open round, an answer, an idea, a series, and somebody without rights."""
    server = await stage.community("Secret Studio")
    (anna,) = await stage.fans(server, "anna")
    await stage.open_round(server)
    await anna.user.send_dm("4")
    await anna.user.send_dm("idea: a tour of the studio")
    await server.boss.slash(server.results, "round schedule", survey="monthly", repeat=1)
    stranger = server.guild.add_member(stage.env.create_user("stranger"))
    stage.allow_all_commands(server, stranger)
    await stage.pass_time(timedelta(0))  # whatever there is to do about all that is done
    return server, stranger


async def fill_in(stage: Stage, who: MemberActor, server: Server, custom_id: str) -> Shown | None:
    """Send a form that was never opened."""
    data = {"custom_id": custom_id, "components": []}
    result = await actors._dispatch_actor_interaction(
        who, InteractionType.MODAL_SUBMIT, server.welcome, data, extra={}
    )
    with contextlib.suppress(NothingCameBackError):
        return shown(result)
    return None


async def use(
    stage: Stage, who: MemberActor, server: Server, custom_id: str, values: list[str] | None
) -> Shown | None:
    """What comes back; None if nothing does, as for a button that no message has."""
    with contextlib.suppress(NothingCameBackError):
        came = await stage.press(who, server.welcome, custom_id, values)
        # Not what the message that was used says to everybody there anyway.
        return replace(came, text=came.text.replace(message_text(components_of(last(server.welcome))), ""))
    return None


def patterns(stage: Stage) -> tuple[list[str], list[Filling]]:
    """The patterns of all buttons and menus for creators, and all forms."""
    state = stage.app.client._connection
    buttons = [one.pattern for one in state._view_store._dynamic_items]
    assert len(buttons) > 40, "the registry of buttons is somewhere else"
    creators = [one for one in buttons if not _OF_FOLLOWERS.match(one)]
    return creators, [one for one in stage.app.client._sheets if not _OF_FOLLOWERS.match(one.pattern)]


def secrets(server: Server) -> tuple[str, ...]:
    """What the wrong people must never read."""
    return ("Secret Studio", "tour of the studio", f"<#{server.results.id}>")


async def tried(stage: Stage, wrong: MemberActor, place: Server) -> dict[str, str]:
    """What came back for each button, menu and form, with the numbers of every row there may be."""
    said: dict[str, Shown | None] = {}
    buttons, forms = patterns(stage)
    for number in ROWS:
        for pattern in buttons:
            values = ["1"] if ":pick:" in pattern else None
            said[f"{pattern} {number}"] = await use(stage, wrong, place, forged(pattern, number), values)
        for filling in forms:
            sent = fill_in(stage, wrong, place, forged(filling.pattern, number))
            said[f"{filling.pattern} {number}"] = await sent
    await stage.quiet()
    return {what: came.text for what, came in said.items() if came is not None}


async def test_somebody_without_rights_changes_nothing_and_learns_nothing(stage: Stage) -> None:
    server, stranger = await a_full_server(stage)
    before = await stage.everything()
    role = server.guild.create_role("Some role")
    commands = {
        f"/{name}": shown(await stranger.slash(server.results, name, **options(leaf, server, role))).text
        for name, leaf in creators_commands(stage)
    }
    said = commands | await tried(stage, stranger, server)
    assert await stage.everything() == before
    assert len(commands) >= 15
    assert not {what: text for what, text in said.items() if any(one in text for one in secrets(server))}
    # Nothing is said where a question is merely put aside: the card it was on says so.
    refused = re.compile(r"creators|Manage Server|may not|^$|^Nothing was|isn't there any more")
    assert not {what: text for what, text in said.items() if not refused.search(text)}


async def test_the_boss_of_another_server_reaches_nothing_here(stage: Stage) -> None:
    server, _ = await a_full_server(stage)
    elsewhere = await stage.community("Elsewhere", survey=None)

    async def here() -> dict[str, list[Any]]:
        """All rows but those about the other server, which is its boss's to change."""
        rows = await stage.everything()
        return {table: [row for row in rows[table] if not _is_of(elsewhere, row)] for table in rows}

    before = await here()
    role = elsewhere.guild.create_role("Some role")
    said = {}
    for name, leaf in creators_commands(stage):
        # By the names that the first server's surveys, rounds and audiences have.
        came = await elsewhere.boss.slash(elsewhere.results, name, **options(leaf, elsewhere, role))
        said[f"/{name}"] = shown(came).text
    said |= await tried(stage, elsewhere.boss, elsewhere)
    assert await here() == before
    assert len(said) > 50
    assert not {what: text for what, text in said.items() if any(one in text for one in secrets(server))}


def _is_of(server: Server, row: object) -> bool:
    return isinstance(row, tuple) and server.guild.id in row
