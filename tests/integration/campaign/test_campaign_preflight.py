"""Preflight against a real database, list and script."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.campaign.order import CampaignOrder
from engine.campaign.plan.loader import PlanError, read_plan
from engine.launch.preflight import Preflight, preflight
from engine.settings import Settings
from engine.shipped import shipped
from engine.store.campaigns import NewLead, Opening, open_campaign
from engine.store.database import Database
from engine.store.errors import UnknownList
from engine.store.people import do_not_call
from engine.store.scripts.pins import Pin
from engine.store.tables import Channel, Consent, ContactList, Customer, ListImport, ListMember
from tests.migrated import migrated
from tests.unit.campaign.contact.policies import at

pytestmark = pytest.mark.integration

FRIDAY_NOON: Final = at("2026-11-20 12:00", "America/New_York")
NUMBERS: Final = ("+12125551234", "+12125551235", "+13055551234", "+18005551234", "+442079460123", "+61291234567")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plan with a list, whose first four people consented; the second wants no calls."""
    (tmp_path / "list.csv").write_text("\n".join(["number", *NUMBERS]))
    script = shipped("configs") / "bench" / "talk.yaml"
    (tmp_path / "plan.yaml").write_text(
        f"name: spring\nscript: {script}\nlists: [list.csv]\npolicy: by_number\ntrunks: [{{address: 'sip:gateway.example'}}]\n"
    )

    def people(session: Session) -> None:
        for number in NUMBERS[:4]:
            customer = Customer(number=number, fields={}, slots={}, updated_at=1.0)
            session.add(customer)
            session.flush()
            session.add(Consent(customer_id=customer.id, channel=Channel.CALL, granted=True, at=1.0, source="form"))
        do_not_call.add(session, NUMBERS[1], "by letter", at=1.0)

    migrated(_url(tmp_path))
    with Database(_url(tmp_path)) as database:
        database.write(people)
    return tmp_path


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'calls.db'}"


def _preflight(folder: Path, now: float = FRIDAY_NOON, /, **change: str) -> Preflight:
    text = (folder / "plan.yaml").read_text()
    for field, value in change.items():
        text += f"{field}: {value}\n"
    (folder / "changed.yaml").write_text(text)
    settings = Settings(database_url=_url(folder), cache_dir=folder / "cache")
    with Database(_url(folder)) as database:
        return database.read(lambda session: preflight(session, settings, CampaignOrder(read_plan(folder / "changed.yaml")), now))


def test_who_can_be_called_and_what_keeps_the_others(folder: Path) -> None:
    found = _preflight(folder)

    assert (found.tally.leads, found.tally.now, found.tally.never) == (6, 2, 4)
    assert {rule.rule.value for rule in found.tally.rules} == {"do_not_call", "number_type", "consent", "no_policy"}
    assert {reminder.split(":")[0] for reminder in found.reminders} == {"us", "uk"}


def test_leads_of_a_campaign_that_goes_on_count_once_and_those_that_are_done_not_at_all(folder: Path) -> None:
    def begin(session: Session) -> None:
        leads = [NewLead(2, NUMBERS[0], {}), NewLead(3, "+13125551234", {})]
        open_campaign(session, Opening("spring", Pin("bench_talk", "hash", None), {}, leads), at=1.0)

    with Database(_url(folder)) as database:
        database.write(begin)

    assert _preflight(folder).tally.leads == 7


def test_who_is_on_imported_lists_counts_once(folder: Path) -> None:
    def imported(session: Session) -> None:
        people = session.scalars(select(Customer).order_by(Customer.id)).all()
        for place, name in enumerate(("spring", "autumn"), start=1):
            session.add(ContactList(id=place, name=name, headings={}, created_at=1.0, updated_at=1.0))
            session.flush()
            session.add(ListImport(id=place, list_id=place, file="list.csv", sha256="0" * 64, at=1.0, counts={}))
            session.flush()
            member = {"list_id": place, "import_id": place, "row_number": 2, "variables": {}}
            session.add_all(ListMember(customer_id=one.id, **member) for one in people[:3])

    with Database(_url(folder)) as database:
        database.write(imported)
    plan = folder / "plan.yaml"
    both = plan.read_text()
    plan.write_text(both.replace("[list.csv]", "[spring, autumn]"))
    lists_only = _preflight(folder).tally
    plan.write_text(both.replace("[list.csv]", "[list.csv, spring]"))

    assert (lists_only.leads, lists_only.now, lists_only.never) == (3, 2, 1)
    assert _preflight(folder).tally.leads == 6
    plan.write_text(both.replace("[list.csv]", "[sprung]"))
    with pytest.raises(UnknownList, match="list 'sprung' was never imported"):
        _preflight(folder)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            {"hours": "{begin: '22:00', end: '23:00'}"},
            r"changed\.yaml:\d+:1: hours: nobody can ever be called: no hour of any day is open",
        ),
        ({"mode": "hybrid", "team": "{agents: [ann]}"}, r"team: nobody knows the agents ann: callwright agents add NAME SIP"),
        ({"end": "2026-11-19"}, r"end: 2026-11-19 is past"),
    ],
)
def test_an_impossible_campaign_says_so(folder: Path, change: dict[str, str], problem: str) -> None:
    (folder / "list.csv").write_text(f"number\n{NUMBERS[0]}\n")

    with pytest.raises(PlanError, match=problem):
        _preflight(folder, **change)


def test_a_campaign_that_ends_before_its_first_hour_is_refused(folder: Path) -> None:
    (folder / "list.csv").write_text(f"number\n{NUMBERS[0]}\n")

    with pytest.raises(PlanError, match=r"end: nobody can be called until 2026-11-20"):
        _preflight(folder, at("2026-11-20 23:30"), end="2026-11-20", hours="{begin: '09:00', end: '10:00'}")
