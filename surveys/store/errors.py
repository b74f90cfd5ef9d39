"""What the store says when it can't do its work."""

from surveys.core.errors import KindError
from surveys.core.phrases import trouble


class DatabaseError(KindError):
    """The database can't be opened; the sentence is for whoever hosts the bot and says what to do."""


class StoreBusyError(KindError):
    """Nothing was stored (disk full, locked by somebody else, ...); later it may work again."""

    def __init__(self) -> None:
        super().__init__(trouble.STORE_BUSY)


class StoreClosedError(KindError):
    """Nothing was stored, because the database is being closed or is closed."""

    def __init__(self) -> None:
        super().__init__(trouble.STORE_CLOSED)
