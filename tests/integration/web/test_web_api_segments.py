"""Segments over the API: saved, counted, tried, explained, and the base of campaigns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from engine.store.access import audit
from engine.store.access.audit import AuditFilter
from engine.store.database import Database
from engine.web.access import Permission, Role
from tests.integration.web.conftest import SignIn, Token, browser
from tests.integration.web.seeding import ANN, seed

pytestmark = pytest.mark.integration

FIRST = Path(__file__).parents[2] / "fixtures" / "guide" / "first.yaml"
LIKED = "list 'customers' and event 'click'"
"""Ann alone belongs to it; Ben stood on the campaign's list only."""


@pytest.fixture
def app(app: FastAPI, database: Database, tmp_path: Path) -> FastAPI:
    seed(database, tmp_path)
    return app


@pytest.fixture
def operator(signed_in_as: SignIn, app: FastAPI) -> TestClient:
    return signed_in_as(Role.OPERATOR)


def save(client: TestClient, name: str, text: str) -> Any:
    answer = client.put(f"/api/v1/segments/{name}", json={"filter": text})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_segment_is_saved_changed_listed_and_removed(operator: TestClient, database: Database) -> None:
    assert operator.get("/api/v1/segments").json() == []
    assert save(operator, "keen", LIKED)["people"] == 1
    assert save(operator, "keen", "consent call or not clicked")["people"] == 2
    (listed,) = operator.get("/api/v1/segments").json()
    assert (listed["name"], listed["filter"]) == ("keen", "consent call or not clicked")
    assert operator.get("/api/v1/segments/keen").json() == {**listed, "people": 2, "prepared": True, "fault": None}
    assert operator.delete("/api/v1/segments/keen").status_code == 204
    assert operator.get("/api/v1/segments/keen").status_code == 404
    assert operator.delete("/api/v1/segments/keen").status_code == 404
    done = database.read(lambda session: audit.entries(session, AuditFilter(), 3))
    assert [(one.action, one.subject) for one in done] == [
        ("segment.removed", "segment keen"),
        ("segment.saved", "segment keen"),
        ("segment.saved", "segment keen"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "column", "told"),
    [
        ("consent call and\n  nme = 'Ann'", 2, 3, "(did you mean 'name'?)"),
        ("calls >= 'three'", 1, 10, "a number"),
        ("consent call &", 1, 14, "write `and`"),
        ("", 1, 1, "is empty"),
    ],
)
def test_what_is_wrong_with_a_filter_is_said_with_its_place(
    operator: TestClient, text: str, line: int, column: int, told: str
) -> None:
    for answer in (
        operator.put("/api/v1/segments/keen", json={"filter": text}),
        operator.post("/api/v1/segments/checks", json={"filter": text}),
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
        (fault,) = answer.json()["errors"]
        assert (fault["field"], fault["line"], fault["column"]) == ("filter", line, column)
        assert told in fault["problem"]
    assert operator.get("/api/v1/segments").json() == []


@pytest.mark.parametrize("name", ["%20", "tab%09", "..", "x" * 101])
def test_a_name_is_something_that_people_can_say(operator: TestClient, name: str) -> None:
    assert operator.put(f"/api/v1/segments/{name}", json={"filter": LIKED}).status_code in {404, 405, 409}
    assert operator.get("/api/v1/segments").json() == []


def test_a_filter_is_tried_and_explained_without_being_saved(operator: TestClient) -> None:
    tried = operator.post("/api/v1/segments/checks", json={"filter": LIKED, "customer": 2}).json()
    assert (tried["people"], tried["belonging"]["belongs"]) == (1, False)
    assert tried["belonging"]["decisive"] == ["list 'customers'", "event 'click'"]
    assert [(part["text"], part["holds"], part["found"]) for part in tried["belonging"]["clause"]["parts"]] == [
        ("list 'customers'", False, "lists: none"),
        ("event 'click'", False, "none"),
    ]
    assert operator.post("/api/v1/segments/checks", json={"filter": LIKED}).json() == {"people": 1, "belonging": None}
    assert operator.post("/api/v1/segments/checks", json={"filter": LIKED, "customer": 99}).status_code == 404


def test_one_person_is_explained_and_their_number_hidden_from_who_may_not_see_it(
    app: FastAPI, token_of: Token, operator: TestClient
) -> None:
    client, manages = browser(app), token_of(Permission.SEGMENTS_MANAGE, Permission.LISTS_READ, Permission.CUSTOMERS_READ)
    client.headers.update(manages)
    save(operator, "ann", f"number = '{ANN}'")
    told = client.get("/api/v1/segments/ann/customers/1")
    assert told.json()["belongs"]
    assert told.json()["clause"]["found"] == "number: '+1555•••0002'"
    assert ANN not in told.text + client.get("/api/v1/segments").text
    assert client.get("/api/v1/segments/ann/customers/9").status_code == 404
    assert client.get("/api/v1/segments/bob/customers/1").status_code == 404


def test_a_segment_whose_column_is_gone_is_shown_with_what_is_wrong(operator: TestClient, database: Database) -> None:
    save(operator, "planned", "plan = 'x'")
    database.write(lambda session: session.connection().exec_driver_sql("UPDATE campaigns SET headings = '{}'"))
    shown = operator.get("/api/v1/segments/planned").json()
    assert shown["people"] is None
    assert (shown["fault"]["line"], shown["fault"]["column"]) == (1, 1)
    assert "`plan` is neither a field nor a column" in shown["fault"]["problem"]
    assert operator.get("/api/v1/segments/planned/customers/1").status_code == 422


def test_a_campaign_is_filled_from_a_segment_with_offers_and_arms(operator: TestClient, signed_in_as: SignIn) -> None:
    admin = signed_in_as(Role.ADMIN)
    script = {"main": "first.yaml", "files": {"first.yaml": FIRST.read_text()}}
    assert admin.post("/api/v1/scripts/versions", json=script).status_code == 201
    file = {"file": ("people.csv", b"number,first_name\n+12025550143,Cy\n+12025550144,Di\n", "text/csv")}
    assert operator.post("/api/v1/lists/imports", data={"list_name": "autumn"}, files=file).status_code == 201
    save(operator, "cy", "first_name = 'Cy'")
    plan = {
        "name": "loop",
        "script": "first",
        "segment": "cy",
        "refill_s": 600,
        "policy": "none",
        "trunks": [{"address": "sip:127.0.0.1:5060"}],
        "offers": [{"offer": "gold", "segment": "cy", "variables": {"first_name": "Cyrus"}}, {"offer": "plain"}],
        "experiment": {"name": "opening", "arms": [{"name": "a"}, {"name": "b", "weight": 2}]},
    }
    for change, told in (
        ({"segment": "cyr"}, "segment: there is no segment 'cyr' (did you mean 'cy'?)"),
        ({"offers": [{"offer": "gold", "when": "first_nme = 'Cy'"}]}, "offers[0].when: line 1, column 1: `first_nme` is neither"),
        ({"refill_s": 600, "segment": None}, "there is no `segment` from which to fill"),
    ):
        refused = operator.post("/api/v1/campaigns", json={**plan, **change})
        assert (refused.status_code, told in refused.json()["detail"]) == (422, True), refused.text
    probe = {**plan, "offers": [{"offer": "gold", "when": "number contains '5501'"}, {"offer": "plain"}]}
    supervisor = signed_in_as(Role.SUPERVISOR)
    for path, body in (("campaigns", probe), ("campaigns/previews", {"plan": probe, "customer": 1})):
        hidden = supervisor.post(f"/api/v1/{path}", json=body)
        assert (hidden.status_code, "hidden digits" in hidden.json()["detail"]) == (422, True), hidden.text
    _is_previewed(operator, plan)
    made = operator.post("/api/v1/campaigns", json=plan)
    assert made.status_code == 201, made.text
    assert (made.json()["pending"], made.json()["plan"]["segment"]) == (1, "cy")


def _is_previewed(operator: TestClient, plan: dict[str, Any]) -> None:
    """What Cy and Di would hear first, with which offer and why."""

    def look(number: str) -> Any:
        (known,) = operator.get("/api/v1/customers", params={"query": number}).json()["items"]
        return operator.post("/api/v1/campaigns/previews", json={"plan": plan, "customer": known["id"]}).json()

    cy, di = look("+12025550143"), look("+12025550144")
    assert [(one["offer"], one["suits"]) for one in cy["offers"]] == [("gold", True)]
    assert [(one["offer"], one["suits"]) for one in di["offers"]] == [("gold", False), ("plain", True)]
    assert (di["offers"][0]["clause"]["text"], di["offers"][0]["clause"]["found"]) == (
        "attribute.first_name = 'Cy'",
        "attribute.first_name: 'Di'",
    )
    assert (cy["offer"], cy["segment"], cy["is_lead"], di["offer"], di["segment"]) == ("gold", "cy", False, "plain", None)
    assert (cy["variables"]["first_name"], di["variables"]["first_name"]) == ("Cyrus", "Di")
    assert "Cyrus" in cy["says"][0]
    nobody = operator.post("/api/v1/campaigns/previews", json={"plan": plan, "customer": 9999})
    assert nobody.status_code == 404


def test_filters_tell_no_hidden_digits_to_who_may_not_see_them(app: FastAPI, token_of: Token, operator: TestClient) -> None:
    probe = {"filter": f"number contains '{ANN[-6:-3]}'"}
    program = browser(app)
    program.headers.update(token_of(Permission.SEGMENTS_MANAGE, Permission.LISTS_READ))
    for answer in (
        program.post("/api/v1/segments/checks", json={**probe, "customer": 1}),
        program.put("/api/v1/segments/probe", json=probe),
    ):
        assert answer.status_code == 422
        assert "hidden digits" in answer.text
    assert operator.post("/api/v1/segments/checks", json=probe).status_code == 200
