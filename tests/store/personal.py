"""Two people with something unmistakable in every place where something of a person can be, and how to look for it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, select

from surveys.core.prompt import Button, Grouped, Pages, Picture, Quote, Section, Verb, Weight
from surveys.store import summaries, tables
from surveys.store.tx import Tx
from tests.store.conftest import NOW

COMMUNITY, OTHER_COMMUNITY = 100, 200
CHANNEL, SUMMARY_MESSAGE = 101, 1_300_000_000_000_000_001
DEFINITION: Final = {
    "key": "k",
    "title": "Monthly",
    "questions": [
        {"id": "why", "kind": "short_text", "text": "Why?"},
        {
            "id": "more",
            "kind": "multiple_choice",
            "text": "More?",
            "other": True,
            "options": [{"id": "streams", "label": "Streams"}, {"id": "shorts", "label": "Shorts"}],
        },
        {"id": "shot", "kind": "file", "text": "A picture?"},
    ],
}
#: What stays of a person's choices, and must.
KEPT_CHOICE = "streams"


class Person:
    """Somebody with a canary in every column that is about them: `words`, and numbers as long as Discord's."""

    def __init__(self, name: str, number: int) -> None:
        self.name = name
        base = 1_100_000_000_000_000_000 + number * 10_000_000_000_000_000
        self.user_id, self.dm_channel_id, self.heard, self.message_id = (base + n * 7919 for n in range(1, 5))
        self.reply_ids = tuple(base + 50_000 + n * 104_729 for n in range(3))
        self.attachment_id, self.idea_ref, self.old_idea_ref = (base + 900_000 + n * 31 for n in range(3))
        self.file = f"BYTES-of-{name}-".encode() * 40
        self.quote = f"> “{self.word('quoted')}”"

    def word(self, what: str) -> str:
        return f"{what}-canary-of-{self.name}"

    @property
    def numbers(self) -> tuple[int, ...]:
        ids = (self.user_id, self.dm_channel_id, self.heard, self.message_id)
        return (*ids, *self.reply_ids, self.attachment_id, self.idea_ref, self.old_idea_ref)

    @property
    def words(self) -> tuple[str, ...]:
        kinds = ("locale", "language", "zone", "from", "until", "topic", "scope", "place", "wording", "current",
                 "trail", "draft", "wrote", "other", "filename", "filetype", "idea", "old-idea", "stated", "quoted", "claimed", "response", "vector")  # fmt: skip
        return tuple(self.word(kind) for kind in kinds)


ANNA, BEN = Person("anna", 1), Person("ben", 2)


def traces(person: Person) -> dict[str, list[bytes]]:
    """Everything that would give the person away, each in all forms in which a file can have it."""
    found = {word: [word.encode(), word.encode("utf-16-le")] for word in person.words}
    found["file"] = [person.file[:20]]
    for number in person.numbers:
        found[str(number)] = [str(number).encode(), number.to_bytes(8, "big"), _varint(number)]
    return found


def there(folder: Path, person: Person) -> dict[str, list[str]]:
    """Which of the person's traces are in which of the files in the folder."""
    files = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    names = "\n".join(str(path) for path in files).encode()
    hits: dict[str, list[str]] = {}
    for name, forms in traces(person).items():
        where = [path.name for path, data in files.items() if any(form in data for form in forms)]
        if name.isdecimal() and name.encode() in names:
            where.append("a file's name")
        if where:
            hits[name] = where
    return hits


def _varint(number: int) -> bytes:
    """How SQLite writes a row's own number: nine bytes for one of this length, the last a whole one."""
    digits = [number & 0xFF]
    number >>= 8
    while number:
        digits.append((number & 0x7F) | 0x80)
        number >>= 7
    return bytes(reversed(digits))


