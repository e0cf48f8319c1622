"""Kill -9 of the engine itself, between the writing of an attempt and its end."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.campaign.grades import final_grade
from engine.campaign.run import Ending, RunLimits
from engine.campaign.runner import CampaignRunner
from engine.outcome import Disposition
from engine.store.opening import opened
from tests.integration.campaign.campaign_book import number, opened_book
from tests.integration.campaign.scripted_placer import ScriptedPlacer

pytestmark = pytest.mark.integration

ENGINE = """
import asyncio, os, signal, sys
from pathlib import Path
from engine.campaign.run import RunLimits
from engine.campaign.runner import CampaignRunner
from tests.integration.campaign.campaign_book import opened_book
from tests.integration.campaign.scripted_placer import ENDLESS, ScriptedPlacer
from tests.integration.campaign.campaign_book import number

placed = []

def killed_at_the_third(call):
    print(call.number, flush=True)
    placed.append(call)
    if len(placed) == 3:
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    async with opened_book(Path(sys.argv[1]), 6) as book:
        placer = ScriptedPlacer(2, {number(2): ENDLESS}, on_place=killed_at_the_third)
        await CampaignRunner(book.ledger, placer, RunLimits(lines=2)).run()

asyncio.run(main())
"""


def _dialled_before_the_kill(path: Path) -> list[str]:
    command = [sys.executable, "-c", ENGINE, str(path)]
    killed = subprocess.run(command, capture_output=True, text=True, timeout=50, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    return killed.stdout.split()


async def test_after_a_kill_open_calls_fail_and_only_the_rest_is_dialled(database_file: Path) -> None:
    assert _dialled_before_the_kill(database_file) == [number(2), number(3), number(4)]

    with opened(f"sqlite:///{database_file}", final_grade, at=200.0) as store:
        assert store.settled == 2
    async with opened_book(database_file, 6) as book:
        placer = ScriptedPlacer(2)
        report = await CampaignRunner(book.ledger, placer, RunLimits(lines=2)).run()

        assert (report.ending, report.left) == (Ending.FINISHED, 0)
        assert [call.number for call in placer.placed] == [number(5), number(6), number(7)]
        assert [lead.disposition for lead in book.leads()] == [
            Disposition.FAILED,
            Disposition.COMPLETED,
            Disposition.FAILED,
            *[Disposition.COMPLETED] * 3,
        ]
        assert [attempt.cause for attempt in book.attempts() if attempt.disposition is Disposition.FAILED] == ["engine_died"] * 2
