"""Campaigns inside a serving process, over lab phones: two at once, and a supervisor's hand on one of their calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from sqlalchemy import select

from engine.events import BotSpoke, CallEnded, HandedBack, NodeEntered, PhoneAnswered, TakenOver, Whispered
from engine.live.feed import CallDialled
from engine.live.runs import RunState
from engine.settings import Settings
from engine.store.tables import CallNote
from telephony.audio import FRAME_BYTES, SAMPLE_RATE_HZ
from tests.acceptance.live_calls import PATIENT, QUICK, is_a, lab_phones, order, seconds_of_tone, serving, settings_in, side, told

pytestmark = pytest.mark.acceptance

TONE_HZ: Final = 1000
TONE: Final = (9000 * np.sin(2 * np.pi * TONE_HZ * np.arange(2 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ)).astype("<i2").tobytes()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.mark.timeout(170)
async def test_a_supervisor_whispers_listens_takes_over_and_hands_back(tmp_path: Path, settings: Settings) -> None:
    async with lab_phones(tmp_path, {"+15550900001": PATIENT}) as lab, serving(settings) as (live, store):
        with live.feed.subscribed() as watcher:
            await live.start(order(tmp_path, "one", ["+15550900001"], lab.gateways[0]))
            dialled = (await told(watcher, is_a(CallDialled), 90)).event
            assert isinstance(dialled, CallDialled)
            call, supervisor = dialled.attempt_id, live.supervisor
            await told(watcher, is_a(PhoneAnswered))
            async with supervisor.listening(call, "sue") as ear:
                heard = bytearray()
                packets = asyncio.create_task(_collect(ear.packets(), heard))
                await told(watcher, lambda one: isinstance(one.event, BotSpoke) and one.event.node == "question")
                await supervisor.whisper(call, "sue", "The weather will be splendid.")
                spoken = (await told(watcher, is_a(BotSpoke))).event
                assert isinstance(spoken, BotSpoke)
                assert (spoken.text, spoken.interrupted) == ("The weather will be splendid.", False)
                await supervisor.force(call, "sue", "price")
                await told(watcher, lambda one: isinstance(one.event, NodeEntered) and one.event.node == "price")
                await supervisor.take_over(call, "sue")
                await told(watcher, is_a(TakenOver))
                for start in range(0, len(TONE), 2 * FRAME_BYTES):
                    supervisor.speak(call, TONE[start : start + 2 * FRAME_BYTES])
                    await asyncio.sleep(0.04)
                await supervisor.hand_back(call, "sue")
                await told(watcher, is_a(HandedBack))
                again_asked = (await told(watcher, is_a(BotSpoke))).event
                assert isinstance(again_asked, BotSpoke)
                assert again_asked.text == "Would you like to come on Friday?"
                supervisor.mark(call, "sue", "splendid")
                await supervisor.hang_up(call, "sue")
                ended = (await told(watcher, is_a(CallEnded))).event
                assert isinstance(ended, CallEnded)
                assert ended.cause == "hung up by a supervisor"
                await packets
            kinds = store.database.read(lambda session: list(session.scalars(select(CallNote.kind).order_by(CallNote.id))))
            report = await lab.next_report(timeout_s=20)
    deeds = ["ListenedTo", "Whispered", "NodeForced", "TakenOver", "HandedBack", "MarkedForReview", "HangUpOrdered"]
    assert [kind for kind in kinds if kind in deeds] == deeds
    assert Whispered.__name__ in kinds
    assert report.recording is not None
    assert seconds_of_tone(side(report.recording, 1), TONE_HZ) > 1.5  # the person heard the supervisor
    both = np.frombuffer(bytes(heard), dtype="<i2").reshape(-1, 2).astype(np.float64)
    assert np.abs(both[:, 0]).max() > 1000  # the person's hello
    assert seconds_of_tone(both[:, 1], TONE_HZ) > 1.5  # who listens hears the supervisor, too


async def _collect(packets: AsyncIterator[bytes], into: bytearray) -> None:
    async for packet in packets:
        into += packet


@pytest.mark.timeout(170)
@pytest.mark.slow
async def test_two_campaigns_run_at_once_and_the_failure_of_a_third_ends_neither(tmp_path: Path, settings: Settings) -> None:
    phones = {"+15550900001": QUICK, "+15550900002": QUICK}
    async with lab_phones(tmp_path, phones) as lab, serving(settings) as (live, _):
        first = await live.start(order(tmp_path, "one", ["+15550900001"], lab.gateways[0]))
        second = await live.start(order(tmp_path, "two", ["+15550900002"], lab.gateways[0]))
        broken = await live.start(order(tmp_path, "broken", ["+15550900003"], "256.0.0.1:5060"))
        await asyncio.gather(*(run.task for run in (first, second, broken) if run.task))
        assert [(run.state, run.detail) for run in (first, second)] == [(RunState.ENDED, "finished")] * 2
        assert broken.state is RunState.FAILED
        assert "worker" in broken.detail
        reports = await lab.reports(2, timeout_s=20)
    assert {report.number for report in reports} == set(phones)
