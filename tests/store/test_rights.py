"""Data rights on a real database: what mydata has, what forgetting and ageing leave, in every byte on the disk."""

import hashlib
import json
import re
import sqlite3
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from surveys.core import words
from surveys.core.language import Languages
from surveys.core.phrases import rights as phrases
from surveys.core.prompt import Pages, Verb
from surveys.core.results import RoundData
from surveys.core.rights import PrivacyFacts, blurred, pages_of, plain_summary, privacy_page, without_quote
from surveys.engine.rights import Rights
from surveys.engine.versions import Versions
from surveys.insight.numbers import count
from surveys.ports import Fate
from surveys.store import backup, results, rights, sending, summaries, tables
from surveys.store.attachments import Attachments
from surveys.store.errors import StoreBusyError
from surveys.store.rights import NOBODY
from surveys.store.tx import Tx
from tests.store.conftest import NOW
from tests.store.personal import (
    ANNA,
    BEN,
    CHANNEL,
    DEFINITION,
    KEPT_CHOICE,
    SUMMARY_MESSAGE,
    all_of,
    at,
    summary,
    there,
)
from tests.store.rights_house import LATER, House, house

__all__ = ["house"]

ROOT = Path(__file__).resolve().parent.parent.parent

# --- which columns are about people -----------------------------------------------------------------

