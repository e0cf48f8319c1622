"""Silences within speech: where a stopped utterance may be taken up again. Pure."""

from __future__ import annotations

from typing import Final

import numpy as np

from telephony.audio import FRAME_MS, SAMPLE_RATE_HZ, duration_ms

REWIND_MS: Final = 400
"""How far back a resumed utterance may look for the gap before the word it was stopped in."""

_WORD_GAP_MS: Final = 40
_SENTENCE_GAP_MS: Final = 240
"""People pause longer than this between sentences, seldom within one."""
_QUIET_BELOW_PEAK_DB: Final = 35.0


def gap_before(pcm: bytes, position_ms: int) -> int:
    """The quietest 40 ms within `REWIND_MS` before `position_ms`: where a word begins, as well as energy can tell. In ms.

    The closure of a "t" or "p" within a word is silent too, but shorter than most gaps between words or phrases.
    """
    position_ms = min(position_ms, duration_ms(pcm))
    first_ms = max(0, position_ms - REWIND_MS) // FRAME_MS * FRAME_MS
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    per_ms = SAMPLE_RATE_HZ // 1000
    moments = range(first_ms, position_ms - _WORD_GAP_MS + 1, FRAME_MS)
    if not moments:
        return position_ms
    levels = [float(np.mean(samples[ms * per_ms : (ms + _WORD_GAP_MS) * per_ms] ** 2)) for ms in moments]
    return moments[int(np.argmin(levels))]


def sentence_starts(pcm: bytes) -> list[int]:
    """Where the sentences of a recording begin, in ms, as well as pauses can tell; 0 is always among them."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    size = SAMPLE_RATE_HZ * FRAME_MS // 1000
    levels = np.sqrt(np.mean(samples[: len(samples) // size * size].reshape(-1, size) ** 2, axis=1))
    if not levels.size:
        return [0]
    loud = np.flatnonzero(levels > levels.max() * 10 ** (-_QUIET_BELOW_PEAK_DB / 20))
    after_pause = loud[1:][np.diff(loud) > _SENTENCE_GAP_MS // FRAME_MS]
    return [0, *(int(frame) * FRAME_MS for frame in after_pause)]
