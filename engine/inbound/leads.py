"""People who are pushed to a campaign, one by one: they left their number a moment ago, and are called first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.inbound import people
from engine.inbound.faults import UnfitInput
from engine.inbound.once import Answer
from engine.inbound.people import Attributes
from engine.segments.filling import NO_LINE
from engine.store.adding import add_once
from engine.store.campaigns import id_of
from engine.store.errors import UnknownCampaign
from engine.store.retries import ORDINARY, PUSHED
from engine.store.tables import Campaign, Lead, LeadState
from engine.writeback.opt_outs import OptOuts


@dataclass(frozen=True, slots=True)
class PushedLead:
    """Somebody to be called."""

    number: str
    """E.164, with `+`."""
    variables: Mapping[str, str]
    """For the script."""
    attributes: Attributes
    first: bool = True
    """Before those of the campaign's lists."""


def find_campaign(session: Session, name: str) -> Campaign:
    """The campaign of this name.

    Raises:
        UnknownCampaign
    """
    campaign_id = id_of(session, name)
    if campaign_id is None:
        raise UnknownCampaign(f"there is no campaign {name!r}")
    return session.get_one(Campaign, campaign_id)


def push(session: Session, campaign: Campaign, lead: PushedLead, source: str, at: float, opt_outs: OptOuts) -> Answer:
    """Adds a lead, due now. Somebody whom the campaign has already stays as they are.

    Raises:
        UnfitInput: the person cannot be taken in.
    """
    customer = people.take_in(session, lead.number, lead.attributes, source, at, opt_outs)
    row = Lead(
        campaign_id=campaign.id,
        customer_id=customer.id,
        row_number=NO_LINE,
        variables=dict(lead.variables),
        state=LeadState.PENDING,
        priority=PUSHED if lead.first else ORDINARY,
        due_at=at,
        attempts=0,
        callbacks=0,
    )
    added = add_once(session, row)
    if added:
        campaign.finished_at, campaign.pushed_at = None, at
    return {"lead": "added" if added else "known", "campaign": campaign.name, "campaign_state": campaign.state.value}


def must_have(variables: Mapping[str, str], required: frozenset[str]) -> None:
    """Refuses a lead without what the script speaks.

    Raises:
        UnfitInput: the first of what is missing.
    """
    for name in sorted(required):
        if not variables.get(name, "").strip():
            raise UnfitInput(f"fields.{name}", "is missing: the script needs it")
