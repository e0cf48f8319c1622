"""What endpoints ask of those who call them, and what every answer says to browsers."""

from __future__ import annotations

from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from starlette.requests import Request
from starlette.testclient import TestClient

from engine.settings import Settings
from engine.store.access import accounts, tokens
from engine.store.database import Database
from engine.web.access import Access, Actor, Permission, Role, allowed, signed_in
from engine.web.access.installing import BODY_LIMIT_BYTES, TOKEN_RATE
from engine.web.app import web_app
from engine.web.service import Service
from tests.integration.web.conftest import PASSWORD, QUICK, SetClock, SignIn, Token, browser

pytestmark = pytest.mark.integration

NUMBER = "+15550100001"


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    @app.post("/api/test/pause")
    def pause(actor: Annotated[Actor, Depends(allowed(Permission.CAMPAIGNS_MANAGE))]) -> str:
        return actor.told

    @app.get("/api/test/number")
    def number(actor: Annotated[Actor, Depends(signed_in)]) -> str:
        return actor.number(NUMBER)

    @app.post("/api/test/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    return app


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OPERATOR, 200), (Role.SUPERVISOR, 200), (Role.ADMIN, 200), (Role.DESIGNER, 403), (Role.AGENT, 403)],
)
def test_a_role_may_what_its_permissions_say(signed_in_as: SignIn, role: Role, status: int) -> None:
    assert signed_in_as(role).post("/api/test/pause").status_code == status


def test_a_browser_must_show_the_sessions_csrf_token(signed_in_as: SignIn) -> None:
    client, other = signed_in_as(Role.OPERATOR), signed_in_as(Role.OPERATOR)
    assert client.post("/api/test/pause", headers={"X-CSRF-Token": other.headers["X-CSRF-Token"]}).status_code == 403
    del client.headers["X-CSRF-Token"]
    assert client.post("/api/test/pause").status_code == 403
    assert client.get("/api/test/number").status_code == 200


def test_a_token_opens_its_scopes_and_no_more_than_its_account_may(app: FastAPI, token_of: Token) -> None:
    client = browser(app)
    assert client.post("/api/test/pause", headers=token_of(Permission.CAMPAIGNS_MANAGE)).json() == "token crm of admin"
    assert client.post("/api/test/pause", headers=token_of(Permission.CAMPAIGNS_READ)).status_code == 403
    assert client.post("/api/test/pause", headers=token_of(Permission.CAMPAIGNS_MANAGE, role=Role.DESIGNER)).status_code == 403
    assert client.get("/api/test/number", headers=token_of(Permission.CALLS_READ)).json() == "+1555•••0001"
    assert client.get("/api/test/number", headers=token_of(Permission.NUMBERS_REVEAL)).json() == NUMBER


def test_a_token_opens_nothing_once_it_is_over(app: FastAPI, clock: SetClock, token_of: Token, database: Database) -> None:
    client = browser(app)
    expiring = token_of(Permission.CAMPAIGNS_MANAGE, expires_at=clock.now() + 60)
    revoked, orphaned = token_of(Permission.CAMPAIGNS_MANAGE), token_of(Permission.CAMPAIGNS_MANAGE, role=Role.OPERATOR)
    assert [client.post("/api/test/pause", headers=one).status_code for one in (expiring, revoked, orphaned)] == [200] * 3
    clock.forward(60)
    database.write(lambda session: tokens.revoke(session, 2, clock.now()))
    database.write(lambda session: accounts.disable(session, "operator", clock.now()))
    assert [client.post("/api/test/pause", headers=one).status_code for one in (expiring, revoked, orphaned)] == [401] * 3


def test_a_wrong_token_is_not_made_good_by_a_cookie(signed_in_as: SignIn) -> None:
    client = signed_in_as(Role.OPERATOR)
    for wrong in ("Bearer cw_guessed", "Basic YW5uOmFubg==", ""):
        answer = client.post("/api/test/pause", headers={"Authorization": wrong})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_refusals_are_pages_for_people_and_documents_for_programs(signed_in_as: SignIn) -> None:
    client = signed_in_as(Role.AGENT)
    answer = client.post("/api/test/pause", headers={"Accept": "text/html", "Accept-Language": "zh-CN"})
    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert "您的账户没有此权限" in answer.text
    assert client.post("/api/test/pause").headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in.css", "/healthz", "/api/test/number", "/nowhere"])
def test_every_answer_tells_browsers_to_be_careful(app: FastAPI, path: str) -> None:
    headers = browser(app).get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert ("unsafe" in headers["content-security-policy"]) == (path == "/nowhere")
    assert "strict-transport-security" not in headers


def test_behind_https_cookies_and_browsers_stay_with_it(settings: Settings, database: Database, clock: SetClock) -> None:
    web = settings.web.model_copy(update={"public_url": "https://calls.example.com"})
    access = Access(Service(settings.model_copy(update={"web": web}), database, clock), QUICK)
    database.write(lambda session: accounts.add(session, "ann", ["admin"], QUICK.hashed(PASSWORD), 0.0))
    client = TestClient(web_app(access.service, access), follow_redirects=False)
    headers = {"Origin": "https://calls.example.com"}
    answer = client.post("/sign-in", data={"name": "ann", "password": PASSWORD}, headers=headers)
    assert answer.headers["set-cookie"].startswith("__Host-callwright=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_a_body_is_bounded_whatever_length_it_claims(app: FastAPI) -> None:
    client = browser(app)
    assert client.post("/api/test/echo", content=b"x" * BODY_LIMIT_BYTES).json() == BODY_LIMIT_BYTES
    assert client.post("/api/test/echo", content=b"x" * (BODY_LIMIT_BYTES + 1)).status_code == 413
    chunks = (b"x" * 65536 for _ in range(BODY_LIMIT_BYTES // 65536 + 1))
    answer = client.post("/api/test/echo", content=chunks)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


def test_a_token_that_asks_too_often_waits(app: FastAPI, clock: SetClock, token_of: Token) -> None:
    client, eager, calm = browser(app), token_of(Permission.CALLS_READ), token_of(Permission.CALLS_READ)
    statuses = [client.get("/api/test/number", headers=eager).status_code for _ in range(TOKEN_RATE.burst + 1)]
    assert statuses == [200] * TOKEN_RATE.burst + [429]
    assert client.get("/api/test/number", headers=calm).status_code == 200
    clock.forward(1)
    assert client.get("/api/test/number", headers=eager).status_code == 200
