"""Many rows at a time, on both databases: INSERT … ON CONFLICT, rows without ceremony, thousands of keys."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import ARRAY, ColumnElement, Table, any_, cast, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.store.database import as_json
from engine.store.tables import Base

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


def among(session: Session, column: InstrumentedAttribute[Any], keys: Sequence[str] | Sequence[int]) -> ColumnElement[bool]:
    """`column IN (keys)` for thousands of keys, as one parameter: one for each would cost more than the search."""
    if session.get_bind().dialect.name == "postgresql":
        return column == any_(cast(list(keys), ARRAY(column.type)))
    values = func.json_each(as_json(keys)).table_valued("value")
    return column.in_(select(values.c.value))
