"""How long it takes to say a text, in frames, and speech of that length for the bot's side of a rehearsal."""

from __future__ import annotations

import functools
import re
from typing import Final

from engine.dialog.speaking_time import speaking_seconds
from engine.markup import plain
from telephony.audio import FRAME_MS, SAMPLE_RATE_HZ

LEAST_SPEECH_MS: Final = 300
"""The shortest words: "no", "嗯"."""

_CHARACTER: Final = "[぀-ヿ㐀-䶿一-鿿]"
_UNIT: Final = re.compile(rf"{_CHARACTER}|\d|(?:(?!{_CHARACTER})[^\W\d_]|['’-])+")
_GAP_MS: Final = 60
_SAMPLE: Final = (4000).to_bytes(2, "little", signed=True)


def units(text: str) -> list[str]:
    """The words, digits and characters of a text."""
    return _UNIT.findall(plain(text))


def holds_characters(text: str) -> bool:
    """True if some of a text is written without spaces."""
    return re.search(_CHARACTER, text) is not None


@functools.lru_cache(maxsize=8192)
def speech_ms(text: str, language: str) -> int:
    """Length of a text spoken in `language` (BCP 47), in whole frames."""
    return max(LEAST_SPEECH_MS, whole_frames_ms(1000 * speaking_seconds(text, language)))


def whole_frames_ms(ms: float) -> int:
    """The nearest number of whole frames, in ms."""
    return round(ms / FRAME_MS) * FRAME_MS


@functools.lru_cache(maxsize=2048)
def bot_speech(text: str, length_ms: int) -> bytes:
    """Audio of `length_ms` with a gap before each word, where a bot that was interrupted goes on. 8 kHz mono s16le."""
    count = max(1, len(units(text)))
    parts = []
    for index in range(count):
        begin_ms, end_ms = length_ms * index // count, length_ms * (index + 1) // count
        gap_ms = min(_GAP_MS, end_ms - begin_ms) if index else 0
        parts.append(bytes(2 * SAMPLE_RATE_HZ * gap_ms // 1000) + _SAMPLE * (SAMPLE_RATE_HZ * (end_ms - begin_ms - gap_ms) // 1000))
    return b"".join(parts)
