"""The demonstration in the console: an account of its own, and a console that is there while calls are made and stays."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from engine.app import CampaignOutcome
from engine.campaign.order import CampaignOrder, short_order
from engine.campaign.run import Ending, RunReport
from engine.demo import console as demo_console
from engine.demo.campaign import DemoOutcome
from engine.demo.console import DemoFailed, SignIn, run_demo_console
from engine.live.campaigns import LiveCampaigns
from engine.live.runs import LiveRun, RunState
from engine.settings import Settings
from engine.store.access import accounts
from engine.store.database import Database
from engine.store.reporting.reports import CampaignReport

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


def entrance(link: str) -> tuple[int, str]:
    """What answers a browser of somebody new, and where it is sent."""
    parts = urlsplit(link)
    with closing(HTTPConnection(parts.netloc)) as connection:
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        return answer.status, answer.headers.get("location", "")


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
        asyncio.get_running_loop().run_in_executor(None, look_and_leave)

    def look_and_leave() -> None:
        try:
            entered.extend(entrance(link) for link in (told[0].link, told[0].link_to_open, told[0].link))
        finally:
            signal.raise_signal(signal.SIGINT)

    entered: list[tuple[int, str]] = []
    await run_demo_console(Settings(), None, tmp_path, nothing, told.append, shown)
    assert entered == [(303, "/wall"), (303, "/wall"), (401, "")]
    with Database(url) as database:
        account = database.read(lambda session: accounts.named(session, told[0].name))
    assert list(account.roles) == ["admin"]


async def test_calls_that_come_to_no_end_are_no_demonstration(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ends(monkeypatch, RunState.FAILED, None)
    with pytest.raises(DemoFailed, match="the campaign failed: the trunk is gone"):
        await run_demo_console(Settings(), None, tmp_path, nothing, nothing, nothing)


async def test_calls_that_were_stopped_are_shown_as_far_as_they_came(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends(monkeypatch, RunState.ENDED, RunReport(Ending.STOPPED, 5))
    shown: list[DemoOutcome] = []

    def interrupt(outcome: DemoOutcome) -> None:
        shown.append(outcome)
        signal.raise_signal(signal.SIGINT)

    await run_demo_console(Settings(), None, tmp_path, nothing, nothing, interrupt)
    assert not shown[0].as_expected
    assert shown[0].campaign.run.left == 5
