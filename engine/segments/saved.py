"""Segments by name: kept in the store, found, counted and explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.dialog.explain import did_you_mean
from engine.segments.binding import parse_filter
from engine.segments.counting import count
from engine.segments.explaining import Explanation, explained
from engine.segments.expressions import Expression, Filter
from engine.segments.grammar import FilterError
from engine.segments.indices import members_index, present
from engine.segments.person import person_of
from engine.store.errors import SegmentConflict, UnknownSegment
from engine.store.tables import Campaign, ContactList, Customer, Segment

NAME_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class SavedSegment:
    """A filter with a name. Times are Unix seconds."""

    name: str
    text: str
    created_at: float
    updated_at: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How many belong to a segment at a moment, or why that cannot be told."""

    segment: SavedSegment
    people: int | None
    fault: FilterError | None
    """What the filter asks for is not known any more, e.g. a column of a list that is gone."""
    prepared: bool = True
    """Counting is as quick as it can be; if not, it takes its time until `engine.segments.preparing` has been there."""


def read_filter(session: Session, text: str, *, reveals: bool = True) -> Filter:
    """A filter in which the columns of all lists are known by their names.

    Args:
        session: open.
        text: as written.
        reveals: who wrote it may see whole telephone numbers.

    Raises:
        FilterError: it cannot be used, or would tell its writer what is hidden from them.
    """
    return parse_filter(text, attributes(session), reveals=reveals)


def attributes(session: Session) -> frozenset[str]:
    """What lists and campaigns call what they say about people."""
    headings = [*session.scalars(select(ContactList.headings)), *session.scalars(select(Campaign.headings))]
    return frozenset(name for one in headings for name in one)


def save(session: Session, name: str, text: str, at: float, *, replace: bool = False, reveals: bool = True) -> SavedSegment:
    """Keeps a filter under a name. `reveals`: see `read_filter`.

    Raises:
        FilterError: it cannot be used.
        SegmentConflict: the name is taken by another filter and shall not be replaced, or is no name.
    """
    if not _is_name(name):
        raise SegmentConflict(
            f"{name[:NAME_MAX]!r} is no name of a segment: choose 1 to {NAME_MAX} letters, digits or signs, no `/`"
        )
    read_filter(session, text, reveals=reveals)
    row = session.scalar(select(Segment).where(Segment.name == name))
    if row is None:
        row = Segment(name=name, text=text, created_at=at, updated_at=at)
        session.add(row)
    elif row.text != text:
        if not replace:
            raise SegmentConflict(f"segment {name!r} is {row.text!r} already: choose another name, or replace it (--replace)")
        row.text, row.updated_at = text, at
    return _saved(row)


def find(session: Session, name: str) -> SavedSegment:
    """The segment of this name.

    Raises:
        UnknownSegment: there is none.
    """
    return _saved(_row(session, name))


def filter_of(session: Session, name: str) -> Filter:
    """What the segment of this name asks for.

    Raises:
        UnknownSegment: there is none.
        FilterError: what it was saved with is not known any more.
    """
    return read_filter(session, _row(session, name).text)


def listed(session: Session) -> list[SavedSegment]:
    """All of them by name."""
    return [_saved(row) for row in session.scalars(select(Segment).order_by(Segment.name))]


def remove(session: Session, name: str) -> None:
    """Forgets the name; calls that were made for it keep it. Raises UnknownSegment if there is none."""
    session.delete(_row(session, name))


def standing(session: Session, name: str, at: float) -> Standing:
    """The segment of this name with its people at that time, Unix seconds. Raises UnknownSegment if there is none."""
    segment = find(session, name)
    try:
        root = read_filter(session, segment.text).root
    except FilterError as error:
        return Standing(segment, None, error)
    return Standing(segment, count(session, root, at), None, is_prepared(session, root))


def is_prepared(session: Session, expression: Expression) -> bool:
    """Whether the people of a filter are found as quickly as they can be."""
    index = members_index(session, expression)
    return index is None or index.name in present(session)


def explain(session: Session, expression: Expression, customer: Customer, at: float) -> Explanation:
    """Why a filter holds for a customer at that time, or does not."""
    return explained(expression, person_of(session, customer), at)


def _is_name(name: str) -> bool:
    """Addresses name segments, too: `/` parts them, and dots alone lead elsewhere."""
    return 0 < len(name) <= NAME_MAX and bool(name.strip(" .")) and name.isprintable() and "/" not in name


def _row(session: Session, name: str) -> Segment:
    row = session.scalar(select(Segment).where(Segment.name == name))
    if row is None:
        known = list(session.scalars(select(Segment.name).order_by(Segment.name)))
        hint = f"{did_you_mean(name, known)}; saved are: {', '.join(known)}" if known else ": none was saved yet"
        raise UnknownSegment(f"there is no segment {name!r}{hint}; callwright segments add {name!r} FILTER saves one")
    return row


def _saved(row: Segment) -> SavedSegment:
    return SavedSegment(row.name, row.text, row.created_at, row.updated_at)
