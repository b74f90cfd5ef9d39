"""`/round`: what a round costs, starting it once, watching it, closing it, and who may."""

from datetime import timedelta

from simcord.components import walk_components

from surveys.core import ids, words
from surveys.core.phrases import asking
from surveys.core.prompt import Button, Verb
from surveys.core.wording import audiences as wording
from surveys.core.wording import live as live_wording
from tests.behaviour.conftest import MONTHLY, Stage, custom_ids, last, response, shown


def forged(verb: Verb, *args: object) -> str:
    return ids.press(Button(verb, tuple(str(arg) for arg in args), ""))


async def all_but_plans(stage: Stage) -> dict[str, list[object]]:
    """All rows but those that remember what a creator was shown."""
    return {table: rows for table, rows in (await stage.everything()).items() if table != "round_plans"}


async def test_the_cost_is_shown_before_anything_is_sent(stage: Stage) -> None:
    server = await stage.community()
    fans = await stage.fans(server, "anna", "ben", "cem")
    before = await all_but_plans(stage)
    said = shown(await server.boss.slash(server.results, "round start", survey="monthly", days=2))
    assert said.private
    assert said.text.startswith("Start “Monthly ideas”?\n**3** followers get 4 questions by DM")
    assert f"then the summary comes to <#{server.results.id}>" in said.text
    assert "How were last month's videos?" in said.text
    assert await all_but_plans(stage) == before
    assert all(len(stage.sent_to(fan)) == 1 for fan in fans)


