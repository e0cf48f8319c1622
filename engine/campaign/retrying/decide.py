"""The decision at the end of a call."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from engine.campaign.contact.numbers import told_by
from engine.campaign.plan.schema import FINAL, CampaignPlan, Retry
from engine.campaign.retrying.calendar import Calendar
from engine.campaign.retrying.defaults import DEFAULT_HOURS, DEFAULT_RULES
from engine.dialog.slots.when import When
from engine.outcome import Disposition
from engine.store.retries import ASKED_FOR, ORDINARY, Again, EndedCall, Wish

CALLBACK: Final = "callback"
"""Reason of calls that people asked for."""
_LATER_TODAY_S: Final = 1800.0
"""Who asks to be called "today" or "this afternoon" in the middle of it is called after this long."""
_NEVER: Final = frozenset({Disposition.OPTED_OUT, Disposition.DO_NOT_CALL, Disposition.NOT_CONTACTABLE})
"""After these not even who asked for it is called again."""


def again(call: EndedCall) -> Again | None:
    """The rule for `engine.store.calls.attempts`: reads the plan, finds out where the person is, and decides."""
    if not call.plan:
        return None
    return decide(call, _plan(msgspec.json.encode(call.plan)), zone_of(call))


@lru_cache(maxsize=64)
def _plan(as_json: bytes) -> CampaignPlan:
    """The plan of a campaign: the same for each of its calls, and it takes a while to check."""
    return CampaignPlan.model_validate_json(as_json)


def decide(call: EndedCall, plan: CampaignPlan, zone: tzinfo) -> Again | None:
    """Whether and when the lead is called again; None: it is done.

    A plan's `attempts` bounds the calls that nobody asked for, its `callbacks` those that the person asked for.
    """
    calendar = Calendar(plan.hours or DEFAULT_HOURS, zone)
    outcome, ended_at = call.ended.disposition, call.ended.at
    if call.wish and call.callbacks < plan.callbacks and outcome not in _NEVER:
        return Again(_wished(call.wish, ended_at, calendar), ASKED_FOR, CALLBACK)
    if outcome in FINAL or call.attempts >= plan.attempts:
        return None
    rule = plan.retry.get(outcome) or DEFAULT_RULES.get(outcome)
    if rule is None or (rule.times is not None and call.ended_so > rule.times):
        return None
    due_at = _due(rule, ended_at, calendar, within_hours=plan.hours is not None)
    # RFC 3261, section 20.33: the callee, or who is in charge there, does not want to be called before.
    return Again(max(due_at, ended_at + (call.ended.retry_after_s or 0)), ORDINARY, outcome.value)


def zone_of(call: EndedCall) -> tzinfo:
    """Where the person is: as a list said, or as the number tells, the first of several places; else as good as anywhere."""
    names = [call.time_zone] if call.time_zone else list(told_by(call.number).time_zones)
    return ZoneInfo(names[0]) if names else UTC


def _due(rule: Retry, ended_at: float, calendar: Calendar, *, within_hours: bool) -> float:
    match rule:
        case Retry(after_s=int(after_s)):
            return calendar.open_from(ended_at + after_s) if within_hours else ended_at + after_s
        case Retry(next="slot"):
            return calendar.next_part(ended_at)
        case _:
            return calendar.next_day(ended_at)


def _wished(wish: Wish, ended_at: float, calendar: Calendar) -> float:
    """When the person wants to be called; the next day if nobody knows."""
    if wish.due is None:
        return calendar.next_day(ended_at)
    when = When.of(wish.due)
    begin = calendar.begin_of(when.start.date()) if when.whole_days else _unix_s(when.start, calendar.zone)
    if begin > ended_at:
        return begin
    if ended_at + _LATER_TODAY_S < _unix_s(when.end, calendar.zone):
        return ended_at + _LATER_TODAY_S
    return calendar.next_day(ended_at)


def _unix_s(local: datetime, zone: tzinfo) -> float:
    return local.replace(tzinfo=zone).timestamp()
