"""What share of new people each arm gets: as the plan says, or more for the arms that seem better."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

import numpy as np

from engine.experiments.counts import Counts

_DRAWS: Final = 2000


def thompson_shares(experiment: str, counts: Mapping[str, Counts], floor: float) -> dict[str, float]:
    """Thompson sampling: each arm's share is the chance that it is the best one, but `floor` at least.

    Thompson (1933). Each rate has the posterior Beta(1 + successes, 1 + failures); the chances are counted over 2,000 draws of all
    rates, which depend on nothing but the arguments. The same counts give the same shares.

    Args:
        experiment: its name.
        counts: by arm.
        floor: smallest share of an arm; at most one over their number.
    """
    arms = sorted(counts)
    seed = "\n".join([experiment, *(f"{arm} {counts[arm].successes} {counts[arm].people}" for arm in arms)])
    draw = np.random.Generator(np.random.PCG64(int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")))
    rates = draw.beta(
        [1 + counts[arm].successes for arm in arms],
        [1 + counts[arm].people - counts[arm].successes for arm in arms],
        size=(_DRAWS, len(arms)),
    )
    best = np.bincount(rates.argmax(axis=1), minlength=len(arms)) / _DRAWS
    rest = 1 - floor * len(arms)
    return {arm: floor + rest * float(chance) for arm, chance in zip(arms, best, strict=True)}


def fixed_shares(weights: Mapping[str, float]) -> dict[str, float]:
    """Shares that add up to 1."""
    total = sum(weights.values())
    return {arm: weight / total for arm, weight in weights.items()}
