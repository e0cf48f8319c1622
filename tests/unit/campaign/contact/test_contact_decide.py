from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.campaign.contact.decide import decide
from engine.campaign.contact.hours import HolidayCalendar
from engine.campaign.contact.numbers import NumberType, told_by
from engine.campaign.contact.policy import (
    AttemptsRule,
    CallbackRule,
    CallPlan,
    Cap,
    ConsentRule,
    HoursRule,
    NumberTypesRule,
    PauseRule,
    Policy,
)
from engine.contact import Allowed, Consent, ContactFacts, ContactRule, Never, NotBefore, PastCall
from tests.unit.campaign.contact.policies import BOT, CHICAGO, EVERY_DAY, LONDON, NEW_YORK, at, policy, week

pytestmark = pytest.mark.unit

HOUR_S: Final = 3600
DAY_S: Final = 86400
NOON: Final = at("2026-11-20 12:00", "America/New_York")  # a Friday
HUMAN: Final = CallPlan(machine=False)
EVERYTHING: Final = Policy(
    "test@1 (Somewhere)",
    HoursRule(EVERY_DAY, "hours act"),
    number_types=NumberTypesRule(frozenset({NumberType.TOLL_FREE}), "types act"),
    consent=ConsentRule(
        frozenset({NumberType.FIXED_LINE_OR_MOBILE}), machines_only=True, valid_s=365 * DAY_S, source="consent act"
    ),
    attempts=AttemptsRule((Cap(3, DAY_S), Cap(7, 7 * DAY_S)), "frequency act"),
    after_refusal=PauseRule(60 * DAY_S, "refusal act"),
    after_conversation=PauseRule(2 * DAY_S, "custom"),
    callbacks=CallbackRule(frozenset({ContactRule.ATTEMPTS, ContactRule.CONVERSATION}), "custom"),
)
AGREED: Final = Consent(granted=True, at=NOON - 10 * DAY_S)


def calls(*hours_ago: float, talked: bool = False, refused: bool = False) -> tuple[PastCall, ...]:
    return tuple(PastCall(NOON - hours * HOUR_S, talked, refused) for hours in hours_ago)


@pytest.mark.parametrize(
    ("facts", "plan", "rule", "says"),
    [
        pytest.param(ContactFacts(NEW_YORK, do_not_call=True, consent=AGREED), BOT, "do_not_call", "do-not-call list", id="listed"),
        pytest.param(ContactFacts(NEW_YORK, excluded=True, consent=AGREED), BOT, "excluded", "left out", id="excluded"),
        pytest.param(ContactFacts("+18005551234"), BOT, "number_type", "no calls to toll_free numbers (types act)", id="toll-free"),
        pytest.param(ContactFacts(NEW_YORK), BOT, "consent", "no consent to calls by a machine is recorded", id="never asked"),
        pytest.param(ContactFacts(NEW_YORK, consent=Consent(False, NOON)), BOT, "consent", "taken back", id="taken back"),
        pytest.param(ContactFacts(NEW_YORK, consent=Consent(False, NOON)), HUMAN, "consent", "taken back", id="of humans, too"),
        pytest.param(ContactFacts(NEW_YORK, consent=Consent(True, NOON - 365 * DAY_S)), BOT, "consent", "too old", id="too old"),
        pytest.param(
            ContactFacts(NEW_YORK, do_not_call=True, callback=True, consent=AGREED), BOT, "do_not_call", "list", id="callback"
        ),
    ],
)
def test_what_forbids_a_call_for_good(facts: ContactFacts, plan: CallPlan, rule: str, says: str) -> None:
    decision = decide(facts, EVERYTHING, plan, NOON)

    assert isinstance(decision, Never)
    assert decision.rule == rule
    assert says in decision.detail


@pytest.mark.parametrize(
    ("facts", "plan"),
    [
        pytest.param(ContactFacts(NEW_YORK, consent=AGREED), BOT, id="with consent"),
        pytest.param(ContactFacts(NEW_YORK), HUMAN, id="a human needs none"),
        pytest.param(ContactFacts(LONDON, time_zone="America/New_York"), BOT, id="other kind of number"),
        pytest.param(ContactFacts(NEW_YORK, consent=AGREED, calls=calls(1, 2)), BOT, id="two calls of three"),
        pytest.param(ContactFacts(NEW_YORK, consent=AGREED, calls=calls(1, 2, 24)), BOT, id="a day ago counts no more"),
        pytest.param(ContactFacts(NEW_YORK, consent=AGREED, calls=calls(48, talked=True)), BOT, id="talked two days ago"),
        pytest.param(ContactFacts(NEW_YORK, consent=AGREED, calls=calls(1, 2, 3), callback=True), BOT, id="asked for it"),
        pytest.param(
            ContactFacts(NEW_YORK, consent=AGREED, calls=calls(1, talked=True), callback=True), BOT, id="asked for it in a call"
        ),
    ],
)
def test_what_is_allowed(facts: ContactFacts, plan: CallPlan) -> None:
    assert decide(facts, EVERYTHING, plan, NOON) == Allowed("test@1 (Somewhere)", ("2026-11-20T12:00 America/New_York",))


