"""Files that the console's pages offer: for whom, what stands in them, and what does not."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.orm import Session

from engine.publishing.packing import read_draft
from engine.rehearsal.cases.reading import parse_cases
from engine.shipped import shipped
from engine.store.access import audit
from engine.store.access.audit import AuditFilter, Deed
from engine.store.database import Database
from engine.store.scripts import contents
from engine.store.tables import Attempt
from engine.web.access import Permission, Role
from engine.web.console import downloads
from tests.integration.web.conftest import START, SignIn, Token, browser
from tests.integration.web.seeding import ANN, EVIL, FORMULA, seed

pytestmark = pytest.mark.integration

RESULTS = "/downloads/campaigns/1/results.csv"


@pytest.fixture
def app(app: FastAPI, database: Database, tmp_path: Path) -> FastAPI:
    seed(database, tmp_path)
    app.include_router(downloads.router)
    return app


def test_results_for_spreadsheets_run_no_formula(signed_in_as: SignIn) -> None:
    answer = signed_in_as(Role.OPERATOR).get(RESULTS)
    first = next(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer.headers["content-disposition"] == 'attachment; filename="campaign-1.csv"'
    assert (first["Plan"], first["number"]) == (f"'{FORMULA}", ANN)


def test_a_token_without_numbers_gets_none(app: FastAPI, token_of: Token) -> None:
    answer = browser(app).get(RESULTS, headers=token_of(Permission.CUSTOMERS_EXPORT))

    assert answer.status_code in {200, 401}
    assert ANN not in answer.text


@pytest.mark.parametrize("path", [RESULTS, "/downloads/campaigns/1/report.csv", "/downloads/campaigns/1/report.html"])
def test_an_agent_gets_nothing(signed_in_as: SignIn, path: str) -> None:
    assert signed_in_as(Role.AGENT).get(path).status_code == 403


def test_the_audit_log_for_spreadsheets(signed_in_as: SignIn, database: Database) -> None:
    def happen(session: Session) -> None:
        audit.record(session, Deed("account ann", "list.imported", "=HYPERLINK(1)", {"added": 3}, "192.0.2.7"), START)
        audit.record(session, Deed("@SUM(1)", "list.imported", "list autumn"), START + 86_400)

    database.write(happen)
    admin = signed_in_as(Role.ADMIN)
    answer = admin.get("/downloads/audit.csv?action=list.imported&by=")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    assert rows == [
        ["at", "actor", "action", "subject", "detail", "address"],
        ["2027-01-16T08:00:00Z", "'@SUM(1)", "list.imported", "list autumn", "", ""],
        ["2027-01-15T08:00:00Z", "account ann", "list.imported", "'=HYPERLINK(1)", '{"added":3}', "192.0.2.7"],
    ]
    one_day = admin.get("/downloads/audit.csv?action=list.&first=2027-01-16&last=2027-01-16").text.splitlines()
    assert [row.split(",")[1] for row in one_day[1:]] == ["'@SUM(1)"]
    taken = database.read(lambda session: audit.entries(session, AuditFilter(action="audit.exported"), 5))
    assert [(one.actor, one.detail) for one in taken] == [
        ("account admin", {"action": "list.", "first": "2027-01-16", "last": "2027-01-16"}),
        ("account admin", {"action": "list.imported"}),
    ]


def test_a_long_audit_log_comes_whole(signed_in_as: SignIn, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_ENTRIES_AT_ONCE", 2)
    for number in range(5):
        deed = Deed("account ann", "list.imported", f"list {number}")
        database.write(partial(audit.record, deed=deed, at=START))
    answer = signed_in_as(Role.ADMIN).get("/downloads/audit.csv?action=list.imported")
    assert [row.split(",")[3] for row in answer.text.splitlines()[1:]] == [f"list {number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_the_audit_log_is_an_admins(signed_in_as: SignIn, role: Role) -> None:
    assert signed_in_as(role).get("/downloads/audit.csv").status_code == 403


def test_a_report_to_print_is_text_wherever_names_come_from(signed_in_as: SignIn) -> None:
    answer = signed_in_as(Role.SUPERVISOR).get("/downloads/campaigns/1/report.html")

    assert answer.status_code == 200
    assert EVIL not in answer.text


@pytest.mark.parametrize(
    "path", ["/downloads/campaigns/9/results.csv", "/downloads/campaigns/9/report.csv", "/downloads/rejected/..%2Fx.csv"]
)
def test_what_is_not_there_is_not_found(signed_in_as: SignIn, path: str) -> None:
    assert signed_in_as(Role.OPERATOR).get(path).status_code == 404


def test_a_call_is_a_test_of_its_script_for_designers(signed_in_as: SignIn, database: Database) -> None:
    path, content = "/downloads/calls/call-1.test.yaml", read_draft(shipped("dialogs") / "membership.yaml")
    designer = signed_in_as(Role.DESIGNER)

    def ran(session: Session, script_hash: str) -> None:
        contents.keep(session, content, START)
        session.execute(update(Attempt).where(Attempt.id == "call-1").values(script_hash=script_hash))

    database.write(partial(ran, script_hash="gone"))
    unkept = designer.get(path)
    assert (unkept.status_code, unkept.json()["detail"]) == (409, "the script that this call ran was not kept")
    database.write(partial(ran, script_hash=content.content_hash))
    answer = designer.get(path)
    assert answer.headers["content-disposition"] == 'attachment; filename="call-call-1.test.yaml"'
    assert "Hello." not in answer.text  # what the bot said is the script's business
    (test,) = parse_cases(answer.text, Path("membership.test.yaml")).doc.tests
    assert EVIL in str(test.conversation)
    assert ANN not in answer.text
    taken = database.read(lambda session: audit.entries(session, AuditFilter(action="call.taken_as_test"), 5))
    assert [(one.actor, one.subject) for one in taken] == [("account designer", "call call-1")]
    assert designer.get("/downloads/calls/nobody.test.yaml").status_code == 404
    assert signed_in_as(Role.OPERATOR).get(path).status_code == 403
