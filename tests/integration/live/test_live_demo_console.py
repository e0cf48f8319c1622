"""The demonstration in the console: an account of its own, and a console that is there while calls are made and stays."""

from __future__ import annotations

import asyncio
import signal
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from engine import demo_console
from engine.app import CampaignOutcome
from engine.campaign.order import CampaignOrder, short_order
from engine.campaign.runner import Ending, RunReport
from engine.demo import DemoOutcome
from engine.demo_console import DemoStopped, SignIn, run_demo_console
from engine.live.campaigns import LiveCampaigns
from engine.live.runs import LiveRun, RunState
from engine.settings import Settings
from engine.store import accounts
from engine.store.database import Database
from engine.store.reports import CampaignReport

pytestmark = pytest.mark.integration

CarriedOut = Callable[[Settings, CampaignOrder], AbstractAsyncContextManager[CampaignOutcome]]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A demonstration without phones: its database. Its campaign ends as soon as it is begun."""
    url = f"sqlite:///{tmp_path / 'demo.db'}"

    @asynccontextmanager
    async def demonstrated(
        settings: Settings, calls: int | None, folder: Path, preparing: Callable[[str], None], carried_out: CarriedOut
    ) -> AsyncIterator[DemoOutcome]:
        order = short_order(folder / "leads.csv", trunks=["sip:127.0.0.1:5999"], lines=1)
        async with carried_out(settings.model_copy(update={"database_url": url}), order) as outcome:
            yield DemoOutcome((), outcome, folder)

    monkeypatch.setattr(demo_console, "demonstrated", demonstrated)
    monkeypatch.setattr(demo_console, "mount_console", lambda *_: None)  # one application of a process may have it
    monkeypatch.setattr(demo_console, "campaign_report", lambda *_: CampaignReport("demo", {}, ()))
    return url


def nothing(_told: object) -> None:
    """Nobody looks."""


def ends(monkeypatch: pytest.MonkeyPatch, state: RunState, report: RunReport | None) -> None:
    async def start(live: LiveCampaigns, order: CampaignOrder) -> LiveRun:
        run = LiveRun(1, "demo", 1, 0.0, state, "the trunk is gone", report=report)
        run.task = asyncio.create_task(asyncio.sleep(0))
        return run

    monkeypatch.setattr(LiveCampaigns, "start", start)


async def test_the_console_is_there_until_it_is_interrupted(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ends(monkeypatch, RunState.ENDED, RunReport(Ending.FINISHED, 0))
    told: list[SignIn] = []

    def shown(outcome: DemoOutcome) -> None:
        assert outcome.as_expected
        asyncio.get_running_loop().run_in_executor(None, look_and_leave, told[0].address)

    def look_and_leave(address: str) -> None:
        with urllib.request.urlopen(f"{address}/sign-in") as page:
            statuses.append(page.status)
        signal.raise_signal(signal.SIGINT)

    statuses: list[int] = []
    await run_demo_console(Settings(), None, tmp_path, nothing, told.append, shown)
    assert statuses == [200]
    with Database(url) as database:
        account = database.read(lambda session: accounts.named(session, told[0].name))
    assert list(account.roles) == ["admin"]


async def test_calls_that_come_to_no_end_are_no_demonstration(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ends(monkeypatch, RunState.FAILED, None)
    with pytest.raises(DemoStopped, match="the campaign failed: the trunk is gone"):
        await run_demo_console(Settings(), None, tmp_path, nothing, nothing, nothing)