#: Where in mydata each column about a person is. A column that is in neither list fails the test below.
IN_MYDATA = {
    "people": {
        "user_id": "user_id", "dm_channel_id": "person.dm_channel_id", "dms_refused_at": "person.dms_refused_at",
        "heard": "person.heard", "locale": "person.locale", "language": "person.language",
        "time_zone": "person.time_zone", "quiet_from": "person.quiet_from", "quiet_until": "person.quiet_until",
    },
    "followers": {
        "community_id": "memberships[].community_id", "user_id": "user_id", "joined_at": "memberships[].joined_at",
        "left_at": "memberships[].left_at", "cadence": "memberships[].cadence", "topics": "memberships[].topics",
        "asked_in": "memberships[].asked_in", "quoting": "memberships[].quoting",
        "paused_until": "memberships[].paused_until", "kept_at": "memberships[].kept_at",
        "news": "memberships[].news",
    },
    "consents": {
        one: f"memberships[].consents[].{one}" for one in ("scope", "granted", "place", "wording", "at")
    },
    "invitations": {
        one: f"memberships[].invitations[].{one}"
        for one in ("state", "reason", "due_at", "error", "claimed_at", "sent_at", "started_at", "ended_at",
                    "message_id", "current", "trail", "draft", "heard", "variant")
    } | {"round_id": "memberships[].invitations[].round"},
    "follow_ups": {
        one: f"memberships[].invitations[].follow_ups[].{one}"
        for one in ("sort", "due_at", "claimed_at", "sent_at", "ended_at", "reason")
    },
    "replies": {
        "discord_id": "memberships[].invitations[].replies[].id", "at": "memberships[].invitations[].replies[].at",
    },
    "answers": {
        "question_id": "memberships[].invitations[].answers[].question",
        "value": "memberships[].invitations[].answers[].value",
        "reply_id": "memberships[].invitations[].answers[].reply_id",
        "at": "memberships[].invitations[].answers[].at",
    },
    "answer_vectors": {
        "vector": "memberships[].invitations[].answers[].vector",
        "at": "memberships[].invitations[].answers[].at",
    },
    "attachments": {
        "id": "memberships[].invitations[].attachments[].id",
        "question_id": "memberships[].invitations[].attachments[].question",
        "name": "memberships[].invitations[].attachments[].name",
        "content_type": "memberships[].invitations[].attachments[].type",
        "size": "memberships[].invitations[].attachments[].size",
        "at": "memberships[].invitations[].attachments[].at",
    },
    "ideas": {
        "text": "memberships[].ideas[].text", "state": "memberships[].ideas[].state",
        "ref": "memberships[].ideas[].message_id", "answer_id": "memberships[].ideas[].from_answer",
        "at": "memberships[].ideas[].at", "state_at": "memberships[].ideas[].state_at",
        "response": "memberships[].ideas[].response", "link": "memberships[].ideas[].link",
        "duplicate_of": "memberships[].ideas[].merged", "hidden": "memberships[].ideas[].kept_off_board",
        "state_by": "creator.idea_statuses[].at",
    },
    "idea_events": {"by_user": "creator.idea_statuses[].at"},
    "statements": {"text": "memberships[].invitations[].statements[].text",
                   "hidden_at": "memberships[].invitations[].statements[].taken_out_at"},
    "statement_votes": {"statement_id": "memberships[].invitations[].judged[].statement",
                        "verdict": "memberships[].invitations[].judged[].verdict",
                        "at": "memberships[].invitations[].judged[].at"},
    "idea_votes": {"idea_id": "memberships[].votes[].idea", "at": "memberships[].votes[].at"},
    "tellings": {
        one: f"memberships[].tellings[].{one}"
        for one in ("state", "planned_at", "due_at", "claimed_at", "sent_at", "ended_at", "reason", "hit")
    } | {"idea_id": "memberships[].tellings[].idea"},
    "quotes": {
        "question_id": "memberships[].invitations[].quotes[].question",
        "line": "memberships[].invitations[].quotes[].line",
    },
    "theme_replies": {"theme_id": "memberships[].invitations[].themes[].label"},
    "claim_replies": {"claim_id": "memberships[].invitations[].claims[].text"},
    "unquoted": {"question_id": "memberships[].invitations[].taken_out[].question"},
    "survey_versions": {"made_by": "creator.survey_versions[].made_at"},
    "rounds": {"started_by": "creator.rounds[].opened_at"},
    "series": {"made_by": "creator.series[].made_at"},
    "drafts": {"edited_by": "creator.drafts[].edited_at"},
    "audiences": {"made_by": "creator.audiences[].made_at"},
    "audit_log": {"user_id": "creator.deeds[].deed", "deed": "creator.deeds[].deed",
                  "subject": "creator.deeds[].to", "at": "creator.deeds[].at"},
}  # fmt: skip
#: Columns that say nothing of a person but which rows belong together.
LINKS = {
    "followers": {"id"}, "consents": {"id", "follower_id"}, "invitations": {"id", "follower_id"},
    "follow_ups": {"id", "invitation_id"}, "replies": {"invitation_id"}, "answers": {"id", "invitation_id"}, "answer_vectors": {"answer_id"},
    "attachments": {"invitation_id"}, "ideas": {"id", "community_id", "follower_id", "matched"},
    "idea_votes": {"id", "follower_id"}, "quotes": {"id", "round_id", "invitation_id", "section"},
    "statements": {"id", "round_id", "answer_id"}, "statement_votes": {"id", "invitation_id"},
    "tellings": {"id", "follower_id", "lead_id"},
    "theme_replies": {"invitation_id"}, "claim_replies": {"invitation_id"}, "unquoted": {"invitation_id"}, "audit_log": {"id", "community_id"},
}  # fmt: skip
#: Columns about communities, surveys and rounds: nobody's.
NOT_PERSONAL = {
    "communities": {"id", "name", "results_channel_id", "join_channel_id", "join_message_id", "creator_role_id",
                    "time_zone", "topics", "locale", "gap_days", "quiet_from", "quiet_until", "retention_days",
                    "model_host", "nudged", "set_up_at"},
    "grants": {"community_id", "role_id", "right"},
    "surveys": {"id", "community_id", "key", "archived_at"},
    "media": {"id", "community_id", "content_type", "size", "at"},
    "drafts": {"id", "community_id", "key", "based_on", "definition", "undo", "revision", "edited_at"},
    "survey_versions": {"id", "survey_id", "number", "definition", "made_at"},
    "rounds": {"id", "community_id", "number", "version_id", "state", "opened_at", "closes_at", "closed_at", "halted",
               "halted_at", "number_seed", "series_id", "series_date", "target", "audience", "cancelled_at", "special", "rehearsal", "canary_left", "canary_until", "remind_at", "model_host", "card_channel_id", "card_message_id", "summary_message_ids",
               "summary", "summarised_at", "themes_revision", "aged_at"},
    "themes": {"id", "round_id", "question_id", "label", "size", "centre", "named", "begun_by", "ended_by", "matched"},
    "claims": {"id", "round_id", "question_id", "text"},
    "model_usage": {"round_id", "at", "tokens", "names"},
    "theme_edits": {"id", "round_id", "kind", "theme_id", "label", "named"},
    "idea_events": {"id", "idea_id", "state", "response", "link", "at"},
    "idea_themes": {"idea_id", "theme_id", "linked"},
    "boards": {"community_id", "channel_id", "due_at"},
    "idea_cards": {"id", "community_id", "idea_id", "channel_id", "message_id", "added_at", "drawn"},
    "nudges": {"round_id", "claimed_at", "due_at", "channel_id", "ended_at", "message_id"},
    "statements": {"agreed", "disagreed", "passed"},
    "statuses": {"id", "round_id", "channel_id", "message_id", "posted_at", "drawn", "moved_at", "looked_at", "due_at"},
    "webhooks": {"id", "community_id", "url", "secret", "events", "added_at", "disabled_at"},
    "webhook_events": {"id", "webhook_id", "message_id", "event", "body", "state", "at", "due_at", "attempts", "why"},
    "series": {"id", "community_id", "survey_id", "state", "rule", "at", "zone", "starts_on", "ends_on", "skips",
               "days", "target", "remind", "audience_id", "next_on", "next_at", "held_on", "held_at", "asked_message_id", "made_at"},
    "audiences": {"id", "community_id", "name", "folded", "definition", "version", "made_at"},
    "round_plans": {"id", "community_id", "version_id", "days", "special", "remind", "target", "audience_id",
                    "audience_version", "audience", "made_at", "used_at"},
}  # fmt: skip


