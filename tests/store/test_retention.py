"""What goes by itself: answers whose time is over, files without a row, bytes of deleted rows."""

import asyncio
import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from surveys.store import backup, tables
from surveys.store.attachments import Attachments, known
from surveys.store.tx import Tx
from tests.store.conftest import NOW, Opener
from tests.store.personal import (
    ANNA,
    BEN,
    at,
    there,
)
from tests.store.rights_house import DAYS, LATER, House, house

__all__ = ["house"]

# --- how long -------------------------------------------------------------------------------------


async def test_answers_are_nobodys_once_their_time_is_over(house: House) -> None:
    house.now = NOW + timedelta(days=3 + DAYS)
    await house.retention.run_due()
    assert "file" in there(house.folder, ANNA), "not a moment before"
    house.now += timedelta(days=2)
    again = await house.retention.run_due()
    assert again == house.now + timedelta(days=1)
    await house.traces.remove()
    for person in (ANNA, BEN):
        left = there(house.folder, person)
        spoken = ("wrote", "other", "filename", "filetype", "quoted", "idea", "old-idea")
        assert [one for one in spoken if person.word(one) in left] == []
        assert "file" not in left
        assert [
            one for one in (*person.reply_ids, person.attachment_id, person.idea_ref) if str(one) in left
        ] in (
            [],
            [person.reply_ids[1]],  # heard last in the round that is still open
        )
    ((_, _, pages),) = house.posts.amended[-1:]
    assert ANNA.quote not in pages.sections[1].text
    assert BEN.quote not in pages.sections[1].text
    # They follow still, and the open round is as it was; the membership they had left is gone.
    f, i = tables.followers.c, tables.invitations.c
    assert await house.rows(select(f.user_id, f.community_id).order_by(f.id)) == [
        (ANNA.user_id, 100),
        (BEN.user_id, 100),
    ]
    assert await house.rows(select(i.state, i.follower_id).where(i.round_id == 2)) == [
        ("started", 1),
        ("started", 3),
    ]
    assert await house.rows(select(tables.rounds.c.aged_at).where(tables.rounds.c.id == 1)) == [(house.now,)]
    assert await house.rows(select(tables.themes.c.label)) == [("cats",), ("streams",)]


@pytest.mark.parametrize(("own", "gone"), [(30, True), (400, False), (None, False)])
async def test_a_community_can_have_answers_kept_for_a_shorter_time_but_not_a_longer_one(
    house: House, own: int | None, gone: bool
) -> None:
    async def choose(tx: Tx) -> None:
        await tx.execute(
            tables.communities.update().where(tables.communities.c.id == 100).values(retention_days=own)
        )
        # A neighbour's choice is its own.
        await tx.execute(
            tables.communities.update().where(tables.communities.c.id != 100).values(retention_days=90)
        )

    await house.database.write(choose)
    house.now = NOW + timedelta(days=3 + 32)
    await house.retention.run_due()
    await house.traces.remove()
    assert ("file" not in there(house.folder, ANNA)) is gone
    assert (ANNA.word("wrote") not in there(house.folder, ANNA)) is gone
    house.now = NOW + timedelta(days=3 + DAYS + 2)
    await house.retention.run_due()
    await house.traces.remove()
    assert "file" not in there(house.folder, ANNA)


async def test_who_left_long_ago_is_forgotten_with_their_last_membership(house: House) -> None:
    async def leave(tx: Tx) -> None:
        await tx.execute(
            tables.followers.update().where(tables.followers.c.user_id == ANNA.user_id).values(left_at=at(1))
        )

    await house.database.write(leave)
    house.now = NOW + timedelta(days=DAYS + 1)
    await house.retention.run_due()
    await house.traces.remove()
    assert await house.rows(select(tables.people.c.user_id)) == [(BEN.user_id,)]
    left = there(house.folder, ANNA)
    assert set(left) <= {str(ANNA.user_id)}, "only as the creator they were"


async def test_who_never_replied_stays_known_as_such_until_they_do(house: House) -> None:
    i = tables.invitations.c

    async def silent(tx: Tx) -> None:
        await tx.execute(
            tables.invitations.update().where(i.id == 1).values(state="expired", heard=0, started_at=None)
        )
        mine = select(tables.answers.c.id).where(tables.answers.c.invitation_id == 1)
        said = select(tables.statements.c.id).where(tables.statements.c.answer_id.in_(mine))
        await tx.execute(
            tables.statement_votes.delete().where(tables.statement_votes.c.statement_id.in_(said))
        )
        await tx.execute(tables.statements.delete().where(tables.statements.c.answer_id.in_(mine)))
        await tx.execute(tables.answers.delete().where(tables.answers.c.invitation_id == 1))
        await tx.execute(tables.invitations.update().where(i.id == 2).values(state="sent", heard=0))

    await house.database.write(silent)
    house.now = NOW + timedelta(days=DAYS + 4)
    await house.retention.run_due()
    row = select(i.follower_id, i.sent_at, i.message_id).where(i.id == 1)
    assert await house.rows(row) == [(1, at(1, 7), None)]

    async def replies(tx: Tx) -> None:
        await tx.execute(tables.invitations.update().where(i.id == 2).values(state="started", heard=77))

    await house.database.write(replies)
    house.now += timedelta(days=1)
    await house.retention.run_due()
    assert await house.rows(row) == [(None, NOW, None)]