@pytest.mark.parametrize(
    ("facts", "rule", "until", "says"),
    [
        pytest.param(
            ContactFacts(NEW_YORK, calls=calls(12, 4, 2)),
            "attempts",
            "2026-11-21 08:00",
            "3 times within a day",
            id="and the night",
        ),
        pytest.param(
            ContactFacts(NEW_YORK, calls=calls(1, 14, 2, 3)), "attempts", "2026-11-21 09:00", "4 times", id="four of three"
        ),
        pytest.param(
            ContactFacts(NEW_YORK, calls=calls(*range(25, 168, 22))), "attempts", "2026-11-21 08:00", "within 7 days", id="week"
        ),
        pytest.param(
            ContactFacts(NEW_YORK, calls=calls(48, refused=True)), "refusal", "2027-01-17 12:00", "refusal act", id="cool-down"
        ),
        pytest.param(
            ContactFacts(NEW_YORK, calls=calls(1, refused=True), callback=True),
            "refusal",
            "2027-01-19 11:00",
            "60 days",
            id="callback",
        ),
        pytest.param(
            ContactFacts(NEW_YORK, calls=calls(1, talked=True)), "conversation", "2026-11-22 11:00", "2 days", id="talked"
        ),
        pytest.param(
            ContactFacts(NEW_YORK, calls=calls(2, 3, 4) + calls(10, talked=True)),
            "conversation",
            "2026-11-22 08:00",
            "2 days",
            id="the longest wait",
        ),
    ],
)
def test_what_time_heals(facts: ContactFacts, rule: str, until: str, says: str) -> None:
    decision = decide(replace(facts, consent=AGREED), EVERYTHING, BOT, NOON)

    assert isinstance(decision, NotBefore)
    assert (decision.rule, decision.until) == (rule, at(until, "America/New_York"))
    assert says in decision.detail


@pytest.mark.parametrize(
    ("number", "zone", "now", "until"),
    [
        pytest.param(NEW_YORK, None, "2026-11-20 21:30 America/New_York", "2026-11-21 08:00 America/New_York", id="by number"),
        pytest.param(
            NEW_YORK, "America/Los_Angeles", "2026-11-20 09:00 America/New_York", "2026-11-20 11:00 America/New_York", id="moved"
        ),
        pytest.param(
            "+61491570156", None, "2026-07-01 08:30 Australia/Sydney", "2026-07-01 11:30 Australia/Sydney", id="all of Australia"
        ),
        pytest.param(
            "+15550100001", None, "2026-07-01 12:00 America/New_York", "2026-07-01 18:00 America/New_York", id="unknown range"
        ),
    ],
)
def test_the_clocks_of_where_the_person_may_be(number: str, zone: str | None, now: str, until: str) -> None:
    """Guam's morning of the next day is New York's evening: the only hours for a number that may be in either."""
    rules = replace(policy(), time_zones=("America/New_York", "Pacific/Guam", "Pacific/Honolulu"))

    decision = decide(ContactFacts(number, time_zone=zone), rules, BOT, at(*now.rsplit(" ", 1)))

    assert isinstance(decision, NotBefore)
    assert (decision.rule, decision.until) == (ContactRule.HOURS, at(*until.rsplit(" ", 1)))


def test_a_holiday_is_named() -> None:
    rules = policy(week("08:00-21:00", holidays=HolidayCalendar("US")))

    decision = decide(ContactFacts(CHICAGO), rules, BOT, at("2026-11-26 12:00", "America/Chicago"))

    assert decision == NotBefore(
        at("2026-11-27 08:00", "America/Chicago"), ContactRule.HOLIDAY, "Thanksgiving Day: test@1 (the law)"
    )


def test_the_campaigns_own_hours_only_narrow_the_policys() -> None:
    evenings = CallPlan(machine=True, hours=week("17:00-22:00"))

    early = decide(ContactFacts(CHICAGO), policy(), evenings, at("2026-11-20 12:00", "America/Chicago"))
    late = decide(ContactFacts(CHICAGO), policy(), evenings, at("2026-11-20 21:30", "America/Chicago"))

    assert isinstance(early, NotBefore)
    assert (early.rule, early.until) == (ContactRule.PLAN_HOURS, at("2026-11-20 17:00", "America/Chicago"))
    assert isinstance(late, NotBefore)
    assert (late.rule, late.until) == (ContactRule.HOURS, at("2026-11-23 17:00", "America/Chicago"))


EVENINGS: Final = CallPlan(
    machine=True, hours=week("09:00-19:00"), arm_hours={"evening": week("17:00-22:00"), "night": week("21:00-24:00")}
)


