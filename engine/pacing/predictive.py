"""The predictive pacer: dials ahead of agents who will be free soon, as far as the campaign's budget of abandoned calls allows.

Every second it looks at the next 40: when will whom of those that ring answer, which agent will be free by then? From the chances
of each single call and agent (a sum of independent yes-or-no events, approximated by a normal distribution) follows how many people
may answer with nobody there. A call is dialled if, with it,

1. the overflow to be expected stays a small share of the answers to be expected, and
2. even an unlucky overflow (`unlucky_sd` standard deviations) of what then rings fits into the budget:
   abandoned + overflow ≤ limit · answered. Before there is a budget nobody is dialled who has no agent waiting.

The second is what holds the limit whatever the answer rate does; the first spends the budget evenly. Looking ahead by the chances
of single calls is Samuelson's idea (1999, Interfaces 29(5): 66-81); the budget is ours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.pacing.contract import AgentFreed, Answered, Happening, Snapshot, Unanswered
from engine.pacing.estimates import AnswerRate, Duration, lognormal

Numbers = NDArray[np.floating[Any]]

HORIZON_S: Final = np.arange(2.0, 41.0, 2.0)
"""Moments looked at; the last is later than nearly everybody answers."""


@dataclass(frozen=True, slots=True)
class PacingLimits:
    """What an operator, and the law, allow."""

    abandoned_share: float = 0.03
    """Of answered calls, over the campaign (US: 47 CFR 64.1200(a)(7), 3 % over 30 days; UK: Ofcom, 3 % over 24 hours)."""
    margin: float = 0.8
    """Of that share, what is planned with."""
    unlucky_sd: float = 3.0
    most_per_agent: float = 6.0
    """Calls that ring at a time, per agent."""


class PredictivePacer:
    """Keeps a campaign's books of answered and abandoned calls, and decides by them."""

    def __init__(self, limits: PacingLimits = PacingLimits(), *, answered: int = 0, abandoned: int = 0) -> None:
        """Args:
        limits: see there.
        answered, abandoned: of the campaign's last 30 days.
        """
        self._limits = limits
        self._rate = AnswerRate()
        self._ringing = Duration(1.0, 60, lognormal(9.0, 0.5))
        self._busy = Duration(5.0, 240, lognormal(80.0, 0.9))
        self.answered = answered
        self.abandoned = abandoned

    def learn(self, happening: Happening, now_s: float) -> None:  # noqa: ARG002 - the contract's
        match happening:
            case Answered(after_s, abandoned):
                self.answered += 1
                self.abandoned += abandoned
                self._rate.learn(answered=True)
                self._ringing.learn(after_s)
            case Unanswered():
                self._rate.learn(answered=False)
            case AgentFreed(after_s):
                self._busy.learn(after_s)

    def calls_to_dial(self, floor: Snapshot) -> int:
        """As many as both rules allow; at least one for each agent who waits and has no call ringing for them."""
        for_sure = max(0, floor.ready - len(floor.ringing_s))
        room = int(self._limits.most_per_agent * floor.agents) - len(floor.ringing_s)
        if room <= for_sure:
            return for_sure
        return max(for_sure, self._most_affordable(self._outlook(floor), room))

    def _most_affordable(self, outlook: _Outlook, room: int) -> int:
        """More calls are never more affordable: the number of those that are is the most."""
        expected, unlucky, answers = outlook.overflow(np.arange(1.0, room + 1.0), self._limits.unlucky_sd)
        share = self._limits.abandoned_share * self._limits.margin
        affordable = (unlucky <= share * self.answered - self.abandoned) & (expected <= share * np.maximum(answers, 1.0))
        return int(affordable.cumprod().sum())

    def _outlook(self, floor: Snapshot) -> _Outlook:
        rate = self._rate.rate
        ringing = np.array(floor.ringing_s, dtype=float)
        answers = self._still_answering(ringing, rate)[:, None] * self._ringing.ends_within(ringing, HORIZON_S)
        new = rate * self._ringing.ends_within(np.zeros(1), HORIZON_S)[0]
        freed = self._busy.ends_within(np.array(floor.busy_s, dtype=float), HORIZON_S)
        return _Outlook(
            ready=floor.ready,
            answers=answers.sum(axis=0),
            freed=freed.sum(axis=0),
            variance=(answers * (1 - answers)).sum(axis=0) + (freed * (1 - freed)).sum(axis=0),
            new_answer=new,
        )

    def _still_answering(self, ringing_s: Numbers, rate: float) -> Numbers:
        """The longer it rings, the less likely somebody answers at all (Bayes; those who do not answer ring on)."""
        late = 1.0 - self._ringing.ends_within(np.zeros(1), ringing_s)[0] if len(ringing_s) else ringing_s
        share: Numbers = rate * late / (rate * late + (1 - rate))
        return share


@dataclass(frozen=True, slots=True)
class _Outlook:
    """The next seconds, as sums over calls and agents; arrays over `HORIZON_S`."""

    ready: int
    answers: Numbers
    freed: Numbers
    variance: Numbers
    new_answer: Numbers
    """Chance that a call dialled now is answered by then."""

    def overflow(self, new_calls: Numbers, unlucky_sd: float) -> tuple[Numbers, Numbers, Numbers]:
        """For each number of new calls: people with nobody there at the worst moment, to be expected and if luck is bad; and all
        answers to be expected."""
        new = new_calls[:, None] * self.new_answer
        surplus = self.answers + new - self.ready - self.freed
        deviation = np.sqrt(self.variance + new * (1 - self.new_answer)) + 1e-9
        z = surplus / deviation
        # No more people can meet nobody than answer: where hardly anybody does, a normal distribution forgets that.
        expected = np.minimum(surplus * _normal_below(z) + deviation * _normal_density(z), self.answers + new)
        return expected.max(axis=1), (surplus + unlucky_sd * deviation).max(axis=1), self.answers[-1] + new[:, -1]


def _normal_density(z: Numbers) -> Numbers:
    density: Numbers = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return density


def _normal_below(z: Numbers) -> Numbers:
    """The normal distribution function, to 1e-7 (Abramowitz and Stegun, 1964, 26.2.17)."""
    t = 1.0 / (1.0 + 0.2316419 * np.abs(z))
    tail = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    upper = _normal_density(z) * tail
    below: Numbers = np.where(z >= 0, 1.0 - upper, upper)
    return below
