from __future__ import annotations

from datetime import date

import pytest

from engine.campaign.contact.hours import Window
from engine.campaign.contact.judge import ContactJudge, call_plan
from engine.campaign.contact.packs import parse_pack
from engine.campaign.contact.policy import CallPlan
from engine.campaign.contact.preflight import Tally, tally
from engine.campaign.plan.schema import Abandonment, CampaignPlan, Mode
from engine.contact import Allowed, ContactFacts, ContactRule, Decision, Never, NotBefore
from engine.launch.preflight import arm_faults, policy_faults, window_faults
from tests.unit.campaign.contact.policies import at
from tests.unit.campaign.contact.test_contact_packs import SMALL

pytestmark = pytest.mark.unit

NOW, EVENING = 1000.0, 2000.0
DECISIONS: dict[str, Decision] = {
    "a": Allowed("p", ()),
    "b": NotBefore(1500.0, ContactRule.HOURS, "first"),
    "c": NotBefore(1400.0, ContactRule.HOURS, "second"),
    "d": NotBefore(2500.0, ContactRule.ATTEMPTS, "often"),
    "e": Never(ContactRule.CONSENT, "never asked"),
    "f": Never(ContactRule.NEVER_OPEN, "closed"),
}


def look(people: str) -> Tally:
    return tally((ContactFacts(name) for name in people), lambda facts, _now: DECISIONS[facts.number], NOW, EVENING)


def test_everybody_is_counted_once_and_by_what_keeps_them() -> None:
    found = look("aabcdeee")

    assert (found.leads, found.now, found.today, found.never, found.next_at) == (8, 2, 4, 3, 1400.0)
    assert [(rule.rule, rule.later, rule.never, rule.next_at, rule.example) for rule in found.rules] == [
        ("consent", 0, 3, None, "never asked"),
        ("hours", 2, 0, 1400.0, "first"),
        ("attempts", 1, 0, 2500.0, "often"),
    ]


@pytest.mark.parametrize(("people", "why"), [("ff", "closed"), ("fe", None), ("fa", None), ("", None)])
def test_hours_that_never_open_are_told_from_other_reasons(people: str, why: str | None) -> None:
    assert look(people).never_open == why


def test_a_campaign_whose_hours_come_after_its_end_is_refused() -> None:
    plan = CampaignPlan(name="spring", end=date(1970, 1, 1))
    late = tally([ContactFacts("a")], lambda _facts, _now: NotBefore(10 * 86400.0, ContactRule.HOLIDAY, "holidays"), NOW, EVENING)

    assert [field for field, _ in window_faults(plan, late, everybody=True)] == ["end"]
    assert window_faults(plan, late, everybody=False) == []
    assert window_faults(plan, look("ab"), everybody=True) == []
    assert window_faults(plan, look("ff"), everybody=False) == [("hours", "nobody can ever be called: closed")]


def test_plans_and_settings_that_go_beyond_the_policy_are_refused() -> None:
    text = SMALL + "abandonment: {limit_percent: 3, source: act 1}\nringing: {least_s: 15, source: act 2}\n"
    judge = ContactJudge({"small": parse_pack(text, "own.yaml")}, "small", CallPlan(machine=False))
    wild = CampaignPlan(name="spring", mode=Mode.PREDICTIVE, abandonment=Abandonment(limit_percent=5))

    assert policy_faults(wild, judge, 10) == [
        ("abandonment", "limit_percent is 5, small allows 3 (act 1)"),
        ("policy", "the setting trunk.ring_timeout_s is 10, small wants 15 (act 2)"),
    ]
    assert policy_faults(CampaignPlan(name="spring"), judge, 45) == []
    assert Window(540, 1020) in judge.packs[0].policy_for("+12125551234").hours.open.week[0]


def test_an_arm_whose_hours_the_law_never_opens_is_refused() -> None:
    late = {"begin": "21:00", "end": "22:00"}
    arms = [{"name": "any"}, {"name": "late", "hours": late}, {"name": "noon", "hours": {"begin": "12:00", "end": "13:00"}}]
    plan = CampaignPlan.model_validate({"name": "spring", "policy": "small", "experiment": {"name": "hours", "arms": arms}})
    judge = ContactJudge({"small": parse_pack(SMALL, "own.yaml")}, "small", call_plan(plan))
    callable_, listed = ContactFacts("+12125551234"), ContactFacts("+12125551235", do_not_call=True)

    ((place, message),) = arm_faults(plan, judge, [listed, callable_], at("2026-11-20 12:00"))

    assert place == ("experiment", "arms", 1, "hours")
    assert message.startswith("nobody can ever be called: no hour of any day is open in America/New_York: small@")
    assert arm_faults(plan, judge, [listed], at("2026-11-20 12:00")) == []
