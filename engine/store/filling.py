"""Campaigns filled with people who are in the store: each becomes a lead once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, exists, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.store.database import Database
from engine.store.lists import find_list
from engine.store.tables import Campaign, Lead, LeadState, ListMember
from engine.store.upserting import among, insert_into

T = TypeVar("T")

PIECE: Final = 2000
"""Leads that are made in one transaction before a campaign's first call: others' calls hardly notice."""


def fill_from_list(database: Database, campaign_id: int, name: str) -> int:
    """Makes a pending lead of every member of a list that the campaign does not have yet, and returns how many it made.

    Leads that are there stay as they are, done or not: a person on several lists has the variables of the list that was first.
    Nothing is checked against the campaign's script here. In pieces: see `add_in_pieces`.

    Raises:
        UnknownList: there is no list of this name.
        StoreError: the database cannot be used.
    """
    list_id = database.read(lambda session: find_list(session, name).id)
    theirs = select(ListMember.customer_id).where(ListMember.list_id == list_id, ~is_lead(campaign_id, ListMember.customer_id))
    members = database.read(lambda session: session.scalars(theirs.order_by(ListMember.row_number)).all())
    return add_in_pieces(database, members, partial(_add_members, campaign_id=campaign_id, list_id=list_id))


def add_in_pieces(database: Database, people: Sequence[T], add: Callable[[Session, Sequence[T]], int]) -> int:
    """Adds so many people, `PIECE` in each transaction, and returns how many leads that made.

    Others write between two pieces; if it is broken off, what was made stays.

    Args:
        database: the store.
        people: as `add` knows them.
        add: makes leads of some of them and returns how many.

    Raises:
        StoreError: the database cannot be used.
    """

    def added(piece: Sequence[T]) -> int:
        return database.write(lambda session: add(session, piece))

    return sum(added(people[first : first + PIECE]) for first in range(0, len(people), PIECE))


def is_lead(campaign_id: int, customer_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether the campaign has a lead of the person, done or not."""
    return exists().where(Lead.campaign_id == campaign_id, Lead.customer_id == customer_id)


def add_leads(session: Session, campaign_id: int, people: Select[*tuple[Any, ...]]) -> int:
    """Makes a lead, due at once, of everybody whom the campaign does not have yet, in one statement. Returns how many it made.

    Args:
        session: of a writing transaction.
        campaign_id: the campaign, which must exist; with more leads it is not finished.
        people: selects customer id, row and variables.
    """
    state = (literal(LeadState.PENDING.value), literal(0), literal(0.0), literal(0), literal(0))
    columns = ["customer_id", "row_number", "variables", "campaign_id", "state", "priority", "due_at", "attempts", "callbacks"]
    leads = insert_into(session, Lead).from_select(columns, people.add_columns(literal(campaign_id), *state))
    made = session.connection().execute(
        leads.on_conflict_do_nothing(index_elements=["campaign_id", "customer_id"]), execution_options={"preserve_rowcount": True}
    )
    if made.rowcount:
        session.get_one(Campaign, campaign_id).finished_at = None
    return made.rowcount


def _add_members(session: Session, customer_ids: Sequence[int], *, campaign_id: int, list_id: int) -> int:
    members = select(ListMember.customer_id, ListMember.row_number, ListMember.variables)
    some = members.where(ListMember.list_id == list_id, among(session, ListMember.customer_id, customer_ids))
    return add_leads(session, campaign_id, some)