def test_every_column_is_in_mydata_or_known_to_be_nobodys() -> None:
    unknown = {
        f"{table.name}.{column.name}"
        for table in tables.metadata.sorted_tables
        for column in table.columns
        if column.name
        not in {
            *IN_MYDATA.get(table.name, {}),
            *LINKS.get(table.name, ()),
            *NOT_PERSONAL.get(table.name, ()),
        }
    }
    assert not unknown, (
        "is it about a person? Then put it into surveys/engine/mydata.py and let go of it in "
        "surveys/store/rights.py; else list it in NOT_PERSONAL"
    )


# --- mydata ---------------------------------------------------------------------------------------


def paths(data: Any, at: str = "") -> Iterator[str]:
    """The path of every key in the file. Values of answers are as their kinds have them."""
    if isinstance(data, dict):
        for key, value in data.items():
            path = f"{at}.{key}".removeprefix(".")
            yield path
            if key != "value":
                yield from paths(value, path)
    elif isinstance(data, list):
        for item in data:
            yield from paths(item, f"{at}[]")


async def test_mydata_has_everything_of_the_person_and_nothing_of_others(house: House) -> None:
    file = (await house.rights.mydata(ANNA.user_id, None, LATER)).document
    assert file is not None
    text = file.data.decode("utf-8")
    text += "".join(b64decode(one).decode() for one in re.findall(r'"vector": "([^"]+)"', text))
    assert [one for one in all_of(ANNA) if one not in text] == []
    # Ben's idea is there, as Anna voted for it, and what he said that was put to her; both are shown for that.
    assert [one for one in all_of(BEN) if one in text] == [BEN.word("idea"), BEN.word("stated")]


async def test_mydata_has_a_place_for_every_column_about_a_person(house: House) -> None:
    found = set(paths(await house.mydata()))
    wanted = {path for columns in IN_MYDATA.values() for path in columns.values()}
    assert wanted <= found


async def test_mydata_is_as_the_page_documents_it(house: House) -> None:
    page = (ROOT / "docs" / "data-format.md").read_text("utf-8")
    mydata, _, _ = page.partition("\n# The files of `/results export`")
    documented = set(re.findall(r"^\| `([\w.\[\]]+)` \|", mydata, re.MULTILINE))
    assert documented == set(paths(await house.mydata()))


