"""Steady background noise of a room, seeded so that a call can be repeated exactly."""

from __future__ import annotations

from typing import Final

import numpy as np

from telephony.audio import FRAME_BYTES, SAMPLE_RATE_HZ

_LOOP_S: Final = 10
"""Long enough that nobody hears the loop."""


def pink_noise(level_dbfs: float, seed: int) -> bytes:
    """Ten seconds of 1/f noise as s16le, whole frames, without a seam when repeated.

    White Gaussian noise whose spectrum is divided by the square root of frequency; flat below 100 Hz, which a telephone cuts off.
    """
    samples = _LOOP_S * SAMPLE_RATE_HZ
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(samples))
    frequencies_hz = np.fft.rfftfreq(samples, 1 / SAMPLE_RATE_HZ)
    shaped = np.fft.irfft(spectrum / np.sqrt(np.maximum(frequencies_hz, 100.0)), samples)
    scaled = shaped / np.sqrt(np.mean(shaped**2)) * 10 ** (level_dbfs / 20) * 32768
    return bytes(np.clip(np.round(scaled), -32768, 32767).astype("<i2").tobytes())


def mixed(pcm: bytes, background: bytes) -> bytes:
    """Two equally long pieces of s16le together, clipped at full scale."""
    total = np.frombuffer(pcm, "<i2").astype(np.int32) + np.frombuffer(background, "<i2")
    return bytes(np.clip(total, -32768, 32767).astype("<i2").tobytes())


class Room:
    """Background noise, frame after frame; None is a silent room."""

    def __init__(self, level_dbfs: float | None, seed: int) -> None:
        self._loop = pink_noise(level_dbfs, seed) if level_dbfs is not None else None
        self._frame = 0

    @property
    def silent(self) -> bool:
        return self._loop is None

    def over(self, pcm: bytes) -> bytes:
        """`pcm`, padded to whole frames, with the next stretch of noise over it."""
        padded = pcm.ljust(-(-len(pcm) // FRAME_BYTES) * FRAME_BYTES, b"\0")
        if self._loop is None:
            return padded
        frames = len(padded) // FRAME_BYTES
        loop_frames = len(self._loop) // FRAME_BYTES
        noise = b"".join(self._loop_frame((self._frame + i) % loop_frames) for i in range(frames))
        self._frame = (self._frame + frames) % loop_frames
        return mixed(padded, noise)

    def _loop_frame(self, index: int) -> bytes:
        assert self._loop is not None
        return self._loop[index * FRAME_BYTES : (index + 1) * FRAME_BYTES]
