from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from surveys.store.database import Database
from tests.empty import lay_down

NOW = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)

Opener = Callable[[], Awaitable[Database]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "earful.sqlite3"


@pytest.fixture
async def open_database(path: Path) -> AsyncIterator[Opener]:
    """Opens the database at `path`; what was opened is closed afterwards."""
    async with AsyncExitStack() as stack:

        async def opener() -> Database:
            lay_down(path)
            opened = await Database.open(path, now=NOW)
            stack.push_async_callback(opened.close)
            return opened

        yield opener


@pytest.fixture
async def database(open_database: Opener) -> Database:
    return await open_database()
