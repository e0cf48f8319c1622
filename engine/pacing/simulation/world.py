"""The world a pacer is tried in: how often people answer, how long it rings, how long they talk."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class World:
    """Laws of one simulated day."""

    agents: int = 20
    hours: float = 4.0
    answer_rate: float = 0.22
    """Mean share of calls that a person answers."""
    drift: float = 0.10
    """The rate swings by so much over two hours, up and down."""
    burst_rate: float = 0.5
    """In a burst (a list sorted by city, the end of a football match) so many answer instead."""
    bursts_per_hour: float = 1.5
    burst_s: float = 150.0
    ring_median_s: float = 9.0
    ring_sigma: float = 0.45
    ring_timeout_s: float = 28.0
    talk_median_s: float = 75.0
    talk_sigma: float = 0.8
    wrap_up_s: float = 15.0
    patience_s: float = 2.0
    """An answered call without an agent for this long is abandoned."""


class Weather:
    """One day's answer rate, drawn before it begins."""

    def __init__(self, world: World, randomness: random.Random) -> None:
        self._world = world
        self._phase = randomness.uniform(0, 2 * math.pi)
        self._bursts: list[float] = []
        at_s = randomness.expovariate(world.bursts_per_hour / 3600) if world.bursts_per_hour else math.inf
        while at_s < world.hours * 3600:
            self._bursts.append(at_s)
            at_s += world.burst_s + randomness.expovariate(world.bursts_per_hour / 3600)

    def answer_rate(self, now_s: float) -> float:
        """Share of the calls dialled now that a person will answer."""
        world = self._world
        if any(start <= now_s < start + world.burst_s for start in self._bursts):
            return world.burst_rate
        return min(0.95, max(0.02, world.answer_rate + world.drift * math.sin(self._phase + now_s * 2 * math.pi / 7200)))
