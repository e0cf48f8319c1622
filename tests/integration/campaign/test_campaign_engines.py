"""Two engines, each a process, work one campaign on one PostgreSQL database; one of them is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from engine.outcome import Disposition
from engine.store.campaigns import NewLead, Opening, open_campaign
from engine.store.database import Database
from engine.store.scripts.pins import Pin
from engine.store.tables import Attempt, EngineLease, Lead, LeadState
from tests.integration.campaign.campaign_book import number
from tests.integration.store import postgresql
from tests.migrated import migrated

pytestmark = [pytest.mark.integration, pytest.mark.timeout(120)]

LEADS = 60
ENGINE = """
import asyncio, os, signal, sys
from engine.campaign.grades import final_grade
from engine.campaign.ledger import Ledger
from engine.campaign.run import RunLimits
from engine.campaign.runner import CampaignRunner
from engine.store.database import Database
from engine.store.engines import Lease
from engine.store.calls.recorder import Recorder
from engine.store.thread import StoreThread
from tests.integration.campaign.campaign_book import number
from tests.integration.campaign.scripted_placer import ENDLESS, ScriptedPlacer

url, name, killed_at = sys.argv[1], sys.argv[2], int(sys.argv[3])
placed = []

lasting = {}

def count(call):
    print(call.number, flush=True)
    placed.append(call.number)
    if len(placed) == killed_at:
        os.kill(os.getpid(), signal.SIGKILL)
    if len(placed) > killed_at - 4 > 0:
        lasting[call.number] = ENDLESS

async def main():
    async with StoreThread() as thread:
        with Database(url) as database:
            lease = Lease(name, "test", os.getpid(), beat_s=0.2, dead_after_s=3.0)
            ledger = Ledger(database, Recorder(database, final_grade), thread, 1, lease=lease)
            print("ready", flush=True)
            sys.stdin.readline()
            report = await CampaignRunner(ledger, ScriptedPlacer(4, lasting, on_place=count), RunLimits(4)).run()
            print(report.ending, report.left, flush=True)

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgresql.running() as url:
        migrated(url)
        yield url


def _start(url: str, name: str, killed_at: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ENGINE, url, name, str(killed_at)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _begin(engine: subprocess.Popen[str]) -> None:
    assert engine.stdin is not None
    engine.stdin.write("go\n")
    engine.stdin.flush()


def _told(engine: subprocess.Popen[str]) -> str:
    """Its next line."""
    assert engine.stdout is not None
    return engine.stdout.readline().strip()


def _output(engine: subprocess.Popen[str]) -> list[str]:
    """All that it says until it ends."""
    assert engine.stdout is not None
    lines = engine.stdout.read().splitlines()
    engine.wait(60)
    return lines


def test_no_lead_is_called_twice_and_the_killed_engines_calls_are_settled_by_the_other(url: str) -> None:
    with Database(url) as database:
        leads = [NewLead(row, number(row), {}) for row in range(2, LEADS + 2)]
        database.write(lambda session: open_campaign(session, Opening("spring", Pin("offer", "h", 1), {}, leads), at=1.0))
        with _start(url, "doomed", killed_at=12) as doomed, _start(url, "survivor", killed_at=0) as survivor:
            try:
                assert [_told(process) for process in (doomed, survivor)] == ["ready"] * 2
                _begin(doomed)
                first = _told(doomed)
                _begin(survivor)
                called_by_doomed = [first, *_output(doomed)]
                *called, ending = _output(survivor)
            finally:
                doomed.kill()
                survivor.kill()
        found = database.read(lambda session: session.scalars(select(Lead).order_by(Lead.row_number)).all())
        attempts = database.read(lambda session: session.scalars(select(Attempt)).all())
        engines = database.read(lambda session: session.scalars(select(EngineLease.id)).all())

    assert doomed.returncode == -signal.SIGKILL
    assert ending == "finished 0"
    assert len(called_by_doomed) == 12
    assert sorted(called_by_doomed + called) == [number(row) for row in range(2, LEADS + 2)]
    assert all(lead.state is LeadState.DONE for lead in found)
    settled = [attempt for attempt in attempts if attempt.cause == "engine_died"]
    assert settled
    assert {(attempt.engine, attempt.disposition) for attempt in settled} == {("doomed", Disposition.FAILED)}
    assert len(attempts) == LEADS
    assert engines == []
