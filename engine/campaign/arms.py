"""Arms: with which of an experiment's ways a lead is called, decided at its first turn and kept."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from sqlalchemy.orm import Session

from engine.experiments.assignment import arm_for
from engine.experiments.spec import Experiment
from engine.experiments.verdict import OVER, Standing, verdict
from engine.store import experiments
from engine.store.experiments import Assignment
from engine.store.leads import Candidate, Treat, as_planned
from engine.store.scripts.pins import Pin
from engine.store.treatment import Treatment

log = logging.getLogger(__name__)

NO_SCRIPTS: Final[Mapping[str, Pin]] = MappingProxyType({})
COUNTED_EVERY_S: Final = 30.0
"""So often it is looked at what came of the arms: for shares that follow it, and for the stop rule."""


class Arms:
    """A `Treat`. Used in the store's thread only."""

    def __init__(self, experiment: Experiment, treat: Treat = as_planned, scripts: Mapping[str, Pin] = NO_SCRIPTS) -> None:
        """Args:
        experiment: of the campaign.
        treat: what else decides about a call; an arm counts before it.
        scripts: of the arms that have their own, by name.
        """
        self._scripts = scripts
        self._experiment = experiment
        self._treat = treat
        self._counted_at: float | None = None
        self._shares: dict[str, float] = {}
        self._over = False

    def __call__(self, session: Session, candidate: Candidate, at: float) -> Treatment:
        """See `engine.store.leads.Treat`."""
        treatment = self._treat(session, candidate, at)
        arm = self._experiment.arm(self.arm_of(session, candidate, at))
        if arm is None:  # taken out of the plan: its people are called as the campaign says
            return treatment
        return replace(
            treatment,
            arm=arm.name,
            script=self._scripts.get(arm.name, treatment.script),
            voice=arm.voice or treatment.voice,
            offer=arm.offer or treatment.offer,
            variables={**treatment.variables, **arm.variables},
        )

    def arm_of(self, session: Session, candidate: Candidate, at: float) -> str:
        """The person's arm, drawn now if they have none; it may be one that the plan has not any more."""
        lead, name = candidate.lead, self._experiment.name
        if known := experiments.arm_of(session, name, lead.customer_id):
            return known
        self._look(session, at)
        arm = arm_for(candidate.number, name, self._shares)
        if self._over:  # they are in no experiment any more
            return arm
        return experiments.assign(session, Assignment(name, lead.customer_id, lead.campaign_id, arm, self._shares), at)

    def _look(self, session: Session, at: float) -> None:
        """Counts, if it was not done lately: shares for new people, and whether the experiment is over."""
        if self._counted_at is not None and at < self._counted_at + COUNTED_EVERY_S:
            return
        experiment, self._counted_at = self._experiment, at
        counts = experiments.counts(session, experiment.name, experiment.goal)
        self._shares = experiment.shares(counts)
        if experiments.end_of(session, experiment.name) is None and len(counts) == len(experiment.arms):
            found = verdict(counts, experiment.rule)
            if found.standing in OVER:
                experiments.end(session, experiment.name, found.standing, found.best, at)
                about = {"action": "experiment_over", "experiment": experiment.name, "standing": found.standing, "best": found.best}
                log.info("experiment over", extra=about)
        ended = experiments.end_of(session, experiment.name)
        self._over = ended is not None
        if ended and ended.best and experiment.then_best and ended.standing == Standing.BETTER:
            self._shares = {ended.best: 1.0}
