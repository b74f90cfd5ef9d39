"""Every custom id there is, forged: with other people's rows, with rows there are none of, and of another server."""

import contextlib
from collections.abc import Iterator
from datetime import timedelta

import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, UserHandle

from surveys.core import ids
from surveys.core.hours import Snooze
from surveys.core.prompt import Button, Control, Picking, Verb
from surveys.core.widgets import Choosable
from tests.behaviour.conftest import NothingCameBackError, Stage
from tests.core.test_ids import CHOSEN, LARGEST, PRESSED

#: Buttons whose number is no secret: they do something for whoever presses, and to nobody else.
OPEN = {Verb.JOIN, Verb.ANSWER_HERE, Verb.LEAVE, Verb.FORGET, Verb.IDEA_VOTE}


def taps(number: int) -> Iterator[str]:
    """Each button with `number` for every row it names, and those of previews, of which there is none."""
    conversing = [ids.tap(number, "mood", "4"), ids.write(number, "mood")]
    for control in (*Control, ids.DONE, "dance"):
        conversing.append(ids.control(number, "mood", control))
        conversing.append(ids.control(number, "mood", control, prompt=number))
    conversing += [ids.press(Button(Verb.SNOOZE, (str(number), choice), "")) for choice in (*Snooze, "never")]
    yield from conversing
    leading = [
        ids.press(Button(verb, (str(number),), "")) for verb in (Verb.CONTINUE, Verb.CHANGE, Verb.LEAVE)
    ]
    yield from map(ids.tried, [*conversing, *leading])
    for verb, shapes in PRESSED.items():
        for names in shapes:
            if verb not in OPEN:
                yield ids.press(Button(verb, tuple(str(number) for _ in names), ""))


def menus(number: int) -> Iterator[str]:
    """Each menu, likewise."""
    yield ids.menu(number, "when")
    yield ids.tried(ids.menu(number, "when"))
    yield ids.tried(ids.pick(Picking(Verb.CHANGE, (str(number),), "", (Choosable("a", "A"),))))
    for verb, shapes in CHOSEN.items():
        for names in shapes:
            picking = Picking(verb, tuple(str(number) for _ in names), "", (Choosable("a", "A"),))
            yield ids.pick(picking)


async def use(
    stage: Stage, member: MemberActor | UserHandle, on: ChannelHandle, custom_id: str, *, menu: bool
) -> None:
    """Use what one's client never got. Whether the bot answers doesn't matter; an id it doesn't know it leaves alone."""
    with contextlib.suppress(NothingCameBackError):
        await stage.press(member, on, custom_id, ["mood"] if menu else None)


async def everything_but_locales(stage: Stage) -> dict[str, list[object]]:
    """All rows; Discord's language setting of whoever taps is noted, and no more."""
    await stage.pass_time(timedelta(0))  # whatever there is to do is done
    rows = await stage.everything()
    return {**rows, "people": await stage.rows("SELECT user_id, dm_channel_id, language, heard FROM people")}


@pytest.mark.parametrize("place", ["dm", "server"])
async def test_what_belongs_to_others_or_to_nobody_cant_be_touched(stage: Stage, place: str) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    await stage.open_round(server)
    await anna.user.send_dm("4")
    await anna.user.send_dm("idea: a tour of the studio")
    (theirs,) = await stage.rows("SELECT id FROM followers WHERE user_id = :user", user=anna.id)
    (invitation,) = await stage.rows("SELECT id FROM invitations WHERE follower_id = :it", it=theirs)
    at = "2026-11-24T12:00:00.000000Z"
    await stage.change(
        "INSERT INTO tellings (id, idea_id, follower_id, state, planned_at, due_at, lead_id, claimed_at, sent_at, ended_at)"
        " SELECT :id, id, follower_id, 'made', :at, :at, :id, :at, :at, :at FROM ideas",
        id=theirs,
        at=at,
    )
    who: MemberActor | UserHandle = ben.user if place == "dm" else ben
    where = ben.user.dm_channel if place == "dm" else server.welcome
    before, seen = await everything_but_locales(stage), stage.sent_to(anna)
    for number in sorted({0, theirs, invitation, 999, LARGEST}):
        for custom_id in taps(number):
            await use(stage, who, where, custom_id, menu=False)
        assert await everything_but_locales(stage) == before, f"a button about {number}"
        for custom_id in menus(number):
            await use(stage, who, where, custom_id, menu=True)
        assert await everything_but_locales(stage) == before, f"a menu about {number}"
    assert stage.sent_to(anna) == seen


@pytest.mark.parametrize("place", ["dm", "server"])
async def test_another_servers_join_card_or_round_does_nothing_for_strangers(
    stage: Stage, place: str
) -> None:
    theirs, mine = await stage.community("Theirs"), await stage.community("Mine")
    await stage.fan(theirs, "anna")
    await stage.open_round(theirs)
    ben = await stage.fan(mine, "ben")
    who: MemberActor | UserHandle = ben.user if place == "dm" else ben
    where = ben.user.dm_channel if place == "dm" else mine.welcome
    (round_id,) = await stage.rows("SELECT id FROM rounds")
    before = await everything_but_locales(stage)
    for verb, number in (
        (Verb.JOIN, theirs.guild.id),
        (Verb.LEAVE, theirs.guild.id),
        (Verb.PRIVACY, theirs.guild.id),
        (Verb.ANSWER_HERE, round_id),
        (Verb.JOIN, LARGEST),
        (Verb.LEAVE, LARGEST),
        (Verb.ANSWER_HERE, LARGEST),
    ):
        await use(stage, who, where, ids.press(Button(verb, (str(number),), "")), menu=False)
        assert await everything_but_locales(stage) == before, verb
