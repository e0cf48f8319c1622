"""Mono 16-bit WAV files to and from the lab's 8 kHz PCM."""

from __future__ import annotations

import os
import wave
from pathlib import Path
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from telephony.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ

_LEVEL_DBFS: Final = -22.0
"""Root mean square of a line, all voices alike: telephone speech without its pauses."""
_PEAK_MAX: Final = 0.9


class WavError(Exception):
    """A WAV file cannot be used; the message names it."""


def to_line(samples: NDArray[np.floating], rate_hz: float) -> bytes:
    """Samples of any scale and rate as 8 kHz s16le at the level of telephone speech."""
    resampled = soxr.resample(np.asarray(samples, dtype=np.float32), rate_hz, SAMPLE_RATE_HZ)
    peak = float(np.abs(resampled).max(initial=0.0))
    if peak == 0.0:
        raise WavError("a line of pure silence is no speech")
    gain = min(10 ** (_LEVEL_DBFS / 20) / float(np.sqrt(np.mean(resampled**2))), _PEAK_MAX / peak)
    return bytes((resampled * (gain * 32767)).astype("<i2").tobytes())


def read_line(path: Path) -> bytes:
    """The recording in `path` as a line of speech.

    Raises:
        WavError: not a mono 16-bit PCM WAV, or silent.
    """
    try:
        with wave.open(str(path), "rb") as source:
            if source.getnchannels() != 1 or source.getsampwidth() != SAMPLE_BYTES:
                raise WavError(
                    f"{path}: expected mono, 16 bits; found {source.getnchannels()} channels of {source.getsampwidth()} bytes"
                )
            samples = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")
            return to_line(samples, source.getframerate())
    except (OSError, wave.Error, EOFError) as error:
        raise WavError(f"{path}: cannot be read as WAV: {error}") from error


def write_line(path: Path, pcm: bytes) -> None:
    """Writes 8 kHz PCM. A reader never sees half a file, and two writers of the same line do no harm."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    with wave.open(str(partial), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(SAMPLE_BYTES)
        target.setframerate(SAMPLE_RATE_HZ)
        target.writeframes(pcm)
    partial.replace(path)
