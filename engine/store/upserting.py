"""Many rows at a time, on both databases: INSERT … ON CONFLICT, rows without ceremony, thousands of keys."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import ARRAY, ColumnElement, Table, any_, cast, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.store.json_columns import as_json
from engine.store.tables import Base

Upsert: TypeAlias = sqlite.Insert | postgresql.Insert


def insert_into(session: Session, table: type[Base]) -> Any:
    """An INSERT of the session's database, with `on_conflict_do_nothing` and `on_conflict_do_update`."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    statement: Upsert = postgresql.insert(table_of(table)) if on_postgresql else sqlite.insert(table_of(table))
    return statement


def insert_rows(session: Session, insert: Any, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> int:
    """Runs an INSERT for many rows through the driver. SQLAlchemy's own way takes ten times as long per row as the database does.

    Returns how many rows were inserted or updated.

    Args:
        session: of a writing transaction.
        insert: from `insert_into`.
        columns: that the rows fill.
        rows: values as the driver takes them: JSON as text (`database.as_json`), words of a vocabulary as their values.
    """
    if not rows:
        return 0
    connection = session.connection()
    compiled = insert.compile(dialect=connection.dialect, column_keys=list(columns))
    if compiled.positional:
        order = [columns.index(name) for name in compiled.positiontup]
        pick = itemgetter(*order)
        as_they_are = order == list(range(len(columns)))
        done = connection.exec_driver_sql(compiled.string, list(rows) if as_they_are else [pick(row) for row in rows])
    else:
        done = connection.exec_driver_sql(compiled.string, [dict(zip(columns, row, strict=True)) for row in rows])
    return done.rowcount


def new_keys(session: Session, table: type[Base], count: int) -> Sequence[int]:
    """Keys (`id`) for so many new rows: nobody else gets them."""
    if session.get_bind().dialect.name == "postgresql":
        of_sequence = func.nextval(func.pg_get_serial_sequence(table.__tablename__, "id"))
        return session.scalars(select(of_sequence).select_from(func.generate_series(1, count))).all()
    # SQLite has one writer, and gives the next key itself in this way.
    first = (session.scalar(select(func.max(table_of(table).c.id))) or 0) + 1
    return range(first, first + count)


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
