"""Another line's sound on the way to this one: frames that the far end hears in the next tick, over whatever is played."""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np

from telephony.audio import SILENT_FRAME

RELAYED_FRAMES_MAX: Final = 3
"""One is enough where both lines share a media clock; a line that pulls late loses the oldest instead of adding delay for good."""


class RelayQueue:
    """Filled by one media clock, emptied by another or the same; neither ever waits."""

    def __init__(self) -> None:
        self._frames: deque[bytes] = deque(maxlen=RELAYED_FRAMES_MAX)
        self.dropped = 0
        """Frames that came too fast to be heard."""

    def append(self, frame: bytes) -> None:
        """Takes the next 20 ms."""
        if len(self._frames) == RELAYED_FRAMES_MAX:
            self.dropped += 1
        self._frames.append(frame)

    def mixed_into(self, frame: bytes) -> bytes:
        """`frame` with the oldest relayed frame over it, if one waits."""
        relayed = self._frames.popleft() if self._frames else None
        if relayed is None:
            return frame
        return relayed if frame == SILENT_FRAME else _mixed(frame, relayed)

    def clear(self) -> None:
        """Forgets what was not heard."""
        self._frames.clear()


def _mixed(one: bytes, other: bytes) -> bytes:
    both = np.frombuffer(one, dtype="<i2").astype(np.int32) + np.frombuffer(other, dtype="<i2")
    mixed: bytes = np.clip(both, -32768, 32767).astype("<i2").tobytes()
    return mixed
