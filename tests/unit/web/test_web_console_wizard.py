"""The wizard's form becomes a plan, and a plan's faults come back to the fields they are about."""

from __future__ import annotations

from datetime import time

import pytest

from engine.campaign.plan.experiment import ExperimentPart, Stop
from engine.campaign.plan.hours import Hours, Weekday
from engine.campaign.plan.loader import PlanError
from engine.campaign.plan.schema import Mode, Retry
from engine.experiments.spec import Goal
from engine.outcome import Disposition
from engine.web.console.wizard.form import NEVER, NOT_RECORDED, RECORDED, PlanForm, by_field, parsed
from engine.web.console.wizard.offered import ArmForm, ExperimentForm, OfferForm


def form(**filled_in: object) -> PlanForm:
    made = PlanForm(name="Spring", script="renewal@3", lists=["autumn leads"], trunks="sip:sbc.example.com:5060")
    for name, value in filled_in.items():
        setattr(made, name, value)
    return made


TWO_ARMS = [ArmForm("a"), ArmForm("b")]


def faults(**filled_in: object) -> dict[str, str]:
    with pytest.raises(PlanError) as caught:
        parsed(form(**filled_in))
    return by_field(caught.value)


def test_what_is_filled_in_is_the_plan() -> None:
    plan = parsed(
        form(
            lines=8.0,
            trunks="sip:a.example:5060, sip:b.example:5060",
            caller_ids="+12025550100\n+12025550101",
            days=["mon", "tue"],
            hours_begin="09:30",
            hours_end="17:00",
            attempts=4,
            retries={"no_answer": "slot", "busy": "", "voicemail": NEVER},
            policy="us",
        )
    ).plan
    assert (plan.name, plan.script, plan.lists, plan.lines, plan.policy) == ("Spring", "renewal@3", ("autumn leads",), 8, "us")
    assert [trunk.address for trunk in plan.trunks] == ["sip:a.example:5060", "sip:b.example:5060"]
    assert [one.number for one in plan.caller_ids] == ["+12025550100", "+12025550101"]
    assert plan.hours
    assert (plan.hours.days, plan.hours.begin, plan.hours.end) == ((Weekday.MON, Weekday.TUE), time(9, 30), time(17))
    assert plan.retry == {Disposition.NO_ANSWER: Retry(next="slot"), Disposition.VOICEMAIL: Retry(times=0)}
    assert plan.team is None


def test_people_come_from_a_segment_with_offers_and_an_experiment() -> None:
    plan = parsed(
        form(
            lists=[],
            segment="lapsed",
            refill_s="600",
            offers=[
                OfferForm("gold", "rich", script="renewal_gold", variables="points: 500\n\nnote: at 12:30"),
                OfferForm("late", when="calls > 3\n and grade >= B "),
                OfferForm("plain"),
            ],
            experiment=ExperimentForm(
                arms=[ArmForm("a"), ArmForm("b", 2.0, "renewal_short", "a month", "points: 80", "joe", "17:00", "20:00")],
                goal="clicked",
            ),
        )
    ).plan
    assert (plan.lists, plan.segment, plan.refill_s) == ((), "lapsed", 600)
    gold, late, plain = plan.offers
    assert (gold.offer, gold.segment, gold.script) == ("gold", "rich", "renewal_gold")
    assert gold.variables == {"points": "500", "note": "at 12:30"}
    assert (late.segment, late.when) == (None, "calls > 3\n and grade >= B")
    assert (plain.offer, plain.for_everybody, plain.script, plain.variables) == ("plain", True, None, {})
    assert plan.experiment
    assert (plan.experiment.name, plan.experiment.goal, plan.experiment.allocation) == ("Spring", Goal.CLICKED, "fixed")
    assert plan.experiment.stop == Stop()
    assert [(arm.name, arm.weight, arm.script, arm.offer, arm.variables) for arm in plan.experiment.arms] == [
        ("a", 1, None, None, {}),
        ("b", 2, "renewal_short", "a month", {"points": "80"}),
    ]
    assert [(arm.voice, arm.hours) for arm in plan.experiment.arms] == [(None, None), ("joe", Hours(begin=time(17), end=time(20)))]


