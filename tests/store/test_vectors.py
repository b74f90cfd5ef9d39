"""What answers mean is kept as long as the answers are, and no longer."""

from datetime import timedelta

from sqlalchemy import func, select

from surveys.core.values import Withdrawn, Wrote
from surveys.store import conversations, letting_go, vectors
from surveys.store.database import Database
from surveys.store.tables import answer_vectors
from surveys.store.tx import Tx
from tests.store.conftest import NOW
from tests.store.rows import Rows


async def _kept(database: Database) -> int:
    async with database.reading() as tx:
        return int(await tx.scalar(select(func.count()).select_from(answer_vectors)) or 0)