async def test_mydata_in_words_with_checksums_and_ids_that_keep_their_digits(house: House) -> None:
    data = await house.mydata()
    assert data["user_id"] == str(ANNA.user_id)
    studio = next(one for one in data["memberships"] if one["community"] == "Studio")
    answers = studio["invitations"][0]["answers"]
    assert [(one["asked"], one["value"]) for one in answers][:1] == [("Why?", {"wrote": ANNA.word("wrote")})]
    assert answers[0]["in_words"].replace("\\", "") == ANNA.word("wrote")
    assert answers[1]["in_words"].replace("\\", "") == f"Streams, {ANNA.word('other')}"
    (file,) = studio["invitations"][0]["attachments"]
    assert file["sha256"] == hashlib.sha256(ANNA.file).hexdigest()
    assert data["creator"]["rounds"][0] == {
        "community": "Studio",
        "round": 1,
        "rehearsal": False,
        "opened_at": NOW.isoformat(),
    }


async def test_mydata_of_somebody_unknown(house: House) -> None:
    said = await house.rights.mydata(42, "de", LATER)
    assert said.paragraphs == (phrases.MYDATA_NONE.text,)
    assert said.document is not None
    told = json.loads(said.document.data)
    assert (told["person"], told["memberships"], told["creator"]) == (
        None,
        [],
        {
            "survey_versions": [],
            "rounds": [],
            "series": [],
            "drafts": [],
            "audiences": [],
            "idea_statuses": [],
            "deeds": [],
        },
    )


# --- forgetting -----------------------------------------------------------------------------------


async def test_forgetting_leaves_no_byte_while_the_process_goes_on(house: House) -> None:
    before = there(house.folder, ANNA)
    assert set(before) == {*all_of(ANNA), "file"}, "the search would find everything"
    backup.back_up(house.database.path, why="before-0002", now=NOW)
    (copy,) = (house.folder / "backups").iterdir()
    assert copy.name in there(house.folder, ANNA)[str(ANNA.user_id)]
    # A reader that is there all the time, as in a busy process.
    assert await house.rows(select(tables.people.c.user_id))
    await house.forget()
    await house.traces.remove()
    assert there(house.folder, ANNA) == {}
    assert set(there(house.folder, BEN)) == {*all_of(BEN), "file"}
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert kept.execute("SELECT user_id FROM people").fetchall() == [(BEN.user_id,)]
        assert kept.execute("SELECT count(*) FROM answers").fetchone() == (3,)
        assert kept.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_most_is_gone_before_the_file_is_written_anew(house: House) -> None:
    await house.forget()
    assert there(house.folder, ANNA) == {}, "deleted rows are overwritten, and the log is folded at once"


async def test_rows_of_others_do_not_change(house: House) -> None:
    async def bens() -> Any:
        data = await house.mydata(BEN)
        for one in data["memberships"]:
            one.pop("votes")  # Anna's idea has lost its words there
            for telling in one["tellings"]:
                telling.pop("idea")
            for invited in one["invitations"]:
                for judged in invited["judged"]:
                    judged.pop("statement")
        return data

    before = await bens()
    await house.forget()
    assert await bens() == before
    # The same goes the other way round.
    await house.forget(BEN)
    await house.traces.remove()
    assert {**there(house.folder, BEN), **there(house.folder, ANNA)} == {}


async def test_what_stays_of_rows_leads_to_nobody(house: House) -> None:
    await house.forget()
    i, a = tables.invitations.c, tables.answers.c
    rows = await house.rows(
        select(i.state, i.sent_at, i.started_at, i.ended_at, i.message_id, i.heard, i.reason)
        .where(i.follower_id.is_(None))
        .order_by(i.id)
    )
    assert rows == [
        ("completed", NOW, NOW + timedelta(minutes=2), NOW + timedelta(minutes=8), None, 0, None),
        ("broke_off", NOW, NOW + timedelta(minutes=2), rows[1][3], None, 0, None),
    ]
    assert rows[1][3].second == 0
    given = await house.rows(
        select(a.question_id, a.value, a.reply_id, a.at).where(a.invitation_id == 1).order_by(a.id)
    )
    assert given == [
        ("why", {"withdrawn": True}, None, NOW),
        ("more", {"picked": [KEPT_CHOICE], "other": ""}, None, NOW),
        ("shot", {"withdrawn": True}, None, NOW),
    ]
    assert await house.rows(select(tables.rounds.c.started_by)) == [(NOBODY,), (NOBODY,)]
    assert await house.rows(select(tables.survey_versions.c.made_by)) == [(NOBODY,)]
    assert await house.rows(select(tables.audiences.c.made_by)) == [(NOBODY,)]
    assert await house.rows(select(tables.audit_log.c.user_id)) == [(NOBODY,)]


