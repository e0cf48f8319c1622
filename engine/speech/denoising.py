"""A voice without the steady noise around it, for a recognizer that did not understand it as it was.

WebRTC's noise suppression, an optional package; docs/intents.md has what it does to speech.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np

from engine.speech.loudness import window_rms
from engine.speech.resample import from_pcm, resampled, to_pcm
from telephony.audio import SAMPLE_RATE_HZ

Denoise = Callable[[bytes], bytes]
"""Of 8 kHz s16le speech; as long afterwards."""

_RATE_HZ: Final = 16000
"""The lowest that it takes."""
_CHUNK: Final = _RATE_HZ // 100
_LEVEL: Final = 1
"""Of 0 to 3: 12 dB."""
_LEARNT_MS: Final = 200
"""Of the start, which comes before the person's first sound, given to it twice: it learns what the noise is like first."""


def noise_distance_db(pcm: bytes) -> float:
    """How far the loud parts of 8 kHz s16le speech are above its quiet ones; infinite if these are silent, or there is no sound."""
    levels = window_rms(from_pcm(pcm), SAMPLE_RATE_HZ)
    if not levels.size:
        return float("inf")
    voice, noise = np.quantile(levels, [0.95, 0.1])
    return float(20 * np.log10(voice / noise)) if noise > 0 else float("inf")


def denoiser() -> Denoise | None:
    """None without the package."""
    try:
        from pywebrtc_audio import NoiseSuppressor
    except ImportError:
        return None
    return partial(_denoised, NoiseSuppressor)


def _denoised(suppressor: Any, pcm: bytes) -> bytes:
    if not pcm:
        return pcm
    sound = resampled(from_pcm(pcm), SAMPLE_RATE_HZ, _RATE_HZ)
    start = sound[: _LEARNT_MS * _RATE_HZ // 1000]
    given = np.concatenate([start, sound])
    whole = np.frombuffer(to_pcm(np.pad(given, (0, -len(given) % _CHUNK))), dtype=np.int16)
    cleaned = from_pcm(suppressor(_RATE_HZ, 1, _LEVEL).process(whole).tobytes())[len(start) : len(given)]
    return to_pcm(resampled(cleaned, _RATE_HZ, SAMPLE_RATE_HZ))
