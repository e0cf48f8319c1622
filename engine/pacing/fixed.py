"""Pacers that do not look ahead: one call, or a fixed number of them, for each agent who waits."""

from __future__ import annotations

from dataclasses import dataclass

from engine.pacing.contract import Answered, Happening, Snapshot


@dataclass(frozen=True, slots=True)
class ProgressivePacer:
    """One call rings for each agent who waits: nobody is ever abandoned, and agents wait while it rings."""

    def learn(self, happening: Happening, now_s: float) -> None:
        """Nothing to learn."""

    def calls_to_dial(self, floor: Snapshot) -> int:
        return max(0, floor.ready - len(floor.ringing_s))


class RatioPacer:
    """So many calls ring for each agent who waits, as far as the budget of abandoned calls goes.

    Even if all of them were answered now, those who meet nobody must fit into it: abandoned + overflow ≤ share · answered.
    So the share is kept whatever the answer rate does, and without a budget it is a `ProgressivePacer`.
    """

    def __init__(self, ratio: float, *, abandoned_share: float = 0.03, answered: int = 0, abandoned: int = 0) -> None:
        """Args:
        ratio: calls for each agent who waits, at least 1.
        abandoned_share: most, of answered calls.
        answered, abandoned: of the campaign's last 30 days.
        """
        self._ratio = ratio
        self._share = abandoned_share
        self.answered = answered
        self.abandoned = abandoned

    def learn(self, happening: Happening, now_s: float) -> None:  # noqa: ARG002 - the contract's
        if isinstance(happening, Answered):
            self.answered += 1
            self.abandoned += happening.abandoned

    def calls_to_dial(self, floor: Snapshot) -> int:
        budget = max(0, int(self._share * self.answered) - self.abandoned)
        may_ring = min(int(floor.ready * self._ratio), floor.ready + budget)
        return max(0, may_ring - len(floor.ringing_s))
