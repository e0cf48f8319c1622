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
LONGEST_LEAD_IN_MS: Final = 500
"""Of a sound that the lead-in would begin in the middle of: they may miss a whole first syllable, too ("不" of "不需要")."""
_AUDIBLE_RMS: Final = 100.0
"""-50 dBFS."""
_ABOVE_PAUSE: Final = 4.0
"""12 dB: so much louder than the line's pauses is sound, not noise."""

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
        earliest, start = (max((start_ms - lead_in_ms) // FRAME_MS, first_kept) for lead_in_ms in (LONGEST_LEAD_IN_MS, LEAD_IN_MS))
        end = end_ms // FRAME_MS
        kept = [self._frames[index - first_kept] for index in range(earliest, min(end, self._received))]
        kept = kept[_begin_of_sound(kept, start - earliest) :]
        return b"".join(kept) + _hush(kept, max(0, end - max(self._received, start)))


def _begin_of_sound(frames: Sequence[bytes], at: int) -> int:
    """The last frame that is a pause, up to this one: no sound is cut in its middle."""
    if at >= len(frames):
        return at
    samples = np.frombuffer(b"".join(frames), dtype="<i2").astype(np.float32).reshape(len(frames), -1)
    rms = np.sqrt((samples * samples).mean(axis=1))
    audible = max(_AUDIBLE_RMS, _ABOVE_PAUSE * float(np.sort(rms)[:_HUSH_FRAMES].mean()))
    while at > 0 and rms[at] > audible:
        at -= 1
    return at


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
