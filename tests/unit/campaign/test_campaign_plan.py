from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from engine.campaign.order import short_order
from engine.campaign.plan.hours import MIDNIGHT, Hours, Weekday
from engine.campaign.plan.loader import PlanError, parse_plan, read_plan
from engine.campaign.plan.schema import CallerId, CampaignPlan, Mode, Pacing, Retry, Team
from engine.campaign.plan.soundness import faults
from engine.outcome import Disposition

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 22)
SPRING = """\
name: Spring renewals
script: renewal_reminder@3
lists: [customers.csv]
mode: robot
lines: 8
begin: 2026-11-23
end: 2026-12-31
hours: {days: [mon, tue, wed], begin: 09:30, end: 24:00}
policy: us
attempts: 4
retry:
  busy: {after_s: 600}
  no_answer: {next: slot, times: 2}
  voicemail: {next: day}
  failed: {times: 0}
trunks:
- address: sip:sbc.example.com:5060
  calls_per_second: 2
caller_ids:
- number: "+12025550100"
"""


def test_a_plan_is_read_as_it_is_written() -> None:
    file = parse_plan(SPRING, Path("plans/spring.yaml"))

    plan = file.plan
    assert (plan.name, plan.script, plan.lists, plan.mode) == (
        "Spring renewals",
        "renewal_reminder@3",
        ("customers.csv",),
        Mode.ROBOT,
    )
    assert (plan.mode, plan.begin, plan.end) == (Mode.ROBOT, date(2026, 11, 23), date(2026, 12, 31))
    assert plan.hours == Hours(days=(Weekday.MON, Weekday.TUE, Weekday.WED), begin=time(9, 30), end=MIDNIGHT)
    assert plan.retry[Disposition.NO_ANSWER] == Retry(next="slot", times=2)
    assert plan.trunks[0].calls_per_second == 2.0
    assert file.folder == Path("plans")


def test_a_plan_survives_the_store() -> None:
    plan = parse_plan(SPRING, Path("spring.yaml")).plan

    assert CampaignPlan.model_validate(plan.model_dump(mode="json")) == plan


