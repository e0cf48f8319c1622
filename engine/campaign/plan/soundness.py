"""What a plan lacks for anybody to be called by it, beside its script and what contactability says. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from engine.campaign.plan.schema import PACED, CampaignPlan, Mode, Pacing
from engine.dialog.problems import Location

Fault = tuple[str | Location, str]
"""A field of the plan or a place further down, and what is wrong with it."""


_SHOWABLE: Final = re.compile(r"[A-Za-z0-9+*#._\-]{1,64}")
"""What a SIP address takes for a user: digits as a rule, an account's name with some trunks."""


def faults(plan: CampaignPlan, *, today: date, resumed: bool) -> list[Fault]:
    """Why the plan cannot be worked through from today on.

    Args:
        plan: well formed.
        today: where the engine is.
        resumed: the campaign is in the store, with its leads.
    """
    found: list[Fault] = []
    if not plan.trunks:
        found.append(("trunks", "names no gateway: nobody can be called"))
    if not resumed and not plan.lists and not plan.segment and not plan.stays_open:
        found.append(("lists", "names no list, and there is no `segment` either: there is nobody to call"))
    if plan.refill_s and not plan.segment:
        found.append(("refill_s", "there is no `segment` from which to fill the campaign"))
    found += [("caller_ids", fault) for fault in _caller_id_faults([caller_id.number for caller_id in plan.caller_ids])]
    if plan.end and plan.end < today:
        found.append(("end", f"{plan.end} is past: nobody would be called any more"))
    if plan.mode in {Mode.PREDICTIVE, Mode.HYBRID, Mode.PREVIEW} and not (plan.team and plan.team.agents):
        found.append(("team", f"is missing: a {plan.mode} campaign hands calls to agents"))
    if plan.mode is Mode.PREDICTIVE and plan.abandonment.message is None:
        found.append(("abandonment", "has no `message`: what people hear when no agent is free in time"))
    if plan.mode not in PACED and plan.pacing is not Pacing.PREDICTIVE:
        found.append(("pacing", f"a {plan.mode} campaign dials as many calls as it has lines, or agents chose: take it out"))
    found += _never_called(plan)
    return found


def _never_called(plan: CampaignPlan) -> Iterator[Fault]:
    """Arms of the experiment whose hours are none of the campaign's."""
    for index, arm in enumerate(plan.experiment.arms if plan.experiment else ()):
        if arm.hours and plan.hours and not arm.hours.meets(plan.hours):
            closed = f"nobody can be called at {arm.hours}: the campaign's own hours are {plan.hours}"
            yield ("experiment", "arms", index, "hours"), closed


def _caller_id_faults(numbers: Sequence[str]) -> list[str]:
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    unfit = [number for number in numbers if not _SHOWABLE.fullmatch(number)]
    return [
        *(f"names {number} twice: whose limits count?" for number in twice),
        *(f"{number!r} cannot be shown: write a number as the trunk wants it, e.g. +12025550100" for number in unfit),
    ]
