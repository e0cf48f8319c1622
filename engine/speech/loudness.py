"""Prompts that start when they start, and are equally loud whoever speaks them.

Loudness is ITU-R BS.1770-5's integrated loudness: the sound is weighted as ears do, and what is quiet does not count.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.speech.resample import Samples

SPEECH_LEVEL_LUFS: Final = -22.0
"""About -20 dBFS RMS in the speaking parts: as loud as people on a telephone line."""
_PEAK_DBFS: Final = -1.0
_WINDOW_MS: Final = 10
_SILENT_BELOW_PEAK_DB: Final = 35.0
"""A window this far below the loudest one is no speech."""
_LEAD_MS: Final = 10
"""Kept before and after the speech, so that soft consonants stay whole."""
_TAIL_MS: Final = 60
_FADE_MS: Final = 5

_BLOCK_MS: Final = 400
_STEP_MS: Final = 100
_ABSOLUTE_GATE_LUFS: Final = -70.0
_RELATIVE_GATE_LU: Final = -10.0
_OFFSET_DB: Final = -0.691
_DESIGN_RATE_HZ: Final = 48000
_SHELF: Final = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS: Final = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
"""The standard's two filters (numerator, denominator) at 48 kHz: the head, and the ear's deafness to bass."""


def trimmed(samples: Samples, rate_hz: int) -> Samples:
    """The sound without the silence around it, faded at both cuts so that they do not click."""
    levels = window_rms(samples, rate_hz)
    if not levels.size or not levels.max():
        return samples[:0]
    loud = np.flatnonzero(levels > levels.max() * _ratio(-_SILENT_BELOW_PEAK_DB))
    per_ms = rate_hz // 1000
    start = max(0, int(loud[0]) * _WINDOW_MS - _LEAD_MS) * per_ms
    end = (int(loud[-1] + 1) * _WINDOW_MS + _TAIL_MS) * per_ms
    cut = samples[start:end].copy()
    fade = np.linspace(0.0, 1.0, min(_FADE_MS * per_ms, len(cut)), dtype=np.float32)
    cut[: len(fade)] *= fade
    cut[len(cut) - len(fade) :] *= fade[::-1]
    return cut


def levelled(samples: Samples, rate_hz: int) -> Samples:
    """The sound at `SPEECH_LEVEL_LUFS`, quieter if its peaks would exceed -1 dBFS; silence stays silence."""
    loudness_lufs = integrated_loudness(samples, rate_hz)
    if loudness_lufs == -np.inf:
        return samples
    gain = min(_ratio(SPEECH_LEVEL_LUFS - loudness_lufs), _ratio(_PEAK_DBFS) / float(np.abs(samples).max()))
    return (samples * gain).astype(np.float32)


def integrated_loudness(samples: Samples, rate_hz: int) -> float:
    """Integrated loudness of one channel in LUFS, -inf for silence. A sound shorter than a block (400 ms) is one block."""
    if not len(samples):
        return float(-np.inf)
    block, step = rate_hz * _BLOCK_MS // 1000, rate_hz * _STEP_MS // 1000
    power = np.cumsum(np.concatenate([[0.0], _weighted(samples, rate_hz) ** 2]))
    starts = np.arange(0, max(1, len(samples) - block + 1), step)
    ends = np.minimum(starts + block, len(samples))
    blocks = (power[ends] - power[starts]) / (ends - starts)
    audible = blocks[_lufs(blocks) > _ABSOLUTE_GATE_LUFS]
    if not audible.size:
        return float(-np.inf)
    gate_lufs = _lufs(audible.mean()) + _RELATIVE_GATE_LU
    return float(_lufs(audible[_lufs(audible) > gate_lufs].mean()))


def window_rms(samples: Samples, rate_hz: int) -> Samples:
    """Root mean square of each 10 ms."""
    size = rate_hz * _WINDOW_MS // 1000
    whole = samples[: len(samples) // size * size].reshape(-1, size)
    levels: Samples = np.sqrt(np.mean(whole**2, axis=1))
    return levels


def _weighted(samples: Samples, rate_hz: int) -> NDArray[np.float64]:
    """The sound through the standard's filters, whose response is taken at the frequencies of this rate."""
    padded = len(samples) + rate_hz // 2  # the high-pass rings for less than that
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(padded, 1 / rate_hz) / _DESIGN_RATE_HZ)
    response = np.ones_like(z)
    for numerator, denominator in (_SHELF, _HIGH_PASS):
        response *= np.polyval(numerator[::-1], z) / np.polyval(denominator[::-1], z)
    return np.fft.irfft(np.fft.rfft(samples, padded) * response, padded)[: len(samples)]


def _lufs(power: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(_OFFSET_DB + 10 * np.log10(np.maximum(power, 1e-12)))


def _ratio(db: float) -> float:
    return float(10.0 ** (db / 20.0))