async def test_the_sample_card_is_nobodys(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    offered = await server.boss.slash(server.results, "round start", survey="monthly")
    before = await stage.everything()
    buttons = [one for one in walk_components(offered.followups[0].components) if "custom_id" in one]
    assert buttons
    assert all(button["disabled"] for button in buttons)
    for button in buttons:
        tried = await stage.press(server.boss, server.welcome, button["custom_id"])
        assert (tried.text, tried.private) == (asking.NOT_YOURS.text, True)
    assert await stage.everything() == before


async def test_a_round_asks_everyone_once(stage: Stage) -> None:
    server = await stage.community()
    fans = await stage.fans(server, "anna", "ben", "cem")
    await stage.open_round(server)
    assert await stage.states() == ["sent"] * 3
    for fan in fans:
        _, card = stage.sent_to(fan)
        assert card.startswith("Monthly ideas\n")
    cards = [last(fan.user.dm_channel).id for fan in fans]
    assert await stage.rows("SELECT message_id FROM invitations ORDER BY id") == cards


async def test_not_now_sends_nothing(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    before = await all_but_plans(stage)
    offered = await server.boss.slash(server.results, "round start", survey="monthly")
    said = shown(await server.boss.click(response(offered), label="Not now"))
    assert said.text == words.ROUND_NOT_STARTED
    assert await all_but_plans(stage) == before


async def test_with_nobody_to_ask_there_is_no_round(stage: Stage) -> None:
    server = await stage.community()
    said = shown(await server.boss.slash(server.results, "round start", survey="monthly"))
    assert (said.text, said.private) == (words.ROUND_NOBODY, True)


async def test_whoever_left_before_the_confirmation_is_not_asked(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    offered = await server.boss.slash(server.results, "round start", survey="monthly")
    await anna.user.send_dm("stop")
    said = shown(await server.boss.click(response(offered), label="Start the round"))
    assert (said.text, said.private) == (words.ROUND_NOBODY, True)
    assert await stage.rows("SELECT count(*) FROM rounds") == [0]


async def test_an_unknown_survey_is_named(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    said = shown(await server.boss.slash(server.results, "round start", survey="mon`thly\n@everyone"))
    assert said.text == words.say(words.SURVEY_UNKNOWN, key="mon\\`thly \\@everyone")


async def test_one_round_at_a_time(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    await stage.open_round(server)
    said = shown(await server.boss.slash(server.results, "round start", survey="monthly"))
    assert said.text == words.say(words.ROUND_RUNNING, title="Monthly ideas")
    assert await stage.rows("SELECT count(*) FROM rounds") == [1]


async def test_confirming_twice_starts_one_round(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    offered = await server.boss.slash(server.results, "round start", survey="monthly")
    start = custom_ids(response(offered).components)["Start the round"]
    await server.boss.click(response(offered), label="Start the round")
    await stage.quiet()
    again = await stage.press(server.boss, server.welcome, start)
    assert (again.text, again.private) == (words.say(words.ROUND_RUNNING, title="Monthly ideas"), True)
    await stage.quiet()
    assert await stage.rows("SELECT count(*) FROM rounds") == [1]
    assert len(stage.sent_to(anna)) == 2


async def test_a_confirmation_from_before_a_change_starts_nothing(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    offered = await server.boss.slash(server.results, "round start", survey="monthly")
    await stage.bring_in(server, MONTHLY.replace("Shorts", "Tiny videos"))
    said = shown(await server.boss.click(response(offered), label="Start the round"))
    assert (said.text, said.private) == (words.ROUND_STALE_START, True)
    assert await stage.rows("SELECT count(*) FROM rounds") == [0]


async def test_forged_confirmations_start_nothing(stage: Stage) -> None:
    server = await stage.community()
    two = await stage.community("Two", MONTHLY.replace("Monthly ideas", "Elsewhere"))
    await stage.fan(server)
    await stage.fan(two, "ben")
    await two.boss.slash(two.results, "round start", survey="monthly")
    (theirs,) = await stage.rows("SELECT id FROM round_plans")
    for plan in (theirs, 10**17, 0):
        said = await stage.press(server.boss, server.welcome, forged(Verb.ROUND_START, plan))
        assert (said.text, said.private) == (wording.ROUND_OLD, True)
    assert await stage.rows("SELECT count(*) FROM rounds") == [0]


async def test_what_was_confirmed_or_is_a_day_old_starts_nothing_any_more(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    offered = await server.boss.slash(server.results, "round start", survey="monthly")
    start = custom_ids(response(offered).components)[words.ROUND_START]
    await server.boss.click(response(offered), label=words.ROUND_START)
    await stage.quiet()
    await stage.close_round(server)
    again = await stage.press(server.boss, server.welcome, start)
    assert (again.text, again.private) == (words.ROUND_STALE_START, True)
    late = await server.boss.slash(server.results, "round start", survey="monthly")
    stage.now += timedelta(days=1)
    said = shown(await server.boss.click(response(late), label=words.ROUND_START))
    assert (said.text, said.private) == (wording.ROUND_OLD, True)
    await server.boss.slash(server.results, "round start", survey="monthly")
    assert len(await stage.rows("SELECT id FROM round_plans")) == 1, "old ones are gone"
    assert await stage.rows("SELECT count(*) FROM rounds") == [1]


async def test_status_counts_people_by_where_they_stand(stage: Stage) -> None:
    server = await stage.community()
    fans = await stage.fans(server, "done", "half", "silent", "refused", "closed", "broke")
    done, half, _, refused, closed, broke = fans
    stage.close_dms(closed)
    await stage.open_round(server)
    for reply in ("4", "streams", "lunch", "Cats"):
        await done.user.send_dm(reply)
    await half.user.send_dm("3")
    await refused.user.send_dm("stop")
    await broke.user.send_dm("1")
    await broke.user.send_dm("stop")
    said = await stage.status(server)
    title, bar, funnel, aside, state, buttons, live = said.text.split("\n")
    assert title == "“Monthly ideas” · round 1"
    assert bar.endswith("60% answered")
    assert funnel == "Asked **6** · Reached **5** · Started **3** · Completed **1**"
    assert aside == "1 has DMs closed · 1 said stop · 1 said stop partway"
    assert state.startswith("Open until <time>")
    assert buttons == "[Refresh] [Pause] [Remind now] [Close now]"
    assert live == live_wording.LIVE


async def test_refresh_draws_the_same_card_anew(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    status = await stage.status(server)
    await anna.user.send_dm("4")
    said = shown(await server.boss.click(status.message, label="Refresh"))
    assert said.message.id == status.message.id
    assert "Started **1**" in said.text


async def test_status_and_close_before_there_was_a_round(stage: Stage) -> None:
    server = await stage.community()
    assert (await stage.status(server)).text == words.ROUND_NONE
    assert shown(await server.boss.slash(server.results, "round close")).text == words.ROUND_NONE_OPEN


async def test_closing_ends_what_is_open_and_posts_the_summary_once(stage: Stage) -> None:
    server = await stage.community()
    done, half, _ = await stage.fans(server, "done", "half", "silent")
    await stage.open_round(server)
    for reply in ("4", "skip", "skip", "skip"):
        await done.user.send_dm(reply)
    await half.user.send_dm("3")
    said = shown(await server.boss.slash(server.results, "round close"))
    assert said.text == words.say(words.ROUND_CLOSING, channel=f"<#{server.results.id}>")
    await stage.quiet()
    assert await stage.states() == ["completed", "partial", "expired"]
    assert await stage.rows("SELECT state FROM rounds") == ["closed"]
    assert len(stage.summaries(server)) == 1
    assert shown(await server.boss.slash(server.results, "round close")).text == words.ROUND_NONE_OPEN
    status = (await stage.status(server)).text
    assert "Closed <time>" in status
    assert "[Close now]" not in status


async def test_a_close_button_left_on_an_old_card(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    await stage.open_round(server)
    await stage.close_round(server)
    said = await stage.press(server.boss, server.results, ids.press(Button(Verb.ROUND_CLOSE, ("1",), "")))
    assert (said.text, said.private) == (words.ROUND_NONE_OPEN, True)
    await stage.quiet()
    assert len(stage.summaries(server)) == 1


async def test_closing_while_messages_are_still_queued_holds_them_back(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    stage.close_dms(anna, ben, status=400, code=20028)  # "later", so both stay queued
    await stage.open_round(server)
    assert await stage.states() == ["queued", "queued"]
    stage.open_dms()
    await server.boss.slash(server.results, "round close")
    await stage.quiet()
    reasons = await stage.rows("SELECT state, reason FROM invitations")
    assert {state for state, _ in reasons} <= {"held_back", "expired"}
    assert all(reason == words.HELD_WINDOW for state, reason in reasons if state == "held_back")
    held = [state for state, _ in reasons].count("held_back")
    asked = sum("How were last month's videos?" in "\n".join(stage.sent_to(fan)) for fan in (anna, ben))
    assert held + asked == 2
    assert len(stage.summaries(server)) == 1


async def test_the_next_round_counts_on(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    for number in (1, 2):
        await stage.open_round(server)
        assert stage.dm(anna).startswith("Monthly ideas\n")
        status = (await stage.status(server)).text
        assert status.startswith(f"“Monthly ideas” · round {number}\n")
        await stage.close_round(server)
    assert len(stage.summaries(server)) == 2


async def test_another_servers_round_is_out_of_reach(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two")
    await stage.fan(one)
    await stage.open_round(one)
    assert shown(await two.boss.slash(two.results, "round status")).text == words.ROUND_NONE
    assert shown(await two.boss.slash(two.results, "round close")).text == words.ROUND_NONE_OPEN
    for verb in (Verb.ROUND_CLOSE, Verb.ROUND_REFRESH):
        await stage.press(two.boss, two.welcome, forged(verb, 1))
    assert await stage.rows("SELECT state FROM rounds") == ["open"]


async def test_members_without_the_role_may_not_even_if_discord_lets_them(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    stage.allow_all_commands(server, anna)

    async def try_everything() -> None:
        before = await stage.everything()
        for command, options in (
            ("round start", {"survey": "monthly"}),
            ("round start", {"survey": "nonsense"}),
            ("round status", {}),
            ("round close", {}),
        ):
            said = shown(await anna.slash(server.welcome, command, **options))
            assert (said.text, said.private) == (words.NOT_ALLOWED, True)
        for custom_id in (
            forged(Verb.ROUND_START, 1),
            forged(Verb.ROUND_REFRESH, 1),
            forged(Verb.ROUND_CLOSE, 1),
        ):
            said = await stage.press(anna, server.welcome, custom_id)
            assert (said.text, said.private) == (words.NOT_ALLOWED, True)
        await stage.quiet()
        assert await stage.everything() == before

    await try_everything()
    await stage.open_round(server)
    await try_everything()


async def test_the_creator_role_may_run_a_round(stage: Stage) -> None:
    server = await stage.community()
    await stage.fan(server)
    role = server.guild.create_role("Team")
    dora = server.guild.add_member(stage.env.create_user("dora"), roles=[role])
    stage.allow_all_commands(server, dora)
    await server.boss.slash(server.results, "setup start", results_channel=server.results, creator_role=role)
    offered = await dora.slash(server.results, "round start", survey="monthly")
    assert "The round is open" in shown(await dora.click(response(offered), label="Start the round")).text
    await stage.quiet()
    assert await stage.rows("SELECT started_by FROM rounds") == [dora.id]
    await dora.slash(server.results, "round status")
    status = last(server.results)
    asked = await dora.click(status, label="Close now")
    closing = shown(await dora.click(response(asked), label="Close now"))
    assert closing.text == words.say(words.ROUND_CLOSING, channel=f"<#{server.results.id}>")
    await stage.quiet()
    assert len(stage.summaries(server)) == 1


async def test_a_dm_discord_will_never_take_is_a_failure_with_its_code(stage: Stage) -> None:
    server = await stage.community()
    anna, ben = await stage.fans(server, "anna", "ben")
    stage.close_dms(anna, status=400, code=50033)
    await stage.open_round(server)
    failed, sent = await stage.rows("SELECT state, error FROM invitations ORDER BY id")
    assert failed[0] == "failed"
    assert "50033" in failed[1]
    assert sent == ("sent", None)
    assert last(ben.user.dm_channel).components


async def test_blocked_text_puts_the_round_on_hold_and_says_so_once(stage: Stage) -> None:
    server = await stage.community()
    fans = await stage.fans(server, "anna", "ben", "cem")
    stage.close_dms(*fans, status=400, code=240000)
    await stage.open_round(server)
    assert await stage.states() == ["queued"] * 3
    posted = [text for text in stage.posted(server) if text == words.HALT_CONTENT]
    assert len(posted) == 1
    status = (await stage.status(server)).text
    assert words.say(words.ROUND_STATE_STOPPED, why=words.HALT_CONTENT) in status
