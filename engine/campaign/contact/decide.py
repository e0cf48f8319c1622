"""The decision about one call. Rules that forbid it for good are asked first, then those that time heals.

A frequency rule that allows a call goes on allowing it while nobody calls. So the next moment at which everything allows it is the
first open hour from the latest of the frequency rules' moments on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.campaign.contact.hours import OpenHours, closed_because, holiday_at, next_open
from engine.campaign.contact.numbers import told_by, zones_of_calling_code
from engine.campaign.contact.policy import CallPlan, Policy
from engine.campaign.contact.zones import known_zone, local
from engine.contact import Allowed, ContactFacts, ContactRule, Decision, Never, NotBefore

UNREGULATED: Final = "none"
"""Label of decisions without a policy."""


def decide(facts: ContactFacts, policy: Policy | None, plan: CallPlan, now: float) -> Decision:
    """Whether the call may be made.

    Args:
        facts: of the person and the calls they had.
        policy: the rules that hold for the number. None: only the do-not-call list, the campaign's exclusions and its own hours
            are looked at.
        plan: of the campaign.
        now: Unix seconds.
    """
    if never := _forbidden(facts, policy, plan, now):
        return never
    zones = possible_zones(facts, policy)
    waits = list(_too_soon(facts, policy, now)) if policy else []
    latest = max(waits, key=lambda wait: wait.until, default=None)
    hours = [rule for rule in (policy and policy.hours.open, plan.hours, plan.hours_of_arm(facts)) if rule]
    opening = next_open(hours, zones, latest.until if latest else now)
    if opening is None:
        return Never(ContactRule.NEVER_OPEN, f"no hour of any day is open in {_places(zones)}: {_hours_of(facts, policy, plan)}")
    if latest:
        return NotBefore(opening, latest.rule, latest.detail)
    if opening > now:
        return _closed(facts, policy, plan, zones, now, opening)
    return Allowed(
        policy.label if policy else UNREGULATED, tuple(f"{local(zone, now):%Y-%m-%dT%H:%M} {zone}" for zone in zones[:3])
    )


def possible_zones(facts: ContactFacts, policy: Policy | None) -> tuple[str, ...]:
    """Where the person may be: as a list said, else as the number says, else anywhere the policy or the calling code reaches."""
    if facts.time_zone and known_zone(facts.time_zone):
        return (facts.time_zone,)
    by_policy = policy.time_zones if policy else ()
    told = told_by(facts.number).time_zones
    # Toll-free numbers and the like belong to a whole calling code; of those zones only the policy's countries are meant.
    within = tuple(zone for zone in told if zone in by_policy)
    return within or told or by_policy or zones_of_calling_code(facts.number) or ("UTC",)


def _forbidden(facts: ContactFacts, policy: Policy | None, plan: CallPlan, now: float) -> Never | None:
    if facts.do_not_call:
        return Never(ContactRule.DO_NOT_CALL, "is on the do-not-call list")
    if facts.excluded:
        return Never(ContactRule.EXCLUDED, "is left out of this campaign")
    if policy is None:
        return None
    kind = told_by(facts.number).type
    if policy.number_types and kind in policy.number_types.never:
        return Never(ContactRule.NUMBER_TYPE, f"{policy.label} allows no calls to {kind} numbers ({policy.number_types.source})")
    return _without_consent(facts, policy, plan, now)


def _without_consent(facts: ContactFacts, policy: Policy, plan: CallPlan, now: float) -> Never | None:
    consent, rule = facts.consent, policy.consent
    if consent and not consent.granted:
        return Never(ContactRule.CONSENT, "consent to calls was taken back")
    if not rule or told_by(facts.number).type not in rule.number_types or (rule.machines_only and not plan.machine):
        return None
    what = "calls by a machine" if rule.machines_only else "calls"
    if consent is None:
        return Never(ContactRule.CONSENT, f"no consent to {what} is recorded, which {policy.label} requires ({rule.source})")
    if rule.valid_s is not None and now >= consent.at + rule.valid_s:
        return Never(ContactRule.CONSENT, f"the consent to {what} is too old for {policy.label} ({rule.source})")
    return None


def _too_soon(facts: ContactFacts, policy: Policy, now: float) -> Iterator[NotBefore]:
    """The frequency rules that do not allow a call now."""
    exempt = policy.callbacks.exempt_from if policy.callbacks and facts.callback else frozenset()
    for wait in (*_pauses(facts, policy), *_caps(facts, policy, now)):
        if wait.until > now and wait.rule not in exempt:
            yield wait


def _pauses(facts: ContactFacts, policy: Policy) -> Iterator[NotBefore]:
    refusals = [call.at for call in facts.calls if call.refused]
    if refusals and (rule := policy.after_refusal):
        yield NotBefore(
            max(refusals) + rule.pause_s, ContactRule.REFUSAL, f"said no less than {_span(rule.pause_s)} ago ({rule.source})"
        )
    talks = [call.at for call in facts.calls if call.talked]
    if talks and (rule := policy.after_conversation):
        detail = f"was talked with less than {_span(rule.pause_s)} ago ({rule.source})"
        yield NotBefore(max(talks) + rule.pause_s, ContactRule.CONVERSATION, detail)


def _caps(facts: ContactFacts, policy: Policy, now: float) -> Iterator[NotBefore]:
    rule = policy.attempts
    for cap in rule.caps if rule else ():
        counted = sorted(call.at for call in facts.calls if call.at + cap.within_s > now)
        if rule and len(counted) >= cap.most:
            detail = f"was called {len(counted)} times within {_span(cap.within_s)}, the most is {cap.most} ({rule.source})"
            yield NotBefore(counted[-cap.most] + cap.within_s, ContactRule.ATTEMPTS, detail)


def _closed(
    facts: ContactFacts, policy: Policy | None, plan: CallPlan, zones: tuple[str, ...], now: float, opening: float
) -> NotBefore:
    if policy and (why := closed_because(policy.hours.open, zones, now)):
        if holiday := holiday_at(policy.hours.open, zones, now):
            return NotBefore(opening, ContactRule.HOLIDAY, f"{holiday}: {policy.label} ({policy.hours.source})")
        return NotBefore(opening, ContactRule.HOURS, f"{why}: {policy.label} ({policy.hours.source})")
    if plan.hours and (why := closed_because(plan.hours, zones, now)):
        return NotBefore(opening, ContactRule.PLAN_HOURS, f"{why}: the campaign's own hours")
    narrowed = plan.hours_of_arm(facts)
    why = closed_because(narrowed, zones, now) if narrowed else None
    return NotBefore(opening, ContactRule.ARM_HOURS, f"{why}: the hours of arm {facts.arm!r}")


def _hours_of(facts: ContactFacts, policy: Policy | None, plan: CallPlan) -> str:
    named = [(policy.label, policy.hours.open)] if policy else []
    if plan.hours:
        named.append(("the campaign", plan.hours))
    if narrowed := plan.hours_of_arm(facts):
        named.append((f"arm {facts.arm!r}", narrowed))
    return (
        "; ".join(f"{name} has {_week(hours)}" for name, hours in named)
        + ": widen the campaign's hours or name time zones in the list"
    )


def _week(hours: OpenHours) -> str:
    windows = dict.fromkeys(str(window) for day in hours.week for window in day)
    return " and ".join(windows) or "no hours"


def _places(zones: tuple[str, ...]) -> str:
    return zones[0] if len(zones) == 1 else f"all {len(zones)} zones where the person may be"


def _span(seconds: int) -> str:
    if seconds % 86400 == 0:
        return f"{seconds // 86400} days" if seconds != 86400 else "a day"
    return f"{seconds / 3600:g} hours"
