"""Campaigns filled from segments: matching customers become leads, each once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from engine.segments.expressions import AllOf, Attribute, Expression, Known
from engine.segments.sql import condition
from engine.store.database import Database
from engine.store.filling import add_in_pieces, add_leads, is_lead
from engine.store.tables import Customer
from engine.store.upserting import among

NO_LINE: Final = 0
"""Row of leads that stood on no list."""
BATCH: Final = 500
"""Leads that are made in one transaction while calls go on: these wait for it."""


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
    newcomers: Callable[[Session, float], Sequence[int]]
    """Ids of the customers whom the campaign shall have and has not yet, as of a time in Unix seconds. That may take a while."""
    adding: Callable[[Sequence[int]], Callable[[Session], int]]
    """What makes leads of so many of them (see `BATCH`) and says how many are new."""


def refill(campaign_id: int, audience: Audience, every_s: float) -> Refill:
    """From the audience as it is each time."""
    return Refill(
        every_s,
        lambda session, at: newcomers(session, campaign_id, audience, at),
        lambda customer_ids: partial(add_customers, campaign_id=campaign_id, customer_ids=customer_ids),
    )


def newcomers(session: Session, campaign_id: int, audience: Audience, at: float) -> list[int]:
    """Ids of everybody in the audience who is no lead of the campaign, done or not."""
    matching = select(Customer.id).where(condition(session, audience.whole, at), ~is_lead(campaign_id, Customer.id))
    return list(session.scalars(matching.order_by(Customer.id)))


def add_customers(session: Session, campaign_id: int, customer_ids: Sequence[int]) -> int:
    """Makes a pending lead of each of these whom the campaign does not have yet; returns how many."""
    people = select(Customer.id, literal(NO_LINE), Customer.fields).where(among(session, Customer.id, customer_ids))
    return add_leads(session, campaign_id, people)


def fill_from_segment(database: Database, campaign_id: int, audience: Audience, at: float) -> int:
    """Makes a pending lead of everybody in the audience whom the campaign does not have yet; returns how many.

    Their variables are what lists said about them. Leads that are there stay as they are, done or not. In pieces: see
    `engine.store.filling.add_in_pieces`.

    Raises:
        StoreError: the database cannot be used.
    """
    people = database.read(lambda session: newcomers(session, campaign_id, audience, at))
    return add_in_pieces(database, people, lambda session, some: add_customers(session, campaign_id, some))


def numbers_in(session: Session, audience: Audience, at: float, known: Collection[str]) -> list[str]:
    """Of everybody in the audience, those known left out."""
    query = select(Customer.number).where(condition(session, audience.whole, at)).order_by(Customer.id)
    return [number for number in session.scalars(query) if number not in known]
