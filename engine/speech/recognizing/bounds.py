"""How long a sound recognizers read at once, and how long its text can be."""

from __future__ import annotations

from typing import Final

MODEL_RATE_HZ: Final = 16000
SHORTEST_S: Final = 0.1
"""Less than this holds no word."""
LONGEST_S: Final = 29.0
"""Longer sound is cut here, and the texts of its pieces are joined."""
_TOKENS_SPARE: Final = 10
_TOKENS_PER_S: Final = 8


def token_bound(sound_s: float) -> int:
    """The most tokens that speech of this length can have."""
    return _TOKENS_SPARE + int(_TOKENS_PER_S * sound_s)
