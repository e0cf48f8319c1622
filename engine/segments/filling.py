"""Campaigns filled from segments: matching customers become leads, each once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from engine.segments.expressions import AllOf, Attribute, Expression, Known
from engine.segments.sql import condition
from engine.store.lists import add_leads
from engine.store.tables import Customer

NO_LINE = 0
"""Row of leads that stood on no list."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a campaign calls."""

    segment: str
    """Its name."""
    expression: Expression
    needs: frozenset[str] = frozenset()
    """Variables without which nobody can be called: the script says them."""

    @property
    def whole(self) -> Expression:
        """Who belongs to it, and can be called."""
        known = tuple(Known(Attribute(name)) for name in sorted(self.needs))
        return AllOf((self.expression, *known)) if known else self.expression


@dataclass(frozen=True, slots=True)
class Refill:
    """How a campaign's list grows while it is worked through."""

    every_s: float
    fill: Callable[[Session, float], int]
    """Adds whom the campaign does not have yet, as of a time in Unix seconds, and says how many that were."""


def fill_from_segment(session: Session, campaign_id: int, audience: Audience, at: float) -> int:
    """Makes a pending lead of everybody in the audience whom the campaign does not have yet; returns how many.

    Their variables are what lists said about them. Leads that are there stay as they are, done or not.
    """
    people = select(Customer.id, literal(NO_LINE), Customer.fields).where(condition(session, audience.whole, at))
    return add_leads(session, campaign_id, people, 0.0)


def numbers_in(session: Session, audience: Audience, at: float, known: Collection[str]) -> list[str]:
    """Of everybody in the audience, those known left out."""
    query = select(Customer.number).where(condition(session, audience.whole, at)).order_by(Customer.id)
    return [number for number in session.scalars(query) if number not in known]
