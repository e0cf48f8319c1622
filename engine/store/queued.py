"""Rows that wait to be handed to somebody outside (`engine.outgoing`): claimed, tried, put back."""

from __future__ import annotations

from typing import Final, TypeVar

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from engine.store.tables import Delivery, TextMessage

HELD_S: Final = 120.0
"""Longer than anybody may take for one try."""
Row = TypeVar("Row", TextMessage, Delivery)


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
