"""What a pacer sees, learns and decides. Times are seconds; a pacer reads no clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The floor at one moment."""

    now_s: float
    ready: int
    """Agents who wait for a call."""
    busy_s: tuple[float, ...]
    """Of each agent in a call or in wrap-up: since when."""
    ringing_s: tuple[float, ...]
    """Of each call that was dialled and has neither been answered nor ended: since when."""

    @property
    def agents(self) -> int:
        """Who can take calls in this campaign, now or later."""
        return self.ready + len(self.busy_s)


@dataclass(frozen=True, slots=True)
class Answered:
    """A person answered."""

    after_s: float
    """Since the call was dialled."""
    abandoned: bool
    """No agent was free in time: the person heard the safe-harbour message instead."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A call ended without a person: busy, no answer, a machine, a wrong number."""

    after_s: float


@dataclass(frozen=True, slots=True)
class AgentFreed:
    """An agent finished a call and its wrap-up."""

    after_s: float
    """Since the agent got the call."""


Happening = Answered | Unanswered | AgentFreed


class Pacer(Protocol):
    """Decides how many calls to dial."""

    def learn(self, happening: Happening, now_s: float) -> None:
        """Something happened."""
        ...

    def calls_to_dial(self, floor: Snapshot) -> int:
        """How many calls to place now, 0 or more."""
        ...
