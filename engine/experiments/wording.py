"""A verdict in plain words."""

from __future__ import annotations

from typing import Final

from engine.experiments.sample_ratio import SUSPICIOUS
from engine.experiments.verdict import Standing, StopRule, Verdict

_POINTS: Final = 100


def decision(found: Verdict, rule: StopRule) -> str:
    """What to do now, in a sentence or two."""
    match found.standing:
        case Standing.SPOILT:
            return (
                "Do not conclude anything: the arms did not get the people they should have. "
                "Look for what keeps people of one arm from being called or counted."
            )
        case Standing.TOO_FEW:
            fewest = min(found.arms, key=lambda arm: arm.counts.people)
            missing = rule.people_min - fewest.counts.people
            return f"Go on: {fewest.arm} needs {missing} more people before anything is concluded ({rule.people_min} per arm)."
        case Standing.BETTER:
            return f"Stop: {found.best} is better than {_others(found)}. {_gains(found)}"
        case Standing.ALIKE:
            return f"Stop: no arm is better than another by {_points(rule.effect)} or more. Choose by cost or taste."
        case Standing.EXHAUSTED:
            return f"Stop: every arm had its {rule.people_max} people, and none showed to be the best."
        case Standing.OPEN:
            return "Go on: nothing can be said yet. Looking as often as you like does no harm."


def sample_ratio(found: Verdict) -> str:
    """Whether chance alone explains who got which arm."""
    if found.mismatch_p is None:
        return "too few people to say whether the split is as it should be"
    if found.mismatch_p < SUSPICIOUS:
        return f"BROKEN: a split as uneven as this comes by chance once in {1 / max(found.mismatch_p, 1e-12):,.0f} times"
    return f"as it should be (chi-square, p = {found.mismatch_p:.2g})"


def _others(found: Verdict) -> str:
    others = [arm.arm for arm in found.arms if arm.arm != found.best]
    return others[0] if len(others) == 1 else "every other arm"


def _gains(found: Verdict) -> str:
    gains = [(pair.low, pair.high, pair.other) for pair in found.differences if pair.one == found.best]
    gains += [(-pair.high, -pair.low, pair.one) for pair in found.differences if pair.other == found.best]
    return " ".join(f"It gains {_POINTS * low:.1f} to {_POINTS * high:.1f} points on {other}." for low, high, other in gains)


def _points(share: float) -> str:
    return f"{_POINTS * share:g} points"
