"""The audio one side of a call wants to say: appended by the application, popped 20 ms at a time by the media clock."""

from __future__ import annotations

import threading
from array import array

from telephony.audio import FRAME_BYTES, FRAME_MS, SAMPLE_BYTES, SAMPLE_RATE_HZ, SILENT_FRAME, silence
from telephony.volume import Volume


def _ms_begun(byte_count: int) -> int:
    """Milliseconds of that much audio, the last begun one included: 0 only for no audio at all."""
    return -(-byte_count // SAMPLE_BYTES * 1000 // SAMPLE_RATE_HZ)


def faded_out(pcm: bytes) -> bytes:
    """`pcm` (s16le mono) under a straight ramp from full volume to silence."""
    samples = array("h", pcm)
    count = len(samples)
    return array("h", (sample * (count - i) // count for i, sample in enumerate(samples))).tobytes()


class PlayQueue:
    """Thread-safe; the lock is held for copies of one frame or one prompt only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting = bytearray()
        self._popped_bytes = 0
        self._frames = 0
        self._volume = Volume()

    @property
    def played_ms(self) -> int:
        """Audio popped since the queue was made; padding does not count."""
        return self._popped_bytes // SAMPLE_BYTES * 1000 // SAMPLE_RATE_HZ

    @property
    def queued_ms(self) -> int:
        return _ms_begun(len(self._waiting))

    @property
    def frames(self) -> int:
        """Frames of 20 ms that have passed, padding and silence included."""
        return self._frames

    def append(self, pcm: bytes) -> int:
        """Queues `pcm` and returns where it begins: the milliseconds from the first frame to it.

        Raises:
            ValueError: half a sample at the end.
        """
        if len(pcm) % SAMPLE_BYTES:
            raise ValueError(f"{len(pcm)} bytes are not whole 16-bit samples")
        with self._lock:
            begins_ms = self._frames * FRAME_MS + self.queued_ms
            self._waiting += pcm
        return begins_ms

    def pop_frame(self) -> bytes:
        """The next 20 ms, padded with silence if less is waiting."""
        with self._lock:
            self._frames += 1
            if not self._waiting:
                return SILENT_FRAME
            frame = bytes(self._waiting[:FRAME_BYTES])
            del self._waiting[:FRAME_BYTES]
            self._popped_bytes += len(frame)
            frame = self._volume.applied(frame)
        return frame if len(frame) == FRAME_BYTES else frame.ljust(FRAME_BYTES, b"\0")

    def skip_frame(self) -> None:
        """20 ms pass in which nothing is popped: what waits begins so much later."""
        with self._lock:
            self._frames += 1

    def cut(self, fade_ms: int = 0) -> int:
        """Keeps the next `fade_ms`, fading out, and drops the rest; returns the ms dropped.

        Raises:
            ValueError: `fade_ms` is negative.
        """
        if fade_ms < 0:
            raise ValueError(f"fade_ms is {fade_ms}, must not be negative")
        fade_bytes = len(silence(fade_ms))
        with self._lock:
            dropped = max(0, len(self._waiting) - fade_bytes)
            self._waiting[:] = faded_out(bytes(self._waiting[:fade_bytes]))
        return _ms_begun(dropped)

    def turn_volume(self, gain_db: float, ramp_ms: int) -> None:
        """See `Volume.turn`."""
        with self._lock:
            self._volume.turn(gain_db, ramp_ms)
