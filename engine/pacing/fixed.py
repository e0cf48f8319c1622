"""Pacers that do not look ahead: a call for each agent who waits, or a fixed number of lines per agent."""

from __future__ import annotations

from dataclasses import dataclass

from engine.pacing.contract import Happening, Snapshot


@dataclass(frozen=True, slots=True)
class ProgressivePacer:
    """One call rings for each agent who waits: nobody is ever abandoned, and agents wait while it rings."""

    def learn(self, happening: Happening, now_s: float) -> None:
        """Nothing to learn."""

    def calls_to_dial(self, floor: Snapshot) -> int:
        return max(0, floor.ready - len(floor.ringing_s))


@dataclass(frozen=True, slots=True)
class RatioPacer:
    """So many calls ring for each agent who waits. Abandons as it happens: for campaigns with a bot for the overflow."""

    ratio: float

    def learn(self, happening: Happening, now_s: float) -> None:
        """Nothing to learn."""

    def calls_to_dial(self, floor: Snapshot) -> int:
        return max(0, int(floor.ready * self.ratio) - len(floor.ringing_s))
