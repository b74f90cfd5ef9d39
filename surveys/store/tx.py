"""The handle of a running transaction, so that the engine can pass it on without knowing SQL."""

from sqlalchemy.ext.asyncio import AsyncConnection

Tx = AsyncConnection
