"""A line and a dialer without a telephone: the test plays the far end by hand, on whatever clock its event loop has.

    line = ScriptedLine()
    line.answer()                       # the session sees Answered, MediaActive
    await line.hear(speech)             # each 20 ms frame heard also pops one frame of what the session plays
    assert line.spoken                  # ... which is here

Time passes only by `hear`: one frame is 20 ms, exactly as on a real line, where the media clock does it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from telephony.audio import FRAME_BYTES, SILENT_FRAME, silence
from telephony.causes import HangupCause
from telephony.line import (
    Answered,
    DialFailed,
    DtmfReceived,
    EarlyMedia,
    HungUp,
    LineEvent,
    MediaActive,
    MediaCounters,
    Ringing,
    TransferFailed,
)
from telephony.played import PlayedFarEnd
from telephony.playqueue import PlayQueue
from telephony.recording import Recording
from telephony.relayqueue import RelayQueue


class ScriptedLine:
    """Fulfils `telephony.line.Line`; the methods below `hang_up` are the test's side."""

    def __init__(self, call_id: str = "scripted-call") -> None:
        self.call_id = call_id
        self.spoken = bytearray()
        """What the far end heard so far: one frame per frame it spoke."""
        self.dtmf_sent = ""
        self.transfers: list[str] = []
        self.transfer_refusal: str | None = None
        """What `transfer` fails with; None lets it succeed."""
        self._playing = PlayQueue()
        self._far_end = PlayedFarEnd()
        self._relayed = RelayQueue()
        self._taker: Callable[[bytes], None] | None = None
        self._overhearing: Callable[[bytes, bytes], None] | None = None
        self._recording: Recording | None = None

    @property
    def played_ms(self) -> int:
        return self._playing.played_ms

    @property
    def queued_ms(self) -> int:
        return self._playing.queued_ms

    @property
    def counters(self) -> MediaCounters:
        frames = len(self.spoken) // FRAME_BYTES
        return MediaCounters(frames_in=frames, frames_out=frames, late_ticks=0, unread_dropped=0)

    def events(self) -> AsyncIterator[LineEvent]:
        return self._far_end.events()

    def frames(self) -> AsyncIterator[bytes]:
        return self._far_end.frames()

    def play(self, pcm: bytes) -> None:
        self._playing.append(pcm)

    def stop_playing(self, *, fade_ms: int = 0) -> int:
        return self._playing.cut(fade_ms)

    def turn_volume(self, gain_db: float, *, ramp_ms: int) -> None:
        self._playing.turn_volume(gain_db, ramp_ms)

    def pass_on(self, taker: Callable[[bytes], None] | None) -> None:
        self._taker = taker
        self._relayed.clear()

    def relay(self, frame: bytes) -> None:
        self._relayed.append(frame)

    def overhear(self, sink: Callable[[bytes, bytes], None] | None) -> None:
        self._overhearing = sink

    def record(self, path: Path) -> Recording:
        self._recording = Recording.start(path)
        return self._recording

    async def send_dtmf(self, digits: str) -> None:
        self.dtmf_sent += digits

    async def transfer(self, target: str) -> None:
        if self.hung_up is not None:
            raise TransferFailed("the call is over")
        self.transfers.append(target)
        if self.transfer_refusal is not None:
            raise TransferFailed(self.transfer_refusal)
        self.end(HangupCause.TRANSFERRED, by_us=True)

    async def hang_up(self) -> None:
        self.end(HangupCause.NORMAL, by_us=True)

    @property
    def hung_up(self) -> HungUp | None:
        """How the line ended; None while it is up."""
        return self._far_end.hung_up

    def ring(self, status: int = 180, *, early_media: bool = False) -> None:
        """The far end is alerted."""
        self._far_end.tell(Ringing(status))
        if early_media:
            self._far_end.tell(EarlyMedia())

    def answer(self, codec: str = "PCMA/8000") -> None:
        """The far end answers and the audio path comes up."""
        self._far_end.tell(Answered())
        self._far_end.tell(MediaActive(codec))

    def press(self, digits: str) -> None:
        """The far end presses keys."""
        for digit in digits:
            self._far_end.tell(DtmfReceived(digit))

    def end(
        self,
        cause: HangupCause = HangupCause.NORMAL,
        *,
        by_us: bool = False,
        sip_status: int | None = None,
        q850: int | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        """The call is over, by the far end unless told otherwise. The first end stands."""
        self._far_end.tell(HungUp(cause, by_us, sip_status, q850, cause.meaning, retry_after_s))
        if self._recording is not None:
            self._recording.close()

    def push_frame(self, frame: bytes = SILENT_FRAME) -> bytes:
        """One tick of the media clock: the far end says `frame` and hears the frame that is returned."""
        if len(frame) != FRAME_BYTES:
            raise ValueError(f"a frame has {FRAME_BYTES} bytes, not {len(frame)}")
        heard = self._relayed.mixed_into(self._playing.pop_frame())
        self.spoken += heard
        if self._recording is not None:
            self._recording.feed(frame, heard)
        if self._taker is not None:
            self._taker(frame)
        if self._overhearing is not None:
            self._overhearing(frame, heard)
        self._far_end.send(frame)
        return heard

    async def hear(self, pcm: bytes) -> None:
        """The far end says `pcm`, tick by tick; after each the reader of `frames()` has dealt with it. Needs such a reader."""
        for start in range(0, len(pcm), FRAME_BYTES):
            if self.hung_up is not None:
                return
            self.push_frame(pcm[start : start + FRAME_BYTES].ljust(FRAME_BYTES, b"\0"))
            await self._far_end.reader_idle.wait()

    async def hear_silence(self, ms: int) -> None:
        """The far end says nothing for `ms`."""
        await self.hear(silence(ms))


@dataclass(frozen=True, slots=True)
class ScriptedDial:
    """One call of `ScriptedDialer.dial`."""

    number: str
    caller_id: str | None
    ring_timeout_s: float
    line: ScriptedLine
    auto_answer: bool = False


class ScriptedDialer:
    """Fulfils `telephony.line.Dialer`: every dial makes a new `ScriptedLine`, kept in `dials` and shown to `on_dial`."""

    def __init__(self, on_dial: Callable[[ScriptedDial], None] | None = None) -> None:
        self.dials: list[ScriptedDial] = []
        self.failure: str | None = None
        """What `dial` fails with; None lets it succeed."""
        self._on_dial = on_dial

    async def dial(
        self, number: str, *, caller_id: str | None = None, ring_timeout_s: float = 45.0, auto_answer: bool = False
    ) -> ScriptedLine:
        if self.failure is not None:
            raise DialFailed(self.failure)
        line = ScriptedLine(f"scripted-call-{len(self.dials) + 1}")
        dialled = ScriptedDial(number, caller_id, ring_timeout_s, line, auto_answer)
        self.dials.append(dialled)
        if self._on_dial is not None:
            self._on_dial(dialled)
        return line

    async def close(self) -> None:
        for dialled in self.dials:
            await dialled.line.hang_up()
