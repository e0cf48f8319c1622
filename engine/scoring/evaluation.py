"""How good probabilities are, on calls that came after those they were learned from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

TOPS_PERCENT: Final = (10, 20, 30)
_DRAWS: Final = 500
_BINS: Final = 10


class Lift(msgspec.Struct, frozen=True):
    """Successes among the first so many calls of an order, as a multiple of what a random order finds; 95 % bootstrap intervals."""

    top_percent: int
    by_score: float
    low: float
    high: float
    by_last_outcome: float
    gain_low: float
    """By score less by last outcome: between what it lies."""
    gain_high: float


class Bin(msgspec.Struct, frozen=True):
    """Calls of about one probability."""

    calls: int
    predicted: float
    happened: float


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """On one slice of calls."""

    calls: int
    successes: int
    auc: float
    """Chance that a success had a higher probability than a failure."""
    brier: float
    log_loss: float
    lifts: list[Lift]
    calibration: list[Bin]
    """By tenths of the calls, lowest probabilities first."""


def evaluate(probabilities: Sequence[float], happened: Sequence[bool], last_outcomes: Sequence[float], seed: int = 1) -> Evaluation:
    """Compares probabilities with what happened, and their order with a random one and that of last outcomes.

    Args:
        probabilities: of each call.
        happened: whether it was a success; there is at least one of either kind.
        last_outcomes: how good the previous call of the same person was; higher ones would be called first.
        seed: of the bootstrap and of the order of those who are equal.
    """
    predicted, truth = np.clip(np.array(probabilities), 1e-6, 1 - 1e-6), np.array(happened, dtype=float)
    generator = np.random.default_rng(seed)
    last = np.array(last_outcomes) + 1e-6 * generator.random(len(truth))
    loss = -(truth * np.log(predicted) + (1 - truth) * np.log(1 - predicted)).mean()
    return Evaluation(
        calls=len(truth),
        successes=int(truth.sum()),
        auc=auc(predicted, truth),
        brier=float(((predicted - truth) ** 2).mean()),
        log_loss=float(loss),
        lifts=[_lift(percent, predicted, last, truth, generator) for percent in TOPS_PERCENT],
        calibration=_bins(predicted, truth),
    )


def auc(predicted: Numbers, truth: Numbers) -> float:
    """By ranks (Mann and Whitney, 1947); those that are equal share theirs."""
    _, group, sizes = np.unique(predicted, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(sizes) - (sizes - 1) / 2)[group]
    successes = truth.sum()
    return float((ranks[truth > 0].sum() - successes * (successes + 1) / 2) / (successes * (len(truth) - successes)))


def top_lift(order_by: Numbers, truth: Numbers, percent: int) -> float:
    """Share of successes in the top part, over that of all."""
    top = np.argsort(-order_by, kind="stable")[: max(1, round(len(truth) * percent / 100))]
    return float(truth[top].mean() / truth.mean()) if truth.any() else 1.0


def _lift(percent: int, predicted: Numbers, last: Numbers, truth: Numbers, generator: np.random.Generator) -> Lift:
    ours, gains = [], []
    for _ in range(_DRAWS):
        some = generator.integers(len(truth), size=len(truth))
        ours.append(top_lift(predicted[some], truth[some], percent))
        gains.append(ours[-1] - top_lift(last[some], truth[some], percent))
    low, high = np.percentile(ours, (2.5, 97.5))
    gain_low, gain_high = np.percentile(gains, (2.5, 97.5))
    by_score, by_last = (top_lift(order, truth, percent) for order in (predicted, last))
    return Lift(percent, by_score, float(low), float(high), by_last, float(gain_low), float(gain_high))


def _bins(predicted: Numbers, truth: Numbers) -> list[Bin]:
    parts = np.array_split(np.argsort(predicted, kind="stable"), min(_BINS, len(truth)))
    return [Bin(len(part), float(predicted[part].mean()), float(truth[part].mean())) for part in parts]
