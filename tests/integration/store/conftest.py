"""A migrated database per test, and one campaign to record calls of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.campaign.grades import final_grade
from engine.store.calls.recorder import Recorder
from engine.store.campaigns import NewLead, OpenedCampaign, Opening, open_campaign
from engine.store.database import Database
from engine.store.leads import Dialling, Refused
from engine.store.scripts.pins import Pin
from tests.integration.dialling import dial_next
from tests.integration.recording import Recording
from tests.integration.store import postgresql
from tests.migrated import migrated

Dial = Callable[[str], Dialling | Refused | None]


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A database of a server that is started for the first test that wants one."""
    with postgresql.running() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'calls.db'}"
    return postgresql.emptied(request.getfixturevalue("postgresql_url"))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    migrated(url)
    with Database(url) as database:
        yield database


@pytest.fixture
def recorder(database: Database) -> Recorder:
    return Recorder(database, final_grade)


@pytest.fixture
def recording(database: Database, recorder: Recorder) -> Recording:
    return Recording(database, recorder)


@pytest.fixture
def campaign(database: Database) -> OpenedCampaign:
    """Three leads on rows 2 to 4."""
    leads = [NewLead(row, f"+1555010000{row}", {"name": f"Person {row}"}) for row in (2, 3, 4)]
    plan = Opening("spring", Pin("offer", "hash-1", 4), {"name": "Name"}, leads)
    return database.write(lambda session: open_campaign(session, plan, at=100.0))


@pytest.fixture
def dial(database: Database, campaign: OpenedCampaign) -> Dial:
    """Takes the next lead with an attempt of the given id."""

    def take(attempt_id: str) -> Dialling | Refused | None:
        return database.write(
            lambda session: dial_next(
                session, campaign.campaign_id, attempt_id=attempt_id, caller_id_for=lambda _: "+15550199", at=200.0
            )
        )

    return take
