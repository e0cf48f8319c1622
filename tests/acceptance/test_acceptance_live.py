"""Campaigns inside a serving process, over lab phones: two at once, and a supervisor's hand on one of their calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy import select

from engine.events import BotSpoke, CallEnded, HandedBack, NodeEntered, PhoneAnswered, TakenOver, Whispered
from engine.live.feed import CallDialled
from engine.live.runs import RunState
from engine.settings import Settings, TracesSection
from engine.store.tables import Attempt, CallNote
from telephony.audio import FRAME_BYTES, SAMPLE_RATE_HZ
from tests.acceptance.live_calls import PATIENT, QUICK, is_a, lab_phones, order, seconds_of_tone, serving, settings_in, side, told

pytestmark = pytest.mark.acceptance

TONE_HZ: Final = 1000
TONE: Final = (9000 * np.sin(2 * np.pi * TONE_HZ * np.arange(2 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ)).astype("<i2").tobytes()


DOUBTFUL: Final = {
    **QUICK,
    "name": "doubtful",
    "steps": [
        {"say": "Hello?"},
        {"after_bot": {"spoken_ms": 3000, "quiet_ms": 800}},
        {"say": "I doubt that very much."},
        {"after_bot": {"spoken_ms": 800, "quiet_ms": 800}},
        {"press": "1"},
    ],
}
DOCUMENTED: Final = frozenset(
    ("call", "ring", "person", "understanding", "reply", "speech", "lookup", "agent rings", "agent", "taken over")
)
"""Spans as docs/operations.md names them."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def traces(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """What would go to the collector."""
    memory = InMemorySpanExporter()
    monkeypatch.setattr("opentelemetry.exporter.otlp.proto.http.trace_exporter.OTLPSpanExporter", lambda **_: memory)
    return memory


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
async def test_two_campaigns_run_at_once_and_the_failure_of_a_third_ends_neither(
    tmp_path: Path, settings: Settings, traces: InMemorySpanExporter
) -> None:
    phones = {"+15550900001": DOUBTFUL, "+15550900002": QUICK}
    traced = settings.model_copy(update={"traces": TracesSection(endpoint="http://127.0.0.1:9/v1/traces")})
    async with lab_phones(tmp_path, phones) as lab, serving(traced) as (live, store):
        first = await live.start(order(tmp_path, "one", ["+15550900001"], lab.gateways[0]))
        second = await live.start(order(tmp_path, "two", ["+15550900002"], lab.gateways[0]))
        broken = await live.start(order(tmp_path, "broken", ["+15550900003"], "256.0.0.1:5060"))
        await asyncio.gather(*(run.task for run in (first, second, broken) if run.task))
        assert [(run.state, run.detail) for run in (first, second)] == [(RunState.ENDED, "finished")] * 2
        assert broken.state is RunState.FAILED
        assert "worker" in broken.detail
        reports = await lab.reports(2, timeout_s=20)
        attempts = store.database.read(lambda session: {one.number: one.id for one in session.scalars(select(Attempt))})
    assert {report.number for report in reports} == set(phones)
    trace_is_of(traces.get_finished_spans(), attempts["+15550900001"])


def trace_is_of(spans: Sequence[ReadableSpan], attempt_id: str) -> None:
    """Of the call of somebody who answered, was asked, said something, and pressed a key."""
    own = [one for one in spans if one.context and f"{one.context.trace_id:032x}" == attempt_id.replace("-", "")]
    (call,) = [one for one in own if one.parent is None]
    assert (call.name, call.status.is_ok or call.status.is_unset) == ("call", True)
    assert call.attributes
    assert (call.attributes["callwright.campaign"], call.attributes["callwright.disposition"]) == ("one", "completed")
    assert {"ring", "speech", "person", "understanding", "reply"} <= {one.name for one in own} <= DOCUMENTED
    assert all(one.parent and call.context and one.parent.span_id == call.context.span_id for one in own if one is not call)
    (ring,) = [one for one in own if one.name == "ring"]
    assert ring.start_time == call.start_time
    for one in own:  # clocks of two processes and of the sound card: within a tenth of a second
        assert lasted_s(call.start_time, one.start_time) > -0.1
        assert lasted_s(one.start_time, one.end_time) >= 0
        assert lasted_s(one.end_time, call.end_time) > -0.1
    assert lasted_s(ring.start_time, ring.end_time) >= DOUBTFUL["ring_s"]  # type: ignore[operator]
    assert {"PhoneAnswered", "ConversationStarted", "AnswererKnown", "NodeEntered"} <= {one.name for one in call.events}
    told = "".join(one.to_json() for one in own)
    assert "555090000" not in told
    assert "doubt" not in told


def lasted_s(begin: int | None, end: int | None) -> float:
    assert begin is not None
    assert end is not None
    return (end - begin) / 1e9
