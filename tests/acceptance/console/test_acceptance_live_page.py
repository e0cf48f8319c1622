"""The live call's page in a real browser, over a call that is played by the test: what is heard, said and ordered from it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from playwright.async_api import expect

from engine.call.orders import (
    CallSound,
    HandBack,
    ListenIn,
    Order,
    OrderRefused,
    StopListening,
    SupervisorVoice,
    TakeOver,
    Whisper,
)
from engine.call.worker.pool import WorkerPool
from engine.campaign.clock import SystemClock
from engine.campaign.runner import CampaignRunner
from engine.campaign.trunks.board import TrunkView
from engine.campaign.trunks.lines import TrunkedLines
from engine.events import AnswerMissed, BotSpoke, CallEvent, ConversationStarted, HandedBack, PersonSpoke, PhoneAnswered, TakenOver
from engine.launch.beginning import opened_for_calls
from engine.launch.running import Ready
from engine.live.campaigns import LiveCampaigns
from engine.live.feed import CallDialled, Happening, Told
from engine.live.runs import LiveRun, RunState
from telephony.audio import FRAME_BYTES, SAMPLE_RATE_HZ
from telephony.recording import interleaved
from tests.acceptance.console.browser import browser_at, console
from tests.acceptance.live_calls import settings_in
from tests.console.service import SOUNDING, SOUNDING_MS

pytestmark = pytest.mark.acceptance

PACKET = 2 * FRAME_BYTES // 2  # samples
TONE = (8000 * np.sin(2 * np.pi * 500 * np.arange(PACKET) / SAMPLE_RATE_HZ)).astype("<i2").tobytes()
VOICE_BYTES = 3 * 2 * SAMPLE_RATE_HZ
"""Three seconds of the microphone."""


class PlayedCall:
    """A pool with one call that does at once what it is told."""

    restarts = 0
    workers = ()

    def __init__(self, live: LiveCampaigns) -> None:
        self.live = live
        self.orders: list[Order] = []
        self.voice = bytearray()
        self.spoken = asyncio.Event()
        self._sounding: asyncio.Task[None] | None = None

    def views(self) -> tuple[TrunkView, ...]:
        return (TrunkView("gateway:5060", 1, 4, closed=True),)

    def happens(self, event: Happening) -> None:
        self.live.tell(Told(campaign_id=1, campaign="spring", event=event))

    async def order(self, order: Order) -> None:
        self.orders.append(order)
        now = time.time()
        match order:
            case ListenIn():
                self._sounding = asyncio.create_task(self._sound())
            case TakeOver(by=by):
                self.happens(TakenOver(attempt_id="a", at=now, by=by))
            case HandBack(by=by, node=node):
                self.happens(HandedBack(attempt_id="a", at=now, by=by, node=node))
            case Whisper(text="nonsense"):
                raise OrderRefused("these words cannot be spoken")
            case Whisper(text=text):
                self.happens(bot(text))
            case _:
                pass

    def send(self, message: SupervisorVoice | StopListening) -> None:
        if isinstance(message, SupervisorVoice):
            self.voice += message.pcm
            if len(self.voice) > VOICE_BYTES:
                self.spoken.set()
        elif self._sounding:
            self._sounding.cancel()

    def tell(self, event: CallEvent) -> None:
        self.happens(event)

    async def _sound(self) -> None:
        while True:
            self.live.supervisor.heard(CallSound(attempt_id="a", pcm=interleaved(TONE, TONE)))
            await asyncio.sleep(0.04)


def bot(text: str) -> BotSpoke:
    return BotSpoke(
        attempt_id="a", at=time.time(), node="offer", text=text, started_ms=0, played_ms=900, interrupted=False, reply_gap_ms=None
    )


def person(text: str) -> PersonSpoke:
    return PersonSpoke(
        attempt_id="a",
        at=time.time(),
        node="offer",
        text=text,
        started_ms=0,
        ended_ms=900,
        intent="price",
        confidence=0.93,
        asr_ms=90,
    )


@pytest.mark.timeout(120)
async def test_a_supervisor_hears_speaks_and_orders_from_the_page(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with opened_for_calls(settings, SystemClock()) as store:
        live = LiveCampaigns(settings, store, SystemClock())
        call, run = PlayedCall(live), LiveRun(1, "spring", 4, time.time(), RunState.RUNNING, nodes=("offer", "price"))
        run.ready = Ready(cast("CampaignRunner", None), cast("WorkerPool", call), cast("TrunkedLines", call))
        live._runs[1] = run
        now = time.time()
        call.happens(CallDialled(attempt_id="a", at=now, number="+15550100001", worker="worker-1"))
        for event in (
            PhoneAnswered(attempt_id="a", at=now),
            ConversationStarted(attempt_id="a", at=now, codec="PCMA/8000"),
            person("<b>How much</b> is it?"),
            AnswerMissed(attempt_id="a", at=now, node="offer", turn_ended_ms=900),
        ):
            call.happens(event)
        async with console(settings, live, store) as address, browser_at(address) as page:
            await page.goto(f"{address}/wall")
            await page.click(".wall-call")
            await page.wait_for_selector(".turn.person:has-text('<b>How much</b> is it?')")  # as text, whatever it looks like
            await page.wait_for_selector(".turn.person .why:has-text('price 0.93')")
            await page.wait_for_selector(".turn.event:has-text('not understood · offer')")
            await page.click("[data-act=listen]")
            await expect(page.locator("live-call")).to_have_attribute("data-loudness", SOUNDING, timeout=SOUNDING_MS)
            assert int(await page.locator("live-call").get_attribute("data-waiting-ms") or "0") <= 600, "more is dropped"
            await page.locator(".live-acts input").press_sequentially("nonsense")  # by keys, as people do
            await page.click("[data-act=whisper]")
            await page.wait_for_selector(".live-told:has-text('these words cannot be spoken')")
            await page.fill(".live-acts input", "The weather will be splendid.")
            await page.click("[data-act=whisper]")
            await page.wait_for_selector(".turn.bot:has-text('The weather will be splendid.')")
            await page.click("[data-act=take_over]")
            await page.wait_for_selector("live-call[data-state=taken_over]")
            async with asyncio.timeout(20):
                await call.spoken.wait()
            await page.click("[data-act=take_over]")
            await page.wait_for_selector("live-call[data-state=talking]")
            await page.click("[data-act=listen]")
            await page.wait_for_selector("live-call:not([data-listening])")
            await page.select_option(".live-acts select", "price")
            await page.click("[data-act=force]")
            await page.wait_for_selector(".live-told:has-text('Done.')")
            await page.click("[data-act=mark]")
            await page.wait_for_selector(".turn.event:has-text('marked for review')")
    kinds = [type(order).__name__ for order in call.orders]
    assert kinds == ["ListenIn", "Whisper", "Whisper", "TakeOver", "HandBack", "ForceNode"]
    assert np.abs(np.frombuffer(bytes(call.voice), dtype="<i2")).max() > 500