def test_an_experiment_has_its_stop_rule_and_a_floor_if_people_are_moved() -> None:
    moving = ExperimentForm(TWO_ARMS, allocation="thompson", floor_percent=15)
    moving.effect_points, moving.confidence_percent, moving.people_min, moving.people_max, moving.then = (
        2.5,
        90.0,
        20,
        400.0,
        "go_on",
    )
    experiment = parsed(form(experiment=moving)).plan.experiment
    assert experiment
    assert (experiment.allocation, experiment.floor_percent) == ("thompson", 15)
    assert experiment.stop == Stop(effect_points=2.5, confidence_percent=90, people_min=20, people_max=400, then="go_on")
    still = parsed(form(experiment=ExperimentForm(TWO_ARMS, floor_percent=90))).plan.experiment
    assert still
    assert still.floor_percent == ExperimentPart.model_fields["floor_percent"].default


@pytest.mark.parametrize(("chosen", "record"), [("", None), (RECORDED, True), (NOT_RECORDED, False)])
def test_whether_calls_are_recorded(chosen: str, record: bool | None) -> None:
    assert parsed(form(record=chosen)).plan.record is record


def test_a_refill_without_a_segment_is_none() -> None:
    assert parsed(form(refill_s="600")).plan.refill_s is None


def test_what_is_empty_is_as_usual() -> None:
    plan = parsed(PlanForm(name="x")).plan
    assert (plan.hours, plan.policy, plan.begin, plan.caller_ids, plan.retry) == (None, None, None, (), {})


def test_agents_count_only_where_there_are_some() -> None:
    assert parsed(form(mode=Mode.ROBOT.value, agents=["ann"])).plan.team is None
    hybrid = parsed(form(mode=Mode.HYBRID.value, agents=["ann"], abandonment_message="Sorry."))
    assert hybrid.plan.team
    assert hybrid.plan.team.agents == ("ann",)
    assert hybrid.plan.abandonment.message == "Sorry."


def test_one_call_each_is_never_repeated() -> None:
    assert parsed(form(attempts=1, retries={"busy": "day"})).plan.retry == {}


@pytest.mark.parametrize(
    ("filled_in", "field"),
    [
        ({"name": ""}, "name"),
        ({"lines": 0}, "lines"),
        ({"lines": 2.5}, "lines"),
        ({"hours_begin": "25:00"}, "hours_begin"),
        ({"hours_begin": "18:00", "hours_end": "09:00"}, "hours_begin"),
        ({"begin": "tomorrow"}, "begin"),
        ({"attempts": 99}, "attempts"),
        ({"offers": [OfferForm("gold"), OfferForm(segment="rich")]}, "offers[1].offer"),
        ({"experiment": ExperimentForm([ArmForm("a")])}, "experiment.name"),
        ({"experiment": ExperimentForm([ArmForm("a"), ArmForm("b", weight=0)])}, "experiment.arms[1].weight"),
        ({"experiment": ExperimentForm([ArmForm("a"), ArmForm()])}, "experiment.arms[1].name"),
        ({"experiment": ExperimentForm([ArmForm("a"), ArmForm("a")])}, "experiment.name"),
        ({"experiment": ExperimentForm([ArmForm("a"), ArmForm("b", hours_begin="25:00")])}, "experiment.arms[1].hours"),
        ({"experiment": ExperimentForm(TWO_ARMS, people_max=3)}, "experiment.stop.people_max"),
        ({"experiment": ExperimentForm(TWO_ARMS, effect_points=80)}, "experiment.stop.effect_points"),
        ({"experiment": ExperimentForm(TWO_ARMS, allocation="thompson", floor_percent=60)}, "experiment.floor_percent"),
        ({"experiment": ExperimentForm([*TWO_ARMS, ArmForm("c")], "", "agreed", "thompson", 45)}, "experiment.floor_percent"),
        ({"offers": [OfferForm("gold", segment="rich", when="calls > 3")]}, "offers[0].when"),
        ({"mode": "hybrid", "agents": ["ann"], "abandonment_limit": 400}, "abandonment_limit"),
    ],
)
def test_faults_come_back_to_their_fields(filled_in: dict[str, object], field: str) -> None:
    assert list(faults(**filled_in)) == [field]


def test_a_fault_of_two_fields_is_told_once_and_named() -> None:
    assert "2026-01-01" in "".join(faults(begin="2026-02-01", end="2026-01-01").values())


def test_words_that_yaml_would_take_for_something_else_stay_words() -> None:
    assert parsed(form(name="yes: [no] # {x}")).plan.name == "yes: [no] # {x}"
