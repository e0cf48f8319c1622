"""A trained model as plain numbers: it is stored as JSON and needs no library to be asked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from engine.scoring.features import ATTRIBUTE, features
from engine.scoring.history import PastCall, Person

RARE: Final = "(rare)"


class Target(StrEnum):
    """What the probability is of."""

    ANSWER = "answer"
    """A person answers the call."""
    TALK = "talk"
    """Who answers stays beyond the opening: says or presses something that is understood."""
    AGREE = "agree"
    """Who answers agrees."""

    def asks_about(self, call: PastCall) -> bool:
        """Whether the call says anything about it."""
        return self is Target.ANSWER or call.answered

    def happened(self, call: PastCall) -> bool:
        return {Target.ANSWER: call.answered, Target.TALK: call.talked, Target.AGREE: call.agreed}[self]


class Column(msgspec.Struct, frozen=True):
    """What one feature adds."""

    weight: float
    mean: float = 0.0
    deviation: float = 1.0


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """Logistic regression, calibrated after Platt (1999)."""

    target: Target
    columns: dict[str, Column]
    """By the name of the feature; those of no column add nothing."""
    intercept: float
    slope: float = 1.0
    """Calibration: of the sum; so `shift`."""
    shift: float = 0.0

    def probability(self, person: Person, at: float) -> float:
        """For a call at a moment."""
        return self.calibrated(self.base + self.sum_of(features(person, at)))

    def calibrated(self, total: float) -> float:
        """The probability of a sum."""
        return _sigmoid(self.slope * total + self.shift)

    @property
    def base(self) -> float:
        """The sum of somebody who has no feature."""
        return self.intercept - sum(column.weight * column.mean / column.deviation for column in self.columns.values())

    def sum_of(self, found: Mapping[str, float]) -> float:
        """What these features add to it."""
        total = 0.0
        for name, value in found.items():
            if column := self.columns.get(name) or self.columns.get(rare(name)):
                total += column.weight * value / column.deviation
        return total

    def contributions(self, found: Mapping[str, float]) -> dict[str, float]:
        """What each feature adds to the sum of an average person, by the name of its column."""
        named: dict[str, float] = {}
        for name, value in found.items():
            column = name if name in self.columns else rare(name)
            named[column] = named.get(column, 0.0) + value
        return {
            name: column.weight * (named.get(name, 0.0) - column.mean) / column.deviation for name, column in self.columns.items()
        }


def rare(name: str) -> str:
    """The feature that stands for all rare levels of an attribute."""
    return f"{name.partition('=')[0]}={RARE}" if name.startswith(ATTRIBUTE) else name


def _sigmoid(sum_: float) -> float:
    return 1 / (1 + math.exp(-sum_)) if sum_ >= 0 else math.exp(sum_) / (1 + math.exp(sum_))
