"""A bad line or a loudspeaker: part of what a phone hears goes back with what it says. Pure; for one thread only."""

from __future__ import annotations

import numpy as np

from telephony.audio import silence


class LineEcho:
    """`hear` takes a tick's received frame; `over` gives the frame to send in the next one, 20 ms later."""

    def __init__(self, level_db: float, delay_ms: int) -> None:
        self._gain = 10 ** (level_db / 20)
        self._underway = bytearray(silence(delay_ms))

    def hear(self, frame: bytes) -> None:
        self._underway += frame

    def over(self, frame: bytes) -> bytes:
        """What is sent: `frame` and the echo."""
        if len(self._underway) < len(frame):
            return frame
        echo = np.frombuffer(bytes(self._underway[: len(frame)]), dtype="<i2")
        del self._underway[: len(frame)]
        mixed = np.frombuffer(frame, dtype="<i2") + self._gain * echo
        return bytes(np.clip(np.rint(mixed), -32768, 32767).astype("<i2").tobytes())
