"""What others said: put to people who have answered, in the DM and in the server, and taken back with their words."""

from simcord.actors import MemberActor

from surveys.core import ids, words
from surveys.core.language import ENGLISH
from surveys.core.phrases import asking
from surveys.core.phrases import others as phrases
from surveys.core.phrases import rights as rights_phrases
from surveys.core.prompt import Button, Picking, Verb
from surveys.core.wording import authoring, polis_summary
from surveys.core.wording import polis as wording
from tests.behaviour.conftest import Server, Stage, components_of, custom_ids, last, response, shown
from tests.behaviour.editor import Editor

SURVEY = """
key: wishes
title: Wishes
others: {question: wish, most: 3}
questions:
  - {id: wish, kind: idea, text: 'What should I make next?'}
  - {id: again, kind: yes_no, text: 'Would you watch it?'}
"""
WISHES = ("A tour of your studio at night", "Cooking with a famous guest", "Longer streams on Sundays",
          "A video about your old bike", "Painting the wall together")  # fmt: skip
VOTES = "SELECT statement_id, verdict FROM statement_votes ORDER BY id"


async def five_said(stage: Stage, server: Server, *more: str, key: str = "wishes") -> list[MemberActor]:
    """Five people who said something, and others who were asked and said nothing yet."""
    people = await stage.fans(server, *(f"fan{number}" for number in range(5)), *more)
    await stage.open_round(server, key)
    for one, wish in zip(people, WISHES, strict=False):
        await say(one, wish)
    assert ["others said" in stage.dm(one) for one in people[:5]] == [False] * 4 + [True]
    return people


async def say(one: MemberActor, wish: str) -> None:
    await one.user.send_dm(wish)
    await one.user.click(last(one.user.dm_channel), label="Yes")


async def test_who_answers_is_asked_about_three_things_others_said(stage: Stage) -> None:
    server = await stage.community(survey=SURVEY)
    *_, anna = people = await five_said(stage, server, "anna")
    assert ENGLISH.say(phrases.MAY_BE_SHOWN) in stage.dm(anna)
    await say(anna, "Something else entirely, please")
    sent = len(stage.sent_to(anna))
    card = stage.dm(anna)
    assert "Would you watch it?\nYes\n**3 things others said**\n" in card
    assert "1 of 3: “" in card
    assert "[Agree] [Disagree] [Pass] [Change an answer]" in card
    assert (await stage.states())[-1] == "completed"

    first = custom_ids(components_of(last(anna.user.dm_channel)))
    await anna.user.click(last(anna.user.dm_channel), label="Agree")
    await stage.again()
    assert stage.dm(anna).startswith("Noted: Agree.\n**3 things others said**\n2 of 3: “")
    await stage.restart()
    await anna.user.click(last(anna.user.dm_channel), label="Disagree")
    # A second tap on what was the card before changes what was said there, and judges nothing else.
    await stage.press(anna.user, anna.user.dm_channel, first["Disagree"])
    assert "3 of 3" in stage.dm(anna)
    await anna.user.click(last(anna.user.dm_channel), label="Back")
    assert "You said: Disagree" in stage.dm(anna)
    await anna.user.click(last(anna.user.dm_channel), label="Pass")
    await anna.user.click(last(anna.user.dm_channel), label="Agree")
    assert ENGLISH.say(phrases.DONE) in stage.dm(anna)
    votes = await stage.rows(VOTES)
    assert [verdict for _, verdict in votes] == ["disagree", "pass", "agree"]
    assert len({statement for statement, _ in votes}) == 3
    assert await stage.rows("SELECT sum(agreed), sum(disagreed), sum(passed) FROM statements") == [(1, 1, 1)]
    assert len(stage.sent_to(anna)) == sent, "all of it happened on one message"

    # The first of five was there before there was anything to show; coming back shows it, in the server too.
    early = people[0]
    back = shown(await early.slash(server.welcome, "feedback answer"))
    assert "**3 things others said**" in back.text
    assert WISHES[0] not in back.text.split("others said")[1]
    pressed = shown(await early.click(back.message, label="Pass"))
    assert (pressed.redrawn, pressed.private) == (True, True)
    await anna.user.click(last(anna.user.dm_channel), label="Look at them again")
    await stage.close_round(server)
    late = shown(await anna.user.click(last(anna.user.dm_channel), label="Agree"))
    assert late.text == ENGLISH.say(asking.ROUND_CLOSED)
    assert len(await stage.rows(VOTES)) == 4


