from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.outcome import Disposition
from engine.store.campaigns import NewLead, OpenedCampaign, Opening, finish_if_done, open_campaign
from engine.store.database import Database
from engine.store.errors import CampaignConflict, StoreError
from engine.store.leads import Caller, Candidate, Dialling, Refused, not_listed, take_turn, withdraw
from engine.store.people import do_not_call
from engine.store.scripts.pins import Pin
from engine.store.tables import Attempt, Campaign, CampaignState, Customer, Lead, LeadState
from engine.store.treatment import Treatment
from tests.integration.dialling import dial_next

pytestmark = pytest.mark.integration

Dial = Callable[[str], Dialling | Refused | None]


def _plan(name: str = "spring", script: str = "offer", *numbers: str) -> Opening:
    return Opening(name, Pin(script, "hash-2", None), {}, [NewLead(row, number, {}) for row, number in enumerate(numbers, 2)])


def test_leads_are_taken_in_the_order_of_the_list(dial: Dial) -> None:
    taken = [dial(f"a{n}") for n in range(4)]

    assert [lead.row_number if lead else None for lead in taken] == [2, 3, 4, None]
    assert isinstance(taken[0], Dialling)
    assert taken[0].variables == {"name": "Person 2"}


def test_the_attempt_is_written_when_the_lead_is_taken(database: Database, dial: Dial) -> None:
    dial("a1")

    attempt = database.read(lambda session: session.get_one(Attempt, "a1"))
    assert (attempt.number, attempt.caller_id, attempt.created_at, attempt.ended_at) == ("+15550100002", "+15550199", 200.0, None)
    assert (attempt.script_hash, attempt.script_version) == ("hash-1", 4)


def test_the_attempt_keeps_with_what_the_lead_is_called(database: Database, campaign: OpenedCampaign) -> None:
    def treat(session: Session, candidate: Candidate, at: float) -> Treatment:
        return Treatment(
            script=Pin("gold", "hash-9", None),
            offer="gold",
            segment="lapsed",
            arm=f"{candidate.number} at {at:g}",
            variables={"points": "500", "name": "madam"},
        )

    turn = database.write(
        lambda session: take_turn(session, campaign.campaign_id, Caller("a1", 200.0, check=not_listed, treat=treat))
    )

    attempt = database.read(lambda session: session.get_one(Attempt, "a1"))
    assert (attempt.script_hash, attempt.script_version) == ("hash-9", None)
    assert (attempt.offer, attempt.segment, attempt.arm) == ("gold", "lapsed", "+15550100002 at 200")
    assert turn.dialling is not None
    assert turn.dialling.variables == {"name": "madam", "points": "500"}
    assert turn.dialling.treatment.script == Pin("gold", "hash-9", None)


def test_a_listed_number_is_refused_and_never_attempted(database: Database, dial: Dial) -> None:
    database.write(lambda session: do_not_call.add(session, "+15550100002", "asked by letter", at=1.0))

    refused = dial("a1")

    assert isinstance(refused, Refused)
    lead = database.read(lambda session: session.get_one(Lead, refused.lead_id))
    assert (lead.state, lead.disposition) == (LeadState.DONE, Disposition.DO_NOT_CALL)
    assert database.read(lambda session: session.get(Attempt, "a1")) is None


def test_a_number_on_a_call_is_passed_over(database: Database, dial: Dial) -> None:
    dial("a1")
    other = database.write(lambda session: open_campaign(session, _plan("autumn", "offer", "+15550100002", "+15550100009"), 1.0))

    taken = database.write(
        lambda session: dial_next(session, other.campaign_id, attempt_id="b1", caller_id_for=lambda _: None, at=1.0)
    )

    assert taken is not None
    assert taken.number == "+15550100009"


def test_the_database_itself_forbids_two_open_attempts_on_a_number(database: Database, dial: Dial) -> None:
    taken = dial("a1")
    assert taken is not None
    twin = Attempt(id="a2", lead_id=taken.lead_id, number=taken.number, script_hash="", created_at=1.0, tags=[], slots={})

    with pytest.raises(StoreError, match=r"(?i)unique"):
        database.write(lambda session: session.add(twin))


