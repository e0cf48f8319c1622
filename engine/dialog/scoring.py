"""How well an utterance fits each intent: nearest examples, a linear head over all of them, and the wording, as one number.

The constants were tuned with MiniLM-L6-v2 on phrases apart from those of the held-out test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.dialog.lexical import likenesses
from engine.dialog.words import fold, is_negated

Matrix = NDArray[np.floating[Any]]

_NEIGHBOURS: Final = 3
_HEAD_WEIGHT: Final = 0.6
_RIDGE: Final = 0.1
_POLARITY_PENALTY: Final = 0.15
"""Vectors put `interested` next to `not interested`."""
_SURE: Final = 0.9
"""An example as near as this decides alone."""
_CLAUSE_DISCOUNT: Final = 0.9
"""A clause says less than the utterance..."""
_WORD_DISCOUNT: Final = 0.6
"""...and a single word of it, such as the `yes` before a question, still less."""


@dataclass(frozen=True, slots=True)
class Example:
    """One of a script's examples, or of a language's asides."""

    intent: str | None
    """None: says nothing that a script expects."""
    text: str
    folded: str
    negated: bool


@dataclass(frozen=True, slots=True)
class Score:
    """How well one intent fits."""

    intent: str | None
    value: float
    """About 0 to 1."""
    example: str
    """The nearest of the intent's examples."""


def make_example(intent: str | None, text: str) -> Example:
    folded = fold(text)
    return Example(intent, text, folded, is_negated(folded))


class Scorer:
    """Scores utterances against examples whose vectors are known."""

    def __init__(self, examples: Sequence[Example], vectors: Matrix) -> None:
        """Args:
        examples: at least one.
        vectors: L2-normalised rows, shape [len(examples), dimensions].
        """
        self._examples = tuple(examples)
        self._folded = tuple(example.folded for example in examples)
        self._vectors = vectors
        self._intents = tuple(dict.fromkeys(example.intent for example in examples))
        belongs = [[example.intent == intent for intent in self._intents] for example in examples]
        self._belongs = np.array(belongs, dtype=bool)
        self._head = _least_squares_head(vectors, self._belongs)
        self._negated = np.array([example.negated for example in examples])

    def scores(self, parts: Sequence[str], vectors: Matrix) -> list[Score]:
        """Every intent's score, best first.

        Args:
            parts: the folded utterance, then its clauses if it has several.
            vectors: their rows.
        """
        alike = self._alike(parts, vectors)
        table = np.stack([self._nearest(alike, column) for column in range(len(self._intents))], axis=1)
        blended = (table[..., 0] + _HEAD_WEIGHT * (vectors @ self._head)) / (1 + _HEAD_WEIGHT)
        sure = np.where(table[..., 1] >= _SURE, table[..., 1], 0.0)
        fits = _discounts(parts)[:, None] * np.maximum(blended, sure)
        # A clause that says nothing, such as the `thank you` after a refusal, does not speak against the rest.
        values = np.where([intent is None for intent in self._intents], fits[0], fits.max(axis=0))
        scores = [Score(intent, float(values[i]), self._closest(alike, i)) for i, intent in enumerate(self._intents)]
        return sorted(scores, key=lambda score: score.value, reverse=True)

    def _alike(self, parts: Sequence[str], vectors: Matrix) -> Matrix:
        wording = np.array([likenesses(part, self._folded) for part in parts])
        polarity = np.array([is_negated(part) for part in parts])
        contrary: NDArray[np.bool_] = polarity[:, None] != self._negated
        alike: Matrix = np.maximum(vectors @ self._vectors.T, wording) - _POLARITY_PENALTY * contrary
        return alike

    def _nearest(self, alike: Matrix, column: int) -> Matrix:
        """For each part: the mean of the best and of the few best examples of one intent, and the best alone."""
        own = np.sort(alike[:, self._belongs[:, column]], axis=1)[:, ::-1]
        best = own[:, 0]
        return np.stack([(best + own[:, :_NEIGHBOURS].mean(axis=1)) / 2, best], axis=1)

    def _closest(self, alike: Matrix, column: int) -> str:
        own = np.where(self._belongs[:, column], alike.max(axis=0), -np.inf)
        return self._examples[int(own.argmax())].text


def _least_squares_head(vectors: Matrix, belongs: NDArray[np.bool_]) -> Matrix:
    """Weights [dimensions, intents] of a ridge regression on membership, each intent counting alike (Hoerl and Kennard, 1970)."""
    targets = belongs.astype(np.float64)
    weights = targets @ (1.0 / targets.sum(axis=0))
    weighted = (vectors * (weights / weights.mean())[:, None]).T
    solved: Matrix = np.linalg.solve(weighted @ vectors + _RIDGE * np.eye(vectors.shape[1]), weighted @ targets)
    return solved


def _discounts(parts: Sequence[str]) -> Matrix:
    clauses = [_CLAUSE_DISCOUNT if len(part.split()) > 1 else _WORD_DISCOUNT for part in parts[1:]]
    return np.array([1.0, *clauses])
