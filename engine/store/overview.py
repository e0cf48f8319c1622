"""Campaigns at a glance, and what the operator wants of them. Read and written while engines work on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from engine.store.errors import UnknownCampaign
from engine.store.tables import Campaign, CampaignState, Lead, LeadState

_BY_STATE: Final = select(Lead.campaign_id, Lead.state, func.count(), func.min(Lead.due_at)).group_by(Lead.campaign_id, Lead.state)


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
    rows = session.scalars(select(Campaign).order_by(Campaign.created_at.desc(), Campaign.id.desc()))
    return _overviews(session, list(rows), _BY_STATE)


def campaign(session: Session, campaign_id: int) -> Overview:
    """One of them, without a look at the leads of others.

    Raises:
        UnknownCampaign: there is none of this id.
    """
    (one,) = _overviews(session, [_of_id(session, campaign_id)], _BY_STATE.where(Lead.campaign_id == campaign_id))
    return one


def _overviews(session: Session, rows: Sequence[Campaign], leads: Select[*tuple[Any, ...]]) -> list[Overview]:
    counts = Counter[tuple[int, LeadState]]()
    due: dict[int, float] = {}
    for campaign_id, state, count, soonest in session.execute(leads):
        counts[campaign_id, state] = count
        if state is LeadState.PENDING:
            due[campaign_id] = soonest
    return [
        Overview(
            id=row.id,
            name=row.name,
            state=row.state,
            script_id=row.script_id,
            script_version=row.script_version,
            pending=counts[row.id, LeadState.PENDING],
            dialling=counts[row.id, LeadState.DIALLING],
            done=counts[row.id, LeadState.DONE],
            next_due=due.get(row.id),
            created_at=row.created_at,
            finished_at=row.finished_at,
        )
        for row in rows
    ]


def named(session: Session, campaign_id: int) -> str:
    """Its name.

    Raises:
        UnknownCampaign: there is none of this id.
    """
    return _of_id(session, campaign_id).name


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


def _of_id(session: Session, campaign_id: int) -> Campaign:
    found = session.get(Campaign, campaign_id)
    if found is None:
        raise UnknownCampaign(f"there is no campaign {campaign_id}")
    return found


def _named(session: Session, name: str) -> Campaign:
    campaign = session.scalar(select(Campaign).where(Campaign.name == name))
    if campaign is None:
        names = list(session.scalars(select(Campaign.name).order_by(Campaign.name)))
        known = f"known are: {', '.join(names)}" if names else "there is none yet"
        raise UnknownCampaign(f"there is no campaign {name!r}: {known}")
    return campaign
