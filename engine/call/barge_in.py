"""The person makes sound while the bot speaks: an interruption or not? Pure, in audio time.

Two steps. While the sound lasts, `Overlap` counts voiced audio: `barge_in_ms` of it within the overlap stops the bot. When the
words are known, `is_backchannel` tells an interruption from a listener's "mm-hmm": then the bot goes on from where it stopped.
"""

from __future__ import annotations

import re
from typing import Final

from engine.call.phrases import BACKCHANNELS

_MAX_REPEATS: Final = 3
"""More words than this are a statement, whatever they are."""


class Overlap:
    """Voiced audio since the person began to speak over the bot."""

    def __init__(self, barge_in_ms: int, *, frame_ms: int) -> None:
        self._barge_in_ms = barge_in_ms
        self._frame_ms = frame_ms
        self._voiced_ms = 0

    @property
    def voiced_ms(self) -> int:
        """Voiced audio counted so far."""
        return self._voiced_ms

    def feed(self, is_speech: bool) -> bool:
        """Takes one frame; True once the overlap is long enough to stop the bot. Silence drains the count slowly."""
        self._voiced_ms = self._voiced_ms + self._frame_ms if is_speech else max(0, self._voiced_ms - self._frame_ms // 2)
        return self._voiced_ms >= self._barge_in_ms

    def reset(self) -> None:
        """The bot fell silent or started a new utterance."""
        self._voiced_ms = 0


def is_backchannel(text: str, language: str) -> bool:
    """True if the words only say "I am listening"; no words at all count too (noise, a cough)."""
    words = re.sub(r"[^\w\s]", " ", text.lower()).split()
    known = BACKCHANNELS.get(language, frozenset())
    if " ".join(words) in known:
        return True
    return len(words) <= _MAX_REPEATS and all(word in known or set(word) <= known for word in words)
