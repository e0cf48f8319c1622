"""The person makes sound while the bot speaks: an interruption or not? Pure, in audio time.

Two steps. While the sound lasts, `Overlap` counts voiced audio: `barge_in_ms` of it within the overlap stops the bot. When the words are
known, `is_backchannel` tells an interruption from a listener's "mm-hmm": after the latter the bot goes on from where it stopped.
"""

from __future__ import annotations

import re
from typing import Final

_BACKCHANNELS: Final = {
    "en": frozenset(
        ("mm", "mmm", "hm", "hmm", "mhm", "mhmm", "uh", "um", "aha", "ah", "oh", "uh huh", "mm hmm", "m hm", "yeah", "yep", "right")
        + ("ok", "okay", "sure", "alright", "all right", "really", "i see", "got it", "go on", "of course")
    ),
    "zh": frozenset(("嗯", "哦", "噢", "啊", "好", "好的", "对", "是", "是的", "嗯好的")),
}
"""Listener's responses that ask for nothing (Yngve 1970 coined the term `backchannel`); as an answer to a finished question they count as words."""


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
    known = _BACKCHANNELS.get(language, frozenset())
    if " ".join(words) in known:
        return True
    return len(words) <= _MAX_REPEATS and all(word in known or set(word) <= known for word in words)
