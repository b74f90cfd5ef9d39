"""Data rights on one database, with two people in it and a channel where their summary stands."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from surveys.core.language import Languages
from surveys.core.prompt import Card, Pages
from surveys.core.rights import PrivacyFacts
from surveys.engine.retention import Retention
from surveys.engine.rights import FILE_NAME, Rights
from surveys.engine.traces import Traces
from surveys.engine.versions import Versions
from surveys.ports import Address, Channel, Courier, Fate, Outcome
from surveys.store.attachments import Attachments
from surveys.store.database import Database
from tests.store.conftest import NOW
from tests.store.personal import ANNA, BEN, Person, fill

DAYS = 365
LATER = NOW + timedelta(days=1)


class Posts(Courier):
    """A channel in which summaries stand."""

    def __init__(self) -> None:
        self.amended: list[tuple[int, tuple[int, ...], Pages]] = []
        self.fate = Fate.DELIVERED

    async def amend(self, to: Channel, message_ids: Sequence[int], pages: Pages) -> Outcome:
        self.amended.append((to.channel_id, tuple(message_ids), pages))
        return Outcome(self.fate, tuple(message_ids))

    @property
    def per_second(self) -> float:
        return 50

    def warm_up(self, share: float) -> None:
        raise AssertionError("nothing is sent here")

    async def open_dm(self, user_id: int) -> Outcome:
        raise AssertionError("nobody is written to here")

    async def send(self, to: Address, card: Card, nonce: str) -> Outcome:
        raise AssertionError("nothing is sent here")

    async def find(self, to: Address, mark: str, since: datetime | None = None) -> Outcome:
        raise AssertionError("nothing is looked for here")

    async def absent(self, community_id: int, user_ids: Sequence[int]) -> frozenset[int]:
        raise AssertionError("nobody is looked for here")

    async def roles(self, community_id: int, user_ids: Sequence[int]) -> Mapping[int, frozenset[int]] | None:
        raise AssertionError("nobody is looked for here")

    async def replace(self, to: Address, message_id: int, card: Card) -> Outcome:
        raise AssertionError("only summaries are drawn anew here")

    async def remove(self, to: Channel, message_id: int) -> Outcome:
        raise AssertionError("nothing is deleted here")


class House:
    """Everything that has to do with data rights, on one database, with both people in it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.folder = database.path.parent
        self.now = LATER
        self.posts = Posts()
        self.files = Attachments(self.folder / "attachments")
        self.begin()

    def begin(self) -> None:
        """As a new process would."""
        self.traces = Traces(self.database, self.posts, self.files, lambda: self.now)
        self.rights = Rights(
            self.database, Languages(), Versions(), self.files, self.traces, PrivacyFacts(DAYS)
        )
        self.retention = Retention(self.database, self.traces, lambda: self.now, DAYS)

    async def rows(self, query: Any) -> list[Any]:
        async with self.database.reading() as tx:
            return [tuple(row) for row in await tx.execute(query)]

    async def forget(self, person: Person = ANNA) -> str:
        said = await self.rights.forget(person.user_id, None, self.now)
        return "\n".join(said.paragraphs)

    async def mydata(self, person: Person = ANNA) -> Any:
        file = (await self.rights.mydata(person.user_id, None, self.now)).document
        assert file is not None
        assert file.name == FILE_NAME
        return json.loads(file.data)


@pytest.fixture
async def house(database: Database) -> House:
    await database.write(fill)
    made = House(database)
    for person in (ANNA, BEN):
        made.files.save(person.attachment_id, person.file)
    return made
