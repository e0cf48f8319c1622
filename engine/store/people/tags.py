"""Tags of people: what calls and lists say about them, each kept with where it was first earned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.tables import CustomerTag
from engine.store.upserting import insert_into, insert_rows


@dataclass(frozen=True, slots=True)
class Tag:
    """A person's tag."""

    tag: str
    source: str
    """`call ID`, `list NAME` or `earlier calls`."""
    at: float


def earn(session: Session, customer_id: int, tags: Iterable[str], source: str, at: float) -> None:
    """Gives a person tags; one that they have keeps its first source and time."""
    earn_many(session, [(customer_id, tag, source, at) for tag in dict.fromkeys(tags)])


def earn_many(session: Session, rows: Sequence[tuple[object, ...]]) -> None:
    """Like `earn` for many people.

    Args:
        session: of a writing transaction.
        rows: customer id, tag, source, time.
    """
    insert = insert_into(session, CustomerTag).on_conflict_do_nothing(index_elements=["customer_id", "tag"])
    insert_rows(session, insert, ("customer_id", "tag", "source", "at"), rows)


def tags_of(session: Session, customer_id: int) -> list[Tag]:
    """In the order they were first earned."""
    rows = session.scalars(select(CustomerTag).where(CustomerTag.customer_id == customer_id).order_by(CustomerTag.id))
    return [Tag(row.tag, row.source, row.at) for row in rows]
