"""The rows of the form that say what people are called with (offers, arms of an experiment), as parts of a plan. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from engine.campaign.plan.experiment import ExperimentPart, Stop
from engine.experiments.spec import Goal

FIXED: Final = "fixed"
ADAPTIVE: Final = "thompson"
_USUAL: Final = Stop()


@dataclass(slots=True)
class OfferForm:
    """What some people are called with."""

    offer: str = ""
    segment: str = ""
    """Empty, and `when` too: everybody."""
    when: str = ""
    """A filter instead of a segment."""
    script: str = ""
    """Empty: the campaign's."""
    variables: str = ""
    """Lines such as `points: 500`."""

    def part(self) -> dict[str, Any]:
        """Of the plan."""
        return without_empty(
            {
                "offer": self.offer.strip(),
                "segment": self.segment,
                "when": self.when.strip(),
                "script": self.script,
                "variables": _variables(self.variables),
            }
        )


@dataclass(slots=True)
class ArmForm:
    """A way to call that is tried beside others."""

    name: str = ""
    weight: float | None = 1
    script: str = ""
    offer: str = ""
    variables: str = ""
    """As in `OfferForm`; so the script."""
    voice: str = ""
    """Empty: the script's."""
    hours_begin: str = ""
    """As in the plan; both empty: all of its hours."""
    hours_end: str = ""

    def part(self) -> dict[str, Any]:
        """Of the plan."""
        return without_empty(
            {
                "name": self.name.strip(),
                "weight": number(self.weight),
                "script": self.script,
                "offer": self.offer.strip(),
                "variables": _variables(self.variables),
                "voice": self.voice,
                "hours": {"begin": self.hours_begin.strip(), "end": self.hours_end.strip()},
            }
        )


@dataclass(slots=True)
class ExperimentForm:
    """Several ways to call, side by side; without arms there is none."""

    arms: list[ArmForm] = field(default_factory=list)
    name: str = ""
    """Empty: the campaign's."""
    goal: str = Goal.AGREED.value
    allocation: str = FIXED
    floor_percent: float | None = ExperimentPart.model_fields["floor_percent"].default
    """Counts if people are moved to the better arms."""
    effect_points: float | None = _USUAL.effect_points
    confidence_percent: float | None = _USUAL.confidence_percent
    people_min: float | None = _USUAL.people_min
    people_max: float | None = None
    """None: no end."""
    then: str = _USUAL.then

    def part(self, campaign: str) -> dict[str, Any]:
        """Of the plan of the campaign with this name."""
        if not self.arms:
            return {}
        stop = {name: number(getattr(self, name)) for name in ("effect_points", "confidence_percent", "people_min", "people_max")}
        return {
            "name": self.name.strip() or campaign.strip(),
            "arms": [arm.part() for arm in self.arms],
            "goal": self.goal,
            "allocation": self.allocation,
            "floor_percent": number(self.floor_percent) if self.allocation == ADAPTIVE else None,
            "stop": {**stop, "then": self.then},
        }


def without_empty(part: dict[str, Any]) -> dict[str, Any]:
    """What is left of a part of a plan without that in which nothing was filled in."""
    kept = {name: without_empty(value) if isinstance(value, dict) else value for name, value in part.items()}
    return {name: value for name, value in kept.items() if value not in ("", [], {}, None)}


def number(said: float | None) -> float | int | None:
    """As people write it: whole numbers without a point."""
    return int(said) if said is not None and said == int(said) else said


def _variables(text: str) -> dict[str, str]:
    """Lines such as `points: 500`."""
    pairs = (line.partition(":") for line in text.splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}