async def test_an_idea_goes_with_its_words_and_the_votes_of_others_stay(house: House) -> None:
    await house.forget()
    i, v = tables.ideas.c, tables.idea_votes.c
    assert await house.rows(select(i.text, i.follower_id, i.ref).order_by(i.id)) == [
        ("", None, None),
        (BEN.word("idea"), 3, BEN.idea_ref),
        (BEN.word("old-idea"), 3, BEN.old_idea_ref),
    ]
    votes = await house.rows(select(v.idea_id, v.follower_id, v.at).order_by(v.idea_id, v.id))
    assert votes == [(1, None, NOW), (1, 3, at(2, 5)), (3, 3, at(2, 5)), (3, None, NOW), (4, 3, at(2, 5))]


async def test_what_was_put_to_others_goes_and_what_was_said_of_it_stays(house: House) -> None:
    await house.forget()
    s, v = tables.statements.c, tables.statement_votes.c
    assert await house.rows(select(s.text, s.agreed).order_by(s.id)) == [("", 1), (BEN.word("stated"), 1)]
    votes = await house.rows(select(v.statement_id, v.invitation_id, v.verdict, v.at).order_by(v.id))
    assert votes == [(2, 1, "agree", NOW), (1, 3, "agree", at(6, 3))]


async def test_themes_keep_those_somebody_is_left_in(house: House) -> None:
    await house.forget()
    assert await house.rows(select(tables.themes.c.label, tables.themes.c.size)) == [("cats", 2)]
    await house.forget(BEN)
    assert await house.rows(select(tables.themes.c.label)) == []


async def test_the_numbers_of_a_closed_round_stay(house: House) -> None:
    survey = Versions().survey(1, DEFINITION)

    async def numbers() -> Any:
        async with house.database.reading() as tx:
            invited = await results.everyone(tx, 1)
        return count(RoundData("Studio", 1, survey, NOW, NOW, invited))

    before = await numbers()
    await house.forget()
    after = await numbers()
    assert after.funnel == before.funnel
    assert [(one.faced, one.answered) for one in after.questions] == [
        (one.faced, one.answered) for one in before.questions
    ]
    rows_before, rows_after = (one.questions[1].breakdown.rows for one in (before, after))
    assert [row.share for row in rows_after if row.label == "Streams"] == [
        row.share for row in rows_before if row.label == "Streams"
    ]
    assert abs(after.first_reply_seconds - before.first_reply_seconds) <= 30


async def test_forgetting_again_and_somebody_unknown(house: House) -> None:
    card = await house.rights.ask_to_forget(ANNA.user_id, None)
    assert [one.verb for one in card.buttons] == [Verb.FORGET, Verb.FORGET_DONT]
    assert "**Studio**" in card.paragraphs[0]
    assert "**Arcade**" in card.paragraphs[0]
    assert (await house.rights.keep(ANNA.user_id, None)).paragraphs == (phrases.FORGET_KEPT.text,)
    assert "**Arcade**, **Studio**" in await house.forget()
    assert await house.forget() == phrases.FORGET_NOTHING.text
    assert (await house.rights.ask_to_forget(ANNA.user_id, None)).buttons == ()
    assert (await house.rights.ask_to_forget(42, None)).paragraphs == (phrases.FORGET_NOTHING.text,)