async def test_an_idea_lives_as_long_as_people_vote_for_it(house: House) -> None:
    house.now = NOW + timedelta(days=DAYS + 1)

    async def vote(tx: Tx) -> None:
        await tx.execute(
            tables.idea_votes.update()
            .where(tables.idea_votes.c.idea_id == 1, tables.idea_votes.c.follower_id == 3)
            .values(at=house.now - timedelta(days=9))
        )

    await house.database.write(vote)
    await house.retention.run_due()
    assert await house.rows(select(tables.ideas.c.text).order_by(tables.ideas.c.id)) == [
        (ANNA.word("idea"),),
        ("",),
        ("",),
        ("",),
    ]


async def test_it_looks_once_a_day_and_removes_old_backups(house: House) -> None:
    for days in (10, 31):
        backup.back_up(house.database.path, why="before-0002", now=LATER - timedelta(days=days))
    other = house.folder / "backups" / "earful-mine.sqlite3"
    other.write_bytes(b"")
    due = await house.retention.run_due()
    assert due == LATER + timedelta(days=1)
    kept = sorted(one.name for one in (house.folder / "backups").iterdir())
    assert kept == ["earful-20260220T180000Z-before-0002.sqlite3", "earful-mine.sqlite3"]
    house.now += timedelta(hours=1)
    assert await house.retention.run_due() == due


async def test_many_answers_age_in_portions(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("surveys.engine.retention._PORTION", 1)
    monkeypatch.setattr("surveys.engine.retention._FOLLOWERS", 1)
    house.now = NOW + timedelta(days=DAYS + 5)
    await house.retention.run_due()
    assert await house.rows(
        select(tables.invitations.c.follower_id).where(tables.invitations.c.round_id == 1)
    ) == [(None,), (None,)]


# --- files ----------------------------------------------------------------------------------------


def test_a_file_is_kept_under_its_id_for_this_account_alone(tmp_path: Path) -> None:
    files = Attachments(tmp_path / "attachments")
    assert files.there() == ()
    assert files.sha256(5) is None
    files.save(5, b"one")
    files.save(5, b"two")
    assert files.path(5) == tmp_path / "attachments" / "5"
    assert files.path(5).read_bytes() == b"two"
    assert files.path(5).stat().st_mode & 0o777 == 0o600
    assert files.path(5).parent.stat().st_mode & 0o777 == 0o700
    assert files.sha256(5) == hashlib.sha256(b"two").hexdigest()
    files.remove([5, 6])
    assert list((tmp_path / "attachments").iterdir()) == []


def test_sweeping_spares_what_this_process_saved(tmp_path: Path) -> None:
    earlier = Attachments(tmp_path)
    for one in (1, 2, 3):
        earlier.save(one, b"x")
    (tmp_path / "notes.txt").write_bytes(b"the host's own")
    files = Attachments(tmp_path)
    files.save(4, b"its row comes in a moment")
    assert files.there() == (1, 2, 3)
    assert files.sweep({2}) == 2
    assert sorted(one.name for one in tmp_path.iterdir()) == ["2", "4", "notes.txt"]


async def test_known_files(house: House) -> None:
    async with house.database.reading() as tx:
        ids = [*range(1200), ANNA.attachment_id]
        assert await known(tx, ids) == {ANNA.attachment_id}


# --- the database file ------------------------------------------------------------------------------


async def test_writes_wait_while_the_file_is_written_anew(house: House) -> None:
    async def one(tx: Tx) -> int:
        return 1

    scrubbing = asyncio.create_task(house.database.scrub(whole=True))
    assert sum(await asyncio.gather(*(house.database.write(one) for _ in range(50)))) == 50
    assert await scrubbing


async def test_nothing_is_written_anew_after_closing(open_database: Opener) -> None:
    database = await open_database()
    await database.close()
    assert not await database.scrub(whole=True)


async def test_the_file_is_written_anew_at_most_every_hour(house: House) -> None:
    version = "PRAGMA user_version"

    async def marked() -> int:
        async with house.database.reading() as tx:
            found: int = (await tx.exec_driver_sql(version)).scalar_one()
            return found

    await house.forget()
    assert await marked() == 1
    await house.traces.remove()
    assert await marked() == 0
    await house.forget(BEN)
    due = await house.traces.remove()
    assert due is not None
    assert due >= house.now + timedelta(hours=1)
    assert await marked() == 1
    house.now = due
    assert await house.traces.remove() is None
    assert await marked() == 0
