"""A line whose owner is its media clock: each frame that the far end says is a tick, and brings the frame that it hears meanwhile.

For far ends that are no telephones: a browser's microphone, a test. Time passes only by `push_frame`: one frame is 20 ms.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from telephony.audio import FRAME_BYTES, SILENT_FRAME
from telephony.causes import HangupCause
from telephony.errors import DtmfFailed
from telephony.line import Answered, DtmfReceived, HungUp, LineEvent, MediaActive, MediaCounters
from telephony.played import PlayedFarEnd
from telephony.playqueue import PlayQueue
from telephony.recording import Recording
from telephony.relayqueue import RelayQueue


class FedLine:
    """Fulfils `telephony.line.Line`; the methods below `hang_up` are the far end's side."""

    def __init__(self, call_id: str) -> None:
        self.call_id = call_id
        self._ticks = 0
        self._playing = PlayQueue()
        self._far_end = PlayedFarEnd()
        self._relayed = RelayQueue()
        self._taker: Callable[[bytes], None] | None = None
        self._overhearing: Callable[[bytes, bytes], None] | None = None
        self._timed: Callable[[], None] | None = None
        self._recording: Recording | None = None

    @property
    def played_ms(self) -> int:
        return self._playing.played_ms

    @property
    def queued_ms(self) -> int:
        return self._playing.queued_ms

    @property
    def counters(self) -> MediaCounters:
        return MediaCounters(frames_in=self._ticks, frames_out=self._ticks, late_ticks=0, unread_dropped=0)

    def events(self) -> AsyncIterator[LineEvent]:
        return self._far_end.events()

    def frames(self) -> AsyncIterator[bytes]:
        return self._far_end.frames()

    def play(self, pcm: bytes) -> int:
        return self._playing.append(pcm)

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

    def keep_time(self, tick: Callable[[], None] | None) -> None:
        self._timed = tick

    def record(self, path: Path) -> Recording:
        self._recording = Recording.start(path)
        return self._recording

    async def send_dtmf(self, digits: str) -> None:
        raise DtmfFailed(f"nobody here listens to the keys {digits}")

    async def transfer(self, target: str) -> None:
        """The call is over with it, as it would be for this side."""
        del target
        self.end(HangupCause.TRANSFERRED, by_us=True)

    async def hang_up(self) -> None:
        self.end(HangupCause.NORMAL, by_us=True)

    @property
    def hung_up(self) -> HungUp | None:
        """How the line ended; None while it is up."""
        return self._far_end.hung_up

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
        """One tick of the media clock: the far end says `frame` and hears the frame that is returned.

        Raises:
            ValueError: it is no frame.
        """
        if len(frame) != FRAME_BYTES:
            raise ValueError(f"a frame has {FRAME_BYTES} bytes, not {len(frame)}")
        heard = self._exchanged(frame)
        self._far_end.send(frame)
        return heard

    def _exchanged(self, frame: bytes) -> bytes:
        """What `push_frame` does but for the reader of `frames`: safe on a media clock's thread."""
        self._ticks += 1
        heard = self._relayed.mixed_into(self._playing.pop_frame())
        if self._recording is not None:
            self._recording.feed(frame, heard)
        if self._taker is not None:
            self._taker(frame)
        if self._overhearing is not None:
            self._overhearing(frame, heard)
        if self._timed is not None:
            self._timed()
        return heard
