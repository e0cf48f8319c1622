"""Recordings that tests put where somebody would have spoken."""

from __future__ import annotations

import math
import random
import wave
from array import array
from pathlib import Path


def write_recording(path: Path, seconds: int = 34, rate_hz: int = 8000) -> None:
    """A stereo recording in which two tones take turns, as two people do."""
    rng = random.Random(7)
    frames = array("h")
    for at in range(seconds * rate_hz):
        s = at / rate_hz
        bot = s % 9 < 5
        swell = 0.25 + 0.75 * abs(math.sin(s * 2.1)) * abs(math.sin(s * 7.3 + 1))
        said = int(swell * 7000 * math.sin(2 * math.pi * (150 if bot else 210) * s) + rng.randint(-500, 500))
        hush = rng.randint(-40, 40)
        frames += array("h", (hush, said) if bot else (said, hush))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(frames.tobytes())
