"""ContactJudge: the decision for any lead of one campaign, by the policy that its number falls under."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from engine.campaign.contact.decide import decide
from engine.campaign.contact.hours import OpenHours, Window
from engine.campaign.contact.numbers import told_by
from engine.campaign.contact.packs import Pack, PolicyError, by_country, read_packs
from engine.campaign.contact.policy import CallPlan, Policy
from engine.campaign.plan.hours import Hours, Weekday
from engine.campaign.plan.schema import BY_NUMBER, NO_POLICY, CampaignPlan, Mode
from engine.contact import ContactFacts, ContactRule, Decision, Never
from engine.dialog.explain import did_you_mean
from engine.dialog.source import Source
from engine.shipped import shipped

_MACHINE_FIRST: Final = frozenset({Mode.ROBOT, Mode.NOTICE, Mode.HYBRID})


class ContactJudge:
    """A `Judge`. Made once per run; decides without reading anything but what it is given."""

    def __init__(self, packs: Mapping[str, Pack], chosen: str, plan: CallPlan) -> None:
        """Args:
        packs: by id.
        chosen: id of the pack for every number, `by_number`, or `none`.
        plan: of the campaign.

        Raises:
            KeyError: there is no pack of that id.
        """
        self._plan = plan
        self._countries = by_country(packs)
        self._regulated = chosen != NO_POLICY
        self._pack = packs[chosen] if chosen not in {BY_NUMBER, NO_POLICY} else None
        self.packs = tuple(packs.values()) if chosen == BY_NUMBER else (self._pack,) if self._pack else ()
        """Those that may decide."""

    def __call__(self, facts: ContactFacts, now: float) -> Decision:
        """See `engine.contact.Judge`."""
        if not self._regulated:
            return decide(facts, None, self._plan, now)
        policy = self.policy_of(facts.number)
        if policy is None:
            return Never(ContactRule.NO_POLICY, _without_policy(told_by(facts.number).country))
        return decide(facts, policy, self._plan, now)

    def policy_of(self, number: str) -> Policy | None:
        """The rules for an E.164 number; None if there are none."""
        pack = self._pack or (self._countries.get(told_by(number).country or "") if self._regulated else None)
        return pack.policy_for(number) if pack else None


def judge_for(
    plan: CampaignPlan, default_policy: str, own_packs: Path | None, today: date, source: Source | None = None
) -> ContactJudge:
    """The judge of a campaign.

    Args:
        plan: the campaign's.
        default_policy: of plans that name none.
        own_packs: folder of the operator's own packs; they replace shipped ones of the same id.
        today: where the engine is.
        source: the plan's file, for the places of problems.

    Raises:
        PolicyError: there is no such policy, a pack is broken, or one that may decide does not hold today.
    """
    chosen = plan.policy or default_policy
    packs: Mapping[str, Pack] = {}
    if chosen != NO_POLICY:
        packs = read_packs([shipped("configs") / "policies", *([own_packs] if own_packs else [])])
        if chosen != BY_NUMBER and chosen not in packs:
            known = [*packs, BY_NUMBER, NO_POLICY]
            message = f"there is no policy '{chosen}'{did_you_mean(chosen, known)}: one of {', '.join(known)}"
            raise PolicyError([(source or Source("the plan")).problem(("policy",), message)])
    judge = ContactJudge(packs, chosen, call_plan(plan))
    for pack in judge.packs:
        pack.refuse_unless_valid(today)
    return judge


def call_plan(plan: CampaignPlan) -> CallPlan:
    """What of a plan bears on the decision."""
    arms = plan.experiment.arms if plan.experiment else ()
    return CallPlan(
        machine=plan.mode in _MACHINE_FIRST,
        hours=_open_hours(plan.hours) if plan.hours else None,
        arm_hours={arm.name: _open_hours(arm.hours) for arm in arms if arm.hours},
    )


def _open_hours(hours: Hours) -> OpenHours:
    window = Window(hours.begin_min, hours.end_min)
    return OpenHours(tuple((window,) if day in hours.days else () for day in Weekday))


def _without_policy(country: str | None) -> str:
    where = country or "no country"
    return (
        f"the number belongs to {where}, for which there is no policy: name one that counsel agreed to (`policy:` in the plan), "
        "or write a pack for it (docs/contactability.md)"
    )
