"""Leads of a campaign as people look at them, in the order of its lists."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from engine.outcome import Disposition, Grade
from engine.store.tables import Customer, Lead, LeadState


@dataclass(frozen=True, slots=True)
class LeadFilter:
    """Which leads; None: all."""

    campaign_id: int
    state: LeadState | None = None
    disposition: Disposition | None = None


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead and whose it is."""

    lead: Lead
    number: str
    name: str | None
    grade: Grade | None
    """The person's."""


def page(session: Session, wanted: LeadFilter, limit: int, after: tuple[int, int] | None = None) -> list[LeadRow]:
    """So many, from after this row and id on."""
    query = (
        select(Lead, Customer.number, Customer.name, Customer.grade)
        .join(Customer, Lead.customer_id == Customer.id)
        .where(Lead.campaign_id == wanted.campaign_id)
        .order_by(Lead.row_number, Lead.id)
        .limit(limit)
    )
    if wanted.state is not None:
        query = query.where(Lead.state == wanted.state)
    if wanted.disposition is not None:
        query = query.where(Lead.disposition == wanted.disposition)
    if after is not None:
        row, lead_id = after
        query = query.where(or_(Lead.row_number > row, and_(Lead.row_number == row, Lead.id > lead_id)))
    return [LeadRow(*found) for found in session.execute(query)]
