"""Changing the themes of a posted summary: the card, the picture and the files follow, and nothing is lost."""

import discord
from simcord.actors import MemberActor
from simcord.results import ResponseMessage

from surveys.core.wording import summary
from tests.behaviour.conftest import Server, Stage, components_of, shown
from tests.transcript import message_text

SURVEY = (
    "key: ideas\ntitle: Ideas\nquestions:\n"
    "  - {id: what, kind: idea, text: 'What should I make?'}\n"
    "  - {id: why, kind: short_text, text: 'And why?'}\n"
)
REPLIES = (
    "more minecraft please", "minecraft survival series", "bring back minecraft", "minecraft with mods",
    "longer videos please", "make the videos longer", "I wish the videos were longer",
    "a cooking stream", "cooking your favourite recipe", "more cooking content",
)  # fmt: skip


async def summarised(stage: Stage) -> tuple[Server, list[MemberActor]]:
    """A community whose round about ideas was closed; its summary has three themes."""
    server = await stage.community(survey=SURVEY)
    fans = await stage.fans(server, *(f"fan {number}" for number, _ in enumerate(REPLIES)))
    await stage.open_round(server, "ideas")
    for fan, reply in zip(fans, REPLIES, strict=True):
        await fan.user.send_dm(reply)
        await fan.user.send_dm("because")
    await stage.close_round(server)
    return server, fans


def posted(server: Server) -> discord.Message:
    (message,) = [one for one in server.results.history() if not one.flags.ephemeral]
    return message


def read(message: discord.Message | ResponseMessage) -> str:
    return message_text(components_of(message))


async def attached(message: discord.Message, ending: str) -> bytes:
    (file,) = [one for one in message.attachments if one.filename.endswith(ending)]
    return await file.read()


async def edit(server: Server, who: MemberActor | None = None) -> discord.Message | ResponseMessage:
    return shown(await (who or server.boss).click(posted(server), label=summary.THEMES)).message


async def themes(stage: Stage) -> list[object]:
    return await stage.rows(
        "SELECT label, size, named FROM themes WHERE ended_by IS NULL AND question_id = 'what' ORDER BY size DESC, id"
    )


async def test_look(stage: Stage) -> None:
    server, fans = await summarised(stage)
    print(read(posted(server)), posted(server).attachments)
    print(await themes(stage))
    card = await edit(server)
    print(read(card))
