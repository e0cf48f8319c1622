"""Pacers side by side, each in the same days: same answers, same talk times, same bursts, as far as its own calls let them come."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from engine.pacing.contract import Pacer
from engine.pacing.fixed import ProgressivePacer
from engine.pacing.predictive import PredictivePacer
from engine.pacing.simulation.adaptive import AdaptivePacer, Method
from engine.pacing.simulation.floor import Day, Floor
from engine.pacing.simulation.world import World

PACERS: Final[Mapping[str, Callable[[], Pacer]]] = MappingProxyType(
    {
        "progressive": ProgressivePacer,
        "predictive": PredictivePacer,
        "adaptive, average": lambda: AdaptivePacer(Method.AVERAGE),
        "adaptive, hard limit": lambda: AdaptivePacer(Method.HARD_LIMIT),
    }
)
"""By name; the adaptive ones are VICIdial's rule."""


@dataclass(frozen=True, slots=True)
class Record:
    """A pacer's days."""

    pacer: str
    days: tuple[Day, ...]

    @property
    def utilisation(self) -> float:
        """Mean share of the agents' time in calls and wrap-up."""
        return statistics.mean(day.utilisation for day in self.days)

    @property
    def worst_utilisation(self) -> float:
        return min(day.utilisation for day in self.days)

    @property
    def abandoned_share(self) -> float:
        """Mean over days."""
        return statistics.mean(day.abandoned_share for day in self.days)

    @property
    def worst_abandoned_share(self) -> float:
        """Of the worst day, at its end."""
        return max(day.abandoned_share for day in self.days)

    def days_over(self, limit: float) -> int:
        """Days that ended with a higher share of abandoned calls."""
        return sum(day.abandoned_share > limit for day in self.days)


def compare(world: World, seeds: int, progress: Callable[[str, int], None] = lambda _pacer, _seed: None) -> list[Record]:
    """Lets every pacer live through the days 0 … `seeds` - 1.

    Args:
        world: the days' laws.
        seeds: how many days, at least 1.
        progress: told the pacer and the day before each.
    """
    records = []
    for name, make in PACERS.items():
        days = []
        for seed in range(seeds):
            progress(name, seed)
            days.append(Floor(world, make(), random.Random(seed)).live())
        records.append(Record(name, tuple(days)))
    return records
