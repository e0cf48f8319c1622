"""An index of a segment's members: rows for which the lasting clauses of its filter hold, kept up to date by the database itself.

It is a partial index on `customers` whose WHERE is those clauses. Who belongs to the segment is found by walking it, without a look
at the attributes, which lie in JSON; clauses that are not lasting are asked of those members only. It is sorted by what the clauses
look at in the row, such as grade and last call: SQLite takes an index that answers fewer clauses for the worse one, however short,
and would take that of the history instead. Segments that ask for the same share one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, text
from sqlalchemy.orm import Session

from engine.segments.expressions import Expression
from engine.segments.lasting import is_lasting, joined_by_and, looked_at, prepared_part, reads_texts
from engine.segments.sql import kept, lasting_condition
from engine.store.tables import Customer

T = TypeVar("T")

_PREFIX: Final = "ix_segment_"
_DIGITS: Final = 16
"""Of its definition's SHA-256, in its name."""
_ON_SQLITE: Final = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'customers' AND name GLOB :prefix || '*'"
_ON_POSTGRESQL: Final = """
    SELECT named.relname FROM pg_index JOIN pg_class AS named ON named.oid = pg_index.indexrelid
    WHERE pg_index.indrelid = 'customers'::regclass AND starts_with(named.relname, :prefix) AND pg_index.indisvalid = :valid
"""


@dataclass(frozen=True, slots=True)
class MembersIndex:
    """How it is made."""

    name: str
    """Tells its definition: what it stands for never changes."""
    definition: str
    """What follows `CREATE INDEX name` in SQL."""
    by_id: bool
    """It is sorted by the customers' ids: whether one of them is a member is looked up in it."""


def members_index(session: Session, root: Expression) -> MembersIndex | None:
    """The index for a filter in this session's database; None: it needs none, or none would help."""
    part = prepared_part(root)
    clauses = () if part is None else joined_by_and(part)
    lasting = [clause for clause in clauses if is_lasting(clause)]
    if not any(map(reads_texts, clauses)):
        return None
    columns = [kept(session, operand) for operand in looked_at(clauses)]
    listed = ", ".join(f"({_written(session, column)})" for column in columns or [Customer.id.expression])
    where = f" WHERE {_written(session, lasting_condition(session, lasting))}" if any(map(reads_texts, lasting)) else ""
    if not (where or columns):
        return None
    definition = f"ON customers ({listed}){where}"
    return MembersIndex(_PREFIX + hashlib.sha256(definition.encode()).hexdigest()[:_DIGITS], definition, by_id=not columns)


def walking(query: Select[T], index: MembersIndex | None) -> Select[T]:
    """The query on `Customer`, which asks for all that the index stands for, told to use it; None: as the database likes.

    SQLite would take the history's index instead, or read the whole table, once it knows that there are many members. PostgreSQL
    judges for itself.
    """
    return query if index is None else query.with_hint(Customer, f"INDEXED BY {index.name}", "sqlite")


def present(session: Session, *, valid: bool = True) -> frozenset[str]:
    """Names of the indices that are there; those that are not valid were broken off while PostgreSQL made them."""
    if session.get_bind().dialect.name == "postgresql":
        return frozenset(session.scalars(text(_ON_POSTGRESQL), {"prefix": _PREFIX, "valid": valid}))
    return frozenset(session.scalars(text(_ON_SQLITE), {"prefix": _PREFIX})) if valid else frozenset()


def _written(session: Session, sql: ColumnElement[Any]) -> str:
    return str(sql.compile(session.get_bind(), compile_kwargs={"literal_binds": True, "include_table": False}))
