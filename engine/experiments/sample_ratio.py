"""Did the arms get the people they should have? If not, something beside chance decides who is in which, and rates mean little."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

SUSPICIOUS: Final = 0.001
"""Below this the split is called broken. Strict, as one looks often (Fabijan et al. 2019, "Diagnosing sample ratio mismatch")."""
_EXPECTED_MIN: Final = 5.0
"""Pearson's test is not to be relied on while an arm expects fewer."""


def mismatch_p(people: Mapping[str, int], expected: Mapping[str, float]) -> float | None:
    """Pearson's chi-square: how probable is a split at least as uneven, if chance alone decided.

    Args:
        people: by arm.
        expected: people by arm, so many in all as there are.

    Returns:
        None if there are too few people to say, or the arms do not differ in anything that could be tested.
    """
    if len(expected) < 2 or min(expected.values()) < _EXPECTED_MIN:
        return None
    statistic = sum((people.get(arm, 0) - count) ** 2 / count for arm, count in expected.items())
    return chi_square_above(statistic, len(expected) - 1)


def chi_square_above(statistic: float, freedom: int) -> float:
    """Chance that a chi-square variable of so many degrees of freedom is above the statistic.

    The regularised upper gamma function at half of either, by its recurrence: exact for whole degrees of freedom.
    """
    half = statistic / 2
    if half <= 0:
        return 1.0
    order, chance = (0.5, math.erfc(math.sqrt(half))) if freedom % 2 else (1.0, math.exp(-half))
    while order < freedom / 2:
        chance += math.exp(order * math.log(half) - half - math.lgamma(order + 1))
        order += 1
    return min(chance, 1.0)
