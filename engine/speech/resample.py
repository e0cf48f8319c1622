"""Sample rates: 8 kHz on the phone, 16 kHz for Whisper and Silero, 22.05 kHz from voices."""

from __future__ import annotations

from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono sound in [-1, 1]."""

_FULL_SCALE: Final = 32768.0
_HALF_TAPS: Final = 16
"""Each side of the interpolation filter; it delays by this many input samples (2 ms at 8 kHz)."""


def from_pcm(pcm: bytes) -> Samples:
    """s16le bytes as samples."""
    return (np.frombuffer(pcm, dtype="<i2") / _FULL_SCALE).astype(np.float32)


def to_pcm(samples: Samples) -> bytes:
    """Samples as s16le bytes; what exceeds full scale is clipped."""
    pcm: bytes = np.clip(np.rint(samples * _FULL_SCALE), -32768, 32767).astype("<i2").tobytes()
    return pcm


def resampled(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """A whole sound at another rate (soxr, high quality)."""
    if from_hz == to_hz:
        return samples
    return np.asarray(soxr.resample(samples, from_hz, to_hz), dtype=np.float32)


class Doubler:
    """Doubles the sample rate of a stream, with 2 ms of delay at 8 kHz.

    Every chunk of n samples gives 2n at once, whatever the chunks' sizes: soxr's streams hold back 60 ms and more, too much
    for noticing speech. The new samples between the old come from a windowed sinc (Hann; Oppenheim & Schafer, Discrete-Time
    Signal Processing, ch. 4); the old ones pass unchanged.
    """

    def __init__(self) -> None:
        offsets = np.arange(-_HALF_TAPS, _HALF_TAPS) + 0.5
        taps = np.sinc(offsets) * np.cos(np.pi * offsets / (2 * _HALF_TAPS)) ** 2
        self._taps = (taps / taps.sum()).astype(np.float32)
        self._history = np.zeros(2 * _HALF_TAPS - 1, dtype=np.float32)

    def feed(self, samples: Samples) -> Samples:
        """The next samples at twice the rate."""
        stream = np.concatenate([self._history, samples])
        self._history = stream[-(2 * _HALF_TAPS - 1) :]
        doubled = np.empty(2 * len(samples), dtype=np.float32)
        doubled[0::2] = stream[_HALF_TAPS - 1 : _HALF_TAPS - 1 + len(samples)]
        doubled[1::2] = np.convolve(stream, self._taps, mode="valid")
        return doubled
