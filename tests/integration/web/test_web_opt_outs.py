"""What programs and operators note of people who opted out: other systems are told."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from engine.settings import Settings
from engine.store.database import Database
from engine.store.tables import Customer
from engine.web.access import Permission, Role
from tests.integration.opt_outs import opted_out, told, told_by
from tests.integration.web.conftest import START, SetClock, SignIn, Token

pytestmark = pytest.mark.integration

ANN, NOBODY = "+12025550143", "+12025550199"
DO_NOT_CALL = "/api/v1/do-not-call"
CONSENTS = "/api/v1/customers/1/consents"
BOTH = ["call", "sms"]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return told_by(settings)


@pytest.fixture
def people(database: Database) -> None:
    """Ann is known, and nobody else."""
    ann = Customer(number=ANN, external_id="crm-7", name="Ann", fields={}, slots={}, updated_at=START)
    database.write(lambda session: session.add(ann))


@pytest.fixture
def program(app: FastAPI, people: None, token_of: Token) -> TestClient:
    del people
    return TestClient(app, headers=token_of(Permission.LEADS_PUSH, Permission.EVENTS_WRITE))


@pytest.fixture
def admin(people: None, signed_in_as: SignIn) -> TestClient:
    del people
    return signed_in_as(Role.ADMIN)


def test_an_unsubscription_that_a_program_tells_is_told_once(program: TestClient, database: Database) -> None:
    event = {"kind": "unsubscribe", "external_id": "crm-7", "key": "u-1"}
    for body in (event, event, {**event, "key": "u-2"}):
        assert program.post("/api/v1/inbound/events", json=body).status_code == 200

    assert opted_out(database) == [(BOTH, "system", "token crm of admin")]
    assert told(database)[0][1]["customer"]["external_id"] == "crm-7"


def test_consent_that_a_program_takes_back_is_told_once(program: TestClient, database: Database) -> None:
    no_texts = {"sms_consent": False}
    for said in ({"fields": {"city": "Bath"}}, no_texts, no_texts, {"consent": True}, {"consent": False}):
        assert program.patch("/api/v1/inbound/people", json={"number": ANN, **said}).status_code == 200

    by = "token crm of admin"
    assert opted_out(database) == [(["sms"], "system", by), (["call"], "system", by)]
    bodies = [body["customer"] for _, body in told(database)]
    assert [(body["do_not_call"], body["do_not_text"]) for body in bodies] == [(False, True), (True, True)]


def test_an_operator_who_lists_a_number_is_told_of_once(admin: TestClient, database: Database) -> None:
    for number in (ANN, ANN, NOBODY, NOBODY):
        assert admin.post(DO_NOT_CALL, json={"number": number, "reason": "by letter"}).status_code == 201

    assert opted_out(database) == [(BOTH, "operator", "account admin")] * 2
    known, nobody = (body["customer"] for _, body in told(database))
    assert (known["number"], known["external_id"], known["do_not_text"]) == (ANN, "crm-7", True)
    assert nobody == {
        "number": NOBODY,
        "external_id": None,
        "name": None,
        "grade": None,
        "tags": [],
        "slots": {},
        "do_not_call": True,
        "do_not_text": True,
    }


def test_an_operator_who_notes_consent_is_told_of_where_it_is_taken_back(
    admin: TestClient, database: Database, clock: SetClock
) -> None:
    for granted in (True, False, False, True, False):
        clock.forward(1)
        assert admin.post(CONSENTS, json={"channel": "sms", "granted": granted, "source": "letter"}).status_code == 201

    assert opted_out(database) == [(["sms"], "operator", "account admin")] * 2, "they had agreed anew in between"


def test_what_takes_no_effect_is_not_told(admin: TestClient, database: Database) -> None:
    assert admin.post(DO_NOT_CALL, json={"number": "12", "reason": "by letter"}).status_code == 422
    assert admin.post("/api/v1/customers/2/consents", json={"channel": "sms", "granted": False, "source": "x"}).status_code == 404

    assert told(database) == []


def test_an_erased_person_is_not_told_of_and_what_was_told_is_erased(
    admin: TestClient, program: TestClient, database: Database, clock: SetClock
) -> None:
    earlier = "+12025550155"  # Ann's, before anybody knew
    for number in (ANN, NOBODY, earlier):
        admin.post(DO_NOT_CALL, json={"number": number, "reason": "by letter"})
    database.write(lambda session: setattr(session.get_one(Customer, 1), "number", earlier))

    assert admin.delete("/api/v1/customers/1").json()["rows"]["deliveries"] == 2
    assert [body["customer"]["number"] for _, body in told(database)] == [NOBODY]


def test_the_outbox_says_whom_it_is_about(admin: TestClient, database: Database) -> None:
    for number in (ANN, NOBODY):
        admin.post(DO_NOT_CALL, json={"number": number, "reason": "by letter"})

    found: list[dict[str, Any]] = admin.get("/api/v1/deliveries").json()
    assert {(one["about"], one["call"], one["customer"]) for one in found} == {
        ("customer.opted_out", None, 1),
        ("customer.opted_out", None, None),
    }
