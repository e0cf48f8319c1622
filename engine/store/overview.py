"""Campaigns at a glance, and what the operator wants of them. Read and written while engines work on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.store.errors import UnknownCampaign
from engine.store.tables import Campaign, CampaignState, Lead, LeadState


@dataclass(frozen=True, slots=True)
class Overview:
    """A campaign as it stands."""

    id: int
    name: str
    state: CampaignState
    """What the operator wants; whether an engine works on it is not known here."""
    script_id: str
    script_version: int | None
    pending: int
    dialling: int
    done: int
    next_due: float | None
    """When the next pending lead is due, Unix seconds; None: none is pending."""
    created_at: float
    finished_at: float | None


@dataclass(frozen=True, slots=True)
class Detail:
    """What a campaign's leads wait for and came to."""

    waiting: Mapping[str, int]
    """Pending leads by why they are called again; empty for those never called."""
    outcomes: Mapping[str, int]
    """Leads that are done by how."""


def campaigns(session: Session) -> list[Overview]:
    """All of them, the newest first."""
    counts = Counter[tuple[int, LeadState]]()
    due: dict[int, float] = {}
    query = select(Lead.campaign_id, Lead.state, func.count(), func.min(Lead.due_at)).group_by(Lead.campaign_id, Lead.state)
    for campaign_id, state, count, soonest in session.execute(query):
        counts[campaign_id, state] = count
        if state is LeadState.PENDING:
            due[campaign_id] = soonest
    return [
        Overview(
            id=campaign.id,
            name=campaign.name,
            state=campaign.state,
            script_id=campaign.script_id,
            script_version=campaign.script_version,
            pending=counts[campaign.id, LeadState.PENDING],
            dialling=counts[campaign.id, LeadState.DIALLING],
            done=counts[campaign.id, LeadState.DONE],
            next_due=due.get(campaign.id),
            created_at=campaign.created_at,
            finished_at=campaign.finished_at,
        )
        for campaign in session.scalars(select(Campaign).order_by(Campaign.created_at.desc(), Campaign.id.desc()))
    ]


def named(session: Session, campaign_id: int) -> str:
    """Its name.

    Raises:
        UnknownCampaign: there is none of this id.
    """
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise UnknownCampaign(f"there is no campaign {campaign_id}")
    return campaign.name


def plan(session: Session, campaign_id: int) -> dict[str, Any]:
    """`engine.campaign.plan.schema.CampaignPlan` as JSON; empty for those begun before there were plans. Raises UnknownCampaign."""
    return dict(_named(session, named(session, campaign_id)).plan)


def campaign_id(session: Session, name: str) -> int:
    """Raises as `detail`."""
    return _named(session, name).id


def detail(session: Session, name: str) -> Detail:
    """More about one campaign.

    Raises:
        UnknownCampaign: there is none of this name.
    """
    campaign = _named(session, name)
    leads = select(Lead.reason, func.count()).where(Lead.campaign_id == campaign.id, Lead.state == LeadState.PENDING)
    done = select(Lead.disposition, func.count()).where(Lead.campaign_id == campaign.id, Lead.state == LeadState.DONE)
    return Detail(
        waiting={reason or "": count for reason, count in session.execute(leads.group_by(Lead.reason))},
        outcomes={str(outcome): count for outcome, count in session.execute(done.group_by(Lead.disposition))},
    )


def wish(session: Session, name: str, state: CampaignState) -> None:
    """Writes down what the operator wants of a campaign. A run of it does so within a second or two.

    Raises:
        UnknownCampaign: there is none of this name.
    """
    _named(session, name).state = state


def _named(session: Session, name: str) -> Campaign:
    campaign = session.scalar(select(Campaign).where(Campaign.name == name))
    if campaign is None:
        names = list(session.scalars(select(Campaign.name).order_by(Campaign.name)))
        known = f"known are: {', '.join(names)}" if names else "there is none yet"
        raise UnknownCampaign(f"there is no campaign {name!r}: {known}")
    return campaign
