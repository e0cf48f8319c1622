from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select

from engine.store.campaigns import OpenedCampaign
from engine.store.database import Database
from engine.store.people import customer_events
from engine.store.people.customer_events import ORDER, Happening
from engine.store.tables import Lead

pytestmark = pytest.mark.integration


@pytest.fixture
def customer_id(database: Database, campaign: OpenedCampaign) -> int:
    first = select(Lead.customer_id).where(Lead.campaign_id == campaign.campaign_id).order_by(Lead.row_number)
    return database.read(lambda session: session.scalars(first).all()[0])


def test_an_event_of_a_known_key_is_the_same_event(database: Database, customer_id: int) -> None:
    first = Happening(customer_id, ORDER, 100.0, "shop", 49.9, {"article": "gold"}, key="order-7")
    again = Happening(customer_id, ORDER, 200.0, "shop", 1.0, key="order-7")

    written = [database.write(partial(customer_events.record, happening=one)) for one in (first, again)]

    assert written == [True, False]
    known = database.read(lambda session: customer_events.known(session, "order-7"))
    assert known is not None
    assert (known.at, known.value, known.detail, known.source) == (100.0, 49.9, {"article": "gold"}, "shop")


def test_events_without_a_key_are_always_other_ones_and_come_by_time(database: Database, customer_id: int) -> None:
    for at in (300.0, 100.0, 200.0):
        database.write(partial(customer_events.record, happening=Happening(customer_id, "visit", at, "shop")))

    events = database.read(lambda session: customer_events.events_of(session, customer_id))

    assert [event.at for event in events] == [100.0, 200.0, 300.0]
    assert database.read(lambda session: customer_events.known(session, "visit")) is None
