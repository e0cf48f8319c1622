"""A line whose far end is a simulated person: sound is counted, not played, and no clock runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from telephony.audio import FRAME_BYTES, FRAME_MS, SAMPLE_BYTES, SAMPLE_RATE_HZ, silence
from telephony.causes import HangupCause
from telephony.line import Answered, DtmfReceived, HungUp, Line, LineEvent, MediaActive, MediaCounters, TransferFailed
from telephony.played import PlayedFarEnd
from telephony.recording import Recording


class StageLine:
    """Fulfils `telephony.line.Line`; the methods from `answer` on are the far end's."""

    def __init__(self, *, nobody_takes_transfers: bool = False) -> None:
        """`nobody_takes_transfers`: the agent's phone is not answered."""
        self.call_id = "rehearsal"
        self._nobody_takes_transfers = nobody_takes_transfers
        self._queued_bytes = 0
        self._played_bytes = 0
        self._frames = 0
        self._far_end = PlayedFarEnd()

    @property
    def played_ms(self) -> int:
        return self._played_bytes // SAMPLE_BYTES * 1000 // SAMPLE_RATE_HZ

    @property
    def queued_ms(self) -> int:
        return -(-self._queued_bytes // SAMPLE_BYTES * 1000 // SAMPLE_RATE_HZ)

    @property
    def counters(self) -> MediaCounters:
        return MediaCounters(frames_in=self._frames, frames_out=self._frames, late_ticks=0, unread_dropped=0)

    def events(self) -> AsyncIterator[LineEvent]:
        return self._far_end.events()

    def frames(self) -> AsyncIterator[bytes]:
        return self._far_end.frames()

    def play(self, pcm: bytes) -> int:
        begins_ms = self._frames * FRAME_MS + self.queued_ms
        self._queued_bytes += len(pcm)
        return begins_ms

    def stop_playing(self, *, fade_ms: int = 0) -> int:
        kept = min(self._queued_bytes, len(silence(fade_ms)))
        dropped_ms = (self._queued_bytes - kept) // SAMPLE_BYTES * 1000 // SAMPLE_RATE_HZ
        self._queued_bytes = kept
        return dropped_ms

    def turn_volume(self, gain_db: float, *, ramp_ms: int) -> None:
        """Loudness is not simulated."""

    def pass_on(self, taker: Callable[[bytes], None] | None) -> None:
        raise NotImplementedError("a rehearsal by text has nobody to be joined with")

    def relay(self, frame: bytes) -> None:
        raise NotImplementedError("a rehearsal by text has nobody to be joined with")

    def overhear(self, sink: Callable[[bytes, bytes], None] | None) -> None:
        raise NotImplementedError("a rehearsal by text has nothing to hear")

    def keep_time(self, tick: Callable[[], None] | None) -> None:
        raise NotImplementedError("a rehearsal by text has nobody to be joined with")

    def record(self, path: Path) -> Recording:
        raise OSError(f"{path}: a rehearsal by text has nothing to record")

    async def send_dtmf(self, digits: str) -> None:
        raise NotImplementedError(f"nobody in a rehearsal listens to the keys {digits}")

    async def transfer(self, target: str) -> None:
        if self._far_end.hung_up is not None:
            raise TransferFailed("the call is over")
        if self._nobody_takes_transfers:
            raise TransferFailed(f"nobody answers at {target}")
        self.end(HangupCause.TRANSFERRED, by_us=True)

    async def hang_up(self) -> None:
        self.end(HangupCause.NORMAL, by_us=True)

    def answer(self) -> None:
        """The person picks up, and the audio path is there."""
        self._far_end.tell(Answered())
        self._far_end.tell(MediaActive("rehearsal/8000"))

    def press(self, digit: str) -> None:
        """The person presses a key."""
        self._far_end.tell(DtmfReceived(digit))

    def end(self, cause: HangupCause = HangupCause.NORMAL, *, by_us: bool = False) -> None:
        """The call is over, by the person unless told otherwise. The first end stands."""
        self._far_end.tell(HungUp(cause, by_us, reason=cause.meaning))

    @property
    def sounding(self) -> bool:
        """The next frame of the bot's side is sound."""
        return self._queued_bytes > 0

    @property
    def sounding_frames(self) -> int:
        """Frames until the bot's side falls silent, if it is given no more to play."""
        return -(-self._queued_bytes // FRAME_BYTES)

    def exchange(self, frame: bytes) -> bool:
        """One tick of the media clock: 20 ms go either way; returns whether the bot sounded."""
        sounded = self.sounding
        self.pass_over(1)
        self._far_end.send(frame)
        return sounded

    def pass_over(self, frames: int) -> None:
        """So many ticks whose frames nobody needs to see."""
        popped = min(self._queued_bytes, frames * FRAME_BYTES)
        self._queued_bytes -= popped
        self._played_bytes += popped
        self._frames += frames


class StageDialer:
    """Fulfils `telephony.line.Dialer` for one call."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def dial(
        self, number: str, *, caller_id: str | None = None, ring_timeout_s: float = 45.0, auto_answer: bool = False
    ) -> Line:
        del number, caller_id, ring_timeout_s, auto_answer
        return self._line

    async def close(self) -> None:
        await self._line.hang_up()
