"""Is this frame a steady single tone, such as a voicemail's beep?

A frame is a tone when almost all its energy stands around one spectral peak. Two frames in a row with the same peak are needed, so
that a vowel's passing harmonic does not count.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from telephony.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ

LOWEST_HZ: Final = 350
"""Below are hums and humming people."""
HIGHEST_HZ: Final = 2500
PURITY: Final = 0.9
"""Share of the energy within one bin of the peak; speech stays below 0.8 for more than a frame or two."""
_QUIETEST_RMS: Final = 300.0
_BIN_HZ: Final = SAMPLE_RATE_HZ / FRAME_SAMPLES
_WINDOW: Final = np.hanning(FRAME_SAMPLES)


class ToneDetector:
    """Takes frames one after the other."""

    def __init__(self) -> None:
        self._peak_bin: int | None = None

    def feed(self, frame: bytes) -> bool:
        """True if this frame and the one before carry the same single tone."""
        peak = _peak_bin(frame)
        same = peak is not None and self._peak_bin is not None and abs(peak - self._peak_bin) <= 1
        self._peak_bin = peak
        return same


def _peak_bin(frame: bytes) -> int | None:
    samples = np.frombuffer(frame, dtype="<i2").astype(np.float32)
    if float(np.sqrt(np.mean(samples * samples))) < _QUIETEST_RMS:
        return None
    power = np.abs(np.fft.rfft(samples * _WINDOW)) ** 2
    peak = int(np.argmax(power))
    if not LOWEST_HZ <= peak * _BIN_HZ <= HIGHEST_HZ:
        return None
    near = float(power[max(0, peak - 2) : peak + 3].sum())
    return peak if near >= PURITY * float(power.sum()) else None
