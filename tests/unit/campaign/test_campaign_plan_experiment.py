from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.campaign.plan.loader import PlanError, parse_plan
from engine.campaign.plan.schema import CampaignPlan
from engine.campaign.plan.soundness import faults
from engine.experiments.spec import Goal
from engine.experiments.verdict import StopRule

pytestmark = pytest.mark.unit

PLAN = """\
name: spring
experiment:
  name: opening
  arms:
  - {name: plain, weight: 3}
  - {name: discount, variables: {offer: a month for free}}
  goal: clicked
  allocation: thompson
  floor_percent: 20
  stop: {effect_points: 2, confidence_percent: 90, people_min: 100, people_max: 900, then: go_on}
"""


def test_an_experiment_is_read_as_it_is_written() -> None:
    plan = parse_plan(PLAN, Path("plan.yaml")).plan

    assert plan.experiment is not None
    found = plan.experiment.experiment
    assert [(arm.name, arm.weight, dict(arm.variables)) for arm in found.arms] == [
        ("plain", 3.0, {}),
        ("discount", 1.0, {"offer": "a month for free"}),
    ]
    assert (found.name, found.goal, found.floor, found.then_best) == ("opening", Goal.CLICKED, 0.2, False)
    assert found.rule == StopRule(effect=0.02, confidence=0.9, people_min=100, people_max=900, adaptive=True)
    assert CampaignPlan.model_validate(plan.model_dump(mode="json")) == plan


@pytest.mark.parametrize(
    ("line", "instead", "message"),
    [
        ("name: discount", "name: plain", "plan.yaml:2:1: experiment: two arms are named 'plain'"),
        ("  - {name: plain, weight: 3}\n", "", "experiment.arms: "),
        (
            "goal: clicked",
            "goal: click",
            "experiment.goal: 'click' is not one of talked, agreed, clicked, converted (did you mean 'clicked'?)",
        ),
        ("floor_percent: 20", "floor_percent: 50.5", "experiment.floor_percent: "),
        ("weight: 3", "wight: 3", "experiment.arms[0].wight: is not a known field (did you mean 'weight'?)"),
        ("weight: 3", "weight: 0", "experiment.arms[0].weight: input should be greater than 0"),
        (
            "weight: 3",
            'hours: {begin: "20:00", end: "18:00"}',
            "plan.yaml:5:19: experiment.arms[0].hours: nobody can be called from",
        ),
        ("weight: 3", "voice: ''", "experiment.arms[0].voice: "),
    ],
)
def test_what_is_wrong_with_an_experiment_is_named(line: str, instead: str, message: str) -> None:
    with pytest.raises(PlanError) as caught:
        parse_plan(PLAN.replace(line, instead, 1), Path("plan.yaml"))

    assert message in str(caught.value)


HOURS = """\
name: spring
script: renewal
lists: [people.csv]
trunks: [{address: "sip:gateway.example:5060"}]
hours: {days: [mon, tue], begin: "09:00", end: "18:00"}
experiment:
  name: opening
  arms:
  - {name: any, voice: joe}
  - name: evening
    hours: {days: [tue, wed], begin: "17:30", end: "24:00"}
"""


def test_an_arm_has_hours_and_a_voice() -> None:
    plan = parse_plan(HOURS, Path("plan.yaml")).plan

    assert plan.experiment is not None
    assert [arm.voice for arm in plan.experiment.experiment.arms] == ["joe", None]
    assert str(plan.experiment.arms[1].hours) == "17:30-24:00 on tue, wed"
    assert faults(plan, today=date(2026, 11, 22), resumed=False) == []
    assert CampaignPlan.model_validate(plan.model_dump(mode="json")) == plan


@pytest.mark.parametrize(("hours", "instead"), [("17:30", "18:00"), ("tue, wed", "wed")])
def test_hours_of_an_arm_in_which_the_plan_calls_nobody_are_refused(hours: str, instead: str) -> None:
    file = parse_plan(HOURS.replace(hours, instead), Path("plan.yaml"))

    place = r"plan\.yaml:11:5: experiment\.arms\[1\]\.hours"
    with pytest.raises(PlanError, match=place + ": nobody can be called at .* own hours are 09:00-18:00 on mon, tue"):
        file.refuse(faults(file.plan, today=date(2026, 11, 22), resumed=False))
