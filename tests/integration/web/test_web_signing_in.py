"""Signing in as people do, and as those do who should not get in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from engine.settings import Settings
from engine.store.access import accounts, audit
from engine.store.access.audit import AuditFilter
from engine.store.database import Database
from engine.store.tables import AccountSession
from engine.web.access import Access, Role
from engine.web.access.secrets import csrf_token, digest
from engine.web.app import web_app
from engine.web.service import Service
from tests.integration.web.conftest import PASSWORD, QUICK, START, SetClock, SignIn, browser

pytestmark = pytest.mark.integration

PAGE = {"Accept": "text/html"}


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    @app.get("/page")
    def page() -> str:
        return "behind the gate"

    @app.post("/change")
    def change() -> str:
        return "changed"

    return app


def actions(database: Database) -> list[tuple[str, str, str]]:
    """Oldest first."""
    found = database.read(lambda session: audit.entries(session, AuditFilter(), 100))
    return [(one.actor, one.action, one.subject) for one in reversed(found)]


def test_people_change_their_password_and_are_signed_out_everywhere(
    signed_in_as: SignIn, app: FastAPI, access: Access, database: Database
) -> None:
    one, other = signed_in_as(Role.AGENT), signed_in_as(Role.AGENT)
    csrf, new = csrf_token(one.cookies[access.cookie]), "another plain sentence"
    assert f'value="{csrf}"' in one.get("/password").text
    form = {"csrf": csrf, "old": PASSWORD, "new": new, "again": new}
    assert one.post("/password", data={**form, "csrf": "guessed"}).status_code == 403
    assert "not your password" in one.post("/password", data={**form, "old": new}).text
    assert "differ" in one.post("/password", data={**form, "again": "a third sentence"}).text
    assert "at least 12" in one.post("/password", data={**form, "new": "short", "again": "short"}).text
    assert browser(app).get("/password", headers=PAGE).headers["location"].startswith("/sign-in")
    assert other.get("/page").status_code == 200

    assert "is changed" in one.post("/password", data=form).text
    assert other.get("/page").status_code == 401
    client = browser(app)
    assert client.post("/sign-in", data={"name": "agent", "password": PASSWORD}).status_code == 401
    assert client.post("/sign-in", data={"name": "agent", "password": new}).status_code == 303
    assert ("account agent", "account.password changed", "account agent") in actions(database)


def test_guesses_at_a_password_to_be_changed_have_to_wait(signed_in_as: SignIn, access: Access) -> None:
    client = signed_in_as(Role.AGENT)
    form = {"csrf": csrf_token(client.cookies[access.cookie]), "old": "a guess at it", "new": "y", "again": "y"}
    answers = [client.post("/password", data=form).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_the_first_account_is_made_by_the_printed_link_and_only_once(app: FastAPI, access: Access, database: Database) -> None:
    client, code = browser(app), access.set_up_code()
    assert code is not None
    assert "callwright serve" in client.get("/sign-in").text
    form = {"code": code, "name": " Ann ", "password": PASSWORD, "again": PASSWORD}
    assert client.get("/set-up", params={"code": "guessed"}).status_code == 404
    assert client.post("/set-up", data={**form, "code": "guessed"}).status_code == 404
    assert f'value="{code}"' in client.get("/set-up", params={"code": code}).text
    assert "differ" in client.post("/set-up", data={**form, "again": "another one"}).text
    assert "at least 12" in client.post("/set-up", data={**form, "password": "short", "again": "short"}).text

    assert client.post("/set-up", data=form).headers["location"] == "/"
    assert client.get("/page").status_code == 200
    (made,) = database.read(accounts.listed)
    assert (made.name, made.roles) == ("ann", ("admin",))
    assert browser(app).get("/set-up", params={"code": code}).status_code == 404
    assert browser(app).post("/set-up", data={**form, "name": "eve"}).status_code == 404
    assert actions(database) == [("nobody", "account.added", "account ann"), ("account ann", "session.begun", "account ann")]


def test_nobody_gets_behind_the_gate_without_signing_in(app: FastAPI) -> None:
    client = browser(app)
    page = client.get("/page?x=1", headers=PAGE)
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=%2Fpage%3Fx%3D1")
    assert client.get("/page").status_code == 401
    assert client.post("/change", headers=PAGE).status_code == 401
    assert client.get("/nowhere").status_code == 401


def test_signing_in_leads_to_where_one_wanted_to_go(app: FastAPI, account: Callable[..., str]) -> None:
    client = browser(app)
    form = {"name": account(Role.OPERATOR).upper(), "password": PASSWORD, "next": "/page?x=1"}
    answer = client.post("/sign-in", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/page?x=1")
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert "Secure" not in cookie
    assert client.get("/page").status_code == 200
    assert client.get("/sign-in", params={"next": "/page"}).headers["location"] == "/page"
    assert browser(app).post("/sign-in", data={**form, "next": "//evil.example"}).headers["location"] == "/"


def test_a_link_with_a_code_signs_in_once_and_soon(
    app: FastAPI, access: Access, clock: SetClock, account: Callable[..., str], database: Database
) -> None:
    name = account(Role.OPERATOR)
    first, late, disabled = (access.sign_in_codes.issue(name, clock.now()) for _ in range(3))
    client = browser(app)
    answer = client.get("/sign-in", params={"code": first, "next": "//evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert client.get("/page").status_code == 200
    again = browser(app).get("/sign-in", params={"code": first})
    assert (again.status_code, "set-cookie" in again.headers) == (401, False)
    assert "no longer valid" in again.text
    assert actions(database) == [("account operator", "session.begun", "account operator")]

    database.write(lambda session: accounts.disable(session, name, START))
    assert browser(app).get("/sign-in", params={"code": disabled}).status_code == 401
    database.write(lambda session: accounts.enable(session, name))
    clock.forward(600)
    assert browser(app).get("/sign-in", params={"code": late}).status_code == 401


def test_neither_password_nor_session_is_kept_in_plain(
    app: FastAPI, access: Access, signed_in_as: SignIn, database: Database
) -> None:
    client = signed_in_as(Role.OPERATOR)
    account = database.read(lambda session: accounts.named(session, "operator"))
    assert account.password_hash is not None
    assert account.password_hash.startswith("$argon2id$")
    cookie = client.cookies[access.cookie]
    (kept,) = database.read(lambda session: session.scalars(select(AccountSession.id_hash)).all())
    assert kept == digest(cookie) != cookie


@pytest.mark.parametrize(("name", "password"), [("operator", "wrong password"), ("nobody here", PASSWORD), ("operator", "")])
def test_wrong_credentials_are_all_refused_alike(app: FastAPI, account: Callable[..., str], name: str, password: str) -> None:
    account(Role.OPERATOR)
    answer = browser(app).post("/sign-in", data={"name": name, "password": password or " "})
    assert answer.status_code == 401
    assert "do not go together" in answer.text
    assert "set-cookie" not in answer.headers


def test_a_planted_session_is_not_taken_over_by_signing_in(app: FastAPI, access: Access, account: Callable[..., str]) -> None:
    """Fixation: who knows the id a browser had before knows nothing after."""
    eve, victim = browser(app), browser(app)
    eve.post("/sign-in", data={"name": account(Role.AGENT), "password": PASSWORD})
    planted = eve.cookies[access.cookie]
    victim.cookies.set(access.cookie, planted)
    victim.post("/sign-in", data={"name": account(Role.OPERATOR), "password": PASSWORD})
    sessions_now = {cookie.value for cookie in victim.cookies.jar}
    assert sessions_now - {planted}
    assert eve.get("/page").status_code == 401


def test_sessions_end_when_they_idle_and_in_any_case(app: FastAPI, clock: SetClock, access: Access, signed_in_as: SignIn) -> None:
    client = signed_in_as(Role.OPERATOR)
    clock.forward(access.expiry.idle_s - 1)
    assert client.get("/page").status_code == 200
    clock.forward(access.expiry.idle_s - 1)
    assert client.get("/page").status_code == 200, "each request counts"
    clock.forward(access.expiry.idle_s)
    assert client.get("/page").status_code == 401
    client = signed_in_as(Role.OPERATOR)
    for _ in range(int(access.expiry.max_s // 3600)):
        assert client.get("/page").status_code == 200
        clock.forward(3600)
    assert client.get("/page").status_code == 401


def opened(access: Access, client: TestClient) -> HTTPConnection:
    """What a page was asked for with."""
    cookie = f"{access.cookie}={client.cookies[access.cookie]}".encode()
    return HTTPConnection({"type": "http", "headers": [(b"cookie", cookie)]})


def test_a_page_whose_session_rests_stays_open_until_the_session_is_over(
    clock: SetClock, access: Access, signed_in_as: SignIn
) -> None:
    client = signed_in_as(Role.SUPERVISOR)
    request = opened(access, client)
    actor = access.actor_of(request)
    assert actor is not None
    clock.forward(access.expiry.idle_s)
    signed_in_as(Role.OPERATOR)  # somebody comes, and what is over is forgotten
    assert client.get("/page").status_code == 401
    assert access.still_admits(request, actor)
    clock.forward(access.expiry.max_s - access.expiry.idle_s)
    assert not access.still_admits(request, actor)


def test_what_is_done_on_a_page_that_stays_open_counts_as_a_request(clock: SetClock, access: Access, signed_in_as: SignIn) -> None:
    request = opened(access, signed_in_as(Role.AGENT))
    actor = access.actor_of(request)
    assert actor is not None
    for _ in range(3):
        clock.forward(access.expiry.idle_s - 1)
        assert access.still_signed_in(actor)
    clock.forward(access.expiry.idle_s)
    assert not access.still_signed_in(actor)


def test_signing_out_ends_this_session_or_all(app: FastAPI, access: Access, signed_in_as: SignIn, database: Database) -> None:
    one, other = signed_in_as(Role.OPERATOR), signed_in_as(Role.OPERATOR)
    cookie = one.cookies[access.cookie]
    assert one.post("/sign-out", data={"csrf": "guessed"}).status_code == 403
    assert one.post("/sign-out", data={"csrf": csrf_token(cookie)}).status_code == 200
    one.cookies.set(access.cookie, cookie)
    assert (one.get("/page").status_code, other.get("/page").status_code) == (401, 200)
    third = signed_in_as(Role.OPERATOR)
    third.post("/sign-out", data={"csrf": csrf_token(third.cookies[access.cookie]), "everywhere": "true"})
    assert other.get("/page").status_code == 401
    assert actions(database)[-1] == ("account operator", "session.ended everywhere", "account operator")


def test_other_sites_can_change_nothing_with_a_persons_cookie(signed_in_as: SignIn) -> None:
    client = signed_in_as(Role.OPERATOR)
    assert client.post("/change").status_code == 200
    assert client.post("/change", headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/change", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_another_site_cannot_sign_somebody_in(app: FastAPI, account: Callable[..., str]) -> None:
    form = {"name": account(Role.OPERATOR), "password": PASSWORD}
    assert browser(app).post("/sign-in", data=form, headers={"Origin": "https://evil.example"}).status_code == 403


def test_who_guesses_has_to_wait_from_wherever(app: FastAPI, clock: SetClock, account: Callable[..., str]) -> None:
    right = {"name": account(Role.OPERATOR), "password": PASSWORD}
    for guess in range(5):
        browser(app, f"192.0.2.{guess}").post("/sign-in", data={**right, "password": f"guess {guess}"})
    locked = browser(app, "192.0.2.99").post("/sign-in", data=right)
    assert (locked.status_code, locked.headers["retry-after"]) == (429, "2")
    assert "wait 2 seconds" in locked.text
    clock.forward(2)
    assert browser(app).post("/sign-in", data=right).status_code == 303


def test_an_address_that_guesses_at_many_accounts_has_to_wait(app: FastAPI, account: Callable[..., str]) -> None:
    right = {"name": account(Role.OPERATOR), "password": PASSWORD}
    for guess in range(21):
        browser(app).post("/sign-in", data={"name": f"name {guess}", "password": PASSWORD})
    assert browser(app).post("/sign-in", data=right).status_code == 429
    assert browser(app, "192.0.2.2").post("/sign-in", data=right).status_code == 303


def test_another_process_on_the_database_counts_the_same_guesses(
    app: FastAPI, account: Callable[..., str], settings: Settings, database: Database, clock: SetClock
) -> None:
    other = Access(Service(settings, database, clock), QUICK)
    elsewhere = web_app(other.service, other)
    right = {"name": account(Role.OPERATOR), "password": PASSWORD}
    for guess in range(5):
        browser(app, f"192.0.2.{guess}").post("/sign-in", data={**right, "password": f"guess {guess}"})
    assert browser(elsewhere, "192.0.2.99").post("/sign-in", data=right).status_code == 429


def test_refusals_stand_in_the_audit_log_without_what_was_typed(
    app: FastAPI, account: Callable[..., str], database: Database
) -> None:
    """People type their password into the field of the name."""
    browser(app).post("/sign-in", data={"name": "correct horse battery", "password": "x"})
    browser(app).post("/sign-in", data={"name": account(Role.AGENT), "password": "x"})
    assert actions(database) == [
        ("nobody", "session.refused", "an unknown account"),
        ("nobody", "session.refused", "account agent"),
    ]


def test_a_disabled_account_is_out_at_once(app: FastAPI, clock: SetClock, signed_in_as: SignIn, database: Database) -> None:
    client = signed_in_as(Role.OPERATOR)
    database.write(lambda session: accounts.disable(session, "operator", clock.now()))
    assert client.get("/page").status_code == 401
    assert browser(app).post("/sign-in", data={"name": "operator", "password": PASSWORD}).status_code == 401


def test_forms_repeat_what_was_typed_as_text(app: FastAPI, account: Callable[..., str]) -> None:
    account(Role.OPERATOR)
    evil = '"><script>alert(1)</script>'
    answer = browser(app).post("/sign-in", data={"name": evil, "password": "x", "next": f"/{evil}"})
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert PASSWORD not in answer.text


def test_a_socket_needs_a_session_and_a_page_of_ours(app: FastAPI, signed_in_as: SignIn) -> None:
    @app.websocket("/feed")
    async def feed(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text("hello")
        await socket.close()

    def said(client: TestClient, **headers: str) -> str:
        with client.websocket_connect("/feed", headers=headers) as socket:
            return socket.receive_text()

    client = signed_in_as(Role.SUPERVISOR)
    assert said(client) == "hello"
    with pytest.raises(WebSocketDisconnect):
        said(client, Origin="https://evil.example")
    with pytest.raises(WebSocketDisconnect):
        said(browser(app))