async def test_words_go_as_soon_as_their_author_takes_them_back(stage: Stage) -> None:
    server = await stage.community(survey=SURVEY)
    ben, cleo, dora, emil, _, anna = await five_said(stage, server, "anna")
    await anna.user.click(last(anna.user.dm_channel), label="Skip")
    await anna.user.click(last(anna.user.dm_channel), label="Yes")
    for _ in range(3):
        await anna.user.click(last(anna.user.dm_channel), label="Agree")
    texts = "SELECT text FROM statements ORDER BY answer_id"
    assert await stage.rows(texts) == list(WISHES)
    # An edit: other words, which nobody has judged yet.
    (wish,) = [one for one in ben.user.dm_channel.history() if one.author.id == ben.id]
    await ben.user.edit(wish, "A tour of your garden in the morning")
    assert await stage.rows(texts) == ["A tour of your garden in the morning", *WISHES[1:]]
    (kept,) = await stage.rows("SELECT count(*) FROM statement_votes")
    assert kept in {2, 3}
    assert await stage.rows(
        "SELECT count(*) FROM statement_votes v JOIN statements s ON s.id = v.statement_id WHERE s.text LIKE '%garden%'"
    ) == [0]
    # Deleting the message, asking not to be quoted, leaving, and being forgotten.
    (wish,) = [one for one in cleo.user.dm_channel.history() if one.author.id == cleo.id]
    await cleo.user.delete(wish)
    assert await stage.rows(f"{texts.replace('text', 'count(*)', 1)}") == [4]
    await dora.user.send_dm("stop")
    asked = await emil.slash(server.welcome, "feedback forget")
    await emil.click(response(asked), label=rights_phrases.FORGET_BUTTON.text)
    await stage.quiet()
    left = await stage.rows("SELECT text FROM statements WHERE text <> '' ORDER BY answer_id")
    assert left == ["A tour of your garden in the morning", WISHES[4]]
    # With two left nothing is shown to anybody, and what was on a card before can't be judged.
    looked = shown(await anna.slash(server.welcome, "feedback answer"))
    assert "others said" not in looked.text


async def test_only_what_can_be_shown_becomes_a_statement_and_the_team_can_take_one_out(stage: Stage) -> None:
    server = await stage.community(survey=SURVEY)
    *_, shy, linker, copier, anna = await five_said(stage, server, "shy", "linker", "copier", "anna")
    await stage.change("UPDATE followers SET quoting = 'no' WHERE user_id = :id", id=shy.id)
    await say(shy, "What nobody else may read here")
    await say(linker, "Look at https://example.com and do that")
    await say(copier, WISHES[1].lower() + "!")
    assert await stage.rows("SELECT text FROM statements ORDER BY id") == list(WISHES)
    await say(anna, "Something else entirely, please")
    asked = await stage.rows("SELECT id, text FROM statements ORDER BY id")

    listed = await server.boss.slash(server.results, "results statements")
    card = shown(listed)
    assert card.private
    assert f"**2.** {WISHES[1]}\n**3.** {WISHES[2]}" in card.text.replace("\n\n", "\n")
    out = shown(await server.boss.select(response(listed), values=[str(asked[1][0])]))
    assert wording.TAKEN_OUT in out.text
    assert f"~~{WISHES[1]}~~" in out.text
    assert await stage.rows("SELECT deed, subject FROM audit_log WHERE deed LIKE 'statement%'") == [
        ("statement_hidden", f"round 1, reply {asked[1][0]}")
    ]
    # Nobody is asked about it any more, whatever their card says.
    (invitation,) = await stage.rows(
        "SELECT i.id FROM invitations i JOIN followers f ON f.id = i.follower_id WHERE f.user_id = :id",
        id=anna.id,
    )
    for statement in (asked[1][0], asked[-1][0], 999):
        forged = ids.press(Button(Verb.JUDGE, (str(invitation), str(statement), "1"), ""))
        said = await stage.press(anna.user, anna.user.dm_channel, forged)
        assert ENGLISH.say(phrases.GONE) in said.text
    assert await stage.rows(VOTES) == []
    # Another server's team sees and changes nothing of it.
    other = await stage.community("Elsewhere")
    (round_id,) = await stage.rows("SELECT id FROM rounds")
    there = ids.pick(Picking(Verb.STATEMENTS, (str(round_id), "0"), "", ()))
    refused = await stage.press(other.boss, other.welcome, there, [str(asked[0][0])])
    assert WISHES[0] not in refused.text
    assert await stage.rows("SELECT count(*) FROM statements WHERE hidden_at IS NOT NULL") == [1]
    assert WISHES[0] not in shown(await other.boss.slash(other.results, "results statements")).text


