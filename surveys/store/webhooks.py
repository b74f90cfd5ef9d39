"""Queries about webhooks: where they go, and the outbox of what is still to be told."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from surveys.core.webhooks import Event, body
from surveys.store.tables import webhook_events, webhooks
from surveys.store.tables.webhooks import DeliveryState
from surveys.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook. `waiting` and `dead` count what it has not been told yet, or could not be."""

    id: int
    url: str
    events: tuple[Event, ...]
    disabled: bool
    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one webhook, with what is needed to send it."""

    id: int
    webhook_id: int
    community_id: int
    url: str
    secret: str
    message_id: str
    body: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Dead:
    """An event that could not be delivered, and why the last attempt failed."""

    at: datetime
    event: str
    why: str


async def enqueue(tx: Tx, community_id: int, event: Event, data: Mapping[str, Any], now: datetime) -> None:
    """Tell the community's webhooks of this, in the transaction in which it happens. `data`: ids and counts only."""
    hooks = await tx.execute(
        select(webhooks.c.id, webhooks.c.events).where(
            webhooks.c.community_id == community_id, webhooks.c.disabled_at.is_(None)
        )
    )
    rows = [
        {
            "webhook_id": hook.id,
            "message_id": message_id(),
            "event": event.value,
            "body": body(event, now, data),
            "at": now,
            "due_at": now,
        }
        for hook in hooks
        if event.value in hook.events
    ]
    if rows:
        await tx.execute(insert(webhook_events), rows)


def message_id() -> str:
    """An id for one event; receivers go by it to take a repeat for what it is."""
    return f"msg_{secrets.token_hex(12)}"


async def add(
    tx: Tx, community_id: int, url: str, secret: str, events: Sequence[Event], now: datetime
) -> int:
    """Add a webhook; its id. The community must not have one to that address."""
    adding = insert(webhooks).values(
        community_id=community_id,
        url=url,
        secret=secret,
        events=[one.value for one in events],
        added_at=now,
    )
    return int((await tx.execute(adding.returning(webhooks.c.id))).scalar_one())


async def of_community(tx: Tx, community_id: int) -> tuple[Hook, ...]:
    """The community's webhooks, in the order they were added in."""

    def counted(state: DeliveryState) -> Any:
        return (
            select(func.count())
            .where(webhook_events.c.webhook_id == webhooks.c.id, webhook_events.c.state == state)
            .scalar_subquery()
        )

    rows = await tx.execute(
        select(
            webhooks.c.id,
            webhooks.c.url,
            webhooks.c.events,
            webhooks.c.disabled_at,
            counted(DeliveryState.WAITING).label("waiting"),
            counted(DeliveryState.DEAD).label("dead"),
        )
        .where(webhooks.c.community_id == community_id)
        .order_by(webhooks.c.id)
    )
    return tuple(
        Hook(
            row.id, row.url, tuple(map(Event, row.events)), row.disabled_at is not None, row.waiting, row.dead
        )
        for row in rows
    )


async def secret(tx: Tx, webhook_id: int) -> str:
    """The secret of a webhook that there is."""
    return str(await tx.scalar(select(webhooks.c.secret).where(webhooks.c.id == webhook_id)))


async def remove(tx: Tx, webhook_id: int) -> None:
    """Remove a webhook, with all it has not been told. Callers check whose it is."""
    await tx.execute(delete(webhook_events).where(webhook_events.c.webhook_id == webhook_id))
    await tx.execute(delete(webhooks).where(webhooks.c.id == webhook_id))


async def disable(tx: Tx, webhook_id: int, why: str, now: datetime) -> bool:
    """Switch a webhook off for good, and put aside what waits for it; whether it was on."""
    done = await tx.execute(
        update(webhooks)
        .where(webhooks.c.id == webhook_id, webhooks.c.disabled_at.is_(None))
        .values(disabled_at=now)
    )
    waiting = (webhook_events.c.webhook_id == webhook_id) & (webhook_events.c.state == DeliveryState.WAITING)
    await tx.execute(update(webhook_events).where(waiting).values(state=DeliveryState.DEAD, why=why))
    return bool(done.rowcount)


async def due(tx: Tx, now: datetime, most: int) -> tuple[Delivery, ...]:
    """What is to be sent now, the oldest first."""
    rows = await tx.execute(
        select(
            webhook_events.c.id,
            webhook_events.c.webhook_id,
            webhooks.c.community_id,
            webhooks.c.url,
            webhooks.c.secret,
            webhook_events.c.message_id,
            webhook_events.c.body,
            webhook_events.c.attempts,
        )
        .join(webhooks, webhooks.c.id == webhook_events.c.webhook_id)
        .where(webhook_events.c.state == DeliveryState.WAITING, webhook_events.c.due_at <= now)
        .order_by(webhook_events.c.id)
        .limit(most)
    )
    return tuple(Delivery(*row) for row in rows)


async def next_due(tx: Tx) -> datetime | None:
    """When the next one is due."""
    waiting = webhook_events.c.state == DeliveryState.WAITING
    return await tx.scalar(
        select(webhook_events.c.due_at).where(waiting).order_by(webhook_events.c.due_at).limit(1)
    )


async def delivered(tx: Tx, event_id: int) -> None:
    """It arrived."""
    await tx.execute(delete(webhook_events).where(webhook_events.c.id == event_id))


async def failed(tx: Tx, event_id: int, why: str, again: datetime | None) -> None:
    """It did not arrive; it is tried again then, or put aside. What else waits for that webhook waits as long."""
    state = DeliveryState.WAITING if again is not None else DeliveryState.DEAD
    values: dict[str, Any] = {"attempts": webhook_events.c.attempts + 1, "why": why, "state": state}
    if again is not None:
        values["due_at"] = again
    row = webhook_events.c.id == event_id
    await tx.execute(update(webhook_events).where(row).values(**values))
    if again is not None:
        same = select(webhook_events.c.webhook_id).where(row).scalar_subquery()
        others = (webhook_events.c.webhook_id == same) & (webhook_events.c.due_at < again)
        await tx.execute(update(webhook_events).where(others).values(due_at=again))


async def dead(tx: Tx, webhook_id: int, most: int) -> tuple[Dead, ...]:
    """What could not be delivered, the newest first."""
    rows = await tx.execute(
        select(webhook_events.c.at, webhook_events.c.event, webhook_events.c.why)
        .where(webhook_events.c.webhook_id == webhook_id, webhook_events.c.state == DeliveryState.DEAD)
        .order_by(webhook_events.c.id.desc())
        .limit(most)
    )
    return tuple(Dead(row.at, row.event, row.why or "") for row in rows)


async def revive(tx: Tx, webhook_id: int, now: datetime) -> None:
    """Try all again that could not be delivered, under the same ids, from the beginning."""
    put_aside = (webhook_events.c.webhook_id == webhook_id) & (webhook_events.c.state == DeliveryState.DEAD)
    fresh = {"state": DeliveryState.WAITING, "attempts": 0, "due_at": now, "why": None}
    await tx.execute(update(webhook_events).where(put_aside).values(**fresh))


async def drop(tx: Tx, webhook_id: int) -> None:
    """Give up all that could not be delivered."""
    put_aside = (webhook_events.c.webhook_id == webhook_id) & (webhook_events.c.state == DeliveryState.DEAD)
    await tx.execute(delete(webhook_events).where(put_aside))
