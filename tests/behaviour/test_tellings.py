"""You asked, it's made: whoever wanted an idea hears what became of it, once, within their limits."""

from datetime import timedelta

from simcord.actors import MemberActor

from surveys.core.ideas import IdeaState
from surveys.core.phrases import asking
from surveys.core.phrases import tellings as phrases
from surveys.store import board
from surveys.store.tx import Tx
from tests.behaviour.conftest import Server, Stage, last

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DELAY = timedelta(minutes=10)
LINK = "https://video.example/tour"
MADE, NEWS = phrases.MADE_TITLE.text, phrases.TITLE.text
TELLINGS = "SELECT state, sent_at IS NOT NULL, reason FROM tellings ORDER BY id"


async def set_status(
    stage: Stage,
    idea_id: int,
    state: IdeaState,
    *,
    response: str | None = None,
    link: str | None = None,
    by: int = 0,
    into: int | None = None,
) -> None:
    """The team says what became of an idea."""

    async def work(tx: Tx) -> None:
        await board.set_status(
            tx,
            idea_id,
            state,
            response=response,
            link=link,
            by_user=by,
            now=stage.now,
            duplicate_of=into,
        )

    await stage.app.database.write(work)


async def made(stage: Stage, idea_id: int = 1, response: str | None = None, by: int = 0) -> None:
    await set_status(stage, idea_id, IdeaState.MADE, response=response, link=LINK, by=by)


def news_of(stage: Stage, member: MemberActor) -> list[str]:
    """Every message with news in the person's DM."""
    return [one for one in stage.sent_to(member) if MADE in one or NEWS in one]


async def wished(stage: Stage, *names: str) -> tuple[Server, list[MemberActor]]:
    """A community where the first sent an idea, and each of the others voted for it."""
    server = await stage.community()
    author, *voters = await stage.fans(server, *names)
    await author.user.send_dm("idea: a studio tour")
    for one in voters:
        await one.user.send_dm("idea: a tour of your studio")
        await one.user.click(last(one.user.dm_channel), label="Vote for 1: a studio tour")
    return server, [author, *voters]


async def test_author_and_voters_hear_that_it_is_made_and_say_whether_it_hit(stage: Stage) -> None:
    _, (anna, ben) = await wished(stage, "anna", "ben")
    await made(stage, response="It took a *while*, sorry")
    await stage.pass_time(DELAY - MINUTE)
    assert news_of(stage, anna) == []
    await stage.pass_time(MINUTE)
    assert f"“a studio tour”** · your idea\nIt's made. Here it is: <{LINK}>" in stage.dm(anna)
    assert "The team says: “It took a \\*while\\*, sorry”" in stage.dm(anna)
    assert "“a studio tour”** · you voted for it" in stage.dm(ben)
    assert asking.STOP.text in stage.dm(ben)

    await stage.restart()
    await ben.user.click(last(ben.user.dm_channel), label=phrases.HIT_BUTTON.text)
    assert phrases.SAID_HIT.text in stage.dm(ben)
    await stage.again()
    assert await stage.rows("SELECT hit FROM tellings ORDER BY id") == [None, 1]
    await ben.user.click(last(ben.user.dm_channel), label=phrases.MISS_BUTTON.text)
    assert phrases.SAID_MISS.text in stage.dm(ben)
    assert await stage.rows("SELECT hit FROM tellings ORDER BY id") == [None, 0]
    await stage.pass_time(DAY)
    assert [len(news_of(stage, one)) for one in (anna, ben)] == [1, 1]
