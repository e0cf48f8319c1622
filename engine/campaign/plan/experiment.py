"""The part of a plan that tries several ways to call side by side.

experiment:
  name: opening
  arms:
    - {name: plain}
    - {name: discount, script: renewal_short, offer: a free month, variables: {offer: "a month for free"}}
    - {name: evening, voice: joe, hours: {begin: "17:00", end: "20:00"}}
  goal: agreed
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from engine.campaign.plan.hours import Hours
from engine.experiments import spec
from engine.experiments.spec import Goal
from engine.experiments.verdict import StopRule

Name = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ArmPart(_Part):
    """One of the ways; what it does not say is as the campaign has it."""

    name: Name
    weight: float = Field(default=1.0, gt=0, le=1000)
    """Its share of people beside the others' weights."""
    script: str | None = None
    """As in the plan; None: what the campaign or the person's offer has."""
    offer: str | None = Field(default=None, min_length=1, max_length=200)
    """Name of an offer that calls are attributed to; None: likewise."""
    variables: dict[str, str] = {}
    """For the script; they count before those of the list."""
    voice: str | None = Field(default=None, min_length=1, max_length=200)
    """Of the bot, in the languages that it speaks; None: the script's."""
    hours: Hours | None = None
    """Its people are called in these of the hours in which they may be called; None: in all."""


class Stop(_Part):
    """When the experiment is over."""

    effect_points: float = Field(default=5.0, ge=0.1, le=50)
    """The difference that matters, in points of the people who are called: from 10 % to 15 % are five."""
    confidence_percent: float = Field(default=95.0, ge=80, le=99.9)
    """Chance that nothing is ever concluded wrongly."""
    people_min: int = Field(default=50, ge=10)
    """Per arm, before anything is concluded."""
    people_max: int | None = Field(default=None, ge=10)
    """Per arm: enough, whatever is known then."""
    then: Literal["best", "go_on"] = "best"
    """When one arm has shown to be the best: everybody new gets it, or people are shared out as before."""


class ExperimentPart(_Part):
    """Several ways to call, side by side."""

    name: Name
    """The same name in several campaigns is the same experiment: people keep their arm."""
    arms: Annotated[tuple[ArmPart, ...], Field(min_length=2, max_length=10)]
    goal: Goal = Goal.AGREED
    allocation: Literal["fixed", "thompson"] = "fixed"
    """`fixed`: shares by weight; `thompson`: more people for the arms that seem better."""
    floor_percent: float = Field(default=10.0, ge=1, le=50)
    """Smallest share of an arm under `thompson`."""
    stop: Stop = Stop()

    @model_validator(mode="after")
    def _arms_are_told_apart(self) -> Self:
        names = [arm.name for arm in self.arms]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two arms are named {twice[0]!r}")
        return self

    @model_validator(mode="after")
    def _floors_fit(self) -> Self:
        if self.allocation == "thompson" and self.floor_percent * len(self.arms) > 100:
            raise ValueError(
                f"floor_percent: {len(self.arms)} arms cannot each have {self.floor_percent:g} % of the people: lower it"
            )
        return self

    @property
    def has_hours(self) -> bool:
        """Whether it matters for when people are called which arm they have."""
        return any(arm.hours for arm in self.arms)

    @property
    def experiment(self) -> spec.Experiment:
        """What it says."""
        adaptive = self.allocation == "thompson"
        return spec.Experiment(
            name=self.name,
            arms=tuple(spec.Arm(arm.name, arm.weight, arm.offer, arm.variables, arm.voice) for arm in self.arms),
            goal=self.goal,
            rule=StopRule(
                effect=self.stop.effect_points / 100,
                confidence=self.stop.confidence_percent / 100,
                people_min=self.stop.people_min,
                people_max=self.stop.people_max,
                adaptive=adaptive,
            ),
            floor=self.floor_percent / 100 if adaptive else None,
            then_best=self.stop.then == "best",
        )
