from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store import filling
from engine.store.campaigns import OpenedCampaign
from engine.store.database import Database
from engine.store.errors import UnknownList
from engine.store.filling import fill_from_list
from engine.store.lists import find_list, take_headings
from engine.store.tables import Campaign, ContactList, Customer, Lead, LeadState, ListImport, ListMember

pytestmark = pytest.mark.integration


def _list(session: Session, name: str, members: dict[int, str]) -> None:
    """A list of people by the last digit of their number, each with a name."""
    row = ContactList(name=name, headings={"name": "Name", name: name}, created_at=1.0, updated_at=1.0)
    session.add(row)
    session.flush()
    read = ListImport(list_id=row.id, file="x.csv", sha256="", at=1.0, finished_at=2.0, counts={})
    session.add(read)
    session.flush()
    for line, (digit, said) in enumerate(members.items(), start=2):
        number = f"+1555010000{digit}"
        customer = session.scalar(select(Customer).where(Customer.number == number))
        if customer is None:
            customer = Customer(number=number, fields={}, slots={}, updated_at=1.0)
            session.add(customer)
            session.flush()
        session.add(
            ListMember(list_id=row.id, customer_id=customer.id, import_id=read.id, row_number=line, variables={"name": said})
        )


def _leads(session: Session, campaign_id: int) -> list[tuple[str, str, int, LeadState, float]]:
    rows = session.execute(
        select(Customer.number, Lead)
        .join(Lead, Lead.customer_id == Customer.id)
        .where(Lead.campaign_id == campaign_id)
        .order_by(Lead.id)
    )
    return [(number[-1], lead.variables["name"], lead.row_number, lead.state, lead.due_at) for number, lead in rows]


def test_members_become_leads_once_and_the_first_list_counts(database: Database, campaign: OpenedCampaign) -> None:
    def lists(session: Session) -> None:
        _list(session, "north", {4: "listed again", 5: "Eve", 6: "Fay"})
        _list(session, "south", {6: "not Fay", 7: "Gus"})

    database.write(lists)

    assert [fill_from_list(database, campaign.campaign_id, name) for name in ("north", "south", "south", "north")] == [2, 1, 0, 0]
    assert database.read(lambda session: _leads(session, campaign.campaign_id)) == [
        ("2", "Person 2", 2, LeadState.PENDING, 0.0),
        ("3", "Person 3", 3, LeadState.PENDING, 0.0),
        ("4", "Person 4", 4, LeadState.PENDING, 0.0),
        ("5", "Eve", 3, LeadState.PENDING, 0.0),
        ("6", "Fay", 4, LeadState.PENDING, 0.0),
        ("7", "Gus", 3, LeadState.PENDING, 0.0),
    ]


def test_members_become_leads_in_pieces_in_the_order_of_their_file(
    database: Database, campaign: OpenedCampaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "PIECE", 2)
    database.write(lambda session: _list(session, "north", {8: "Hal", 7: "Gus", 6: "Fay", 5: "Eve", 4: "listed again"}))
    write, transactions = database.write, []

    def counted(work: Callable[[Session], int]) -> int:
        transactions.append(work)
        return write(work)

    monkeypatch.setattr(database, "write", counted)

    assert fill_from_list(database, campaign.campaign_id, "north") == 4
    assert len(transactions) == 2
    assert [who for who, *_ in database.read(lambda session: _leads(session, campaign.campaign_id))] == list("2348765")


def test_a_finished_campaign_that_gets_more_leads_is_not_finished(database: Database, campaign: OpenedCampaign) -> None:
    def ended_at(session: Session) -> float | None:
        return session.get_one(Campaign, campaign.campaign_id).finished_at

    def finish(session: Session) -> None:
        _list(session, "known", {4: "listed again"})
        _list(session, "north", {5: "Eve"})
        session.get_one(Campaign, campaign.campaign_id).finished_at = 9.0

    database.write(finish)

    fill_from_list(database, campaign.campaign_id, "known")
    assert database.read(ended_at) == 9.0
    fill_from_list(database, campaign.campaign_id, "north")
    assert database.read(ended_at) is None


def test_a_campaign_has_the_headings_of_its_lists_and_the_first_list_counts(database: Database, campaign: OpenedCampaign) -> None:
    def take(session: Session) -> dict[str, str]:
        _list(session, "north", {5: "Eve"})
        _list(session, "south", {6: "Fay"})
        find_list(session, "south").headings = {"name": "Surname", "north": "N", "south": "south"}
        take_headings(session, campaign.campaign_id, ["north", "south"])
        return session.get_one(Campaign, campaign.campaign_id).headings

    assert database.write(take) == {"name": "Name", "north": "north", "south": "south"}


def test_an_unknown_list_changes_no_heading(database: Database, campaign: OpenedCampaign) -> None:
    def take(session: Session) -> None:
        _list(session, "north", {5: "Eve"})
        take_headings(session, campaign.campaign_id, ["north", "sooth"])

    with pytest.raises(UnknownList, match="list 'sooth' was never imported: callwright import FILE --list 'sooth'"):
        database.write(take)
    with pytest.raises(UnknownList, match="'sooth'"):
        fill_from_list(database, campaign.campaign_id, "sooth")
    assert database.read(lambda session: session.get_one(Campaign, campaign.campaign_id).headings) == {"name": "Name"}
