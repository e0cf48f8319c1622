"""Arms as the store keeps them: who has which, what came of it, how it ended."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from engine.experiments.counts import Counts
from engine.experiments.spec import Goal
from engine.store.adding import add_once
from engine.store.reporting.steps import came_to
from engine.store.tables import ArmAssignment, Attempt, ExperimentEnd, Lead


@dataclass(frozen=True, slots=True)
class Assignment:
    """An arm that is to be a person's."""

    experiment: str
    customer_id: int
    campaign_id: int
    arm: str
    shares: Mapping[str, float]
    """That it was drawn by."""


def arm_of(session: Session, experiment: str, customer_id: int) -> str | None:
    """The person's arm; None if it was not decided yet."""
    kept = session.get(ArmAssignment, (experiment, customer_id))
    return kept.arm if kept else None


def assign(session: Session, assignment: Assignment, at: float) -> str:
    """Keeps the person's arm; if another engine has just kept one, it is that one. Returns the arm."""
    row = ArmAssignment(
        experiment=assignment.experiment,
        customer_id=assignment.customer_id,
        campaign_id=assignment.campaign_id,
        arm=assignment.arm,
        shares=json.dumps(assignment.shares, sort_keys=True),
        at=at,
    )
    if add_once(session, row):
        return assignment.arm
    return session.get_one(ArmAssignment, (assignment.experiment, assignment.customer_id), populate_existing=True).arm


def counts(session: Session, experiment: str, goal: Goal) -> dict[str, Counts]:
    """What came of each arm that anybody has, by name.

    People count once a call with their arm is over, in the campaign that they got it in; calls that no trunk carried are none.
    """
    called = and_(Attempt.ended_at.is_not(None), Attempt.refused_by_trunk.is_(False), Attempt.arm == ArmAssignment.arm)
    rows = session.execute(
        select(
            ArmAssignment.arm,
            func.count(ArmAssignment.customer_id.distinct()),
            func.count(case((called, ArmAssignment.customer_id)).distinct()),
            func.count(case((and_(called, came_to(goal)), ArmAssignment.customer_id)).distinct()),
        )
        .outerjoin(Lead, and_(Lead.customer_id == ArmAssignment.customer_id, Lead.campaign_id == ArmAssignment.campaign_id))
        .outerjoin(Attempt, Attempt.lead_id == Lead.id)
        .where(ArmAssignment.experiment == experiment)
        .group_by(ArmAssignment.arm)
        .order_by(ArmAssignment.arm)
    ).all()
    expected = _expected(session, experiment)
    return {arm: Counts(people, successes, expected.get(arm, 0.0), assigned) for arm, assigned, people, successes in rows}


def _expected(session: Session, experiment: str) -> dict[str, float]:
    """People each arm should have: of all that were drawn, the shares they were drawn by."""
    drawn = select(ArmAssignment.shares, func.count()).where(ArmAssignment.experiment == experiment)
    expected: defaultdict[str, float] = defaultdict(float)
    for shares, people in session.execute(drawn.group_by(ArmAssignment.shares)):
        for arm, share in json.loads(shares).items():
            expected[arm] += people * share
    return dict(expected)


def end_of(session: Session, experiment: str) -> ExperimentEnd | None:
    """How it ended; None while it goes on."""
    return session.get(ExperimentEnd, experiment)


def end(session: Session, experiment: str, standing: str, best: str | None, at: float) -> None:
    """Notes the end, unless another engine has."""
    add_once(session, ExperimentEnd(experiment=experiment, standing=standing, best=best, at=at))
