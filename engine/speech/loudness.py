"""Prompts that start when they start and are as loud as speech on a phone line."""

from __future__ import annotations

from typing import Final

import numpy as np

from engine.speech.resample import Samples

SPEECH_LEVEL_DBFS: Final = -20.0
"""RMS of the speaking parts (windows within 20 dB of the loudest)."""
_PEAK_DBFS: Final = -1.0
_WINDOW_MS: Final = 10
_SILENT_BELOW_PEAK_DB: Final = 35.0
"""A window this far below the loudest one is no speech."""
_LEAD_MS: Final = 10
"""Kept before and after the speech, so that soft consonants stay whole."""
_TAIL_MS: Final = 60
_FADE_MS: Final = 5


def trimmed(samples: Samples, rate_hz: int) -> Samples:
    """The sound without the silence around it, faded at both cuts so that they do not click."""
    levels = _window_rms(samples, rate_hz)
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
    """The sound with its speaking parts at `SPEECH_LEVEL_DBFS`, less if its peaks would exceed -1 dBFS."""
    levels = _window_rms(samples, rate_hz)
    if not levels.size or not levels.max():
        return samples
    speaking = levels[levels > levels.max() * _ratio(-20.0)]
    gain = _ratio(SPEECH_LEVEL_DBFS) / float(np.sqrt(np.mean(speaking**2)))
    gain = min(gain, _ratio(_PEAK_DBFS) / float(np.abs(samples).max()))
    return (samples * gain).astype(np.float32)


def _window_rms(samples: Samples, rate_hz: int) -> Samples:
    size = rate_hz * _WINDOW_MS // 1000
    whole = samples[: len(samples) // size * size].reshape(-1, size)
    levels: Samples = np.sqrt(np.mean(whole**2, axis=1))
    return levels


def _ratio(db: float) -> float:
    return float(10.0 ** (db / 20.0))
