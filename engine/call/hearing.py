"""What the person said, as audio: the last half minute of the call, addressed by the conversation's clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

import numpy as np

from telephony.audio import FRAME_MS, SILENT_FRAME

KEPT_MS: Final = 30_000
"""Whisper's longest window; older audio is in the recording."""

LEAD_IN_MS: Final = 200
"""Audio before the onset that goes to the recognizer: voice activity detectors miss soft first consonants."""

_HUSH_FRAMES: Final = 3
"""60 ms: short enough to be found between two words, long enough not to hum when it is repeated."""


class HeardAudio:
    """A bounded store of received frames."""

    def __init__(self) -> None:
        self._frames: deque[bytes] = deque(maxlen=KEPT_MS // FRAME_MS)
        self._received = 0

    @property
    def now_ms(self) -> int:
        """The conversation's clock: milliseconds of audio received."""
        return self._received * FRAME_MS

    def add(self, frame: bytes) -> None:
        """Appends the next frame."""
        self._frames.append(frame)
        self._received += 1

    def add_all(self, frames: Sequence[bytes]) -> None:
        """Appends the next frames."""
        self._frames.extend(frames)
        self._received += len(frames)

    def clip(self, start_ms: int, end_ms: int) -> bytes:
        """Audio between two times, with a lead-in, as far back as it is kept; what is still to come is the line's own silence."""
        first_kept = self._received - len(self._frames)
        start = max((start_ms - LEAD_IN_MS) // FRAME_MS, first_kept)
        end = end_ms // FRAME_MS
        kept = [self._frames[index - first_kept] for index in range(start, min(end, self._received))]
        return b"".join(kept) + _hush(kept, max(0, end - max(self._received, start)))


def _hush(frames: Sequence[bytes], count: int) -> bytes:
    """So many frames of what the line sounds like while nobody speaks: the quietest 60 ms of these frames, over and over.

    Digital silence right after a word makes Whisper doubt or drop what it has heard (docs/turn-taking.md has the measurement).
    """
    if len(frames) < _HUSH_FRAMES:
        return SILENT_FRAME * count
    samples = np.frombuffer(b"".join(frames), dtype="<i2").astype(np.float32).reshape(len(frames), -1)
    energy = np.convolve((samples * samples).sum(axis=1), np.ones(_HUSH_FRAMES), "valid")
    quietest = int(np.argmin(energy))
    hush = frames[quietest : quietest + _HUSH_FRAMES]
    return b"".join(hush[index % _HUSH_FRAMES] for index in range(count))