async def fill(tx: Tx) -> None:
    """Two communities, a closed round with a summary, an open one, and both people in all of it."""
    ids: dict[str, int] = {}

    async def add(table: Any, **values: Any) -> int:
        key = table.name
        ids[key] = ids.get(key, 0) + 1
        if "id" in table.c and "id" not in values:
            values["id"] = ids[key]
        await tx.execute(insert(table).values(**values))
        return int(values.get("id", 0))

    for community, name in ((COMMUNITY, "Studio"), (OTHER_COMMUNITY, "Arcade")):
        await add(
            tables.communities,
            id=community,
            name=name,
            results_channel_id=CHANNEL,
            time_zone="UTC",
            set_up_at=NOW,
        )
    survey = await add(tables.surveys, community_id=COMMUNITY, key="k")
    version = await add(
        tables.survey_versions,
        survey_id=survey,
        number=1,
        definition=DEFINITION,
        made_by=ANNA.user_id,
        made_at=NOW,
    )
    await add(
        tables.series,
        community_id=COMMUNITY,
        survey_id=survey,
        state="active",
        rule="FREQ=DAILY;INTERVAL=1",
        at="18:00",
        zone="UTC",
        starts_on="2026-03-01",
        days=3,
        remind=1,
        made_by=ANNA.user_id,
        made_at=NOW,
    )
    await add(
        tables.drafts,
        community_id=COMMUNITY,
        key="k",
        based_on=1,
        definition=DEFINITION,
        revision=2,
        edited_by=ANNA.user_id,
        edited_at=NOW,
    )
    await add(
        tables.audiences,
        community_id=COMMUNITY,
        name="Regulars",
        folded="regulars",
        definition={"include": [], "exclude": [], "sample": None, "limits": []},
        made_by=ANNA.user_id,
        made_at=NOW,
    )
    await add(
        tables.audit_log,
        community_id=COMMUNITY,
        user_id=ANNA.user_id,
        deed="round_started",
        subject="round 1",
        at=NOW,
    )
    closed, opened = [
        await add(
            tables.rounds,
            community_id=COMMUNITY,
            number=number,
            version_id=version,
            state="closed" if number == 1 else "open",
            started_by=ANNA.user_id,
            opened_at=NOW,
            closes_at=NOW + timedelta(days=3),
            closed_at=NOW + timedelta(days=3) if number == 1 else None,
        )
        for number in (1, 2)
    ]
    invited: list[int] = []
    votes: list[tuple[int, int]] = []
    for person in (ANNA, BEN):
        word = person.word
        await add(
            tables.people,
            user_id=person.user_id,
            dm_channel_id=person.dm_channel_id,
            dms_refused_at=NOW,
            heard=person.heard,
            locale=word("locale"),
            language=word("language"),
            time_zone=word("zone"),
            quiet_from=word("from"),
            quiet_until=word("until"),
        )
        for community in (COMMUNITY, OTHER_COMMUNITY):
            follower = await add(
                tables.followers,
                community_id=community,
                user_id=person.user_id,
                joined_at=NOW,
                topics=[word("topic")],
                quoting="named",
                kept_at=NOW - timedelta(days=400),
                left_at=NOW if community == OTHER_COMMUNITY else None,
            )
            await add(
                tables.consents,
                follower_id=follower,
                scope=word("scope"),
                granted=1,
                place=word("place"),
                wording=word("wording"),
                at=NOW,
            )
            if community == OTHER_COMMUNITY:
                continue
            for round_id, state in ((closed, "completed"), (opened, "started")):
                invitation = await add(
                    tables.invitations,
                    round_id=round_id,
                    follower_id=follower,
                    state=state,
                    due_at=NOW,
                    claimed_at=NOW,
                    sent_at=at(1, 7),
                    started_at=at(3, 10),
                    ended_at=at(9, 1) if round_id == closed else None,
                    message_id=person.message_id,
                    current=word("current"),
                    trail=[word("trail")],
                    draft=[word("draft")],
                    heard=person.reply_ids[1],
                )
                if round_id == opened:
                    await add(
                        tables.follow_ups,
                        invitation_id=invitation,
                        sort="return",
                        due_at=at(90),
                        reason="quiet",
                    )
                    continue
                invited.append(invitation)
                await _answers(add, invitation, person)
            idea = await add(
                tables.ideas,
                community_id=COMMUNITY,
                follower_id=follower,
                ref=person.idea_ref,
                text=word("idea"),
                at=at(1),
                state="planned",
                response=word("response"),
                link="https://example.com/clip",
                state_at=at(5),
                state_by=ANNA.user_id,
            )
            await add(
                tables.idea_events,
                idea_id=idea,
                state="planned",
                response=word("response"),
                by_user=ANNA.user_id,
                at=at(5),
            )
            alone = await add(
                tables.ideas,
                community_id=COMMUNITY,
                follower_id=follower,
                ref=person.old_idea_ref,
                text=word("old-idea"),
                at=at(1),
            )
            votes += [(idea, follower), (alone, follower)]
    # Each wants the other's first idea, too.
    (anna_idea, anna), _, (ben_idea, ben), _ = votes
    for idea, follower in (*votes, (anna_idea, ben), (ben_idea, anna)):
        await add(tables.idea_votes, idea_id=idea, follower_id=follower, at=at(2, 5))
    await _told(tx, add, (anna_idea, anna), (ben_idea, ben))
    await _judged(tx, add, closed, invited)
    await summaries.keep(tx, closed, CHANNEL, summary(), tuple(invited))
    for person, invitation in zip((ANNA, BEN), invited, strict=True):
        claim = await add(tables.claims, round_id=closed, question_id="why", text=person.word("claimed"))
        await add(tables.claim_replies, claim_id=claim, invitation_id=invitation)
    for invitation in invited:
        await add(tables.unquoted, invitation_id=invitation, question_id="shot")
    await tx.execute(
        tables.rounds.update()
        .where(tables.rounds.c.id == closed)
        .values(summary_message_ids=[SUMMARY_MESSAGE], summarised_at=NOW)
    )


