"""Was this turn speech beyond doubt? Then words are missing if none were read of it, and it is not noise. Pure."""

from __future__ import annotations

from typing import Final

SURE: Final = 0.5
"""More is more likely speech than not. Together with `conversation.clear_speech_ms`: docs/turn-taking.md has what was measured."""


class Clarity:
    """Counts the speech of the present turn of which voice activity detection is sure."""

    def __init__(self, clear_ms: int) -> None:
        """`clear_ms`: so much makes a turn clear; what came before the detector noticed the turn does not count."""
        self._clear_ms = clear_ms
        self._sure_ms = 0

    @property
    def is_clear(self) -> bool:
        """The turn so far is speech, and longer than a hum."""
        return self._sure_ms >= self._clear_ms

    def begin(self) -> None:
        """A new turn."""
        self._sure_ms = 0

    def add(self, ms: int, sureness: float) -> None:
        """So much sound.

        Args:
            ms: its length.
            sureness: the voice activity detector's, see `engine.call.listener.Vad`.
        """
        if sureness > SURE:
            self._sure_ms += ms
