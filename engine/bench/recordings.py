"""When each side of a stereo recording speaks: energy with hysteresis, exact to `FRAME_MS`. Pure.

samples ─▶ level per 5 ms ─▶ begins above `onset`, lasts while above `sustain` ─▶ spans, close ones joined, short ones dropped
"""

from __future__ import annotations

import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telephony.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ

FRAME_MS: Final = 5
_FRAME_SAMPLES: Final = SAMPLE_RATE_HZ * FRAME_MS // 1000
_SILENCE_DBFS: Final = -100.0

LOWERED_DB: Final = 12.0
LOWERED_FOR_MS: Final = 200

Samples = NDArray[np.int16]


class RecordingUnreadable(Exception):
    """A recording is missing, damaged, or no stereo WAV of telephone speech; the message names it."""


@dataclass(frozen=True, slots=True)
class Span:
    """Continuous sound."""

    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms

    def shifted(self, by_ms: int) -> Span:
        return Span(self.start_ms + by_ms, self.end_ms + by_ms)

    def overlap_ms(self, other: Span) -> int:
        return max(0, min(self.end_ms, other.end_ms) - max(self.start_ms, other.start_ms))


@dataclass(frozen=True, slots=True)
class Loudness:
    """What counts as speech."""

    onset_dbfs: float = -42.0
    """Speech begins above this. Telephone speech sits near -22, the idle noise of A-law at -72."""
    sustain_dbfs: float = -50.0
    """It lasts while it is above this: soft beginnings and ends of words."""
    join_ms: int = 60
    """Shorter gaps lie inside a word: stops, lost packets."""
    shortest_ms: int = 30
    """Anything shorter is a click."""


def read_stereo(path: Path) -> tuple[Samples, Samples]:
    """Left and right channel of a recording.

    Raises:
        RecordingUnreadable: see there.
    """
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getnchannels(), file.getsampwidth(), file.getframerate()) != (2, SAMPLE_BYTES, SAMPLE_RATE_HZ):
                raise RecordingUnreadable(f"{path}: not stereo, 16 bits, {SAMPLE_RATE_HZ} Hz")
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    except (OSError, EOFError, wave.Error) as error:
        raise RecordingUnreadable(f"{path}: {error}") from error
    return samples[:, 0], samples[:, 1]


def speech_spans(samples: Samples, loudness: Loudness = Loudness()) -> list[Span]:
    """Every stretch of speech in one channel, in order."""
    levels = _levels_dbfs(samples)
    spans: list[Span] = []
    for first, last in _runs(levels > loudness.sustain_dbfs):
        if levels[first:last].max() > loudness.onset_dbfs:
            spans.append(Span(first * FRAME_MS, last * FRAME_MS))
    return [span for span in joined(spans, loudness.join_ms) if span.length_ms >= loudness.shortest_ms]


def lowered_ms(samples: Samples, from_ms: int, until_ms: int) -> int | None:
    """When a voice that speaks at `from_ms` becomes `LOWERED_DB` quieter, or falls silent, and stays so for `LOWERED_FOR_MS`.

    Compared are levels of `FRAME_MS` with the loud ones (90th percentile) of the last second before `from_ms`: syllables rise and
    fall by more than that, but not for so long. None if it does not before `until_ms`.
    """
    levels = _levels_dbfs(samples)
    before = levels[max(0, from_ms - 1000) // FRAME_MS : from_ms // FRAME_MS]
    if not len(before):
        return None
    quiet = np.concatenate([levels <= np.percentile(before, 90) - LOWERED_DB, [False]])
    held = LOWERED_FOR_MS // FRAME_MS
    for first, last in _runs(quiet):
        at = max(first, from_ms // FRAME_MS)
        if last - at >= held:
            return at * FRAME_MS if at * FRAME_MS < until_ms else None
    return None


def joined(spans: Sequence[Span], gap_ms: int) -> list[Span]:
    """The spans with gaps shorter than `gap_ms` closed."""
    whole: list[Span] = []
    for span in spans:
        if whole and span.start_ms - whole[-1].end_ms < gap_ms:
            whole[-1] = Span(whole[-1].start_ms, span.end_ms)
        else:
            whole.append(span)
    return whole


def _levels_dbfs(samples: Samples) -> NDArray[np.float64]:
    """Root mean square of each whole frame below full scale."""
    frames = samples[: len(samples) // _FRAME_SAMPLES * _FRAME_SAMPLES].reshape(-1, _FRAME_SAMPLES).astype(np.float64)
    power = np.mean(frames**2, axis=1) / 32768**2
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (_SILENCE_DBFS / 10))))


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and past-the-last index of every run of true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]