@pytest.mark.parametrize(
    ("line", "instead", "message"),
    [
        ("name: Spring renewals", "", "plan.yaml:2:1: name: is missing"),
        (
            "mode: robot",
            "mode: robt",
            "plan.yaml:4:1: mode: 'robt' is not one of robot, notice, predictive, hybrid, preview (did you mean 'robot'?)",
        ),
        ("lines: 8", "lines: 0", "plan.yaml:5:1: lines: input should be greater than or equal to 1"),
        ("lines: 8", "lines: many", "plan.yaml:5:1: lines: input should be a valid integer"),
        ("lines: 8", "line: 8", "plan.yaml:5:1: line: is not a known field (did you mean 'lines'?)"),
        (
            "lists: [customers.csv]",
            "lists: customers.csv",
            "plan.yaml:3:1: lists: expected a list (lines that start with `- `, or `[…]`)",
        ),
        ("lists: [customers.csv]", "lists:", "plan.yaml:3:"),
        ("end: 2026-12-31", "end: soon", "plan.yaml:7:1: end: 'soon' is not a date: write e.g. 2027-03-31"),
        ("end: 2026-12-31", "end: 2026-11-01", "plan.yaml:7:1: end: 2026-11-01 is before the begin, 2026-11-23"),
        ("begin: 09:30", "begin: 9", "hours.begin: '9' is not a time of day: write e.g. 09:00"),
        ("end: 24:00", "end: 08:00", "plan.yaml:8:1: hours: nobody can be called from 09:30 until 08:00: the end must be later"),
        (
            "days: [mon, tue, wed]",
            "days: [monday]",
            "hours.days[0]: 'monday' is not one of mon, tue, wed, thu, fri, sat, sun (did you mean 'mon'?)",
        ),
        ("busy: {after_s: 600}", "busi: {after_s: 600}", "retry.busi: 'busi' is not one of completed, "),
        ("busy: {after_s: 600}", "busy: {after_s: 10}", "retry.busy.after_s: input should be greater than or equal to 60"),
        ("busy: {after_s: 600}", "busy: {}", "retry.busy: say when: either `after_s: 600` or `next: slot` or `next: day`"),
        ("busy: {after_s: 600}", "busy: {aftr_s: 600}", "retry.busy.aftr_s: is not a known field (did you mean 'after_s'?)"),
        (
            "busy: {after_s: 600}",
            "opted_out: {after_s: 600}",
            "plan.yaml:11:1: retry: nobody is called again after opted_out: take it out",
        ),
        ("attempts: 4", "attempts: 1", "retry: says when to call again, but `attempts` is 1"),
        ("- address: sip:sbc.example.com:5060\n", "- ", "plan.yaml:17:"),
        ("lines: 8", "pacing: ratio", "calls_per_agent: is missing: how many calls ring for each agent who waits?"),
        ("lines: 8", "calls_per_agent: 2", "calls_per_agent: counts with `pacing: ratio` only"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(line: str, instead: str, message: str) -> None:
    assert line in SPRING
    with pytest.raises(PlanError) as caught:
        parse_plan(SPRING.replace(line, instead, 1), Path("plan.yaml"))

    assert message in str(caught.value)


def test_all_mistakes_are_named_at_once() -> None:
    text = SPRING.replace("lines: 8", "lines: 0").replace("mode: robot", "mode: x").replace("attempts: 4", "attempts: -1")

    with pytest.raises(PlanError) as caught:
        parse_plan(text, Path("plan.yaml"))

    assert [problem.line for problem in caught.value.problems] == [4, 5, 10]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file"),
        (b"name: \xff\xfe", "is not UTF-8 text"),
        (b"", "the file is empty"),
        (b"name: [", "is not YAML"),
        (b"- a\n- b\n", "expected fields"),
    ],
)
def test_what_is_no_plan_at_all_is_refused(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "plan.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(PlanError, match=message):
        read_plan(path)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"trunks": ()}, ["trunks"]),
        ({"lists": ()}, ["lists"]),
        ({"end": date(2026, 11, 21)}, ["end"]),
        ({"end": TODAY}, []),
        ({"mode": Mode.HYBRID}, ["team"]),
        ({"mode": Mode.PREDICTIVE}, ["team", "abandonment"]),
        ({"pacing": Pacing.PROGRESSIVE}, ["pacing"]),
        ({"mode": Mode.HYBRID, "pacing": Pacing.RATIO, "team": Team(agents=("ann",))}, []),
        ({"trunks": (), "lists": ()}, ["trunks", "lists"]),
        ({"caller_ids": (CallerId(number="+12025550100"), CallerId(number="+12025550100"))}, ["caller_ids"]),
        ({"caller_ids": (CallerId(number="+1 202 555 0100"),)}, ["caller_ids"]),
        ({"caller_ids": (CallerId(number="acme"), CallerId(number="+12025550100", calls_per_day=3))}, []),
    ],
)
def test_what_makes_a_plan_impossible(changes: dict[str, object], fields: list[str]) -> None:
    plan = parse_plan(SPRING, Path("plan.yaml")).plan.model_copy(update={"begin": None, "end": None, **changes})

    assert [field for field, _ in faults(plan, today=TODAY, resumed=False)] == fields


def test_a_campaign_that_goes_on_needs_no_list() -> None:
    plan = parse_plan(SPRING, Path("plan.yaml")).plan.model_copy(update={"lists": ()})

    assert faults(plan, today=TODAY, resumed=True) == []


def test_faults_are_told_with_their_lines() -> None:
    file = parse_plan(SPRING, Path("plan.yaml"))

    with pytest.raises(PlanError, match=r"plan\.yaml:7:1: end: 2026-12-31 is past"):
        file.refuse([("end", "2026-12-31 is past")])
    file.refuse([])


def test_the_short_form_calls_everybody_once_by_the_settings_policy() -> None:
    plan = short_order(Path("leads.csv"), trunks=["sip:a", "sip:b"], lines=3, caller_id="+12025550100").plan

    assert plan.name.startswith("leads 20")
    assert (plan.hours, plan.policy) == (None, None)
    assert (plan.attempts, plan.callbacks, plan.lines) == (1, 0, 3)
    assert [trunk.address for trunk in plan.trunks] == ["sip:a", "sip:b"]
    assert [shown.number for shown in plan.caller_ids] == ["+12025550100"]
