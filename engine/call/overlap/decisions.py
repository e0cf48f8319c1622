"""What may be decided about a sound over the bot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Verdict(StrEnum):
    DOUBT = "doubt"
    """It may become an interruption: the bot is softer until more is known."""
    GLANCE = "glance"
    """So much was said that its first words can be read."""
    INTERRUPTION = "interruption"
    """The person takes the floor: the bot is silent until the words are known."""
    RESPONSE = "response"
    """Short, and over: a listener's response, unless its words say otherwise."""
    NOISE = "noise"
    """Too short for a word."""
    ENDED = "ended"
    """An interruption is over."""


OVER: Final = (Verdict.ENDED, Verdict.NOISE, Verdict.RESPONSE)
"""After these the sound is over."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a sound over the bot is, and why we think so."""

    verdict: Verdict
    reason: str
    onset_ms: int
