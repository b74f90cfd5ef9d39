"""The idea board in Discord: what the team sees and decides."""

from simcord.actors import MemberActor

from tests.behaviour.conftest import Server, Shown, Stage, components_of, response, shown


async def with_ideas(stage: Stage) -> tuple[Server, list[MemberActor]]:
    """Three followers and three ideas, of which Ben and Cleo want the first."""
    server = await stage.community()
    fans = await stage.fans(server, "anna", "ben", "cleo")
    anna, ben, cleo = fans
    await anna.slash(server.welcome, "idea", text="a studio tour")
    await ben.slash(server.welcome, "idea", text="more cooking streams")
    await cleo.slash(server.welcome, "idea", text="a podcast with *guests*")
    await vote(stage, ben, 1)
    await vote(stage, cleo, 1)
    return server, fans


async def vote(stage: Stage, who: MemberActor, idea: int) -> None:
    await stage.press(who.user, who.user.dm_channel, f"ear:do:idea-vote:{idea}:0:1:")


async def opened(stage: Stage, server: Server, idea: int) -> Shown:
    """The idea's card, by way of the board."""
    board = await server.boss.slash(server.results, "ideas board")
    picked = await server.boss.select(response(board), [str(idea)], custom_id="ear:pick:board-open:0:")
    return shown(picked)


async def test_look(stage: Stage) -> None:
    server, fans = await with_ideas(stage)
    board = await server.boss.slash(server.results, "ideas board")
    print(shown(board).text)
    print("-----")
    print((await opened(stage, server, 1)).text)
    said = shown(
        await server.boss.slash(
            server.results,
            "ideas status",
            idea="1",
            status="made",
            link="https://example.com/v",
            response="You asked, here it is",
        )
    )
    print("-----")
    print(said.text)
    said = shown(await server.boss.slash(server.results, "ideas merge", idea="cooking", into="3"))
    print("-----")
    print(said.text)
    said = shown(await server.boss.slash(server.results, "ideas channel", channel=server.welcome))
    print("-----")
    print(said.text)
    await stage.quiet()
    from tests.transcript import message_text

    for one in server.welcome.history():
        print("=====", message_text(components_of(one)))
    assert 0
