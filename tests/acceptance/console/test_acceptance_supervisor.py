"""A supervisor at a browser: sees a live call on the wall, listens, whispers, takes over by voice, hands back, hangs up."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pytest
from playwright.async_api import expect

from engine.events import HandedBack, PhoneAnswered, TakenOver
from telephony.audio import SAMPLE_RATE_HZ
from tests.acceptance.console.browser import browser_at, console
from tests.acceptance.live_calls import PATIENT, is_a, lab_phones, order, serving, settings_in, side, told
from tests.console.service import SOUNDING, SOUNDING_MS

pytestmark = [pytest.mark.acceptance, pytest.mark.slow]  # a process of its own: it can have one console

HELD_S: Final = 3.0


@pytest.mark.timeout(170)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
async def test_a_supervisor_steers_a_live_call_from_a_browser(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    async with (
        lab_phones(tmp_path, {"+15550900001": PATIENT}) as lab,
        serving(settings) as (live, store),
        console(settings, live, store) as address,
        browser_at(address) as page,
    ):
        with live.feed.subscribed() as watcher:
            await page.goto(f"{address}/wall")
            await live.start(order(tmp_path, "one", ["+15550900001"], lab.gateways[0]))
            answered = (await told(watcher, is_a(PhoneAnswered), 90)).event
            await page.click(".wall-call")
            await page.wait_for_selector("live-call[data-state=talking]")
            await page.click("[data-act=listen]")
            await expect(page.locator("live-call")).to_have_attribute("data-loudness", SOUNDING, timeout=SOUNDING_MS)
            await page.fill(".live-acts input", "The weather will be splendid.")
            await page.click("[data-act=whisper]")
            await page.wait_for_selector(".turn.bot:has-text('The weather will be splendid.')")
            await page.click("[data-act=take_over]")
            await page.wait_for_selector("live-call[data-state=taken_over]")
            began = (await told(watcher, is_a(TakenOver))).event
            await page.wait_for_timeout(1000 * HELD_S)
            await page.click("[data-act=take_over]")
            await page.wait_for_selector("live-call[data-state=talking]")
            ended = (await told(watcher, is_a(HandedBack))).event
            await page.locator(".turn.bot .said").nth(3).wait_for()
            said = await page.locator(".turn.bot .said").all_inner_texts()
            page.on("dialog", lambda dialog: dialog.accept())
            await page.click("[data-act=hang_up]")
            await page.wait_for_selector("live-call[data-state=over]")
        report = await lab.next_report(timeout_s=20)
    assert said[-1] == "Would you like to come on Friday?"
    assert report.recording is not None
    heard = side(report.recording, 1)
    held = heard[int((began.at - answered.at + 0.5) * SAMPLE_RATE_HZ) : int((ended.at - answered.at) * SAMPLE_RATE_HZ)]
    pieces = held[: len(held) // 160 * 160].reshape(-1, 160)
    loud = np.count_nonzero(np.sqrt(np.mean(pieces**2, axis=1)) > 200) * 0.02
    assert loud > HELD_S / 4  # the bot is silent then: what the phone hears is the supervisor
