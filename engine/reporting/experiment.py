"""An experiment in figures and words: what it has counted, what that shows, what to do now."""

from __future__ import annotations

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.campaign.plan.experiment import ExperimentPart
from engine.experiments import wording
from engine.experiments.counts import Counts
from engine.experiments.spec import Experiment
from engine.experiments.verdict import ArmResult, Difference, verdict
from engine.store import experiments
from engine.store.errors import UnknownExperiment
from engine.store.tables import Campaign


class ArmFigures(msgspec.Struct, frozen=True):
    """People of an arm. A person counts as called once one of their calls is over."""

    arm: str
    assigned: int
    called: int
    reached_goal: int
    rate_percent: float | None
    """Of those called; None if there is nobody. Its true value lies between the next two."""
    low_percent: float
    high_percent: float


class DifferenceFigures(msgspec.Struct, frozen=True):
    """The rate of one arm minus that of another, in points: between what it lies."""

    one: str
    other: str
    low_points: float
    high_points: float


class ExperimentFigures(msgspec.Struct, frozen=True, kw_only=True):
    """An experiment as it stands; each figure is defined in `engine.store.experiments` and `engine.experiments`."""

    name: str
    goal: str
    standing: str
    best: str | None
    """The arm that is better than every other."""
    decision: str
    """What to do now, in words."""
    sample_ratio: str
    """Whether the arms got the people they should have, in words."""
    sample_ratio_p: float | None
    arms: list[ArmFigures]
    differences: list[DifferenceFigures]
    ended_at: float | None
    """When the stop rule ended it, Unix seconds."""


def experiment_named(session: Session, name: str) -> ExperimentFigures:
    """The experiment as the newest plan that has it describes it.

    Raises:
        UnknownExperiment: no plan has one of this name.
    """
    plans = session.scalars(select(Campaign.plan).order_by(Campaign.id.desc()))
    part = next((found for plan in plans if (found := plan.get("experiment")) and found["name"] == name), None)
    if part is None:
        raise UnknownExperiment(f"there is no experiment {name!r}: plans name theirs under `experiment:`")
    return figures_of(session, ExperimentPart.model_validate(part).experiment)


def experiment_of(session: Session, campaign_id: int) -> ExperimentFigures | None:
    """The campaign's experiment, over all campaigns that have it; None if it has none."""
    part = session.get_one(Campaign, campaign_id).plan.get("experiment")
    return figures_of(session, ExperimentPart.model_validate(part).experiment) if part else None


def figures_of(session: Session, experiment: Experiment) -> ExperimentFigures:
    """Counts, and says what that shows. Arms that nobody has yet count, too; those taken out of the plan do not."""
    counted = experiments.counts(session, experiment.name, experiment.goal)
    nobody = Counts(0, 0, expected=0.0)
    found = verdict({arm.name: counted.get(arm.name, nobody) for arm in experiment.arms}, experiment.rule)
    ended = experiments.end_of(session, experiment.name)
    return ExperimentFigures(
        name=experiment.name,
        goal=experiment.goal,
        standing=found.standing,
        best=found.best,
        decision=wording.decision(found, experiment.rule),
        sample_ratio=wording.sample_ratio(found),
        sample_ratio_p=found.mismatch_p,
        arms=[_arm(arm) for arm in found.arms],
        differences=[_difference(pair) for pair in found.differences],
        ended_at=ended.at if ended else None,
    )


def _arm(arm: ArmResult) -> ArmFigures:
    counts = arm.counts
    rate = None if counts.rate is None else _percent(counts.rate)
    return ArmFigures(arm.arm, counts.assigned, counts.people, counts.successes, rate, _percent(arm.low), _percent(arm.high))


def _difference(pair: Difference) -> DifferenceFigures:
    return DifferenceFigures(pair.one, pair.other, _percent(pair.low), _percent(pair.high))


def _percent(share: float) -> float:
    return round(100 * share, 2)
