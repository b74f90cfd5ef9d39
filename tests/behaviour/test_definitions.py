"""Surveys in several languages, and wording experiments: what followers read, and what the creator learns."""

import json

from tests.behaviour.conftest import Stage, last, shown

DRINKS = """\
title: Drinks
intro: What do you drink?
questions:
  - id: drink
    kind: choice
    text: Which one?
    other: true
    options: [Tea, Coffee, {id: juice, label: Juice}]
translations:
  de:
    title: Getränke
    intro: Was trinkst du?
    questions:
      drink:
        text: Was davon?
        options: {tea: Tee, coffee: Kaffee, juice: Saft}
"""
TRIED = """\
title: Drinks
intro: Please answer.
questions:
  - {id: drink, kind: yes_no, text: Tea}
experiment:
  what: intro
  variants:
    - id: plain
    - {id: warm, text: "Hi, got a moment"}
translations:
  de: {intro: Bitte antworte., variants: {warm: "Na, kurz Zeit"}}
"""


async def test_each_reads_their_language_and_all_count_together(stage: Stage) -> None:
    server = await stage.community(survey=None)
    said = await stage.bring_in(server, DRINKS)
    assert "Its texts are there in other languages, too: de." in said.text
    anna, ben, cleo = [
        server.guild.add_member(stage.env.create_user(name)) for name in ("anna", "ben", "cleo")
    ]
    stage.locales |= {anna.id: "de", cleo.id: "fr"}
    for fan in (anna, ben, cleo):
        await stage.join(server, fan)
    await stage.open_round(server, "drinks")
    assert all(
        part in stage.dm(anna) for part in ("Getränke", "Was trinkst du?", "Was davon?", "[Tee]", "[Saft]")
    )
    for fan in (ben, cleo):
        assert all(part in stage.dm(fan) for part in ("Drinks", "What do you drink?", "[Tea]"))
    await anna.user.send_dm("juice")  # as the others call it
    assert "Saft" in stage.dm(anna), "her answer reads back in her own words"
    await ben.user.send_dm("juice")
    await cleo.user.send_dm("2")
    assert [
        json.loads(one) for one in await stage.rows("SELECT value FROM answers ORDER BY invitation_id")
    ] == [{"picked": [one]} for one in ("juice", "juice", "coffee")]
    listed = shown(await anna.slash(server.welcome, "feedback answer"))
    assert "Saft" in listed.text


async def test_templates_are_offered_in_the_creator_s_language(stage: Stage) -> None:
    server = await stage.community(survey=None)
    stage.locales[server.boss.id] = "de"
    found = await server.boss.autocomplete(server.results, "survey import", "template", "zum abschied")
    assert [(one["name"], one["value"]) for one in found] == [("Zum Abschied", "farewell")]
    again = await server.boss.autocomplete(server.results, "survey import", "template", "farewell")
    assert [one["value"] for one in again] == ["farewell"], "the English title is known, too"


async def test_people_keep_the_wording_they_were_given(stage: Stage) -> None:
    server = await stage.community(survey=None)
    said = await stage.bring_in(server, TRIED)
    assert "It tries 2 wordings of `intro`." in said.text
    assert "about 790 people have to be reached" in said.text
    fans = [server.guild.add_member(stage.env.create_user(f"fan {number}")) for number in range(12)]
    stage.locales[fans[0].id] = "de"
    for fan in fans:
        await stage.join(server, fan)
    await stage.open_round(server, "drinks")
    variants = await stage.rows("SELECT variant FROM invitations ORDER BY id")
    assert set(variants) == {"plain", "warm"}
    texts = {"plain": ("Please answer.", "Bitte antworte."), "warm": ("Hi, got a moment", "Na, kurz Zeit")}
    for place, (fan, variant) in enumerate(zip(fans, variants, strict=True)):
        assert texts[variant][place == 0] in stage.dm(fan)
    late = await stage.fan(server, "late")
    await late.click(last(server.welcome), label="Answer here")
    assert await stage.rows("SELECT count(*) FROM invitations WHERE variant IS NULL") == [0]
    for fan in fans[:6]:
        await fan.user.send_dm("yes")
    going = shown(await server.boss.slash(server.results, "results show"))
    assert "Trying wordings of the invitation" in going.text
    await stage.restart()
    await stage.close_round(server)
    (summary, *_) = stage.posted(server)
    assert "**plain** · “Please answer.”" in summary
    assert "**warm** · “Hi, got a moment”" in summary
    await stage.open_round(server, "drinks")
    differing = "SELECT follower_id FROM invitations GROUP BY follower_id HAVING count(DISTINCT variant) != 1"
    assert await stage.rows(differing) == [], "the same people, the same wording"
    assert await stage.rows("SELECT count(*) FROM invitations WHERE variant IS NOT NULL") == [13 + 13]


async def test_what_is_shown_before_a_round_starts_is_the_survey_s_own_wording(stage: Stage) -> None:
    server = await stage.community(survey=None)
    await stage.bring_in(server, TRIED)
    await stage.fan(server)
    offered = await server.boss.slash(server.results, "round start", survey="drinks", days=3)
    assert "Please answer." in shown(offered).text
