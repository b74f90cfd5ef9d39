"""`/survey`: what a creator's file becomes, and what is said about one that has to be put right."""

import pytest

from surveys.core import words
from surveys.core.durations import in_words
from surveys.core.phrases import joining
from tests.behaviour.conftest import MONTHLY, Stage, last, shown

SAVED = "**Monthly ideas** is ready (`monthly`, version {version}): 4 questions, about {duration}."


def saved(version: int) -> str:
    return words.say(SAVED, version=version, duration=in_words(49))


async def test_a_file_becomes_version_one_and_the_same_file_changes_nothing(stage: Stage) -> None:
    server = await stage.community(survey=None)
    said = await stage.bring_in(server, MONTHLY)
    assert said.private
    assert said.text == "\n".join([saved(1), "Next: `/round start survey:monthly`."])
    before = await stage.everything()
    again = await stage.bring_in(server, MONTHLY)
    assert again.text == words.say(words.SURVEY_SAME, title="Monthly ideas", key="monthly")
    reworded = "# a remark\n" + MONTHLY.replace(
        "[Shorts, Long videos, Streams]", "[ Shorts,  Long videos, 'Streams' ]"
    )
    assert "word for word" in (await stage.bring_in(server, reworded)).text
    assert await stage.everything() == before


async def test_a_topic_nobody_can_pick_is_pointed_out(stage: Stage) -> None:
    server = await stage.community(survey=None)
    about_games = f"{MONTHLY}topic: Games\n"
    assert "won't get it" in (await stage.bring_in(server, about_games)).text
    await server.boss.slash(
        server.results, "setup start", results_channel=server.results, topics="games, music"
    )
    assert "won't get it" not in (await stage.bring_in(server, about_games.replace("Games", "GAMES"))).text


async def test_a_changed_file_is_the_next_version(stage: Stage) -> None:
    server = await stage.community()
    changed = MONTHLY.replace("Shorts", "Tiny videos")
    assert saved(2) in (await stage.bring_in(server, changed)).text
    assert saved(3) in (await stage.bring_in(server, MONTHLY)).text
    assert await stage.rows("SELECT number FROM survey_versions ORDER BY number") == [1, 2, 3]
    listed = shown(await server.boss.slash(server.results, "survey list"))
    assert (listed.text, listed.private) == (
        "Surveys\n**Monthly ideas** · `monthly`, version 3, 4 questions",
        True,
    )


async def test_a_json_file_is_as_good(stage: Stage) -> None:
    server = await stage.community(survey=None)
    data = '{"title": "Tea", "questions": [{"id": "tea", "kind": "yes_no", "text": "Tea?"}]}'
    said = await stage.bring_in(server, data, "tea.json")
    assert said.text.startswith("**Tea** is ready (`tea`, version 1): 1 question")


async def test_every_ready_made_survey_comes_in_and_can_be_asked(stage: Stage) -> None:
    server = await stage.community(survey=None)
    anna = await stage.fan(server)
    offered = await server.boss.autocomplete(server.results, "survey import", "template", "")
    assert offered
    for choice in offered:
        said = shown(await server.boss.slash(server.results, "survey import", template=choice["value"]))
        assert f"**{choice['name']}** is ready" in said.text
    keys = await stage.rows("SELECT key FROM surveys ORDER BY key")
    assert keys == sorted(choice["value"] for choice in offered)
    for key in keys:
        await stage.open_round(server, key)
        assert "1 of " in stage.dm(anna)
        await stage.change("UPDATE rounds SET state = 'closed', summarised_at = opened_at")


@pytest.mark.parametrize("as_json", [False, True])
async def test_what_is_exported_can_be_imported_and_is_the_same(stage: Stage, as_json: bool) -> None:
    server = await stage.community()
    (offered,) = await server.boss.autocomplete(server.results, "survey export", "survey", "month")
    said = shown(
        await server.boss.slash(server.results, "survey export", survey=offered["value"], as_json=as_json)
    )
    assert (said.private, "version 1" in said.text) == (True, True)
    (file,) = said.message.attachments
    assert file.filename == ("monthly.json" if as_json else "monthly.yaml")
    before = await stage.everything()
    again = await stage.bring_in(server, (await file.read()).decode(), file.filename)
    assert again.text == words.say(words.SURVEY_SAME, title="Monthly ideas", key="monthly")
    assert await stage.everything() == before


