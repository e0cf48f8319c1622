"""Intervals that hold at every moment, however often one looks: confidence sequences for rates and for their differences.

An ordinary 95 % interval holds at one moment that was chosen beforehand. Who looks after every call and stops when it leaves zero
out is wrong far more often than in 5 % of experiments. These intervals are wrong at *any* moment in at most 5 %, so one may look
always and stop whenever one likes.

- One rate: the mixture martingale of Robbins (1970, "Statistical methods related to the law of the iterated logarithm") with a beta
  mixture; exact for yes and no at every count, and whatever rule decided who is called next.
- A difference of two rates: the two-sided normal mixture (Robbins 1970; Howard, Ramdas, McAuliffe and Sekhon 2021, "Time-uniform,
  nonparametric, nonasymptotic confidence sequences", eq. 14) with estimated variance, which is the mixture SPRT of Johari, Koomen,
  Pekelis and Walsh (2022, "Always valid inference: continuous monitoring of A/B tests") turned into an interval. With estimated
  variance it holds in the limit of many calls (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024, "Time-uniform central limit
  theory and asymptotic confidence sequences"); `callwright simulate experiment` shows that it holds from the first call on.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]

_PRIOR: Final = 0.5
"""Both parameters of the beta mixture: Jeffreys' choice, which favours no rate."""
_HALVINGS: Final = 60


def rate_interval(successes: int, people: int, alpha: float) -> tuple[float, float]:
    """Between what the true rate lies at every moment, but for a chance of `alpha`. Nobody yet: anything."""
    failures = people - successes
    mixture = _log_beta(successes + _PRIOR, failures + _PRIOR) - _log_beta(_PRIOR, _PRIOR)

    def refuted(rate: float) -> bool:
        likelihood = (successes * math.log(rate) if successes else 0.0) + (failures * math.log1p(-rate) if failures else 0.0)
        return mixture - likelihood >= -math.log(alpha)

    middle = successes / people if people else 0.5
    low = _edge(refuted, 0.0, middle) if successes else 0.0
    high = _edge(refuted, 1.0, middle) if failures else 1.0
    return low, high


def difference_radius(variance: Numbers, effect: float, alpha: float) -> Numbers:
    """Half the width of the interval around an estimated difference.

    Args:
        variance: of the estimate.
        effect: the difference one hopes for, as a share of people: the interval is narrowest for differences of about this size.
        alpha: chance that the interval is ever wrong.
    """
    mixture = effect * effect
    radius: Numbers = np.sqrt(variance * (variance + mixture) / mixture * (np.log1p(mixture / variance) + 2 * math.log(1 / alpha)))
    return radius


def rate_variance(successes: Numbers, people: Numbers) -> Numbers:
    """Variance of an arm's rate. One success and one failure are added, so that it is never 0 (Agresti and Caffo, 2000)."""
    rate = (successes + 1) / (people + 2)
    variance: Numbers = rate * (1 - rate) / np.maximum(people, 1)
    return variance


def difference_interval(one: tuple[int, int], other: tuple[int, int], effect: float, alpha: float) -> tuple[float, float]:
    """Between what the difference of two rates, one's minus the other's, lies at every moment but for a chance of `alpha`.

    Args:
        one: successes and people of an arm.
        other: so of the other.
        effect: see `difference_radius`.
        alpha: chance that the interval is ever wrong.
    """
    if not one[1] or not other[1]:
        return -1.0, 1.0
    successes, people = np.array([one[0], other[0]], dtype=float), np.array([one[1], other[1]], dtype=float)
    middle = successes[0] / people[0] - successes[1] / people[1]
    radius = difference_radius(rate_variance(successes, people).sum(keepdims=True), effect, alpha)[0]
    return max(-1.0, float(middle - radius)), min(1.0, float(middle + radius))


def _edge(refuted: Callable[[float], bool], outside: float, inside: float) -> float:
    """Where rates begin to be refuted on the way from `inside` to `outside`."""
    for _ in range(_HALVINGS):
        middle = (outside + inside) / 2
        if refuted(middle):
            outside = middle
        else:
            inside = middle
    return outside


def _log_beta(one: float, other: float) -> float:
    return math.lgamma(one) + math.lgamma(other) - math.lgamma(one + other)
