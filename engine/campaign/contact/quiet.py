"""Hours in which people are sent messages: those in which they may be called, by their own clocks."""

from __future__ import annotations

from pathlib import Path

from engine.campaign.contact.decide import possible_zones
from engine.campaign.contact.hours import next_open
from engine.campaign.contact.judge import ContactJudge
from engine.campaign.contact.packs import read_packs
from engine.campaign.contact.policy import CallPlan
from engine.contact import ContactFacts
from engine.messaging.courier import Opens
from engine.shipped import shipped


def message_hours(chosen: str, own_packs: Path | None) -> Opens:
    """The hours of a policy: a pack's id, `by_number`, or `none`. Numbers without a policy have no quiet hours.

    Raises:
        PolicyError: a pack is broken.
    """
    judge = ContactJudge(
        read_packs([shipped("configs") / "policies", *([own_packs] if own_packs else [])]), chosen, CallPlan(machine=True)
    )

    def opens(number: str, time_zone: str | None, at: float) -> float:
        policy = judge.policy_of(number)
        if policy is None:
            return at
        zones = possible_zones(ContactFacts(number, time_zone), policy)
        opening = next_open([policy.hours.open], zones, at)
        return at if opening is None else opening

    return opens