async def test_only_what_is_there_is_exported_and_only_to_creators(stage: Stage) -> None:
    one, two = await stage.community("One"), await stage.community("Two", survey=None)
    said = shown(await two.boss.slash(two.results, "survey export", survey="monthly"))
    assert said.text == words.say(words.SURVEY_UNKNOWN, key="monthly")
    fan = await stage.fan(one)
    stage.allow_all_commands(one, fan)
    assert shown(await fan.slash(one.results, "survey export", survey="monthly")).text == words.NOT_ALLOWED


TWO_HUNDRED = (
    "title: T\nquestions:\n  - id: which\n    kind: choice\n    text: Which?\n    options:\n"
    + "".join(f"      - Option {number}\n" for number in range(200))
)
BAD = {
    "a picture": ("survey.png", b"\x89PNG\r\n\x1a\n" + bytes(200), ("a picture", words.REMEDY_FILE_ENDING)),
    "another ending": ("survey.docx", MONTHLY.encode(), ("survey file", words.REMEDY_FILE_ENDING)),
    "a typo": (
        "typo.yaml",
        b"title: Tea\nquestions:\n  - id: tea\n    kind yes_no\n    text: Tea?\n",
        ("**Line 4**",),
    ),
    "a field misspelt": (
        "field.yaml",
        b"title: Tea\nquestions:\n  - id: tea\n    kind: yes_no\n    txet: Tea?\n",
        ("**Line 5**", "`question 1, txet`", "There is no field", "Did you mean “text”?"),
    ),
    "an unknown kind": (
        "kind.yaml",
        b"title: Tea\nquestions:\n  - id: tea\n    kind: multiplechoice\n    text: Tea?\n",
        ("**Line 4**", "`question 1, kind`", "There is no question kind “multiplechoice”", "Did you mean"),
    ),
    "an id twice": (
        "twice.yaml",
        b"title: T\nquestions:\n  - {id: a, kind: idea, text: A}\n  - {id: a, kind: idea, text: B}\n",
        ("**Line 4**", "`question 2, id`", "already used by question 1", words.REMEDY_TWICE),
    ),
    "an option twice": (
        "options.yaml",
        b"title: T\nquestions:\n  - id: tea\n    kind: choice\n    text: A\n    options: [Tea, tea]\n",
        ("**Line 6**", "question 1, option 2", "option 1"),
    ),
    "a jump to nowhere": (
        "jump.yaml",
        b"title: T\nquestions:\n  - id: a\n    kind: yes_no\n    text: A\n    jumps:\n      - {when: [yes], to: moon}\n",
        ("**Line 7**", "`question 1, jump 1, to`", "“moon”", words.REMEDY_JUMP_NOWHERE),
    ),
    "200 options": (
        "options.yaml",
        TWO_HUNDRED.encode(),
        ("`question 1, options`", "There are 200 entries, and 100 fit.", "Remove 100"),
    ),
    "10 MB": ("big.yaml", b"title: " + b"x" * 10_000_000, ("KB fit", words.REMEDY_FILE_SIZE)),
    "not UTF-8": ("latin.yaml", "title: Tür".encode("latin-1"), ("UTF-8",)),
    "nothing": ("empty.yaml", b"", (words.FLAW_FILE_EMPTY,)),
    "an option that means stop": (
        "stop.yaml",
        b"title: T\nquestions:\n  - id: a\n    kind: choice\n    text: A\n    options: [Go, Stop]\n",
        ("**Line 6**", words.REMEDY_STOP),
    ),
}


@pytest.mark.parametrize(("name", "data", "said"), BAD.values(), ids=BAD)
async def test_a_bad_file_is_explained_and_nothing_is_stored(
    name: str, data: bytes, said: tuple[str, ...], stage: Stage
) -> None:
    server = await stage.community(survey=None)
    before = await stage.everything()
    answer = await stage.bring_in(server, data, name)
    assert answer.private
    assert "put right in" in answer.text
    assert answer.text.endswith("Nothing was stored.") or "Nothing was stored.\n" in answer.text
    plain = answer.text.replace("\\", "")
    for sentence in said:
        assert sentence in plain
    assert await stage.everything() == before


