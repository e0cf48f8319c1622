"""What other systems tell with a token: leads, attributes, events."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from engine.publishing.packing import read_draft
from engine.settings import Settings
from engine.store.campaigns import Opening, open_campaign
from engine.store.database import Database
from engine.store.people import customer_events, do_not_call
from engine.store.people.consents import history
from engine.store.people.tags import tags_of
from engine.store.scripts import contents
from engine.store.scripts.pins import Pin
from engine.store.tables import Customer, Lead
from engine.web.access import Permission
from tests.integration.opt_outs import opted_out, told_by
from tests.integration.web.conftest import START

pytestmark = pytest.mark.integration

SCRIPT = """\
schema_version: 1
id: welcome
language: en
persona: {name: Anna, company: Acme}
variables:
  first_name: {example: Maria}
  fee: {type: number, default: "10"}
start: greet
nodes:
  greet: {disclosure: true, say: "An automated call of {{ company }} for {{ first_name }}. It costs {{ fee }}.", hangup: true}
"""
NUMBER = "+12025550143"
ONE = "/api/v1/inbound/campaigns/spring/leads"
MANY = f"{ONE}/many"
PEOPLE = "/api/v1/inbound/people"
EVENTS = "/api/v1/inbound/events"
LEAD = {"number": "(202) 555-0143", "name": "Maria Silva", "fields": {"first_name": "Maria"}}

Post = Callable[..., Any]


@pytest.fixture
def campaign(database: Database, tmp_path: Path) -> str:
    """A campaign without leads, of a script that needs a first name; beside it winter's, the same."""
    (tmp_path / "welcome.yaml").write_text(SCRIPT, encoding="utf-8")
    content = read_draft(tmp_path / "welcome.yaml")
    database.write(lambda session: contents.keep(session, content, START))
    for name in ("spring", "winter"):
        opening = Opening(name, Pin("welcome", content.content_hash, None), {}, [])
        database.write(partial(open_campaign, opening=opening, at=START))
    return "spring"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return told_by(settings)


@pytest.fixture
def client(app: FastAPI, campaign: str, token_of: Callable[..., dict[str, str]]) -> TestClient:
    """A program that may push leads and tell events."""
    del campaign
    return TestClient(app, headers=token_of(Permission.LEADS_PUSH, Permission.EVENTS_WRITE))


def leads(database: Database) -> list[Lead]:
    return database.read(lambda session: list(session.scalars(select(Lead).order_by(Lead.id))))


def customer(database: Database) -> Customer:
    return database.read(lambda session: session.scalars(select(Customer)).one())


def test_a_pushed_lead_is_due_now_and_first(client: TestClient, database: Database) -> None:
    answer = client.post(
        ONE, json={**LEAD, "external_id": "crm-7", "tags": ["web"], "consent": True, "time_zone": "America/New_York"}
    )

    assert (answer.status_code, answer.json()) == (200, {"lead": "added", "campaign": "spring", "campaign_state": "running"})
    (lead,) = leads(database)
    assert (lead.due_at, lead.priority, lead.variables) == (START, 2, {"name": "Maria Silva", "first_name": "Maria"})
    person = customer(database)
    assert (person.number, person.external_id, person.name, person.time_zone) == (
        NUMBER,
        "crm-7",
        "Maria Silva",
        "America/New_York",
    )
    assert [tag.tag for tag in database.read(lambda session: tags_of(session, person.id))] == ["web"]
    assert [(said.granted, said.source) for said in database.read(lambda session: history(session, person.id))] == [
        (True, "token crm of admin")
    ]


def test_a_lead_that_took_consent_back_is_told_of(client: TestClient, database: Database) -> None:
    rows = [{**LEAD, "consent": True}, {**LEAD, "number": "+12025550144", "sms_consent": False}]
    for _ in range(2):
        client.post(MANY, json={"leads": rows})
    client.post(ONE, json={**LEAD, "consent": False})

    by = "token crm of admin"
    assert opted_out(database) == [(["sms"], "system", by), (["call"], "system", by)]


def test_the_same_key_again_changes_nothing_and_is_answered_the_same(client: TestClient, database: Database) -> None:
    key = {"Idempotency-Key": "form-1"}

    first = client.post(ONE, json=LEAD, headers=key)
    again = client.post(ONE, json={**LEAD, "name": "Somebody Else"}, headers=key)
    anew = client.post(ONE, json=LEAD)

    assert again.json() == first.json()
    assert anew.json()["lead"] == "known"
    assert (len(leads(database)), customer(database).name) == (1, "Maria Silva")