@pytest.mark.parametrize(
    ("facts", "now", "until", "rule"),
    [
        pytest.param(ContactFacts(CHICAGO, arm="evening"), "12:00", "2026-11-20 17:00", "arm_hours", id="before its hours"),
        pytest.param(ContactFacts(CHICAGO, arm="evening"), "18:59", None, None, id="within all"),
        pytest.param(ContactFacts(CHICAGO, arm="evening"), "19:00", "2026-11-23 17:00", "plan_hours", id="the plan is closed"),
        pytest.param(ContactFacts(CHICAGO, arm="evening"), "21:30", "2026-11-23 17:00", "hours", id="the law is stricter"),
        pytest.param(ContactFacts(CHICAGO, arm="any"), "12:00", None, None, id="an arm without hours"),
        pytest.param(ContactFacts(CHICAGO), "12:00", None, None, id="no arm"),
        pytest.param(ContactFacts(CHICAGO, arm="evening", callback=True), "12:00", None, None, id="asked for"),
    ],
)
def test_the_hours_of_an_arm_only_narrow_what_law_and_plan_allow(
    facts: ContactFacts, now: str, until: str | None, rule: str | None
) -> None:
    decision = decide(facts, policy(), EVENINGS, at(f"2026-11-20 {now}", "America/Chicago"))

    if until is None:
        assert isinstance(decision, Allowed)
    else:
        assert isinstance(decision, NotBefore)
        assert (decision.until, decision.rule) == (at(until, "America/Chicago"), rule)


def test_hours_of_an_arm_that_never_come_say_so() -> None:
    decision = decide(ContactFacts(CHICAGO, arm="night"), policy(), EVENINGS, NOON)

    assert isinstance(decision, Never)
    assert decision.detail.startswith(
        "no hour of any day is open in America/Chicago: test@1 has 08:00-21:00; the campaign has 09:00-19:00; "
        "arm 'night' has 21:00-24:00: "
    )


def test_hours_that_never_come_say_so() -> None:
    decision = decide(ContactFacts(CHICAGO), policy(), CallPlan(machine=True, hours=week("22:00-23:00")), NOON)

    assert decision == Never(
        ContactRule.NEVER_OPEN,
        "no hour of any day is open in America/Chicago: test@1 has 08:00-21:00; the campaign has 22:00-23:00: "
        "widen the campaign's hours or name time zones in the list",
    )


def test_without_a_policy_only_lists_and_the_campaigns_hours_count() -> None:
    night = at("2026-11-22 03:00", "America/New_York")

    assert decide(ContactFacts(NEW_YORK, calls=calls(1, 2, 3, refused=True)), None, BOT, night) == Allowed(
        "none", ("2026-11-22T03:00 America/New_York",)
    )
    assert isinstance(decide(ContactFacts(NEW_YORK, do_not_call=True), None, BOT, night), Never)
    waits = decide(ContactFacts(NEW_YORK), None, CallPlan(machine=True, hours=week("08:00-20:00")), night)
    assert isinstance(waits, NotBefore)
    assert waits.rule is ContactRule.PLAN_HOURS


@pytest.mark.parametrize(
    ("number", "country", "kind"),
    [
        (NEW_YORK, "US", "fixed_line_or_mobile"),
        (LONDON, "GB", "fixed_line"),
        ("+447911123456", "GG", "mobile"),
        ("+8613800138000", "CN", "mobile"),
        ("+15550100001", "US", "unknown"),
        ("+18005551234", "US", "toll_free"),
        ("+883510012345", None, "voip"),
    ],
)
def test_what_a_number_tells(number: str, country: str | None, kind: str) -> None:
    facts = told_by(number)

    assert (facts.country, facts.type) == (country, kind)


past = st.builds(
    PastCall, st.integers(0, 100 * 24).map(lambda hours: NOON - hours * HOUR_S + 17.5), talked=st.booleans(), refused=st.booleans()
)
anyone = st.builds(
    ContactFacts,
    st.sampled_from([NEW_YORK, CHICAGO, LONDON, "+911123456789", "+15550100001"]),
    time_zone=st.sampled_from([None, "Asia/Kathmandu", "Australia/Lord_Howe"]),
    calls=st.lists(past, max_size=9).map(tuple),
    callback=st.booleans(),
    arm=st.sampled_from([None, "plain", "noon"]),
)
plans = st.sampled_from(
    [
        BOT,
        CallPlan(True, week("12:00-13:00", "", "00:00-24:00")),
        CallPlan(True, week("23:00-24:00")),
        CallPlan(True, arm_hours={"noon": week("11:00-14:00", "", "12:00-13:30")}),
    ]
)


@given(anyone, plans, st.integers(0, 400 * 24))
def test_at_the_moment_named_everything_allows_the_call_and_a_minute_before_something_does_not(
    facts: ContactFacts, plan: CallPlan, hours: int
) -> None:
    rules = replace(EVERYTHING, consent=None, time_zones=("America/New_York", "America/Los_Angeles"))
    decision = decide(facts, rules, plan, NOON + hours * HOUR_S)

    if isinstance(decision, NotBefore):
        assert decision.until > NOON + hours * HOUR_S
        assert isinstance(decide(facts, rules, plan, decision.until), Allowed)
        before = max(decision.until - 60, NOON + hours * HOUR_S)
        assert not isinstance(decide(facts, rules, plan, before), Allowed)
    elif isinstance(decision, Never):
        assert decision.rule is ContactRule.NEVER_OPEN
        assert plan.hours == week("23:00-24:00")