async def _told(tx: Tx, add: Any, annas: tuple[int, int], bens: tuple[int, int]) -> None:
    """What each heard of ideas; an idea comes with its author as a follower."""
    (anna_idea, anna), (ben_idea, ben) = annas, bens
    # Each was told of the other's first idea and of their own, and is to hear of their own again.
    for idea, follower in ((anna_idea, ben), (ben_idea, anna), (anna_idea, anna), (ben_idea, ben)):
        sent = await add(
            tables.tellings,
            idea_id=idea,
            follower_id=follower,
            state="made",
            planned_at=at(3, 6),
            due_at=at(13, 6),
            claimed_at=at(13, 7),
            sent_at=at(13, 8),
            ended_at=at(13, 8),
            hit=1,
        )
        await tx.execute(tables.tellings.update().where(tables.tellings.c.id == sent).values(lead_id=sent))
    for idea, follower in ((anna_idea, anna), (ben_idea, ben)):
        await add(
            tables.tellings,
            idea_id=idea,
            follower_id=follower,
            state="open",
            planned_at=at(80),
            due_at=at(90),
            reason="quiet",
        )


async def _judged(tx: Tx, add: Any, closed: int, invited: Sequence[int]) -> None:
    """Each agrees with what the other said."""
    for person, author in zip((ANNA, BEN), invited, strict=True):
        answer = await tx.scalar(
            select(tables.answers.c.id).where(
                tables.answers.c.invitation_id == author, tables.answers.c.question_id == "why"
            )
        )
        await add(tables.statements, round_id=closed, answer_id=answer, text=person.word("stated"), agreed=1)
    for statement, voter in ((2, invited[0]), (1, invited[1])):
        await add(
            tables.statement_votes, statement_id=statement, invitation_id=voter, verdict="agree", at=at(6, 3)
        )


async def _answers(add: Any, invitation: int, person: Person) -> None:
    sent = {
        "files": [
            {
                "id": person.attachment_id,
                "name": person.word("filename"),
                "type": person.word("filetype"),
                "size": len(person.file),
            }
        ],
        "text": person.word("wrote"),
    }
    given = (
        ("why", {"wrote": person.word("wrote")}),
        ("more", {"picked": [KEPT_CHOICE], "other": person.word("other")}),
        ("shot", sent),
    )
    for (question, value), reply in zip(given, person.reply_ids, strict=True):
        await add(tables.replies, discord_id=reply, invitation_id=invitation, at=at(4))
        answer = await add(
            tables.answers,
            invitation_id=invitation,
            question_id=question,
            value=value,
            reply_id=reply,
            at=at(4, 4),
        )
        if question == "why":
            await add(
                tables.answer_vectors, answer_id=answer, at=at(4, 4), vector=person.word("vector").encode()
            )
    await add(
        tables.attachments,
        id=person.attachment_id,
        invitation_id=invitation,
        question_id="shot",
        name=person.word("filename"),
        content_type=person.word("filetype"),
        size=len(person.file),
        at=at(4),
    )


def summary() -> Pages:
    """A summary that quotes both, as the worker makes it."""
    words = Section(
        f"**Why?**\n\n**cats** · 2\n{ANNA.quote}\n{BEN.quote}\n\n-# 2 answers",
        Picture("summary-2.png", b"png", "Bars"),
        (Quote(1, "why", ANNA.quote), Quote(2, "why", BEN.quote)),
        (Grouped("why", "cats", (1, 2)), Grouped("why", "streams", (1,))),
    )
    button = Button(Verb.EXPORT, ("1", "2"), "Answers as a table", Weight.QUIET)
    return Pages(
        "Monthly · round 1",
        (Section("**2** of 2", Picture("summary-1.png", b"png", "Funnel")), words),
        "End",
        (button,),
    )


def at(minutes: int, seconds: int = 0) -> datetime:
    return NOW + timedelta(minutes=minutes, seconds=seconds)


def all_of(person: Person) -> Iterator[str]:
    yield from person.words
    yield from map(str, person.numbers)
