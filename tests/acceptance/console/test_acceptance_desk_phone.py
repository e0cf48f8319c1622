"""An agent's page as a phone, over a call that is played here: rings, brings sound, takes the microphone's, tells its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Locator, Page, expect

from engine.call.handover.browser_calls import (
    AgentHears,
    AgentVoice,
    BrowserDeed,
    BrowserDid,
    BrowserReleased,
    FromBrowser,
    RingBrowser,
)
from engine.campaign.clock import SystemClock
from engine.events import AgentJoined
from engine.launch.beginning import opened_for_calls
from engine.live.campaigns import LiveCampaigns
from engine.live.feed import Told
from engine.live.phones import Phones
from engine.store.floor import agents
from engine.store.tables import AgentDevice
from telephony.audio import SAMPLE_RATE_HZ
from tests.acceptance.console.browser import browser_at, console, employ
from tests.acceptance.live_calls import settings_in
from tests.console.service import SOUNDING, SOUNDING_MS

pytestmark = [pytest.mark.acceptance, pytest.mark.slow]  # a process of its own: it can have one console

PATIENCE_S = 30.0
TONE = (8000 * np.sin(2 * np.pi * 440 * np.arange(320) / SAMPLE_RATE_HZ)).astype("<i2").tobytes()


class Caller:
    """The worker's side of the call."""

    def __init__(self, live: LiveCampaigns) -> None:
        self._live = live
        self.sent: list[FromBrowser] = []
        self._more = asyncio.Event()
        live.phones = Phones(self._take)

    def ring(self, call: str) -> None:
        self._live.phones.take(RingBrowser(attempt_id=call, agent="ann", ring_s=30.0, auto_answer=False))

    def join(self, call: str) -> None:
        joined = AgentJoined(attempt_id=call, at=0.0, agent="ann")
        self._live.phones.happened(Told(campaign_id=1, campaign="spring", event=joined))

    def release(self, call: str) -> None:
        self._live.phones.take(BrowserReleased(attempt_id=call, agent="ann"))

    async def talk(self, call: str) -> None:
        """A tone, at its pace, until cancelled."""
        while True:
            self._live.phones.take(AgentHears(attempt_id=call, agent="ann", pcm=TONE))
            await asyncio.sleep(0.04)

    async def until(self, true: Callable[[FromBrowser], bool]) -> None:
        """Something of this kind comes from now on."""
        seen = len(self.sent)
        async with asyncio.timeout(PATIENCE_S):
            while not any(true(one) for one in self.sent[seen:]):
                self._more.clear()
                await self._more.wait()

    def _take(self, message: FromBrowser) -> None:
        self.sent.append(message)
        self._more.set()


def loud(message: FromBrowser) -> bool:
    return isinstance(message, AgentVoice) and int(np.abs(np.frombuffer(message.pcm, "<i2").astype(np.int32)).max()) > 1000


def silent(message: FromBrowser) -> bool:
    return isinstance(message, AgentVoice) and not any(message.pcm)


def deed(kind: BrowserDeed) -> Callable[[FromBrowser], bool]:
    return lambda message: isinstance(message, BrowserDid) and message.deed is kind


@pytest.mark.timeout(170)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
async def test_a_page_is_a_phone(tmp_path: Path) -> None:
    settings, clock = settings_in(tmp_path), SystemClock()
    with opened_for_calls(settings, clock) as store:
        live = LiveCampaigns(settings, store, clock)
        caller = Caller(live)
        async with console(settings, live, store) as address, browser_at(address, "ann") as page:
            employ(store.database, "ann", phone="204")
            await page.goto(f"{address}/desk")
            await chooses_the_browser(page)
            assert store.database.read(lambda session: agents.get(session, "ann").device) is AgentDevice.BROWSER
            caller.ring("declined")
            await acts(page, caller, "ringing", "decline", BrowserDeed.DECLINED)
            caller.release("declined")
            await expect(phone(page, "idle")).to_be_visible()
            caller.ring("taken")
            await acts(page, caller, "ringing", "pick_up", BrowserDeed.PICKED_UP)
            await talks(page, caller)
            closed = asyncio.create_task(caller.until(deed(BrowserDeed.GONE)))
            await asyncio.sleep(0)  # it looks at what comes from now on
            await page.close()
            await closed


async def chooses_the_browser(page: Page) -> None:
    """Checks the microphone, and has calls come to this page."""
    await expect(phone(page, "elsewhere")).to_be_visible()
    await page.click("[data-act=check]")
    await expect(page.locator("[data-act=to_browser]")).to_be_enabled()
    await page.click("[data-act=to_browser]")
    await expect(phone(page, "idle")).to_be_visible()


async def talks(page: Page, caller: Caller) -> None:
    """The summary, both talking, the agent muted and heard again."""
    talking = asyncio.create_task(caller.talk("taken"))
    await expect(page.locator("agent-phone")).to_have_attribute("data-loudness", SOUNDING, timeout=SOUNDING_MS)
    await acts(page, caller, "picked_up", "join", BrowserDeed.KEY)
    caller.join("taken")
    await expect(phone(page, "joined")).to_be_visible()
    await caller.until(loud)
    await page.click("[data-act=mute]")
    await caller.until(silent)
    await page.click("[data-act=mute]")
    await caller.until(loud)
    talking.cancel()


def phone(page: Page, state: str) -> Locator:
    return page.locator(f"agent-phone[data-state={state}]")


async def acts(page: Page, caller: Caller, state: str, button: str, kind: BrowserDeed) -> None:
    await expect(phone(page, state)).to_be_visible()
    waiting = asyncio.create_task(caller.until(deed(kind)))
    await asyncio.sleep(0)
    await page.click(f"[data-act={button}]")
    await waiting
