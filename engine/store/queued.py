"""Rows that wait to be handed to somebody outside (`engine.outgoing`): claimed, tried, put back."""

from __future__ import annotations

from typing import Final, TypeVar

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session

from engine.store.tables import Delivery, DeliveryState, MessageState, TextMessage

HELD_S: Final = 120.0
"""Longer than anybody may take for one try."""
Row = TypeVar("Row", TextMessage, Delivery)
_QUEUED: Final = "queued"
"""The word of both vocabularies."""


def any_waits(session: Session, table: type[Row], at: float, *waits: ColumnElement[bool]) -> bool:
    """Whether `claim` would find one. A look that waits for nobody's writing: most of the time there is none."""
    return bool(session.scalar(select(exists().where(*waits, table.next_try_at <= at))))


def claim(session: Session, table: type[Row], at: float, *waits: ColumnElement[bool]) -> Row | None:
    """The row that has waited longest, among those that fulfil `waits`.

    It is the caller's for `HELD_S`: no other engine on this database takes it meanwhile; if this one dies, one does then.
    """
    row = session.scalars(
        select(table)
        .where(*waits, table.next_try_at <= at)
        .order_by(table.next_try_at, table.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is not None:
        row.next_try_at = at + HELD_S
    return row


def put_back(row: TextMessage | Delivery, problem: str, again_at: float | None) -> bool:
    """Notes a try that failed. False: it is not tried again."""
    row.tries += 1
    row.problem = problem
    if again_at is not None:
        row.next_try_at = again_at
    return again_at is not None


def queue_again(row: TextMessage | Delivery, at: float) -> None:
    """Has it tried from now on as if for the first time, under the id it has; replayed twice, it is still tried once.

    What is to be tried within `HELD_S` anyway stays as it is: somebody may be trying it just now.
    """
    if row.state.value == _QUEUED and row.next_try_at <= at + HELD_S:
        return
    if isinstance(row, TextMessage):
        row.state = MessageState.QUEUED
    else:
        row.state = DeliveryState.QUEUED
    row.tries, row.next_try_at = 0, at


def queue_all_again(session: Session, table: type[Row], at: float, *which: ColumnElement[bool]) -> int:
    """The same for all that were given up and fulfil `which`. Returns how many."""
    count = session.scalar(select(func.count()).select_from(table).where(*which)) or 0
    session.execute(update(table).where(*which).values(state=_QUEUED, tries=0, next_try_at=at))
    return count