async def test_a_message_on_its_way_leaves_nothing_behind(house: House) -> None:
    async def on_its_way(tx: Tx) -> None:
        await tx.execute(
            tables.invitations.update()
            .where(tables.invitations.c.id == 2)
            .values(state="sending", sent_at=None, message_id=None)
        )

    await house.database.write(on_its_way)
    await house.forget()
    i = tables.invitations.c
    assert await house.rows(select(i.state).where(i.id == 2)) == [("refused",)]
    async with house.database.reading() as tx:
        assert await sending.in_doubt(tx) == ()

    async def record(tx: Tx) -> None:  # as a process that knows nothing of forgetting would
        await tx.execute(tables.invitations.update().where(i.id == 2).values(message_id=ANNA.message_id))

    await house.database.write(record)
    await house.retention.run_due()
    assert await house.rows(select(i.message_id).where(i.id == 2)) == [(None,)]


async def test_queued_ones_are_held_back(house: House) -> None:
    async def queue(tx: Tx) -> None:
        await tx.execute(
            tables.invitations.update().where(tables.invitations.c.id == 2).values(state="queued")
        )

    await house.database.write(queue)
    await house.forget()
    i = tables.invitations.c
    assert await house.rows(select(i.state, i.reason).where(i.id == 2)) == [("held_back", words.HELD_LEFT)]


async def test_a_process_that_ends_in_between_is_made_up_for(house: House) -> None:
    async def only_rows(tx: Tx) -> None:
        await rights.forget(tx, ANNA.user_id, "left", LATER)

    await house.database.write(only_rows)
    assert "file" in there(house.folder, ANNA)
    house.files = Attachments(house.folder / "attachments")
    (house.folder / "attachments" / "12345.partial").write_bytes(b"half")
    house.begin()
    assert await house.traces.remove() is None
    assert there(house.folder, ANNA) == {}
    assert [one.name for one in (house.folder / "attachments").iterdir()] == [str(BEN.attachment_id)]
    assert [pages for _, _, pages in house.posts.amended] != []
    assert await house.traces.remove() is None
    assert len(house.posts.amended) == 1


