"""What a serving process begins by itself: campaigns that were served, are not finished, and are to run."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from engine.campaign.clock import SystemClock
from engine.campaign.plan.schema import CampaignPlan, Trunk
from engine.campaign.run import Ending
from engine.inbound.leads import PushedLead, find_campaign, push
from engine.inbound.people import Attributes
from engine.launch.beginning import opened_for_calls
from engine.live import resuming
from engine.live.campaigns import LiveCampaigns
from engine.live.feed import RunChanged, Subscription, Told
from engine.live.runs import RunState
from engine.settings import Settings
from engine.store import served
from engine.store.database import Database
from engine.store.errors import StoreAway
from engine.store.overview import wish
from engine.store.served import Served
from engine.store.tables import Campaign, CampaignState
from tests.integration.opt_outs import UNTOLD

pytestmark = pytest.mark.integration


def keep(database: Database, name: str, state: CampaignState, folder: Path) -> None:
    """A served campaign whose script was never kept: it can be begun, but not carried out."""
    plan = CampaignPlan(name=name, lists=("people",), trunks=(Trunk(address="sip:127.0.0.1:5999"),), policy="none")

    def add(session: Session) -> None:
        campaign = Campaign(
            name=name,
            script_id="gone",
            script_hash="00",
            headings={},
            plan=plan.model_dump(mode="json"),
            state=state,
            created_at=1.0,
        )
        session.add(campaign)
        session.flush()
        served.keep(session, Served(campaign.id, str(folder), None, None))

    database.write(add)


async def failed(watcher: Subscription) -> Told:
    async with asyncio.timeout(20):
        while True:
            told = await watcher.next()
            if isinstance(told, Told) and isinstance(told.event, RunChanged) and told.event.state == RunState.FAILED:
                return told


async def test_what_is_to_run_is_begun_and_what_is_paused_when_it_is_resumed(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'calls.db'}")
    clock = SystemClock()
    with opened_for_calls(settings, clock) as store:
        keep(store.database, "spring", CampaignState.RUNNING, tmp_path)
        keep(store.database, "autumn", CampaignState.PAUSED, tmp_path)
        live = LiveCampaigns(settings, store, clock)
        with live.feed.subscribed() as watcher:
            async with live:
                first = await failed(watcher)
                assert isinstance(first.event, RunChanged)
                assert (first.campaign, "began before scripts were kept" in first.event.detail) == ("spring", True)
                assert [run.name for run in live.runs] == ["spring"]
                store.database.write(lambda session: wish(session, "autumn", CampaignState.RUNNING))
                assert (await failed(watcher)).campaign == "autumn"
                live.go_on(first.campaign_id)  # and only then is it tried again
                assert (await failed(watcher)).campaign == "spring"


async def test_what_is_finished_is_to_run_again_when_it_gets_a_lead_and_what_is_over_never(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'calls.db'}")
    with opened_for_calls(settings, SystemClock()) as store:
        keep(store.database, "spring", CampaignState.RUNNING, tmp_path)
        (one,) = store.database.read(served.wanted)
        campaign_id = one.served.campaign_id
        assert one.served.folder_path == tmp_path

        def finish(session: Session) -> None:
            session.get_one(Campaign, campaign_id).finished_at = 9.0

        lead = PushedLead("+12025550143", {}, Attributes())
        store.database.write(finish)
        assert store.database.read(served.wanted) == []
        store.database.write(lambda session: push(session, find_campaign(session, "spring"), lead, "a form", 10.0, UNTOLD))
        assert [wanted.name for wanted in store.database.read(served.wanted)] == ["spring"]
        store.database.write(lambda session: served.forget(session, campaign_id))
        assert store.database.read(served.wanted) == []


async def test_what_ended_because_the_database_was_away_begins_again_once_it_is_back_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, loop = Settings(database_url=f"sqlite:///{tmp_path / 'calls.db'}"), asyncio.get_running_loop()
    begun_at_s: list[float] = []
    again = asyncio.Event()

    async def breaks(_live: LiveCampaigns, _run: object, _begun: object, _watch: object) -> Ending:
        begun_at_s.append(loop.time())
        if len(begun_at_s) == 2:
            again.set()
            raise RuntimeError("something else")
        raise ExceptionGroup("of the run's tasks", [StoreAway("nobody answers")])

    with opened_for_calls(settings, SystemClock()) as store:
        keep(store.database, "spring", CampaignState.RUNNING, tmp_path)
        (one,) = store.database.read(served.wanted)
        begun = SimpleNamespace(campaign_id=one.served.campaign_id, prepared=SimpleNamespace(files=()))
        monkeypatch.setattr(LiveCampaigns, "_begin", lambda _live, _order: begun)
        monkeypatch.setattr(LiveCampaigns, "_run", breaks)
        monkeypatch.setattr(resuming, "LOOK_S", 0.01)
        monkeypatch.setattr(resuming, "STEADY_S", 0.3)
        live = LiveCampaigns(settings, store, SystemClock())
        with live.feed.subscribed() as watcher:
            async with live, asyncio.timeout(20):
                assert isinstance(event := (await failed(watcher)).event, RunChanged)
                assert event.detail == "nobody answers"
                await again.wait()
                assert begun_at_s[1] - begun_at_s[0] >= 0.3
                await failed(watcher)
                await asyncio.to_thread(store.database.read, served.wanted)
                assert len(begun_at_s) == 2, "after any other error somebody has to look at it first"


async def test_a_lead_that_comes_as_its_campaign_finishes_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, again = Settings(database_url=f"sqlite:///{tmp_path / 'calls.db'}"), asyncio.Event()
    with opened_for_calls(settings, SystemClock()) as store:
        keep(store.database, "spring", CampaignState.RUNNING, tmp_path)
        (one,) = store.database.read(served.wanted)
        begun = SimpleNamespace(campaign_id=one.served.campaign_id, prepared=SimpleNamespace(files=()))
        endings = [Ending.FINISHED, Ending.STOPPED]

        async def ends(_live: LiveCampaigns, _run: object, _begun: object, _watch: object) -> Ending:
            """At once, and the store has a lead left, as after a push between the end and the next look."""
            if len(endings) == 1:
                again.set()
            return endings.pop(0)

        monkeypatch.setattr(LiveCampaigns, "_begin", lambda _live, _order: begun)
        monkeypatch.setattr(LiveCampaigns, "_run", ends)
        monkeypatch.setattr(resuming, "LOOK_S", 0.01)
        async with LiveCampaigns(settings, store, SystemClock()), asyncio.timeout(20):
            await again.wait()
