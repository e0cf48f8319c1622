"""How an utterance goes on after it was stopped by mistake. Pure.

A short breath loses nothing: on from the word. After a longer silence half a sentence makes no sense: its start again. Whoever
was talked over twice does not want to hear it all again: the question only, and at the third time the bot just listens.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from engine.dialog.moves import Say

BREATH_MS: Final = 700
"""Up to here a silence is a hesitation and no stop: people pause as long within what they say."""
MEMORY_MS: Final = 3000
"""After a longer silence people have lost the beginning of the sentence."""


class Resumption(Enum):
    WORD = auto()
    """From the gap before the word it was stopped in."""
    SENTENCE = auto()
    """From the start of the sentence it was stopped in."""
    QUESTION = auto()
    """The last sentence only."""
    LISTEN = auto()
    """Not at all."""


class Resumes:
    """Counts the stops of the utterance at hand."""

    def __init__(self) -> None:
        self._node: str | None = None
        self._stops = 0

    def after(self, say: Say, silence_ms: int) -> Resumption:
        """How to go on with `say` after so much silence."""
        if say.node != self._node:
            self._node, self._stops = say.node, 0
        if silence_ms <= BREATH_MS:
            return Resumption.WORD
        self._stops += 1
        match self._stops:
            case 1:
                return Resumption.WORD if silence_ms <= MEMORY_MS else Resumption.SENTENCE
            case 2:
                return Resumption.QUESTION
            case _:
                return Resumption.LISTEN
