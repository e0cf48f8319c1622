"""Two who say at once that the same person opted out; and what was told before there was anything but calls."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.inbound.unsubscribing import FromWhat, unsubscribe
from engine.store.campaigns import OpenedCampaign
from engine.store.database import Database
from engine.store.tables import Customer, Delivery
from engine.writeback.opt_outs import OptOuts, Origin
from engine.writeback.payload import Occasion
from engine.writeback.payload_v2 import OptOutSource
from engine.writeback.receivers import Wish
from engine.writeback.schemas import PayloadVersion

pytestmark = pytest.mark.integration

NUMBER = "+15550100002"


@pytest.mark.parametrize("what", [FromWhat.SMS, FromWhat.ALL])
def test_of_two_at_once_one_is_told(database: Database, campaign: OpenedCampaign, what: FromWhat) -> None:
    del campaign  # whose leads are known
    both = Barrier(2)
    wish = Wish("crm", frozenset({Occasion.OPTED_OUT}), frozenset(), transcript=False, version=PayloadVersion.V2)
    opt_outs = OptOuts([wish], lambda: 500.0)

    def opt_out(session: Session) -> None:
        if database.shared:
            both.wait(10.0)  # SQLite lets one begin when the other has ended
        with opt_outs.told(session, NUMBER, Origin(OptOutSource.SMS), 400.0):
            customer = session.scalars(select(Customer).where(Customer.number == NUMBER)).one()
            unsubscribe(session, customer, what, "sms", 400.0)

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(database.write, opt_out) for _ in range(2)]:
            done.result()

    (told,) = database.read(lambda session: session.scalars(select(Delivery)).all())
    assert (told.attempt_id, told.about, told.created_at, json.loads(told.body)["at"]) == (
        None,
        "customer.opted_out",
        500.0,
        "1970-01-01T00:06:40.000Z",
    )
