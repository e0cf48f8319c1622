"""A script in a folder, with a fragment and a recording; and an empty store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.store.database import Database
from tests.integration.publishing.scripts import write_script
from tests.migrated import migrated


@pytest.fixture
def script(tmp_path: Path) -> Path:
    return write_script(tmp_path / "designer")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'calls.db'}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    migrated(database_url)
    with Database(database_url) as database:
        yield database
