"""What the classifier is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Awaitable[Vectors]]
"""Texts to L2-normalised rows, shape [len(texts), dimensions]."""


@dataclass(frozen=True, slots=True)
class IntentMatch:
    """The classifier's choice."""

    intent: str | None
    """None if no expected intent fits well enough."""
    confidence: float
    """Of the best intent, 0 to 1, chosen or not."""
    reason: str
    """For the log and the script's designer: the example it is like, its score, and the next best intent with its own.

    It holds examples of the script, never the person's words.
    """
    chances: Mapping[str, float] = field(default_factory=dict)
    """How likely each expected intent is; without those that were not looked at."""


class IntentClassifier(Protocol):
    """Finds out which of some intents an utterance has."""

    async def classify(self, text: str, among: Sequence[str]) -> IntentMatch:
        """The intent of `text`: one of `among`, or `opt_out`, or none."""
        ...
