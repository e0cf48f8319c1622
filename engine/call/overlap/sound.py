"""What the first instants of a sound over the bot are like: a handful of numbers that tell "mm-hmm" from the start of a sentence.

Listeners' responses are short, voiced throughout, low in the treble, and change little (Ward & Tsukahara 2000; Gravano &
Hirschberg 2009 for pitch and intensity); sentences begin with consonants and keep changing. The level of the line cancels out
as far as its noise allows.
Pure numpy, about 60 µs per frame, and only while a sound over the bot is young.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from telephony.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ

Numbers = NDArray[np.float32]

LEAD_FRAMES: Final = 2
"""Frames before the onset that belong to the sound: the voice activity detector notices speech about 40 ms late."""
BANDS: Final = 14
"""Bands of equal width in mel between `_LOWEST_HZ` and `_HIGHEST_HZ`."""
_LOWEST_HZ: Final = 100.0
_HIGHEST_HZ: Final = 3800.0
_FFT: Final = 512
_WINDOW_SAMPLES: Final = 2 * FRAME_SAMPLES
"""40 ms: three periods of a deep voice."""
_FLOOR: Final = 1e-3
"""Mean square of a sample below which a band is line noise: about -80 dBFS."""
_LAGS: Final = (SAMPLE_RATE_HZ // 400, SAMPLE_RATE_HZ // 75)
"""Pitch periods looked for: 400 to 75 Hz."""


class FrameSound:
    """Turns 20 ms frames into rows of `BANDS` + 3 numbers: log energies, loudness, periodicity, log pitch period."""

    def __init__(self) -> None:
        self._window = np.hanning(_WINDOW_SAMPLES).astype(np.float32)
        self._weights = _mel_weights()
        self._before: Numbers = np.zeros(FRAME_SAMPLES, dtype=np.float32)

    def feed(self, frame: bytes) -> Numbers:
        """The row of one frame, heard together with the frame before it. Shape `[BANDS + 3]`."""
        samples = np.frombuffer(frame, dtype="<i2").astype(np.float32)
        both = np.concatenate([self._before, samples])
        self._before = samples
        power = np.abs(np.fft.rfft(both * self._window, _FFT)) ** 2
        bands = np.log(self._weights @ power + _FLOOR * _FFT)
        periodicity, period = _pitch(both)
        loudness = np.log(np.mean(both * both) + 1.0)
        return np.concatenate([bands, [loudness, periodicity, np.log(period)]]).astype(np.float32)


class FrameInput:
    """What of a sound's rows the classifier hears: shape, course and voicing, without the level of the line. Causal.

    Numbers are scaled to about one, by eye.
    """

    def __init__(self) -> None:
        self._loudest = -np.inf
        self._before: tuple[Numbers, float] | None = None

    def feed(self, row: Numbers, is_speech: bool) -> Numbers:
        """The next frame, described. Shape `[INPUTS]`."""
        bands, loudness, periodicity, period = row[:BANDS], float(row[BANDS]), float(row[BANDS + 1]), float(row[BANDS + 2])
        shape = bands - bands.mean()
        shape_before, loudness_before = self._before or (shape, loudness)
        self._before = (shape, loudness)
        self._loudest = max(self._loudest, loudness)
        voiced = periodicity > _VOICED
        course = [
            (max(loudness - self._loudest, -8.0) + 1.5) / 2,
            (periodicity - 0.5) * 2.5,
            (period - _USUAL_LOG_PERIOD) * 2 if voiced else 0.0,
            float(voiced),
            float(is_speech),
            float(np.abs(shape - shape_before).mean()),
            (loudness - loudness_before) / 2,
        ]
        return np.concatenate([shape / 2.5, course]).astype(np.float32)


INPUTS: Final = BANDS + 7
"""Length of what `FrameInput` gives."""

_VOICED: Final = 0.6
"""Normalized autocorrelation at the pitch period of voiced speech."""
_USUAL_LOG_PERIOD: Final = 3.9
"""Of 49 samples: 160 Hz."""


def _pitch(samples: Numbers) -> tuple[float, float]:
    """How periodic the samples are, 0 to 1, and the period in samples."""
    centred = samples - samples.mean()
    spectrum = np.fft.rfft(centred, 2 * _FFT)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)[: _LAGS[1] + 1]
    # The overlap of the window with itself shrinks with the lag.
    correlation = correlation / (_WINDOW_SAMPLES - np.arange(len(correlation)))
    if correlation[0] <= 1.0:
        return 0.0, float(_LAGS[1])
    best = int(np.argmax(correlation[_LAGS[0] :])) + _LAGS[0]
    return float(np.clip(correlation[best] / correlation[0], 0.0, 1.0)), float(best)


def _mel_weights() -> Numbers:
    """Triangular filters over the bins of a `_FFT`-point spectrum. Shape `[BANDS, _FFT // 2 + 1]`."""
    mel = np.linspace(_mel(_LOWEST_HZ), _mel(_HIGHEST_HZ), BANDS + 2)
    edges = 700.0 * (10.0 ** (mel / 2595.0) - 1.0)
    bins = np.fft.rfftfreq(_FFT, 1 / SAMPLE_RATE_HZ)
    rise = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    fall = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0.0, np.minimum(rise, fall)).astype(np.float32)


def _mel(hz: float) -> float:
    return float(2595.0 * np.log10(1.0 + hz / 700.0))