def test_the_same_key_elsewhere_is_about_something_else(client: TestClient, database: Database) -> None:
    key = {"Idempotency-Key": "1007"}
    told = {
        "one": client.post(ONE, json=LEAD, headers=key).json(),
        "many": client.post(MANY, json={"leads": [LEAD]}, headers=key).json(),
        "winter": client.post(ONE.replace("spring", "winter"), json=LEAD, headers=key).json(),
        "person": client.patch(PEOPLE, json={"number": LEAD["number"], "name": "Maria de Silva"}, headers=key).json(),
        "event": client.post(EVENTS, json={"kind": "order", "number": LEAD["number"]}, headers=key).json(),
    }

    assert (told["one"]["lead"], told["many"]["known"], told["winter"]["lead"]) == ("added", 1, "added")
    assert (told["person"]["fields"], told["event"]["kind"]) == (["first_name", "name"], "order")
    assert (len(leads(database)), customer(database).name) == (2, "Maria de Silva")
    again = client.post(EVENTS, json={"kind": "order", "number": LEAD["number"]}, headers=key)
    assert again.json() == told["event"]


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"number": None}, "number", "valid string"),
        ({"number": "12"}, "number", "too short"),
        ({"nmae": "x"}, "nmae", "Extra inputs"),
        ({"fields": {}}, "fields.first_name", "is missing: the script needs it"),
        (
            {"fields": {"first_name": "M", "first_nam": "x"}},
            "fields.first_nam",
            "(did you mean 'first_name'?)",
        ),
        ({"fields": {"first_name": "M", "fee": "much"}}, "fields.fee", "is no number, which the script needs"),
        ({"fields": {"first_name": "M", "language": "fr"}}, "fields.language", "fr"),
        ({"time_zone": "Mars"}, "time_zone", "no IANA time zone"),
    ],
)
def test_what_does_not_fit_is_named_by_its_field(
    client: TestClient, database: Database, change: dict[str, Any], field: str, problem: str
) -> None:
    answer = client.post(ONE, json={**LEAD, **change})

    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"].removeprefix("body.") == field
    assert problem in error["problem"]
    assert "555" not in answer.text
    assert leads(database) == []


def test_many_are_taken_but_for_those_that_do_not_fit(client: TestClient, database: Database) -> None:
    rows = [LEAD, {**LEAD, "number": "202 555 0144"}, {"number": "202 555 0145"}, {**LEAD, "numbr": "x"}, LEAD]

    answer = client.post(MANY, json={"leads": rows})

    assert answer.json() == {
        "added": 2,
        "known": 1,
        "refused": [
            {"row": 2, "field": "fields.first_name", "problem": "is missing: the script needs it"},
            {"row": 3, "field": "numbr", "problem": "Extra inputs are not permitted"},
        ],
    }
    assert [(lead.priority, lead.due_at) for lead in leads(database)] == [(0, START), (0, START)]
    assert client.post(MANY, json={"leads": [LEAD] * 1001}).status_code == 422


def test_what_is_known_of_somebody_is_brought_up_to_date(client: TestClient, database: Database) -> None:
    client.post(ONE, json={**LEAD, "external_id": "crm-7"})

    answer = client.patch(PEOPLE, json={"external_id": "crm-7", "fields": {"city": "Suzhou"}, "sms_consent": False})

    assert answer.json() == {"external_id": "crm-7", "fields": ["city", "first_name", "name"]}
    assert customer(database).fields == {"first_name": "Maria", "city": "Suzhou", "name": "Maria Silva"}
    nobody = client.patch(PEOPLE, json={"external_id": "crm-8", "fields": {"city": "Suzhou"}})
    assert (nobody.status_code, nobody.json()["errors"][0]["field"]) == (422, "external_id")


def test_an_event_is_told_once_and_an_unsubscription_has_effect(client: TestClient, database: Database) -> None:
    client.post(ONE, json=LEAD)
    order = {"kind": "order", "number": NUMBER, "value": 12.5, "key": "order-1", "at": "2027-01-15T08:00:00Z"}

    answers = [client.post(EVENTS, json=order) for _ in range(2)]
    client.post(EVENTS, json={"kind": "unsubscribe", "number": NUMBER})

    assert (
        answers[0].json()
        == answers[1].json()
        == {
            "kind": "order",
            "at": "2027-01-15T08:00:00.000+00:00",
            "attributed_to": None,
        }
    )
    told = database.read(lambda session: customer_events.events_of(session, customer(database).id))
    assert [(event.kind, event.value, event.source) for event in told] == [
        ("order", 12.5, "token crm of admin"),
        ("unsubscribe", None, "token crm of admin"),
    ]
    assert database.read(lambda session: do_not_call.listed(session, NUMBER))


def test_an_unknown_campaign_is_not_found(client: TestClient) -> None:
    answer = client.post(ONE.replace("spring", "autumn"), json=LEAD)

    assert (answer.status_code, answer.json()["detail"]) == (404, "there is no campaign 'autumn'")


@pytest.mark.parametrize(("path", "body"), [(ONE, LEAD), (EVENTS, {"kind": "order", "number": NUMBER})])
def test_a_token_is_needed_and_the_right_one(
    app: FastAPI, campaign: str, token_of: Callable[..., dict[str, str]], path: str, body: dict[str, Any]
) -> None:
    del campaign
    nobody = TestClient(app)
    wrong = TestClient(app, headers=token_of(Permission.REPORTS_READ))

    assert nobody.post(path, json=body).status_code == 401
    assert wrong.post(path, json=body).status_code == 403
