"""Clicks, orders and their credit, counted by hand.

Anna   spring reached her on day 0, summer on day 3; ordered for 100 on day 4, by summer's link
Bert   spring on day 0 and day 2; ordered for 10 on day 1 (no link), clicked and ordered for 20 on day 3 by the link of day 2
Cleo   spring on day 0; ordered for 7 on day 31, when that call is forgotten
Dora   spring called, nobody answered; ordered for 5 on day 1
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from engine.outcome import Disposition, Grade
from engine.reporting.report import report
from engine.store.database import Database
from engine.store.people.customer_events import CLICK, ORDER, Happening, record
from engine.store.reporting.attribution import Attribution, Credit
from engine.store.reporting.cohorts import Cohort
from engine.store.tables import (
    Attempt,
    Campaign,
    CampaignState,
    Customer,
    Lead,
    LeadState,
    MessageState,
    Speaker,
    TextMessage,
    Turn,
)

pytestmark = pytest.mark.integration

DAY_S = 86_400.0
SUNDAY = 1_700_395_200.0
"""2023-11-19 12:00 UTC: a Sunday, so that day 1 is in another week."""


@dataclass
class Called:
    id: str
    campaign: str
    day: int
    disposition: Disposition = Disposition.COMPLETED


@dataclass
class Did:
    kind: str
    day: int
    value: float | None = None
    call: str | None = None


PEOPLE: dict[str, tuple[list[Called], list[Did]]] = {
    "Anna": ([Called("a0", "spring", 0), Called("a3", "summer", 3)], [Did(ORDER, 4, 100, "a3")]),
    "Bert": (
        [Called("b0", "spring", 0), Called("b2", "spring", 2)],
        [Did(ORDER, 1, 10), Did(CLICK, 3, call="b2"), Did(ORDER, 3, 20, "b2")],
    ),
    "Cleo": ([Called("c0", "spring", 0)], [Did(ORDER, 31, 7)]),
    "Dora": ([Called("d0", "spring", 0, Disposition.NO_ANSWER)], [Did(ORDER, 1, 5)]),
    "Emil": ([Called("e1", "spring", 1)], [Did(CLICK, 2, call="e1")]),
}


def _fill(session: Session) -> None:
    campaigns = {name: _campaign(session, name) for name in ("spring", "summer")}
    for place, (name, (calls, deeds)) in enumerate(PEOPLE.items()):
        customer = Customer(number=f"+1555010{place:04}", name=name, fields={}, slots={}, updated_at=1.0)
        session.add(customer)
        session.flush()
        leads: dict[str, int] = {}
        for call in calls:
            if call.campaign not in leads:
                leads[call.campaign] = _lead(session, campaigns[call.campaign], customer.id, place)
            _call(session, call, leads[call.campaign], customer.number)
        for deed in deeds:
            at = SUNDAY + deed.day * DAY_S + 60
            record(session, Happening(customer.id, deed.kind, at, "test", value=deed.value, attempt_id=deed.call))


def _campaign(session: Session, name: str) -> int:
    campaign = Campaign(
        name=name, script_id="offer", script_hash="h" * 64, headings={}, plan={}, state=CampaignState.RUNNING, created_at=1.0
    )
    session.add(campaign)
    session.flush()
    return campaign.id


def _lead(session: Session, campaign_id: int, customer_id: int, row: int) -> int:
    lead = Lead(
        campaign_id=campaign_id,
        customer_id=customer_id,
        row_number=row,
        variables={},
        state=LeadState.DONE,
        disposition=Disposition.COMPLETED,
        priority=0,
        due_at=0,
        attempts=1,
        callbacks=0,
    )
    session.add(lead)
    session.flush()
    return lead.id


def _call(session: Session, call: Called, lead_id: int, number: str) -> None:
    at = SUNDAY + call.day * DAY_S
    reached = call.disposition is Disposition.COMPLETED
    session.add(
        Attempt(
            id=call.id,
            lead_id=lead_id,
            number=number,
            script_hash="h" * 64,
            created_at=at,
            answered_at=at if reached else None,
            ended_at=at + 30,
            disposition=call.disposition,
            grade=Grade.A if reached else Grade.F,
            tags=[],
            slots={},
            duration_ms=0,
        )
    )
    session.flush()
    if reached:
        said = {"node": "n", "text": "yes", "started_ms": 0, "ended_ms": 1, "interrupted": False}
        session.add(Turn(attempt_id=call.id, sequence=1, speaker=Speaker.PERSON, **said))
        sent = {"state": MessageState.SENT, "asked_at": at, "tries": 1, "next_try_at": at, "sent_at": at}
        session.add(TextMessage(id=f"m-{call.id}", attempt_id=call.id, number=number, text="", **sent))


def test_orders_are_credited_to_the_calls_before_them(database: Database) -> None:
    database.write(_fill)

    spring = database.read(lambda session: report(session, "spring", ZoneInfo("UTC"), 0.0))
    summer = database.read(lambda session: report(session, "summer", ZoneInfo("UTC"), 0.0))

    # By the link: Bert's second order. First touch: Anna's, both of Bert's. Last touch: both of Bert's; Anna's is summer's.
    assert spring.attribution == Attribution(30, owed=Credit(1, 20), first_touch=Credit(3, 130), last_touch=Credit(2, 30))
    assert summer.attribution == Attribution(30, owed=Credit(1, 100), first_touch=Credit(0, 0), last_touch=Credit(1, 100))
    assert (spring.funnel.messaged, spring.funnel.clicked, spring.funnel.converted) == (4, 2, 1)
    assert (summer.funnel.messaged, summer.funnel.clicked, summer.funnel.converted) == (1, 0, 1)


def test_cohorts_are_weeks_of_the_first_call_that_reached_somebody(database: Database) -> None:
    database.write(_fill)

    in_utc = database.read(lambda session: report(session, "spring", ZoneInfo("UTC"), 0.0))
    far_east = database.read(lambda session: report(session, "spring", ZoneInfo("Pacific/Kiritimati"), 0.0))

    # Cleo's order came after 30 days.
    assert in_utc.cohorts == [Cohort("2023-W46", 3, 1, 2), Cohort("2023-W47", 1, 1, 0)]
    assert far_east.cohorts == [Cohort("2023-W47", 4, 2, 2)], "Sunday noon is Monday there"
