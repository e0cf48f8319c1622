from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from engine.store.errors import StoreError
from engine.store.schema import newest_revision, upgrade
from engine.store.tables import Attempt, Base
from engine.store.urls import database_url

pytestmark = pytest.mark.integration


def test_migrations_give_exactly_the_tables(url: str) -> None:
    upgrade(url)

    engine = create_engine(database_url(url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()

    assert differences == []


def test_migrated_sqlite_has_the_same_ddl_as_the_metadata(tmp_path: Path) -> None:
    """Alembic's comparison does not look into partial indexes, keys and their names."""
    migrated, made = f"sqlite:///{tmp_path / 'a.db'}", f"sqlite:///{tmp_path / 'b.db'}"
    upgrade(migrated)
    engine = create_engine(made)
    Base.metadata.create_all(engine)
    engine.dispose()

    assert _shape(migrated) == _shape(made)


def _shape(url: str) -> dict[str, object]:
    engine = create_engine(url)
    look = inspect(engine)
    shape: dict[str, object] = {}
    for table in sorted(set(look.get_table_names()) - {"alembic_version"}):
        shape[table] = (
            sorted((column["name"], str(column["type"]), column["nullable"]) for column in look.get_columns(table)),
            look.get_pk_constraint(table),
            sorted(look.get_foreign_keys(table), key=str),
            sorted(look.get_unique_constraints(table), key=str),
            sorted((str(index["name"]), str(index["column_names"]), bool(index["unique"])) for index in look.get_indexes(table)),
        )
    with engine.connect() as connection:
        shape["partial"] = sorted(connection.scalars(text("SELECT sql FROM sqlite_master WHERE sql LIKE '%WHERE%'")))
    engine.dispose()
    return shape


def test_upgrading_twice_changes_nothing(url: str) -> None:
    upgrade(url)
    upgrade(url)

    engine = create_engine(database_url(url))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == newest_revision()
    engine.dispose()


def test_the_tables_compile_for_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in Base.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
    partial = next(index for index in Base.metadata.tables[Attempt.__tablename__].indexes if index.unique)
    assert str(CreateIndex(partial).compile(dialect=dialect)).endswith("WHERE ended_at IS NULL")


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'calls.db'}"
    upgrade(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(StoreError, match="another version"):
        upgrade(url)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "calls.db").write_text("number,name\n" * 100)

    with pytest.raises(StoreError, match=r"calls\.db: cannot be opened: file is not a database"):
        upgrade(f"sqlite:///{tmp_path / 'calls.db'}")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql//caller:secret@host/calls", "this is no database URL"),
        ("sqlite://", "must outlive the calls"),
        ("sqlite:///:memory:", "must outlive the calls"),
        ("mysql://localhost/calls", "'mysql' is not supported"),
        ("sqlite:////proc/nowhere/calls.db", "cannot be made for the database"),
    ],
)
def test_unusable_urls_say_what_to_give(url: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as caught:
        upgrade(url)
    assert "secret" not in str(caught.value)


UPGRADER = """
import sys
from engine.store.schema import upgrade
print("ready", flush=True)
sys.stdin.readline()
upgrade(sys.argv[1])
"""


def test_two_who_upgrade_at_once_do_not_disturb_each_other(url: str) -> None:
    """An engine starts while somebody publishes, on a database that neither has seen."""
    command = [sys.executable, "-c", UPGRADER, url]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in "12"
    ]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()

    told = [process.communicate(timeout=30)[1] for process in both]

    assert [process.returncode for process in both] == [0, 0], told
