"""What may be concluded from an experiment as it stands. Pure; may be asked after every call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import comb
from typing import Final

from engine.experiments.counts import Counts
from engine.experiments.intervals import difference_interval, rate_interval
from engine.experiments.sample_ratio import SUSPICIOUS, mismatch_p


class Standing(StrEnum):
    """How far an experiment has come."""

    SPOILT = "spoilt"
    """The arms did not get the people they should have: nothing may be concluded."""
    TOO_FEW = "too_few"
    """An arm has fewer people than the experiment asks for."""
    BETTER = "better"
    """One arm is better than every other."""
    ALIKE = "alike"
    """Whatever differences there are, they are smaller than the effect that matters."""
    EXHAUSTED = "exhausted"
    """Every arm had as many people as the experiment was to have, and none showed to be the best."""
    OPEN = "open"
    """Nothing can be said yet."""


_ADAPTIVE: Final = 0.25

OVER: Final = frozenset({Standing.BETTER, Standing.ALIKE, Standing.EXHAUSTED})
"""The stop rule: standings at which there is nothing more to find out."""


@dataclass(frozen=True, slots=True)
class StopRule:
    """When an experiment is over."""

    effect: float = 0.05
    """The difference that matters, as a share of people: 0.05 is five points."""
    confidence: float = 0.95
    """Chance that nothing which is concluded is ever wrong, over all arms and all looks."""
    people_min: int = 50
    """Per arm, before anything is concluded."""
    people_max: int | None = None
    """Per arm: enough. None: no end."""
    adaptive: bool = False
    """People are moved to the better arm while the experiment lasts."""

    @property
    def alpha(self) -> float:
        """Chance to be wrong that intervals are made for.

        Moving people to the arm that seems better makes estimates worse: an arm that was unlucky at first gets few people, and its
        bad luck stays in its rate. A quarter of the chance makes up for it, as `callwright simulate experiment --floor` shows.
        """
        return (1 - self.confidence) * (_ADAPTIVE if self.adaptive else 1.0)


@dataclass(frozen=True, slots=True)
class ArmResult:
    """An arm as it stands."""

    arm: str
    counts: Counts
    low: float
    high: float
    """Between what its rate lies; those of all arms together hold with the rule's confidence."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two arms side by side: the rate of one minus that of the other."""

    one: str
    other: str
    low: float
    high: float
    """Between what it lies; those of all pairs together hold with the rule's confidence."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an experiment shows."""

    standing: Standing
    best: str | None
    """The arm that is better than every other."""
    arms: tuple[ArmResult, ...]
    differences: tuple[Difference, ...]
    mismatch_p: float | None
    """Of the sample ratio; None: too few people to say."""


def verdict(counts: Mapping[str, Counts], rule: StopRule) -> Verdict:
    """What the counts show. Bonferroni's correction is for the number of arms, and for that of their pairs."""
    arms = tuple(
        ArmResult(arm, count, *rate_interval(count.successes, count.people, rule.alpha / len(counts)))
        for arm, count in counts.items()
    )
    differences = tuple(
        Difference(one, other, *_difference(counts[one], counts[other], rule.effect, rule.alpha / comb(len(counts), 2)))
        for one, other in combinations(counts, 2)
    )
    expected = {arm: count.expected for arm, count in counts.items() if count.expected is not None}
    mismatch = mismatch_p({arm: count.assigned for arm, count in counts.items()}, expected)
    best = _best(counts, differences)
    standing = _standing(counts, differences, rule, best, mismatch)
    return Verdict(standing, best if standing is Standing.BETTER else None, arms, differences, mismatch)


def _difference(one: Counts, other: Counts, effect: float, alpha: float) -> tuple[float, float]:
    return difference_interval((one.successes, one.people), (other.successes, other.people), effect, alpha)


def _best(counts: Mapping[str, Counts], differences: tuple[Difference, ...]) -> str | None:
    beaten = {pair.other for pair in differences if pair.low > 0} | {pair.one for pair in differences if pair.high < 0}
    won: dict[str, int] = dict.fromkeys(counts, 0)
    for pair in differences:
        won[pair.one] += pair.low > 0
        won[pair.other] += pair.high < 0
    return next((arm for arm in counts if arm not in beaten and won[arm] == len(counts) - 1), None)


def _standing(
    counts: Mapping[str, Counts], differences: tuple[Difference, ...], rule: StopRule, best: str | None, mismatch: float | None
) -> Standing:
    fewest = min(count.people for count in counts.values())
    if mismatch is not None and mismatch < SUSPICIOUS:
        return Standing.SPOILT
    if fewest < rule.people_min:
        return Standing.TOO_FEW
    if best is not None:
        return Standing.BETTER
    if all(-rule.effect < pair.low and pair.high < rule.effect for pair in differences):
        return Standing.ALIKE
    if rule.people_max is not None and fewest >= rule.people_max:
        return Standing.EXHAUSTED
    return Standing.OPEN
