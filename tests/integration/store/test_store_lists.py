from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.campaigns import NewLead, OpenedCampaign, Opening, open_campaign
from engine.store.database import Database
from engine.store.errors import UnknownList
from engine.store.lists import fill_from_lists
from engine.store.scripts.pins import Pin
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
    def fill(session: Session) -> list[int]:
        _list(session, "north", {4: "listed again", 5: "Eve", 6: "Fay"})
        _list(session, "south", {6: "not Fay", 7: "Gus"})
        return [fill_from_lists(session, campaign.campaign_id, names, 50.0) for names in (["north", "south"], ["south", "north"])]

    assert database.write(fill) == [3, 0]

    assert database.read(lambda session: _leads(session, campaign.campaign_id)) == [
        ("2", "Person 2", 2, LeadState.PENDING, 0.0),
        ("3", "Person 3", 3, LeadState.PENDING, 0.0),
        ("4", "Person 4", 4, LeadState.PENDING, 0.0),
        ("5", "Eve", 3, LeadState.PENDING, 50.0),
        ("6", "Fay", 4, LeadState.PENDING, 50.0),
        ("7", "Gus", 3, LeadState.PENDING, 50.0),
    ]
    headings = database.read(lambda session: session.get_one(Campaign, campaign.campaign_id).headings)
    assert headings == {"name": "Name", "north": "north", "south": "south"}


def test_an_unknown_list_makes_no_leads_of_the_others(database: Database) -> None:
    def fill(session: Session) -> None:
        opened = open_campaign(session, Opening("c", Pin("offer", "h", 1), {}, [NewLead(2, "+15550100002", {})]), at=1.0)
        _list(session, "north", {5: "Eve"})
        fill_from_lists(session, opened.campaign_id, ["north", "sooth"], 0.0)

    with pytest.raises(UnknownList, match="list 'sooth' was never imported: callwright import FILE --list 'sooth'"):
        database.write(fill)
    assert database.read(lambda session: session.scalars(select(Lead)).all()) == []
