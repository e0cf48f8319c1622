"""A classifier over few examples that is solved, not trained: kernel ridge regression with exact leave-one-out calibration.

Each class has a regression onto membership over the kernel exp(γ (x·x' − 1)) of unit rows (Saunders, Gammerman and Vovk, 1998).
What the regression would have said of an example without having seen it follows from the same inverse (Rifkin and Lippert, 2007),
so the temperature and the weight of "none of these" are fitted to answers on unseen utterances, and no example is set aside.
All classes weigh the same, however many examples each has: the many are fitted the more loosely (weighted least squares), and the
scores of the few are raised, since what an unseen utterance is liker to is likelier missing among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.floating[Any]]

_GAMMA: Final = 1.0
_RIDGE: Final = 0.05
"""Of the examples of a class of average size."""
_RAISED: Final = 0.2
"""Power of how many times fewer examples than the mean an intent has, by which its scores are raised. Left out, one of ten examples
scores about 0.3 for its own intent, where one of 150 scores 0.7."""
_FEWEST: Final = 5
"""Intents of fewer examples count as of so many: they were not measured."""
_TEMPERATURES: Final = np.geomspace(0.03, 0.3, 24)
_USUAL_TEMPERATURE: Final = 0.1
"""Where the fit is drawn to if there are few examples."""
_BIASES: Final = np.linspace(-2.5, 2.5, 21)
"""A fit that would go on is one to few background utterances beside very many examples, and refuses the less surely for it."""
_PRIOR_EXAMPLES: Final = 4.0
"""How many examples the usual temperature and a bias of zero are worth."""


@dataclass(frozen=True, slots=True)
class Head:
    """Solved for some rows. Column 0 is no intent, the others are intents."""

    weights: Matrix
    """[examples, classes]"""
    temperature: float
    none_bias: float
    """Added to the logit of column 0."""

    def logits(self, likeness: Matrix) -> Matrix:
        """Logarithms of probabilities but for a constant of each row: [utterances, classes].

        Args:
            likeness: scalar products of the utterances' unit rows and the examples', [utterances, examples].
        """
        return _logits(_kernel(likeness) @ self.weights, self.temperature, self.none_bias)


def solve(likeness: Matrix, classes: Sequence[int], count: int) -> Head:
    """The head of examples.

    Args:
        likeness: scalar products of the examples' unit rows with each other, [examples, examples].
        classes: of each example; 0 is no intent.
        count: of classes.
    """
    owned = np.eye(count)[list(classes)]
    weights, left_out = _regressed(_kernel(likeness.astype(np.float64)), _ridges(owned), owned)
    raised = _raised(owned)
    temperature, none_bias = _calibrated(left_out * raised, owned)
    return Head(weights * raised, temperature, none_bias)


def _ridges(owned: Matrix) -> Matrix:
    """Of each example: the more examples its class has, the less one of them counts."""
    sizes = owned.sum(axis=0)
    ridges: Matrix = _RIDGE * (owned @ sizes) / sizes[sizes > 0].mean()
    return ridges


def _raised(owned: Matrix) -> Matrix:
    """Of each class: what its scores are multiplied by."""
    sizes = np.maximum(owned.sum(axis=0), _FEWEST)
    raised = np.ones(len(sizes))
    raised[1:] = (sizes[1:].mean() / sizes[1:]) ** _RAISED if len(sizes) > 1 else 1.0
    return raised


def _regressed(kernel: Matrix, ridges: Matrix, owned: Matrix) -> tuple[Matrix, Matrix]:
    """The regression's weights, and what it would say of each example had it not seen it: both [examples, classes]."""
    from scipy.linalg import cho_solve, cholesky, lapack  # whoever finds a head in the cache need not wait for it

    lower = cholesky(kernel + np.diag(ridges), lower=True, overwrite_a=True)
    weights: Matrix = cho_solve((lower, True), owned)
    half_inverse: Matrix = lapack.dtrtri(lower, lower=True)[0]
    diagonal = np.einsum("ij,ij->j", half_inverse, half_inverse)
    return weights, owned - weights / diagonal[:, None]


def _kernel(likeness: Matrix) -> Matrix:
    kernel: Matrix = np.exp(_GAMMA * (likeness - 1))
    return kernel


def _logits(scores: Matrix, temperature: float, none_bias: float) -> Matrix:
    logits = scores / temperature
    logits[:, 0] += none_bias
    return logits


def _calibrated(scores: Matrix, owned: Matrix) -> tuple[float, float]:
    """The temperature and bias that make the left-out scores most likely (Guo et al., 2017); background counts half in all."""
    none = owned[:, 0] > 0
    weights = np.where(none, 0.5 / max(none.sum(), 1), 0.5 / max((~none).sum(), 1)) * len(owned)
    costs = np.array([_costs(scores / temperature, owned, weights) for temperature in _TEMPERATURES])
    costs += _PRIOR_EXAMPLES * (np.log(_TEMPERATURES / _USUAL_TEMPERATURE)[:, None] / np.log(2)) ** 2
    row, column = np.unravel_index(np.argmin(costs), costs.shape)
    return float(_TEMPERATURES[row]), float(_BIASES[column])


def _costs(logits: Matrix, owned: Matrix, weights: Matrix) -> Matrix:
    """What each of the biases would cost at one temperature: only the first column has it, so the others are summed up once."""
    none, others = logits[:, :1], logits[:, 1:]
    own = (logits * owned).sum(axis=1, keepdims=True) + owned[:, :1] * _BIASES
    likelihood = own - np.logaddexp(none + _BIASES, np.logaddexp.reduce(others, axis=1, keepdims=True))
    costs: Matrix = _PRIOR_EXAMPLES * _BIASES**2 / 4 - weights @ likelihood
    return costs
