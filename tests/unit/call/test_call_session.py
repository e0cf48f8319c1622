"""One call from INVITE to its last event, on a scripted line: exactly one CallEnded, whatever happens."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.call.conversation import Conversation
from engine.call.leaving import Leave
from engine.call.limits import CallLimits
from engine.call.messages import PlaceCall
from engine.call.report import Reporter
from engine.call.session import CallSession
from engine.call.verdict import NOT_RECOGNIZED
from engine.call.web_lookup import HttpLookup, Lookup, LookupRequest
from engine.call.worker.assembly import ConversationKit
from engine.dialog.loader import check_text
from engine.dialog.moves import Sentence
from engine.dialog.testing import TableClassifier, machine_of
from engine.events import (
    BotSpoke,
    CallEnded,
    CallEvent,
    ConversationStarted,
    LookedUp,
    PersonSpoke,
    PhoneAnswered,
    PhoneRinging,
    RecordingStopped,
    TurnUnread,
)
from engine.outcome import Disposition
from engine.settings import ConversationSection
from engine.speech.api import Priority, SpeechUnavailable, Transcript
from engine.speech.testing import EnergyVad, Request, ScriptedSpeech, tone_for
from telephony.audio import FRAME_BYTES, FRAME_MS, silence
from telephony.causes import HangupCause
from telephony.line import Line
from telephony.recording import Recording
from telephony.testing import ScriptedDial, ScriptedDialer, ScriptedLine
from tests.unit.call.rig import SCRIPT, SPEECH_FRAME
from tests.virtual_time import in_virtual_time

pytestmark = pytest.mark.unit

Play = Callable[[ScriptedLine], Awaitable[None]]


async def call(
    play: Play,
    *,
    max_call_s: float = 60.0,
    recording: Path | None = None,
    failure: SpeechUnavailable | None = None,
    speech: ScriptedSpeech | None = None,
    script_text: str = SCRIPT,
    lookup: Lookup = HttpLookup({}),  # noqa: B008 - has no host that it may ask
) -> list[CallEvent]:
    """Runs a session against a far end that does what `play` says."""
    speech = speech or ScriptedSpeech(["yes"])
    speech.failure = failure
    script = check_text(script_text, "rig.yaml").script
    assert script is not None
    machine = machine_of(script, {})
    loop_s, classifier = asyncio.get_running_loop().time, TableClassifier({"yes": "accept"})
    kit = ConversationKit(speech, classifier, EnergyVad, ConversationSection(), "en", lookup=lookup, monotonic_s=loop_s)
    events: list[CallEvent] = []

    async def fetch(sentence: Sentence) -> bytes:
        return tone_for(sentence.text)

    def converse(line: Line, tasks: asyncio.TaskGroup, report: Reporter, leave: Leave) -> Conversation:
        return kit.converse(machine, fetch, line, tasks, report, leave)

    async with asyncio.TaskGroup() as far_end:

        def on_dial(dialled: ScriptedDial) -> None:
            far_end.create_task(_played(play, dialled.line))

        order = PlaceCall(attempt_id="attempt", number="+15550100001", caller_id=None, variables={})
        limits = CallLimits(ring_timeout_s=5.0, max_call_s=max_call_s)
        report = Reporter("attempt", events.append, lambda: 0.0)
        await CallSession(order, ScriptedDialer(on_dial), converse, kit.eavesdrop, report, limits, recording=recording).run()
    return events


async def _played(play: Play, line: ScriptedLine) -> None:
    await play(line)


def ended(events: list[CallEvent]) -> CallEnded:
    last = events[-1]
    assert isinstance(last, CallEnded)
    assert sum(isinstance(event, CallEnded) for event in events) == 1
    return last


async def until_hung_up(line: ScriptedLine) -> None:
    for _ in range(6000):
        if line.hung_up:
            return
        await line.hear_silence(20)
    raise AssertionError("the call never ended")


async def accepts(line: ScriptedLine) -> None:
    line.ring()
    line.answer()
    await asyncio.sleep(0)
    await line.hear_silence(6500)
    await line.hear(SPEECH_FRAME * 20)
    await until_hung_up(line)


@in_virtual_time
async def test_an_accepted_offer_is_completed() -> None:
    events = await call(accepts)
    assert [type(event) for event in events[:3]] == [PhoneRinging, PhoneAnswered, ConversationStarted]
    assert ended(events).disposition is Disposition.COMPLETED
    assert ended(events).cause == "normal"
    assert ended(events).duration_ms > 6500


@pytest.mark.parametrize(
    ("cause", "status", "expected"),
    [
        (HangupCause.BUSY, 486, Disposition.BUSY),
        (HangupCause.NOT_IN_SERVICE, 404, Disposition.NOT_IN_SERVICE),
        (HangupCause.SERVICE_UNAVAILABLE, 503, Disposition.UNREACHABLE),
    ],
)
@in_virtual_time
async def test_an_unanswered_call_has_its_cause(cause: HangupCause, status: int, expected: Disposition) -> None:
    async def refuse(line: ScriptedLine) -> None:
        line.ring()
        line.end(cause, sip_status=status, q850=17, retry_after_s=30)

    end = ended(await call(refuse))
    assert (end.disposition, end.sip_status, end.q850, end.retry_after_s) == (expected, status, 17, 30)


@in_virtual_time
async def test_the_person_hangs_up_in_the_middle() -> None:
    async def leaves(line: ScriptedLine) -> None:
        line.answer()
        await asyncio.sleep(0)
        await line.hear_silence(3000)
        line.end()

    assert ended(await call(leaves)).disposition is Disposition.PERSON_HUNG_UP


ASKING_SCRIPT = """
schema_version: 1
id: asking
language: en
builtin_global: []
start: greeting
nodes:
  greeting:
    disclosure: true
    say: [This is a machine calling.]
    webhook: {url: https://crm.example.com/orders, save: {status: order.status}, timeout_ms: 8000, on_failed: unknown}
    goto: known
  known: {say: [Your order is on its way.], hangup: true}
  unknown: {say: [I cannot see your order.], hangup: true}
slots:
  status: {type: text}
"""


class LateLookup:
    """Answers only when it is told to, which is too late."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.may_answer = asyncio.Event()

    async def ask(self, request: LookupRequest) -> Mapping[str, str]:
        self.asked.set()
        await self.may_answer.wait()
        return {"status": "sent"}


@in_virtual_time
async def test_a_question_to_a_system_ends_with_the_call() -> None:
    lookup = LateLookup()

    async def leaves(line: ScriptedLine) -> None:
        line.answer()
        await asyncio.sleep(0)
        await line.hear_silence(3000)
        assert lookup.asked.is_set()
        line.end()

    async with asyncio.timeout(5):
        events = await call(leaves, script_text=ASKING_SCRIPT, lookup=lookup)
    assert ended(events).disposition is Disposition.PERSON_HUNG_UP

    told = list(events)
    lookup.may_answer.set()
    await asyncio.sleep(0)
    assert events == told
    assert not any(isinstance(event, LookedUp) for event in events)


@in_virtual_time
async def test_a_call_that_never_ends_is_ended() -> None:
    async def stays(line: ScriptedLine) -> None:
        line.answer()

    end = ended(await call(stays, max_call_s=0.2))
    assert end.disposition is Disposition.FAILED
    assert end.cause == "longest call duration reached"


@in_virtual_time
async def test_a_call_in_which_nothing_can_be_recognized_ends_politely_and_has_failed() -> None:
    events = await call(accepts, failure=SpeechUnavailable("the speech server is gone"))
    assert ended(events).disposition is Disposition.FAILED
    assert ended(events).cause == NOT_RECOGNIZED
    assert [unread.detail for unread in events if isinstance(unread, TurnUnread)] == ["the speech server is gone"]
    assert [spoke.text for spoke in events if isinstance(spoke, BotSpoke)][-1].endswith("goodbye.")


class LateOnce(ScriptedSpeech):
    """Does not answer the first request in time."""

    async def transcribe(
        self,
        pcm: bytes,
        *,
        language: str,
        hint: str = "",
        another: bool = False,
        priority: Priority = Priority.LIVE,
        timeout_s: float = 10.0,
    ) -> Transcript:
        if not self.requests:
            self.requests.append(Request(pcm, language, hint, priority))
            await asyncio.sleep(timeout_s)
            raise SpeechUnavailable(f"no transcription within {timeout_s:g} s")
        return await super().transcribe(pcm, language=language, hint=hint, another=another, priority=priority, timeout_s=timeout_s)


async def in_real_time(line: ScriptedLine, pcm: bytes) -> None:
    """The far end says `pcm` as fast as people speak."""
    for start in range(0, len(pcm), FRAME_BYTES):
        await line.hear(pcm[start : start + FRAME_BYTES])
        await asyncio.sleep(FRAME_MS / 1000)


@in_virtual_time
async def test_recognition_that_takes_too_long_is_given_up_and_the_call_goes_on() -> None:
    async def repeats(line: ScriptedLine) -> None:
        line.answer()
        await asyncio.sleep(0)
        await line.hear_silence(6500)
        await in_real_time(line, SPEECH_FRAME * 20 + silence(16_000))
        await line.hear(SPEECH_FRAME * 20)
        await until_hung_up(line)

    events = await call(repeats, speech=LateOnce(["yes"]))
    (unread,) = [event for event in events if isinstance(event, TurnUnread)]
    assert (unread.asr_ms, unread.detail) == (10_000, "no transcription within 10 s")
    assert [event.text for event in events if isinstance(event, PersonSpoke)] == ["yes"]
    assert ended(events).disposition is Disposition.COMPLETED
    assert ended(events).cause == "normal"


async def test_a_recording_that_cannot_be_written_does_not_end_the_call(tmp_path: Path) -> None:
    events = await call(accepts, recording=tmp_path / "missing" / "call.wav")
    assert ended(events).disposition is Disposition.COMPLETED
    assert ended(events).recording is None
    told = [event for event in events if isinstance(event, RecordingStopped)]
    assert [(one.agent, one.reason) for one in told] == [(None, "No such file or directory")]


async def test_what_was_recorded_before_the_disk_was_full_belongs_to_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, begun = tmp_path / "call.wav", Recording.start

    def broken(path: Path) -> Recording:
        recording = begun(path)
        recording.error = OSError(28, "No space left on device")
        return recording

    monkeypatch.setattr(Recording, "start", broken)
    monkeypatch.setattr(Recording, "duration_ms", 40)
    events = await call(accepts, recording=path)
    assert ended(events).recording == str(path)
    assert [event.reason for event in events if isinstance(event, RecordingStopped)] == ["No space left on device"]


async def test_a_recording_is_as_long_as_the_conversation(tmp_path: Path) -> None:
    end = ended(await call(accepts, recording=tmp_path / "call.wav"))
    assert end.recording == str(tmp_path / "call.wav")
    frames = (tmp_path / "call.wav").stat().st_size // (2 * FRAME_BYTES)
    assert abs(frames * 20 - end.duration_ms) <= 40


class LingeringDialer(ScriptedDialer):
    """The line is there a moment after the INVITE has left."""

    def __init__(self) -> None:
        super().__init__()
        self.invited = asyncio.Event()
        self.established = asyncio.Event()

    async def dial(
        self, number: str, *, caller_id: str | None = None, ring_timeout_s: float = 45.0, auto_answer: bool = False
    ) -> ScriptedLine:
        line = await super().dial(number, caller_id=caller_id, ring_timeout_s=ring_timeout_s, auto_answer=auto_answer)
        self.invited.set()
        await self.established.wait()
        return line


def _never(*_: object) -> Any:
    raise AssertionError("there is no conversation")


@in_virtual_time
async def test_a_call_that_is_hung_up_while_it_is_dialled_does_not_ring_on() -> None:
    dialer = LingeringDialer()
    events: list[CallEvent] = []
    order = PlaceCall(attempt_id="attempt", number="+15550100001", caller_id=None, variables={})
    limits = CallLimits(ring_timeout_s=60.0, max_call_s=60.0)
    session = CallSession(order, dialer, _never, _never, Reporter("attempt", events.append, lambda: 0.0), limits)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(session.run())
        await dialer.invited.wait()
        await session.hang_up("the engine stopped")
        dialer.established.set()
    assert (ended(events).disposition, ended(events).cause) == (Disposition.FAILED, "the engine stopped")
