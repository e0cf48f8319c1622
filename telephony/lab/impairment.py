"""What a bad network does to a stream of packets: loss and varying delay. Pure and seeded, so that a run can be repeated."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Impairment:
    """A network's model."""

    loss: float = 0.0
    """Probability that a packet is lost, each for itself (Bernoulli)."""
    delay_ms: float = 0.0
    """Mean delay."""
    jitter_ms: float = 0.0
    """Delays are uniform within this much of the mean."""
    keep_order: bool = True
    """A packet does not overtake the one before, as in a queue. Otherwise packets are reordered."""

    def __post_init__(self) -> None:
        if not 0 <= self.loss <= 1:
            raise ValueError(f"loss is {self.loss}, must be between 0 and 1")
        if not 0 <= self.jitter_ms <= self.delay_ms:
            raise ValueError(
                f"jitter_ms is {self.jitter_ms}, must be between 0 and delay_ms ({self.delay_ms}): nothing arrives early"
            )


class Wire:
    """One direction of one stream."""

    def __init__(self, impairment: Impairment, seed: int) -> None:
        self._impairment = impairment
        self._chance = random.Random(seed)
        self._last_due_s = float("-inf")

    def due_s(self, now_s: float) -> float | None:
        """When a packet that is sent now arrives; None if it never does."""
        model = self._impairment
        lost, spread = self._chance.random() < model.loss, self._chance.uniform(-1, 1)
        if lost:
            return None
        due_s = now_s + (model.delay_ms + spread * model.jitter_ms) / 1000
        if model.keep_order:
            due_s = self._last_due_s = max(due_s, self._last_due_s)
        return due_s