def test_withdrawing_leaves_no_trace(database: Database, dial: Dial) -> None:
    dial("a1")
    database.write(lambda session: withdraw(session, "a1"))

    again = dial("a2")

    assert again is not None
    assert again.row_number == 2
    assert database.read(lambda session: session.get(Attempt, "a1")) is None


def test_resuming_keeps_what_is_done_and_adds_new_numbers(database: Database, campaign: OpenedCampaign, dial: Dial) -> None:
    dial("a1")
    plan = _plan("spring", "offer", "+15550100002", "+15550100003", "+15550100004", "+15550100005")

    resumed = database.write(lambda session: open_campaign(session, plan, at=500.0))

    assert resumed == OpenedCampaign(campaign_id=campaign.campaign_id, resumed=True, added=1, pending=3)
    assert database.read(lambda session: session.scalar(select(func.count()).select_from(Lead))) == 4


def test_a_name_belongs_to_one_script(database: Database, campaign: OpenedCampaign) -> None:
    with pytest.raises(CampaignConflict, match="campaign 'spring' runs script 'offer', not 'survey'"):
        database.write(lambda session: open_campaign(session, _plan("spring", "survey", "+15550100009"), at=500.0))

    assert database.read(lambda session: session.scalar(select(func.count()).select_from(Lead))) == 3


def test_customers_are_shared_between_campaigns(database: Database, campaign: OpenedCampaign) -> None:
    plan = Opening("autumn", Pin("offer", "h", None), {}, [NewLead(2, "+15550100002", {"city": "Leeds"})])
    database.write(lambda session: open_campaign(session, plan, at=500.0))

    customer = database.read(lambda session: session.scalars(select(Customer).where(Customer.number == "+15550100002")).one())
    assert (customer.name, customer.fields) == ("Person 2", {"name": "Person 2", "city": "Leeds"})


def test_a_campaign_is_finished_when_no_lead_is_open(database: Database, campaign: OpenedCampaign) -> None:
    assert database.write(lambda session: finish_if_done(session, campaign.campaign_id, at=600.0)) == 3

    def refuse_all(session: Session) -> None:
        for number in ("+15550100002", "+15550100003", "+15550100004"):
            do_not_call.add(session, number, "x", at=1.0)
            dial_next(session, campaign.campaign_id, attempt_id="x", caller_id_for=lambda _: None, at=1.0)

    database.write(refuse_all)

    assert database.write(lambda session: finish_if_done(session, campaign.campaign_id, at=700.0)) == 0

    assert database.read(lambda session: session.get_one(Campaign, campaign.campaign_id).finished_at) == 700.0


def _with(campaign_plan: dict[str, object]) -> Opening:
    return Opening("spring", Pin("offer", "hash-2", None), {}, [], campaign_plan)


def test_a_campaign_that_goes_on_takes_the_plan_as_it_is_now_but_keeps_its_mode(
    database: Database, campaign: OpenedCampaign
) -> None:
    for opening in (_with({"mode": "robot", "lines": 4}), _with({"mode": "robot", "lines": 8})):
        database.write(partial(open_campaign, opening=opening, at=500.0))

    with pytest.raises(CampaignConflict, match="campaign 'spring' began in mode 'robot', not 'hybrid'"):
        database.write(lambda session: open_campaign(session, _with({"mode": "hybrid"}), at=600.0))

    plan = database.read(lambda session: session.get_one(Campaign, campaign.campaign_id).plan)
    assert plan == {"mode": "robot", "lines": 8}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CampaignState.RUNNING, CampaignState.RUNNING),
        (CampaignState.DRAINING, CampaignState.RUNNING),
        (CampaignState.STOPPED, CampaignState.RUNNING),
        (CampaignState.PAUSED, CampaignState.PAUSED),
    ],
)
def test_what_was_stopped_runs_again_and_what_is_paused_stays_so(
    database: Database, campaign: OpenedCampaign, before: CampaignState, after: CampaignState
) -> None:
    def put(session: Session) -> None:
        session.get_one(Campaign, campaign.campaign_id).state = before

    database.write(put)
    database.write(lambda session: open_campaign(session, _with({}), at=500.0))

    assert database.read(lambda session: session.get_one(Campaign, campaign.campaign_id).state) is after