async def test_a_file_too_large_is_not_even_downloaded(stage: Stage) -> None:
    server = await stage.community(survey=None)
    asked = len(stage.env.http_requests)
    await stage.bring_in(server, b"x" * 2_000_000, "big.yaml")
    assert not [one for one in stage.env.http_requests[asked:] if one.method == "GET"]


async def test_one_of_template_and_file_is_needed(stage: Stage) -> None:
    server = await stage.community(survey=None)
    neither = shown(await server.boss.slash(server.results, "survey import"))
    assert neither.text == words.SURVEY_EITHER
    both = await server.boss.slash(
        server.results, "survey import", template="monthly-ideas", file=("a.yaml", MONTHLY.encode())
    )
    assert shown(both).text == words.SURVEY_EITHER
    unknown = shown(await server.boss.slash(server.results, "survey import", template="nonsense"))
    assert "There is no such template" in unknown.text
    assert await stage.rows("SELECT count(*) FROM surveys") == [0]


async def test_the_list_before_anything_is_there(stage: Stage) -> None:
    server = await stage.community(survey=None)
    said = shown(await server.boss.slash(server.results, "survey list"))
    assert said.text == f"{words.SURVEY_LIST_TITLE}\n{words.SURVEY_NONE}"


async def test_before_setup_there_is_nothing_to_import_into(stage: Stage) -> None:
    server = stage.server()
    assert (await stage.bring_in(server, MONTHLY)).text == joining.NOT_SET_UP.text
    assert await stage.rows("SELECT count(*) FROM surveys") == [0]


async def test_surveys_of_another_server_are_not_seen(stage: Stage) -> None:
    await stage.community("One")
    two = await stage.community("Two", survey=None)
    listed = shown(await two.boss.slash(two.results, "survey list"))
    assert "Monthly" not in listed.text.replace(words.SURVEY_NONE, "")
    assert await two.boss.autocomplete(two.results, "round start", "survey", "") == []
    started = shown(await two.boss.slash(two.results, "round start", survey="monthly"))
    assert started.text == words.say(words.SURVEY_UNKNOWN, key="monthly")


async def test_members_without_the_role_may_not_even_if_discord_lets_them(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    stage.allow_all_commands(server, anna)
    before = await stage.everything()
    for command, options in (
        ("survey import", {"template": "monthly-ideas"}),
        ("survey import", {"file": ("a.yaml", b"nonsense")}),
        ("survey import", {}),
        ("survey list", {}),
    ):
        said = shown(await anna.slash(server.results, command, **options))
        assert (said.text, said.private) == (words.NOT_ALLOWED, True)
    assert await anna.autocomplete(server.results, "round start", "survey", "mon") == []
    assert await stage.everything() == before


async def test_the_creator_role_may(stage: Stage) -> None:
    server = await stage.community(survey=None)
    role = server.guild.create_role("Team")
    anna = server.guild.add_member(stage.env.create_user("anna"), roles=[role])
    stage.allow_all_commands(server, anna)
    denied = shown(await anna.slash(server.results, "survey import", template="monthly-ideas"))
    assert denied.text == words.NOT_ALLOWED
    await server.boss.slash(server.results, "setup start", results_channel=server.results, creator_role=role)
    said = shown(await anna.slash(server.results, "survey import", template="monthly-ideas"))
    assert "is ready" in said.text
    offered = await anna.autocomplete(server.results, "round start", "survey", "MONTH")
    assert [choice["value"] for choice in offered] == ["monthly-ideas"]


async def test_a_round_goes_on_asking_the_version_it_started_with(stage: Stage) -> None:
    server = await stage.community()
    anna = await stage.fan(server)
    await stage.open_round(server)
    await stage.bring_in(server, MONTHLY.replace("Shorts", "Tiny videos"))
    await anna.user.click(last(anna.user.dm_channel), label="4")
    assert "[Shorts]" in stage.dm(anna)
    await anna.user.send_dm("tiny videos")
    assert stage.dm(anna).startswith("I couldn't match that")
    await stage.restart()
    await anna.user.send_dm("shorts")
    assert (await stage.answers())["more"] == {"picked": ["shorts"]}
