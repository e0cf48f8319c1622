"""What an experiment is: its arms, what it is after, how people are shared out, and when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.experiments.allocation import fixed_shares, thompson_shares
from engine.experiments.counts import Counts
from engine.experiments.verdict import StopRule


class Goal(StrEnum):
    """What a person is hoped to do. The steps of the funnel are those of `engine.store.reporting.steps`."""

    TALKED = "talked"
    """They said or pressed something that was understood."""
    AGREED = "agreed"
    """They accepted: grade A."""
    CLICKED = "clicked"
    """They followed the link of a message of the call."""
    CONVERTED = "converted"
    """They ordered, and the order is owed to the call."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the ways to call; what it does not say is as the campaign has it."""

    name: str
    weight: float = 1.0
    offer: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """Arms side by side."""

    name: str
    """The same name in several campaigns is the same experiment: people keep their arm."""
    arms: tuple[Arm, ...]
    goal: Goal
    rule: StopRule
    floor: float | None = None
    """Thompson sampling with this smallest share of an arm; None: shares by weight."""
    then_best: bool = True
    """When one arm has shown to be the best, everybody new gets it."""

    def arm(self, name: str) -> Arm | None:
        """None if there is no such arm any more."""
        return next((arm for arm in self.arms if arm.name == name), None)

    def shares(self, counts: Mapping[str, Counts]) -> dict[str, float]:
        """Of new people, by arm; they add up to 1."""
        if self.floor is None:
            return fixed_shares({arm.name: arm.weight for arm in self.arms})
        return thompson_shares(self.name, {arm.name: counts.get(arm.name, Counts(0, 0)) for arm in self.arms}, self.floor)
