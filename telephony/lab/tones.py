"""Call progress and announcement tones as 8 kHz s16le PCM.

Frequencies and cadences: ringback, busy and reorder as in the North American Precise Tone Plan (ITU-T E.180 Supplement 2);
special information tones as in ITU-T E.180 §6.2 and, with the meaning coded in pitch and length, Telcordia GR-1162 / SR-3275.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telephony.audio import SAMPLE_RATE_HZ, silence

_RAMP_MS: Final = 4
"""Each tone fades in and out: a step would click across the whole band."""


@dataclass(frozen=True, slots=True)
class Tone:
    """One burst: its frequencies sounded together, then silence."""

    frequencies_hz: tuple[float, ...]
    on_ms: int
    off_ms: int = 0


SIT_E180: Final = (Tone((950,), 330), Tone((1400,), 330), Tone((1800,), 330, 1000))
"""The international special information tone: something is wrong with this call."""
SIT_VACANT_CODE: Final = (Tone((985.2,), 380), Tone((1370.6,), 274), Tone((1776.7,), 380, 200))
"""North American SIT for a number that is not assigned."""
RINGBACK: Final = (Tone((440, 480), 2000, 4000),)
BUSY: Final = (Tone((480, 620), 500, 500),)
VOICEMAIL_BEEP: Final = (Tone((1000,), 450, 150),)
"""Voicemail systems differ between 400 and 2000 Hz; most use one tone near 1 kHz."""

FAX_ANSWER: Final = (Tone((2100,), 2800, 75),)
"""A called fax machine, ITU-T T.30 §4: 2.6 to 4 s."""


def rendered(tones: Sequence[Tone], *, level_dbfs: float = -15.0) -> bytes:
    """The tones one after the other; `level_dbfs` is the root mean square of a burst below full scale."""
    return b"".join(_burst(tone, level_dbfs) + silence(tone.off_ms) for tone in tones)


def _burst(tone: Tone, level_dbfs: float) -> bytes:
    seconds = np.arange(SAMPLE_RATE_HZ * tone.on_ms // 1000) / SAMPLE_RATE_HZ
    wave = sum((np.sin(2 * np.pi * hz * seconds) for hz in tone.frequencies_hz), np.zeros_like(seconds))
    rms = np.sqrt(len(tone.frequencies_hz) / 2)
    scaled = wave / rms * 10 ** (level_dbfs / 20) * 32767 * _envelope(len(seconds))
    return bytes(np.clip(scaled, -32768, 32767).astype("<i2").tobytes())


def _envelope(samples: int) -> NDArray[np.float64]:
    ramp = np.linspace(0.0, 1.0, min(SAMPLE_RATE_HZ * _RAMP_MS // 1000, samples // 2))
    return np.concatenate([ramp, np.ones(samples - 2 * len(ramp)), ramp[::-1]])
