"""The do-not-call list. Numbers get onto it by calls, by hand and from files; they leave it only for a reason, which is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from engine.store.errors import StoreError
from engine.store.tables import DoNotCall, DoNotCallRemoval
from engine.store.upserting import among, insert_into, insert_rows

_PAGE: Final = 1000
_LISTED: Final = select(DoNotCall.number).where(DoNotCall.number == bindparam("number"))
"""Asked for at the end of each call."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A number on the list."""

    number: str
    reason: str
    source: str
    """`call ID`, a file or system, or `by hand`."""
    at: float


@dataclass(frozen=True, slots=True)
class Removal:
    """A number that was taken off the list."""

    number: str
    listed_for: str
    reason: str
    by: str
    at: float


def add(
    session: Session, number: str, reason: str, at: float, source_attempt_id: str | None = None, source: str | None = None
) -> None:
    """Lists a number for good. The first reason stays."""
    if not listed(session, number):
        session.add(DoNotCall(number=number, reason=reason, source_attempt_id=source_attempt_id, source=source, added_at=at))


def add_many(session: Session, numbers: Sequence[str], reason: str, source: str, at: float) -> int:
    """Lists numbers, each once; returns how many were not listed before."""
    if not numbers:
        return 0
    before = _count(session, numbers)
    insert = insert_into(session, DoNotCall).on_conflict_do_nothing(index_elements=["number"])
    insert_rows(session, insert, ("number", "reason", "source", "added_at"), [(number, reason, source, at) for number in numbers])
    return len(set(numbers)) - before


def listed(session: Session, number: str) -> bool:
    return session.scalar(_LISTED, {"number": number}) is not None


def listed_of(session: Session, numbers: Sequence[str]) -> set[str]:
    """Those of the numbers that are listed."""
    return set(session.scalars(select(DoNotCall.number).where(among(session, DoNotCall.number, numbers))))


def follow(session: Session, moved: Sequence[tuple[str, str]], at: float) -> None:
    """Who asked not to be called and has another number now is not called there either: old and new numbers of people."""
    if not moved:
        return
    left = among(session, DoNotCall.number, [old for old, _ in moved])
    asked = {row.number: row.reason for row in session.scalars(select(DoNotCall).where(left))}
    for old, new in moved:
        if old in asked:
            add(session, new, asked[old], at, source="the same person's earlier number")


def remove(session: Session, number: str, reason: str, by: str, at: float) -> None:
    """Takes a number off the list and keeps who did it and why.

    Raises:
        StoreError: it is not listed.
    """
    row = session.get(DoNotCall, number)
    if row is None:
        raise StoreError("this number is not on the do-not-call list")
    was = _listing(row)
    session.add(
        DoNotCallRemoval(
            number=number, listed_for=f"{was.reason} ({was.source})", listed_at=row.added_at, reason=reason, by=by, at=at
        )
    )
    session.delete(row)


def find(session: Session, number: str) -> Listing | None:
    """Why and since when a number is listed; None if it is not."""
    row = session.get(DoNotCall, number)
    return _listing(row) if row else None


def listings(session: Session) -> Iterator[Listing]:
    """Everything on the list, by number, a page at a time."""
    query = select(DoNotCall).order_by(DoNotCall.number).execution_options(yield_per=_PAGE)
    return map(_listing, session.scalars(query))


def page(session: Session, since: float, skip: int, limit: int) -> list[Listing]:
    """So many, in the order in which they were listed: what is hidden of a number must not be told by its place.

    Args:
        session: open.
        since: Unix seconds from which on they were listed.
        skip: so many of these that are known already.
        limit: at most.
    """
    query = select(DoNotCall).where(DoNotCall.added_at >= since).order_by(DoNotCall.added_at, DoNotCall.number)
    return [_listing(row) for row in session.scalars(query.offset(skip).limit(limit))]


def removals(session: Session, number: str | None = None) -> list[Removal]:
    """What was taken off, oldest first; of one number or of all."""
    query = select(DoNotCallRemoval).order_by(DoNotCallRemoval.id)
    rows = session.scalars(query if number is None else query.where(DoNotCallRemoval.number == number))
    return [Removal(row.number, row.listed_for, row.reason, row.by, row.at) for row in rows]


def _listing(row: DoNotCall) -> Listing:
    source = f"call {row.source_attempt_id}" if row.source_attempt_id else row.source or "by hand"
    return Listing(row.number, row.reason, source, row.added_at)


def _count(session: Session, numbers: Sequence[str]) -> int:
    query = select(func.count()).select_from(DoNotCall).where(among(session, DoNotCall.number, numbers))
    return session.scalar(query) or 0
