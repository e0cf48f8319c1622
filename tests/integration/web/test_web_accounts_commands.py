"""`callwright accounts`, `tokens` and `audit`, and what they mean at the console's door."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import typer
from fastapi import FastAPI
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from engine.commands.access import accounts as accounts_commands
from engine.commands.access import tokens as tokens_commands
from engine.commands.access.accounts import PASSWORD_VARIABLE
from engine.commands.access.audit import audit
from engine.settings import Settings
from engine.store.database import Database
from engine.store.errors import AccountConflict, UnknownAccount, UnknownAgent, UnknownToken
from engine.store.floor import agents
from tests.integration.web.conftest import PASSWORD, QUICK, browser

pytestmark = pytest.mark.integration

AUDIT = typer.Typer()
AUDIT.command()(audit)
OTHER_PASSWORD = "four other words here"

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command of one of the three; passwords are those of the variable, and quick to make."""
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    monkeypatch.setattr(accounts_commands, "Passwords", lambda: QUICK)
    apps = {"accounts": accounts_commands.app, "tokens": tokens_commands.app, "audit": AUDIT}

    def invoke(command: str, *arguments: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(apps[command], arguments, obj=settings, input=typed)

    return invoke


def did(run: Run, command: str, *arguments: str) -> str:
    """What a command that succeeds says."""
    result = run(command, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def row_of(name: str, listed: str) -> list[str]:
    return next(line.split() for line in listed.splitlines() if name in line.split()[:2])


def signs_in(app: FastAPI, name: str, password: str = PASSWORD) -> bool:
    return browser(app).post("/sign-in", data={"name": name, "password": password}).status_code == 303


def status(app: FastAPI, token: str, path: str = "/api/v1/lists") -> int:
    return TestClient(app).get(path, headers={"Authorization": f"Bearer {token}"}).status_code


def test_an_account_from_its_first_day_to_its_last(
    run: Run, app: FastAPI, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no accounts: callwright serve prints a link" in did(run, "accounts", "list")
    assert did(run, "accounts", "add", "Ann", "--role", "operator", "--role", "designer") == "Ann is added: designer, operator\n"
    assert row_of("ann", did(run, "accounts", "list")) == ["ann", "designer,", "operator"]
    assert signs_in(app, "ann")

    did(run, "accounts", "roles", "ann", "--role", "agent")
    assert isinstance(run("accounts", "agent", "ann", "ann-204").exception, UnknownAgent)
    database.write(lambda session: agents.add(session, "ann-204", "204", at=0.0))
    assert did(run, "accounts", "agent", "ann", "ann-204") == "ann takes the calls of ann-204\n"
    assert did(run, "accounts", "agent", "ann") == "ann takes no calls\n"
    assert row_of("ann", did(run, "accounts", "list")) == ["ann", "agent"]
    monkeypatch.setenv(PASSWORD_VARIABLE, OTHER_PASSWORD)
    did(run, "accounts", "reset", "ann")
    assert (signs_in(app, "ann"), signs_in(app, "ann", OTHER_PASSWORD)) == (False, True)

    did(run, "accounts", "disable", "ann")
    assert row_of("ann", did(run, "accounts", "list"))[-1] == "disabled"
    assert not signs_in(app, "ann", OTHER_PASSWORD)
    did(run, "accounts", "enable", "ann")
    assert signs_in(app, "ann", OTHER_PASSWORD)


def test_a_password_may_be_typed_and_is_never_a_weak_one(run: Run, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE)
    typed = run("accounts", "add", "ann", "--role", "admin", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert typed.exit_code == 0
    assert PASSWORD not in typed.output
    assert signs_in(app, "ann")
    monkeypatch.setenv(PASSWORD_VARIABLE, "short")
    weak = run("accounts", "add", "bob", "--role", "admin")
    assert (weak.exit_code, "CALLWRIGHT_PASSWORD" in weak.output) == (2, True)
    assert row_of("ann", did(run, "accounts", "list"))
    assert "bob" not in did(run, "accounts", "list")


def test_what_cannot_be_done_is_refused(run: Run) -> None:
    did(run, "accounts", "add", "ann", "--role", "agent")
    assert isinstance(run("accounts", "add", "ANN", "--role", "agent").exception, AccountConflict)
    for command in ("reset", "disable", "enable"):
        assert isinstance(run("accounts", command, "nobody").exception, UnknownAccount)
    assert isinstance(run("accounts", "roles", "nobody", "--role", "agent").exception, UnknownAccount)
    assert run("accounts", "roles", "ann", "--role", "emperor").exit_code == 2
    assert isinstance(run("tokens", "add", "crm", "--account", "nobody", "--scope", "lists:read").exception, UnknownAccount)
    assert isinstance(run("tokens", "revoke", "7").exception, UnknownToken)


def test_a_program_gets_a_token_that_opens_its_scope_until_it_is_revoked(run: Run, app: FastAPI) -> None:
    did(run, "accounts", "add", "crm", "--role", "operator", "--no-password")
    assert row_of("crm", did(run, "accounts", "list"))[-2:] == ["tokens", "only"]
    assert not signs_in(app, "crm")
    assert did(run, "tokens", "list") == "no tokens\n"

    made = run("tokens", "add", "nightly", "--account", "crm", "--scope", "lists:read", "--days", "0")
    token = made.stdout.strip()
    assert "it is not shown again" in made.stderr
    assert (status(app, token), status(app, token, "/api/v1/campaigns")) == (200, 403)
    listed = did(run, "tokens", "list")
    assert row_of("crm", listed)[:3] == ["1", "crm", "nightly"]
    assert "never" in listed
    assert token not in listed

    assert did(run, "tokens", "revoke", "1") == "token 1 is revoked\n"
    assert status(app, token) == 401
    assert "revoked" in did(run, "tokens", "list")


def test_a_shut_out_account_takes_its_tokens_with_it(run: Run, app: FastAPI) -> None:
    did(run, "accounts", "add", "crm", "--role", "operator", "--no-password")
    token = did(run, "tokens", "add", "nightly", "--account", "crm", "--scope", "lists:read").strip()
    did(run, "accounts", "disable", "crm")
    assert status(app, token) == 401


def test_the_audit_log_tells_who_did_it_and_no_secret(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "root")
    did(run, "accounts", "add", "ann", "--role", "admin")
    token = did(run, "tokens", "add", "nightly", "--account", "ann", "--scope", "lists:read").strip()
    did(run, "accounts", "reset", "ann")
    did(run, "tokens", "revoke", "1")
    lines = did(run, "audit").splitlines()
    assert [line.split("  ")[1:4] for line in lines] == [
        ["command line root", "token.revoked", "token 1"],
        ["command line root", "account.password reset", "account ann"],
        ["command line root", "token.added", "token 1"],
        ["command line root", "account.added", "account ann"],
    ]
    assert '{"name":"nightly","account":"ann","scopes":["lists:read"]}' in lines[2]
    assert token not in "".join(lines)
    assert PASSWORD not in "".join(lines)
    assert len(did(run, "audit", "--limit", "1").splitlines()) == 1
    assert len(did(run, "audit", "--action", "account.").splitlines()) == 2
    assert len(did(run, "audit", "--subject", "token 1").splitlines()) == 2
    assert did(run, "audit", "--actor", "account ann") == ""
