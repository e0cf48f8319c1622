"""What a campaign's calls are like: the answer rate now, how long people ring, how long agents talk. Learned as it goes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]

_PRIOR_RATE: Final = 0.3
"""Before anything is known: rather too high, for then too few are dialled."""
_PRIOR_CALLS: Final = 10.0


class AnswerRate:
    """The share of calls that a person answers. Two memories: a long one for the level, a short one that sees a burst at once."""

    def __init__(self, long_calls: float = 300.0, short_calls: float = 40.0) -> None:
        """Args:
        long_calls, short_calls: after so many calls an outcome counts for 1/e.
        """
        self._keep = (math.exp(-1 / long_calls), math.exp(-1 / short_calls))
        self._answers = [_PRIOR_RATE * _PRIOR_CALLS] * 2
        self._calls = [_PRIOR_CALLS] * 2

    def learn(self, *, answered: bool) -> None:
        """A call's outcome is known."""
        for i, keep in enumerate(self._keep):
            self._answers[i] = self._answers[i] * keep + answered
            self._calls[i] = self._calls[i] * keep + 1.0

    @property
    def rate(self) -> float:
        """The higher of both memories: overrating it costs a few seconds of waiting, underrating it costs people their peace."""
        return max(answers / calls for answers, calls in zip(self._answers, self._calls, strict=True))


class Duration:
    """A distribution of lengths of time, as a histogram that forgets slowly; starts from a guess."""

    def __init__(self, bin_s: float, bins: int, guess: Callable[[Numbers], Numbers], keep: float = 0.998) -> None:
        """Args:
        bin_s: width of a bin; lengths over `bin_s * bins` count as that.
        bins: how many.
        guess: weight of each bin by its middle in seconds, for the time before anything is known; worth 20 observations.
        keep: an observation's share that is left after the next one.
        """
        self._bin_s = bin_s
        weights = guess((np.arange(bins) + 0.5) * bin_s)
        self._weights: Numbers = 20.0 * weights / weights.sum()
        self._keep = keep

    def learn(self, length_s: float) -> None:
        """One more length is known."""
        self._weights *= self._keep
        self._weights[min(int(length_s / self._bin_s), len(self._weights) - 1)] += 1.0

    def ends_within(self, since_s: Numbers, horizon_s: Numbers) -> Numbers:
        """Chances that what began `since_s` ago ends within each of `horizon_s`, given that it has not ended yet.

        Shape [len(since_s), len(horizon_s)].
        """
        cumulative = np.concatenate([[0.0], np.cumsum(self._weights)])
        total = cumulative[-1]
        done = self._at(cumulative, since_s)[:, None]
        later = self._at(cumulative, since_s[:, None] + horizon_s[None, :])
        left = np.maximum(total - done, 1e-9 * total)
        chances: Numbers = np.clip((later - done) / left, 0.0, 1.0)
        return chances

    def _at(self, cumulative: Numbers, length_s: Numbers) -> Numbers:
        position = np.clip(length_s / self._bin_s, 0.0, len(self._weights) - 1e-9)
        below = position.astype(int)
        found: Numbers = cumulative[below] + (position - below) * (cumulative[below + 1] - cumulative[below])
        return found


def lognormal(median_s: float, sigma: float) -> Callable[[Numbers], Numbers]:
    """Weights of a log-normal distribution, the usual shape of talk times (Brown et al., 2005, JASA 100: 36-50)."""

    def weights(middle_s: Numbers) -> Numbers:
        spread: Numbers = np.exp(-((np.log(middle_s / median_s)) ** 2) / (2 * sigma**2)) / middle_s
        return spread

    return weights
