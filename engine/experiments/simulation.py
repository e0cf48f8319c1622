"""Experiments whose truth is known, looked at after every call: how often is the conclusion false, how often and how soon right?

For comparison each run is also judged as people do who do not know better: by an ordinary 5 % test of two rates at every look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.experiments.allocation import thompson_shares
from engine.experiments.counts import Counts
from engine.experiments.intervals import Numbers, difference_radius, rate_variance
from engine.experiments.verdict import StopRule

RENEWED_EVERY: Final = 50
"""People between two looks of Thompson sampling at the counts."""
_NAIVE_Z: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Setup:
    """Experiments that are alike but for chance."""

    rates: tuple[float, ...]
    """True rate of each arm."""
    people: int
    """In all, over the arms."""
    runs: int
    rule: StopRule = field(default_factory=StopRule)
    floor: float | None = None
    """Thompson sampling with this smallest share; None: equal shares."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What came of the runs; numbers of people are None where nothing was concluded."""

    setup: Setup
    any_difference: tuple[int | None, ...]
    """Per run: after how many people some pair of arms was said to differ."""
    naive: tuple[int | None, ...]
    """Likewise by an ordinary 5 % test of each pair at every look."""
    decided: tuple[int | None, ...]
    """After how many people one arm was said to be better than every other."""
    right: tuple[bool, ...]
    """Whether that was the best arm."""
    best_share: float
    """Of people, the share that got the best arm (the first, if several are)."""

    def share(self, times: Sequence[int | None]) -> float:
        """Of the runs."""
        return sum(time is not None for time in times) / self.setup.runs

    @property
    def power(self) -> float:
        """Share of runs that found the best arm, rightly."""
        return sum(self.right) / self.setup.runs

    @property
    def median_people(self) -> float | None:
        """Until the best arm was found, of runs that found one."""
        times = [time for time in self.decided if time is not None]
        return float(np.median(times)) if times else None


def simulate(setup: Setup, seed: int, tell: Callable[[int], None] = lambda _run: None) -> Findings:
    """Runs them all.

    Args:
        setup: of each.
        seed: another one, other chances.
        tell: is told each run that is over.
    """
    generator = np.random.default_rng(seed)
    any_difference, naive, decided, right, to_best = [], [], [], [], 0
    best = int(np.argmax(setup.rates))
    for run in range(setup.runs):
        successes, people = _course(setup, generator)
        low, high, plain = _pairs(successes, people, setup.rule)
        enough = people.min(axis=1) >= setup.rule.people_min
        any_difference.append(_first(enough & ((low > 0) | (high < 0)).any(axis=1)))
        naive.append(_first(enough & plain.any(axis=1)))
        when, winner = _winner(low, high, enough, len(setup.rates))
        decided.append(when)
        right.append(when is not None and setup.rates[winner] == max(setup.rates) and setup.rates.count(setup.rates[winner]) == 1)
        to_best += int(people[-1, best])
        tell(run)
    share = to_best / (setup.runs * setup.people)
    return Findings(setup, tuple(any_difference), tuple(naive), tuple(decided), tuple(right), share)


def _course(setup: Setup, generator: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Successes and people by arm after each person."""
    arms = len(setup.rates)
    if setup.floor is None:
        chosen = generator.integers(arms, size=setup.people)
        return _counted(chosen, generator.random(setup.people) < np.array(setup.rates)[chosen], arms)
    chosen, answers = np.empty(0, dtype=int), np.empty(0, dtype=bool)
    shares = np.full(arms, 1 / arms)
    while len(chosen) < setup.people:
        some = generator.choice(arms, size=min(RENEWED_EVERY, setup.people - len(chosen)), p=shares)
        chosen = np.concatenate([chosen, some])
        answers = np.concatenate([answers, generator.random(len(some)) < np.array(setup.rates)[some]])
        shares = _renewed(chosen, answers, arms, setup.floor)
    return _counted(chosen, answers, arms)


def _renewed(chosen: NDArray[np.int_], answers: NDArray[np.bool_], arms: int, floor: float) -> Numbers:
    people, successes = np.bincount(chosen, minlength=arms), np.bincount(chosen[answers], minlength=arms)
    counts = {str(arm): Counts(int(people[arm]), int(successes[arm])) for arm in range(arms)}
    shares = thompson_shares("simulated", counts, floor)
    return np.array([shares[str(arm)] for arm in range(arms)])


def _counted(chosen: NDArray[np.int_], answers: NDArray[np.bool_], arms: int) -> tuple[Numbers, Numbers]:
    mine = chosen[:, None] == np.arange(arms)
    return np.cumsum(mine & answers[:, None], axis=0).astype(float), np.cumsum(mine, axis=0).astype(float)


def _pairs(successes: Numbers, people: Numbers, rule: StopRule) -> tuple[Numbers, Numbers, NDArray[np.bool_]]:
    """After each person, for each pair of arms: the interval of the difference, and what an ordinary test says."""
    arms = people.shape[1]
    one, other = (list(side) for side in zip(*combinations(range(arms), 2), strict=True))
    rates, variance = successes / np.maximum(people, 1), rate_variance(successes, people)
    middle = rates[:, one] - rates[:, other]
    radius = difference_radius(variance[:, one] + variance[:, other], rule.effect, rule.alpha / comb(arms, 2))
    pooled = (successes[:, one] + successes[:, other]) / np.maximum(people[:, one] + people[:, other], 1)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / np.maximum(people[:, one], 1) + 1 / np.maximum(people[:, other], 1)))
    return middle - radius, middle + radius, np.abs(middle) > _NAIVE_Z * spread


def _winner(low: Numbers, high: Numbers, enough: NDArray[np.bool_], arms: int) -> tuple[int | None, int]:
    """After how many people an arm beat every other, and which."""
    wins = np.zeros((len(low), arms), dtype=int)
    for pair, (one, other) in enumerate(combinations(range(arms), 2)):
        wins[:, one] += low[:, pair] > 0
        wins[:, other] += high[:, pair] < 0
    when = _first(enough & (wins == arms - 1).any(axis=1))
    return when, int(wins[when - 1].argmax()) if when is not None else -1


def _first(happened: NDArray[np.bool_]) -> int | None:
    return int(happened.argmax()) + 1 if happened.any() else None
