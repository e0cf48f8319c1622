"""What scores are worth where the truth is known: agreements among the first people called, of people that no model has seen.

python -m tests.benchmarks.scoring_lift [--seen 3000] [--others 3000] [--plot docs/images/scores.png]
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.scoring.evaluation import Evaluation
from engine.scoring.features import last_outcome
from engine.scoring.history import Person
from engine.scoring.model import Target
from engine.scoring.plot import draw
from engine.scoring.promise import Promise
from engine.scoring.simulation import BEGIN, DAY_S, Truth, call, people
from engine.scoring.training import LAST_OUTCOMES, examples, train

NOW: Final = BEGIN + 35 * DAY_S
HOURS: Final = range(9, 20)
TOPS_PERCENT: Final = (10, 20, 30)
DRAWS: Final = 1000
Measure = Callable[[NDArray[np.bool_], NDArray[np.bool_]], float]
_CALL_SEED, _ORDER_SEED, _DRAW_SEED = 11, 12, 13


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seen", type=int, default=3000, help="people whose past calls are learned from")
    parser.add_argument("--others", type=int, default=3000, help="people who are called next")
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    evaluations: dict[str, Evaluation] = {}
    models = {}
    began_s = time.perf_counter()
    rows = [person for person, _ in people(arguments.seen, seed=1)]
    for target in Target:
        trained = train(examples(rows, target), target)
        models[target], found = trained.model, trained.evaluation
        evaluations[target.value] = found
        print(f"{target}: {found.calls} calls, AUC {found.auc:.3f}, Brier {found.brier:.3f}, log loss {found.log_loss:.3f}")
        for lift in found.lifts:
            print(
                f"  first {lift.top_percent} %: {lift.by_score:.2f} ({lift.low:.2f} to {lift.high:.2f}), by last outcome "
                f"{lift.by_last_outcome:.2f}, gain {lift.gain_low:+.2f} to {lift.gain_high:+.2f}"
            )
    print(f"learned in {time.perf_counter() - began_s:.0f} s")
    _next_campaign(Promise(models), people(arguments.others, seed=2))
    if arguments.plot:
        draw(evaluations, arguments.plot)


def _next_campaign(promise: Promise, others: Sequence[tuple[Person, Truth]]) -> None:
    """Calls others by three orders; those ordered by score at their best hour, the rest at an hour of no choice."""
    chances = random.Random(_CALL_SEED)
    moments = [NOW - NOW % DAY_S + hour * 3600 for hour in HOURS]
    began_s = time.perf_counter()
    promises = [promise.at_hours(person, NOW, moments) for person, _ in others]
    print(f"{len(others) / (time.perf_counter() - began_s):.0f} people scored per second, at {len(moments)} hours each")
    best = [HOURS[int(np.argmax(some))] for some in promises]
    any_hour = [chances.choice(HOURS) for _ in others]
    at_any = np.array([call(truth, NOW, hour, chances).agreed for (_, truth), hour in zip(others, any_hour, strict=True)])
    at_best = np.array([call(truth, NOW, hour, chances).agreed for (_, truth), hour in zip(others, best, strict=True)])
    shuffled = np.array(random.Random(_ORDER_SEED).sample(range(len(others)), len(others)))
    by_last = shuffled[np.argsort([-LAST_OUTCOMES[last_outcome(others[index][0])] for index in shuffled], kind="stable")]
    by_score = np.argsort([-max(some) for some in promises], kind="stable")
    for percent in TOPS_PERCENT:
        top = len(others) * percent // 100
        counted = {
            "random order, any hour": at_any[shuffled[:top]],
            "last outcome first, any hour": at_any[by_last[:top]],
            "by score, any hour": at_any[by_score[:top]],
            "by score, at the best hour": at_best[by_score[:top]],
        }
        base = counted["random order, any hour"]
        for name, agreed in counted.items():
            low, high = _interval(agreed, base, lambda one, other: float(one.mean() / max(other.mean(), 1 / len(other))))
            times = f"{agreed.mean() / base.mean():.2f} times random ({low:.2f} to {high:.2f})"
            print(f"first {percent} %, {name}: {agreed.sum()} of {top} agreed; {times}")


def _interval(one: NDArray[np.bool_], other: NDArray[np.bool_], measure: Measure) -> tuple[float, float]:
    """95 %, by bootstrap over the people."""
    generator = np.random.default_rng(_DRAW_SEED)
    draws = [measure(generator.choice(one, len(one)), generator.choice(other, len(other))) for _ in range(DRAWS)]
    low, high = np.percentile(draws, (2.5, 97.5))
    return float(low), float(high)


if __name__ == "__main__":
    main()
