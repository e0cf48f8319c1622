"""Campaigns and the import of their leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from engine.store.errors import CampaignConflict
from engine.store.scripts.pins import Pin
from engine.store.tables import Campaign, CampaignState, Customer, Lead, LeadState
from engine.store.upserting import among


@dataclass(frozen=True, slots=True)
class NewLead:
    """A checked row of a list."""

    row_number: int
    number: str
    """E.164, with `+`; once per list."""
    variables: dict[str, str]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a campaign is begun or gone on with."""

    name: str
    pin: Pin
    """The script that calls run from now on."""
    headings: dict[str, str]
    """Variable name to heading, in the list's order."""
    leads: Sequence[NewLead]
    """Those to begin with; `add_listed` adds more."""
    plan: dict[str, Any] = field(default_factory=dict)
    """`engine.campaign.plan.schema.CampaignPlan` as JSON."""
    recordings: Path | None = None
    """Folder in which calls are recorded; None: they are not."""


@dataclass(frozen=True, slots=True)
class OpenedCampaign:
    """A campaign in the store, new or resumed."""

    campaign_id: int
    resumed: bool
    added: int
    """Leads of the list that the campaign did not have."""
    pending: int
    """Leads still to be dialled, those added included."""


def open_campaign(session: Session, opening: Opening, at: float) -> OpenedCampaign:
    """Creates the campaign with its leads, or resumes the one of that name: leads it has stay as they are, new numbers are added.

    One that was drained or stopped runs again; one that is paused stays so until it is resumed.

    Raises:
        CampaignConflict: the name belongs to a campaign of another script.
    """
    campaign = session.scalar(select(Campaign).where(Campaign.name == opening.name))
    resumed = campaign is not None
    if campaign is None:
        campaign = Campaign(
            name=opening.name,
            script_id=opening.pin.script_id,
            script_hash="",
            headings={},
            plan={},
            state=CampaignState.RUNNING,
            created_at=at,
        )
        session.add(campaign)
    else:
        _must_be_the_same(campaign, opening)
    campaign.script_hash, campaign.script_version = opening.pin.content_hash, opening.pin.version
    campaign.plan = opening.plan
    campaign.recordings = str(opening.recordings) if opening.recordings else None
    if campaign.state is not CampaignState.PAUSED:
        campaign.state = CampaignState.RUNNING
    campaign.headings = {**campaign.headings, **opening.headings}
    session.flush()
    added = add_listed(session, campaign.id, opening.leads, at)
    pending = _count(session, Lead.campaign_id == campaign.id, Lead.state == LeadState.PENDING)
    if pending or opening.plan.get("stays_open") or opening.plan.get("refill_s"):  # or leads will come
        campaign.finished_at = None
    return OpenedCampaign(campaign_id=campaign.id, resumed=resumed, added=added, pending=pending)


def _must_be_the_same(campaign: Campaign, opening: Opening) -> None:
    if campaign.script_id != opening.pin.script_id:
        raise CampaignConflict(
            f"campaign {campaign.name!r} runs script {campaign.script_id!r}, not {opening.pin.script_id!r}: "
            "choose another name for this one"
        )
    began, now = campaign.plan.get("mode"), opening.plan.get("mode")
    if began and began != now:
        raise CampaignConflict(f"campaign {campaign.name!r} began in mode {began!r}, not {now!r}: choose another name for this one")


def pin_of(session: Session, name: str) -> Pin | None:
    """The script that the campaign of this name runs; None if there is no such campaign."""
    campaign = session.scalar(select(Campaign).where(Campaign.name == name))
    return Pin(campaign.script_id, campaign.script_hash, campaign.script_version) if campaign else None


def id_of(session: Session, name: str) -> int | None:
    """The campaign of this name; None if there is none."""
    return session.scalar(select(Campaign.id).where(Campaign.name == name))


def state_of(session: Session, campaign_id: int) -> CampaignState:
    """What the operator wants of it."""
    state: CampaignState = session.scalars(select(Campaign.state).where(Campaign.id == campaign_id)).one()
    return state


def pushed_at(session: Session, campaign_id: int) -> float | None:
    """When another system last gave it a lead; None: never."""
    return session.scalar(select(Campaign.pushed_at).where(Campaign.id == campaign_id))


def left_of(session: Session, campaign_id: int) -> int:
    """How many of its leads are not done."""
    return _count(session, Lead.campaign_id == campaign_id, Lead.state != LeadState.DONE)


def finish_if_done(session: Session, campaign_id: int, at: float) -> int:
    """Notes the end of a campaign all of whose leads are done. Returns how many are not."""
    left = left_of(session, campaign_id)
    if not left:
        campaign = session.get_one(Campaign, campaign_id)
        campaign.finished_at = campaign.finished_at or at
    return left


def _count(session: Session, *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Lead).where(*which)) or 0


def add_listed(session: Session, campaign_id: int, leads: Sequence[NewLead], at: float) -> int:
    """Makes a lead, due at once, of everybody on these rows whom the campaign does not have yet; returns how many it made.

    Args:
        session: of a writing transaction.
        campaign_id: the campaign, which must exist; with more leads it is not finished.
        leads: the rows.
        at: Unix seconds.
    """
    theirs = select(Customer.number).join(Lead, Lead.customer_id == Customer.id).where(Lead.campaign_id == campaign_id)
    known = set(session.scalars(theirs.where(among(session, Customer.number, [lead.number for lead in leads]))))
    fresh = [lead for lead in leads if lead.number not in known]
    customers = _customers(session, fresh, at)
    session.add_all(
        Lead(
            campaign_id=campaign_id,
            customer_id=customers[lead.number].id,
            row_number=lead.row_number,
            variables=lead.variables,
            state=LeadState.PENDING,
            priority=0,
            due_at=0,
            attempts=0,
            callbacks=0,
        )
        for lead in fresh
    )
    if fresh:
        session.get_one(Campaign, campaign_id).finished_at = None
    session.flush()
    return len(fresh)


def _customers(session: Session, leads: Sequence[NewLead], at: float) -> dict[str, Customer]:
    """The leads' customers by number, made or brought up to date with what the list says."""
    theirs = select(Customer).where(among(session, Customer.number, [lead.number for lead in leads]))
    found = {customer.number: customer for customer in session.scalars(theirs)}
    for lead in leads:
        customer = found.get(lead.number)
        if customer is None:
            customer = found[lead.number] = Customer(number=lead.number, fields={}, slots={}, updated_at=at)
            session.add(customer)
        customer.fields = {**customer.fields, **lead.variables}
        customer.name = lead.variables.get("name") or customer.name
        customer.updated_at = at
    session.flush()
    return found
