"""Learns models from histories. The only module that imports scikit-learn, which is slow: only what trains imports this one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from engine.scoring.evaluation import Evaluation, evaluate
from engine.scoring.features import features, last_outcome
from engine.scoring.history import Person
from engine.scoring.model import Column, Model, Target, rare

CALLS_MIN: Final = 300
EITHER_MIN: Final = 40
"""Successes, and as many failures: fewer cannot tell chance from a rule."""
RARE_BELOW: Final = 20
"""Levels of an attribute that fewer calls had are one."""
_LEARNED, _CALIBRATED = 0.6, 0.8
"""Shares of the calls, oldest first: learned from, then calibrated on; the rest is evaluated on."""
_STRENGTHS: Final = (0.003, 0.01, 0.03, 0.1, 0.3)
"""Inverse strengths of regularisation that are tried."""
LAST_OUTCOMES: Final = {"agreed": 3.0, "talked": 2.0, "answered": 1.0, "none": 0.5, "unanswered": 0.0}
"""The order of `engine.scoring.features.last_outcome` that scores are compared with."""


class TooLittle(Exception):
    """There are not enough calls to learn from; the message says how many are missing."""


@dataclass(frozen=True, slots=True)
class Example:
    """A call that is over, with what was known before it."""

    at: float
    found: dict[str, float]
    last: float
    """How good the call before was: the order that scores are compared with."""
    person: Person
    happened: bool


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, and how it did on calls that came later than all it has seen."""

    model: Model
    evaluation: Evaluation
    in_use: Evaluation | None
    """The model in use, on the same calls; None if there is none."""

    @property
    def worse(self) -> bool:
        """Than the model in use."""
        return self.in_use is not None and self.evaluation.log_loss > self.in_use.log_loss


def examples(people: Iterable[Person], target: Target) -> list[Example]:
    """Every call that says something about the target, oldest first."""
    found = [
        Example(
            call.at, features(person, call.at), LAST_OUTCOMES[last_outcome(person.before(call.at))], person, target.happened(call)
        )
        for person in people
        for call in person.calls
        if target.asks_about(call)
    ]
    return sorted(found, key=lambda example: (example.at, example.person.key))


def train(rows: Sequence[Example], target: Target, in_use: Model | None = None) -> Trained:
    """Learns from the older calls, calibrates on later ones, evaluates on the latest.

    Args:
        rows: oldest first.
        target: what to learn.
        in_use: to be compared with on the latest calls.

    Raises:
        TooLittle: to learn anything from.
    """
    check_enough(rows, target)
    learned, calibrated, latest = np.split(np.arange(len(rows)), [int(_LEARNED * len(rows)), int(_CALIBRATED * len(rows))])
    columns = _columns([rows[index] for index in learned])
    table, happened = _table(rows, columns), np.array([row.happened for row in rows], dtype=float)
    mean, deviation = table[learned].mean(axis=0), table[learned].std(axis=0)
    deviation[deviation == 0] = 1.0
    table = (table - mean) / deviation
    fitted = [_fitted(table[learned], happened[learned], strength) for strength in _STRENGTHS]
    best = min(fitted, key=lambda one: _loss(one, table[calibrated], happened[calibrated]))
    platt = _fitted(best.decision_function(table[calibrated])[:, None], happened[calibrated], 1e6)
    model = Model(
        target=target,
        columns={
            name: Column(float(weight), float(centre), float(spread))
            for name, weight, centre, spread in zip(columns, best.coef_[0], mean, deviation, strict=True)
        },
        intercept=float(best.intercept_[0]),
        slope=float(platt.coef_[0][0]),
        shift=float(platt.intercept_[0]),
    )
    recent = [rows[index] for index in latest]
    return Trained(model, evaluated(model, recent), evaluated(in_use, recent) if in_use else None)


def recent(rows: Sequence[Example]) -> Sequence[Example]:
    """The calls that models are evaluated on."""
    return rows[int(_CALIBRATED * len(rows)) :]


def evaluated(model: Model, rows: Sequence[Example]) -> Evaluation:
    """How the model does on these calls."""
    probabilities = [model.probability(row.person, row.at) for row in rows]
    return evaluate(probabilities, [row.happened for row in rows], [row.last for row in rows])


def check_enough(rows: Sequence[Example], target: Target) -> None:
    """Raises:
    TooLittle: to learn anything from.
    """
    successes = sum(row.happened for row in rows)
    missing = [
        (CALLS_MIN - len(rows), "calls"),
        (EITHER_MIN - successes, "successes"),
        (EITHER_MIN - (len(rows) - successes), "failures"),
    ]
    if lacks := ", ".join(f"{count} more {what}" for count, what in missing if count > 0):
        raise TooLittle(
            f"{target}: too little to learn from: {len(rows)} calls, {successes} successes; needs {lacks} "
            f"(at least {CALLS_MIN} calls, {EITHER_MIN} of either kind)"
        )
    late = [row.happened for row in recent(rows)]
    if not any(late) or all(late):
        raise TooLittle(f"{target}: the latest {len(late)} calls all came to the same: nothing can be evaluated on them")


def _columns(rows: Sequence[Example]) -> list[str]:
    counts = Counter(name for row in rows for name in row.found)
    names = {name if counts[name] >= RARE_BELOW else rare(name) for name in counts}
    return sorted(names)


def _table(rows: Sequence[Example], columns: Sequence[str]) -> NDArray[np.float64]:
    places = {name: place for place, name in enumerate(columns)}
    table = np.zeros((len(rows), len(columns)))
    for line, row in enumerate(rows):
        for name, value in row.found.items():
            place = places.get(name, places.get(rare(name)))
            if place is not None:
                table[line, place] += value
    return table


def _fitted(table: NDArray[np.float64], happened: NDArray[np.float64], strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=1000).fit(table, happened)


def _loss(model: LogisticRegression, table: NDArray[np.float64], happened: NDArray[np.float64]) -> float:
    probabilities = np.clip(model.predict_proba(table)[:, 1], 1e-6, 1 - 1e-6)
    return float(-(happened * np.log(probabilities) + (1 - happened) * np.log(1 - probabilities)).mean())
