"""Many rows at a time, on both databases: INSERT … ON CONFLICT, rows without ceremony, and keys in parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.store.tables import Base

T = TypeVar("T")
_PARAMETERS_MAX: Final = 500
"""SQLite takes a limited number of them in one statement."""
Upsert: TypeAlias = sqlite.Insert | postgresql.Insert


def insert_into(session: Session, table: type[Base]) -> Any:
    """An INSERT of the session's database, with `on_conflict_do_nothing` and `on_conflict_do_update`."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    statement: Upsert = postgresql.insert(table_of(table)) if on_postgresql else sqlite.insert(table_of(table))
    return statement


def insert_rows(session: Session, insert: Any, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    """Runs an INSERT for many rows through the driver. SQLAlchemy's own way takes ten times as long per row as the database does.

    Args:
        session: of a writing transaction.
        insert: from `insert_into`.
        columns: that the rows fill.
        rows: values as the driver takes them: JSON as text (`database.as_json`), words of a vocabulary as their values.
    """
    if not rows:
        return
    connection = session.connection()
    compiled = insert.compile(dialect=connection.dialect, column_keys=list(columns))
    if compiled.positional:
        order = [columns.index(name) for name in compiled.positiontup]
        pick = itemgetter(*order)
        connection.exec_driver_sql(compiled.string, [pick(row) for row in rows])
    else:
        connection.exec_driver_sql(compiled.string, [dict(zip(columns, row, strict=True)) for row in rows])


def table_of(table: type[Base]) -> Table:
    """The table itself: statements on it go past the ORM, which costs more per row than the database."""
    plain = table.__table__
    assert isinstance(plain, Table)
    return plain


def in_parts(keys: Sequence[T]) -> Iterator[Sequence[T]]:
    """Keys for `column IN (…)`, no more at a time than every database takes parameters."""
    for start in range(0, len(keys), _PARAMETERS_MAX):
        yield keys[start : start + _PARAMETERS_MAX]
