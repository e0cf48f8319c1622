"""The wall, a live call's page and a desk that rings, judged as the other pages are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from engine.call.handover.browser_calls import RingBrowser
from engine.campaign.clock import SystemClock
from engine.launch.beginning import opened_for_calls
from engine.live.campaigns import LiveCampaigns
from tests.acceptance.console.browser import console
from tests.acceptance.live_calls import settings_in
from tests.console.accessible import MODES, Mode, Visit, all_faults, in_both_colours, judged, shown, someone
from tests.console.live_pictures import happen, ready_for_a_call
from tests.console.seed import seed
from tests.console.service import DIALOGS, Served, launched

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

WALL: Final = (Visit("sue", "/wall", ".wall-call"), Visit("sue", "/wall/a", ".turn .said"), Visit("sue", "/wall/b", ".turn .said"))
Found = dict[str, list[str]]


def look_at_the_wall(service: Served, mode: Mode) -> Found:
    with sync_playwright() as playwright, launched(playwright) as browser:
        context = someone(browser, service, "sue", mode)
        return {visit.path: judged(context, service, visit, all_faults) for visit in WALL}


def look_at_a_desk_that_rings(service: Served, ring: Callable[[], object]) -> Found:
    def rings(page: Page) -> None:
        expect(page.locator("agent-phone[data-state=idle]")).to_be_visible()
        ring()
        expect(page.locator("agent-phone[data-state=ringing]")).to_be_visible()

    with sync_playwright() as playwright, launched(playwright) as browser:
        context = someone(browser, service, "ann", MODES[0])
        return {"/desk": judged(context, service, Visit("ann", "/desk", "agent-phone", rings), in_both_colours)}


@pytest.mark.parametrize("mode", MODES, ids=str)
async def test_the_wall_and_a_call_in_every_mode(tmp_path: Path, mode: Mode) -> None:
    settings = settings_in(tmp_path)
    with opened_for_calls(settings, SystemClock()) as store:
        live = LiveCampaigns(settings, store, SystemClock())
        happen(live)
        async with console(settings, live, store) as address:
            found = await asyncio.to_thread(look_at_the_wall, Served(address, tmp_path, store.database), mode)

    assert not any(found.values()), shown(found)


async def test_a_desk_that_rings(tmp_path: Path) -> None:
    settings, loop = settings_in(tmp_path), asyncio.get_running_loop()
    with opened_for_calls(settings, SystemClock()) as store:
        live = LiveCampaigns(settings, store, SystemClock())
        seeded = seed(store.database, DIALOGS, tmp_path / "recordings", SystemClock().now(), leads=20)
        call = RingBrowser(attempt_id=seeded.attempt_id, agent="ann", ring_s=120.0, auto_answer=False)
        async with console(settings, live, store) as address:
            store.database.write(ready_for_a_call)
            service = Served(address, tmp_path, store.database)
            found = await asyncio.to_thread(
                look_at_a_desk_that_rings, service, lambda: loop.call_soon_threadsafe(live.phones.take, call)
            )

    assert not any(found.values()), shown(found)
