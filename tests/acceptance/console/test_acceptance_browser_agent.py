"""An agent takes a call in the browser: rung, told who it is, joined; when the page is closed, the bot is back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pytest
from playwright.async_api import Page, expect

from engine.events import AgentJoined, AgentLeft, AgentRinging, BotSpoke, CallEnded, PhoneAnswered
from engine.outcome import Disposition, HandoverOutcome
from telephony.audio import SAMPLE_RATE_HZ
from tests.acceptance.console.browser import browser_at, console, employ
from tests.acceptance.console.test_acceptance_agent_page import PERSON, WISH, order
from tests.acceptance.live_calls import is_a, lab_phones, serving, settings_in, side, told
from tests.console.service import SOUNDING, SOUNDING_MS

pytestmark = [pytest.mark.acceptance, pytest.mark.slow]  # a process of its own: it can have one console

PHONES: Final = {
    PERSON: {
        "name": "talks to a person",
        "voice": "alma",
        "ring_s": 0.3,
        "max_call_s": 120,
        "steps": [
            {"say": "Hello?"},
            {"after_bot": {"spoken_ms": 3500, "quiet_ms": 900}},
            {"press": "2"},
            *([{"say": WISH}, {"wait_s": 0.5}] * 25),
        ],
    },
}
TALK_MS: Final = 4000
MUTED_MS: Final = 2500


@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
async def test_an_agent_talks_in_the_browser_until_the_page_is_closed(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    async with (
        lab_phones(tmp_path, PHONES) as lab,
        serving(settings) as (live, store),
        console(settings, live, store) as address,
    ):
        employ(store.database, "ann")
        async with browser_at(address, "ann") as page:
            with live.feed.subscribed() as watcher:
                await page.goto(f"{address}/desk")
                await checks_the_microphone(page)
                await page.get_by_role("button", name="Ready").click()
                await expect(page.locator(".badge", has_text="ready")).to_be_visible()
                await live.start(order(tmp_path, lab.gateways[0]))

                answered = (await told(watcher, is_a(PhoneAnswered), 120)).event
                await told(watcher, is_a(AgentRinging), 60)
                await expect(page.locator("agent-phone[data-state=ringing]")).to_be_visible()
                await expect(page.get_by_role("heading", name="Ada Okafor")).to_be_visible()
                await page.click("[data-act=pick_up]")
                joined = (await told(watcher, is_a(AgentJoined))).event
                await hears_something(page, "joined")
                await page.wait_for_timeout(TALK_MS)
                muted_at = time.time()
                await page.click("[data-act=mute]")
                await page.wait_for_timeout(MUTED_MS)
                closed_at = time.time()
                await page.close()
                left = (await told(watcher, is_a(AgentLeft))).event
                spoke = (await told(watcher, is_a(BotSpoke))).event
                ended = (await told(watcher, is_a(CallEnded))).event
        report = await lab.next_report(timeout_s=20)
    assert isinstance(left, AgentLeft)
    assert left.outcome is HandoverOutcome.BROKEN
    assert left.at - closed_at < 3.0, "a second, on a machine that does nothing else"
    assert isinstance(spoke, BotSpoke)
    assert spoke.text == "Nobody is free."
    assert isinstance(ended, CallEnded)
    assert ended.disposition is Disposition.COMPLETED
    assert report.recording is not None
    heard = side(report.recording, 1)
    assert sounding_s(heard, joined.at - answered.at + 0.5, muted_at - answered.at) > 1.0, "the person hears the agent"
    assert sounding_s(heard, muted_at - answered.at + 1.0, closed_at - answered.at) < 0.2, "but not while muted"
    assert left.recording is not None
    assert ended.recording is not None
    for recording in (left.recording, ended.recording):
        for index in (0, 1):
            assert sounding_s(side(Path(recording), index), 0.0, None) > 1.0, (recording, index)


async def checks_the_microphone(page: Page) -> None:
    """As somebody does who wants to be sure to be heard."""
    await expect(page.locator("agent-phone[data-state=idle]")).to_be_visible()
    await page.click("[data-act=check]")
    use = page.locator("[data-act=to_browser]")
    await expect(use).to_be_enabled()
    await use.click()
    await expect(page.locator("agent-phone[data-state=idle]")).to_be_visible()


async def hears_something(page: Page, state: str) -> None:
    heard = page.locator(f"agent-phone[data-state={state}]")
    await expect(heard).to_have_attribute("data-loudness", SOUNDING, timeout=SOUNDING_MS)


def sounding_s(sound: npt.NDArray[np.float64], begin_s: float, end_s: float | None) -> float:
    """Seconds of sound between two moments."""
    piece = SAMPLE_RATE_HZ // 50
    part = sound[int(begin_s * SAMPLE_RATE_HZ) : None if end_s is None else int(end_s * SAMPLE_RATE_HZ)]
    pieces = part[: len(part) // piece * piece].reshape(-1, piece)
    return float(np.count_nonzero(np.sqrt(np.mean(pieces**2, axis=1)) > 200)) / 50