async def test_a_backup_that_cant_be_read_is_removed_and_one_in_use_is_not(house: House) -> None:
    made = backup.back_up(house.database.path, why="before-0002", now=NOW)
    broken = made.with_name("earful-20260101T000000Z-before-0001.sqlite3")
    broken.write_bytes(b"no database " + str(ANNA.user_id).encode())
    half = made.with_name("earful-20260101T000000Z-before-0001.partial")
    half.write_bytes(b"half a backup")
    with closing(sqlite3.connect(made, isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError):
            await house.forget()
        assert (await house.mydata())["person"] is not None, "nobody is forgotten by halves"
        somebody.execute("ROLLBACK")
    await house.forget()
    assert [one.name for one in made.parent.iterdir()] == [made.name]


# --- quotes in posted summaries ---------------------------------------------------------------------


async def test_quotes_are_taken_out_of_posted_summaries(house: House) -> None:
    assert phrases.FORGOTTEN_QUOTES.text in await house.forget()
    await house.traces.remove()
    ((channel, messages, pages),) = house.posts.amended
    assert (channel, messages) == (CHANNEL, (SUMMARY_MESSAGE,))
    said = pages.sections[1].text
    assert ANNA.quote not in said
    assert BEN.quote in said
    assert "> (quote withdrawn)" in said
    assert len(said) == len(summary().sections[1].text), "pictures stay in the message they were posted with"
    assert [one.picture and one.picture.name for one in pages.sections] == ["summary-1.png", "summary-2.png"]
    assert pages.buttons == summary().buttons
    await house.traces.remove()
    assert len(house.posts.amended) == 1
    # Ben's stays until he withdraws it, and is the only row left.
    assert await house.rows(select(tables.quotes.c.line)) == [(BEN.quote,)]
    assert await house.rights.withdraw_quotes(3) == 1
    assert await house.rights.withdraw_quotes(3) == 0
    await house.traces.remove()
    assert BEN.quote not in house.posts.amended[1][2].sections[1].text


async def test_only_quotes_with_a_name_can_be_withdrawn(house: House) -> None:
    assert await house.rights.withdraw_quotes(3, named_only=True) == 0


@pytest.mark.parametrize(
    ("fate", "again"),
    [
        (Fate.POSTPONED, timedelta(minutes=1)),
        (Fate.UNSURE, timedelta(minutes=1)),
        (Fate.NO_ACCESS, timedelta(days=1)),
        (Fate.REJECTED, None),
    ],
)
async def test_what_discord_would_not_take_is_tried_again(
    house: House, fate: Fate, again: timedelta | None
) -> None:
    house.posts.fate = fate
    await house.forget()
    assert await house.traces.remove() == (None if again is None else house.now + again)
    await house.traces.remove()
    assert len(house.posts.amended) == 1, "not before its time"
    if again is not None:
        house.now += again
        house.posts.fate = Fate.DELIVERED
        assert await house.traces.remove() is None
        assert len(house.posts.amended) == 2


async def test_who_is_forgotten_while_the_summary_is_made_is_not_quoted(house: House) -> None:
    await house.forget()

    async def keep(tx: Tx) -> Pages:
        return await summaries.keep(tx, 1, CHANNEL, summary(), (1, 3))

    posted = await house.database.write(keep)
    assert ANNA.quote not in posted.sections[1].text
    assert BEN.quote in posted.sections[1].text
    assert posted.sections[1].picture == summary().sections[1].picture
    assert await house.rows(select(tables.quotes.c.line)) == [(BEN.quote,)]
    assert await house.rows(select(tables.theme_replies.c.invitation_id).distinct()) == [(3,)]
    await house.traces.remove()
    assert len(house.posts.amended) == 1, "a part of the earlier one may have been posted"


def test_a_summary_is_stored_and_read_back() -> None:
    back = pages_of(json.loads(json.dumps(plain_summary(summary()))))
    assert [one.text for one in back.sections] == [one.text for one in summary().sections]
    assert (back.title, back.footer, back.buttons) == (
        summary().title,
        summary().footer,
        summary().buttons,
    )


@pytest.mark.parametrize("line", ["> “a”", ">", "", "> “a much longer quote than the words that replace it”"])
def test_a_quote_of_any_length_is_replaced_at_its_length(line: str) -> None:
    plain: dict[str, Any] = {"sections": [{"text": f"top\n{line}\nend", "picture": None}], "stale": 0}
    after = without_quote(plain, 0, line)
    assert len(after["sections"][0]["text"]) == len(plain["sections"][0]["text"])
    assert "a" not in after["sections"][0]["text"].split("\n")[1].replace("withdrawn", "")
    assert after["stale"] == 1
    assert without_quote(plain, 0, "not there") is plain
    assert without_quote(plain, 7, line) is plain


# --- words ----------------------------------------------------------------------------------------


def test_times_are_blurred_but_not_how_long_it_took() -> None:
    first = datetime.fromisoformat("2026-03-01T10:59:40+00:00")
    assert blurred(None, first) == datetime.fromisoformat("2026-03-01T10:00:00+00:00")
    assert blurred(first, first + timedelta(seconds=80)) == datetime.fromisoformat(
        "2026-03-01T10:01:00+00:00"
    )
    assert blurred(first, None) is None


async def test_the_privacy_card_is_true_to_the_settings(house: House) -> None:
    facts = PrivacyFacts(90, "Kim, kim@example.org", "https://example.org/privacy")
    told = Rights(house.database, Languages(), Versions(), house.files, house.traces, facts)
    card = await told.privacy(100, None)
    text = "\n".join(card.paragraphs)
    assert "90 days" in text
    assert "30 days" in text
    assert "Studio" in text
    assert "Kim, kim@example.org" in text
    assert card.footer is not None
    assert "https://example.org/privacy" in card.footer
    bare = await house.rights.privacy(None, None)
    assert bare.footer is None
    assert phrases.PRIVACY_HOST_UNKNOWN.text in bare.paragraphs
    assert sum(map(len, card.paragraphs)) < 3000


def test_the_privacy_page_is_true_to_the_settings() -> None:
    page = privacy_page(PrivacyFacts(90, "Kim", None))
    assert "90 days" in page
    assert "30 days" in page
    assert "Kim" in page
    assert "{" not in page