async def test_a_verdict_can_be_typed(stage: Stage) -> None:
    server = await stage.community(survey=SURVEY)
    *_, anna = await five_said(stage, server, "anna")
    await say(anna, "Something else entirely, please")
    await anna.user.send_dm("agree")
    assert "2 of 3" in stage.dm(anna)
    await anna.user.send_dm("nope")
    assert "3 of 3" in stage.dm(anna)
    assert [verdict for _, verdict in await stage.rows(VOTES)] == ["agree", "disagree"]
    await anna.user.send_dm("what is this about?")
    assert ENGLISH.say(asking.NOTHING_OPEN) in stage.dm(anna)
    await anna.user.send_dm("stop")
    assert await stage.rows("SELECT count(*) FROM followers WHERE left_at IS NOT NULL") == [1]


async def test_the_editor_puts_replies_to_others(stage: Stage) -> None:
    server = await stage.community(survey=SURVEY.replace("others: {question: wish, most: 3}\n", ""))
    editor = Editor(stage, server)
    await editor.run("survey edit", survey="wishes")
    await editor.pick(authoring.OPEN_HINT, "2.")
    assert wording.BUTTON not in editor.labels, "only people's own words can be put to others"
    await editor.press(authoring.BACK)
    await editor.pick(authoring.OPEN_HINT, "1.")
    assert words.say(wording.ABOUT, count=2) in await editor.fill(wording.BUTTON, most=["2"])
    await editor.press(authoring.BACK)
    await editor.press(authoring.SAVE)
    await five_said(stage, server)
    assert await stage.rows("SELECT count(*) FROM statements") == [5]
    # Where its question goes, or is made private, nothing is put to anybody.
    await editor.run("survey edit", survey="wishes")
    await editor.pick(authoring.OPEN_HINT, "1.")
    await editor.fill(authoring.EDIT, switches=["private"])
    await editor.press(authoring.BACK)
    assert wording.FLAW_PRIVATE in editor.text.replace("\\", "")
    await editor.pick(authoring.OPEN_HINT, "1.")
    assert words.say(wording.ABOUT, count=2) not in await editor.fill(wording.BUTTON, most=["0"])
    await editor.press(authoring.BACK)
    assert wording.FLAW_PRIVATE not in editor.text


async def test_a_summary_quotes_what_most_agree_with_and_lets_go_of_it(stage: Stage) -> None:
    server = await stage.community(survey=SURVEY)
    people = await five_said(stage, server, *(f"voter{number}" for number in range(9)))
    for voter in people[5:]:
        await voter.user.click(last(voter.user.dm_channel), label="Skip")
        await voter.user.click(last(voter.user.dm_channel), label="Yes")
        for _ in range(3):
            liked = WISHES[0] in stage.dm(voter)
            await voter.user.click(last(voter.user.dm_channel), label="Agree" if liked else "Disagree")
    await stage.close_round(server)
    (summary,) = stage.summaries(server)
    told = summary.split(polis_summary.TITLE)[1]
    assert "9 people judged 5 replies" in told
    assert f"{polis_summary.AGREED}\n> **1.** {WISHES[0]}\n100% agree (" in told
    await people[0].slash(server.welcome, "feedback leave")
    asked = await people[0].slash(server.welcome, "feedback forget")
    await people[0].click(response(asked), label=rights_phrases.FORGET_BUTTON.text)
    await stage.quiet()
    (summary,) = stage.summaries(server)
    assert WISHES[0] not in summary
    shown_anew = shown(await server.boss.slash(server.results, "results show")).text
    assert WISHES[0] not in shown_anew
    assert "1 taken back" in shown_anew
