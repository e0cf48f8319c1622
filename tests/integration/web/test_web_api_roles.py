"""Every operation of the API, tried by every role, by nobody, and by a token of another scope."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from engine.store.database import Database
from engine.web.access import Permission, Role
from engine.web.access.guards import permission_asked_by, reason_for_open
from engine.web.access.permissions import PERMISSIONS
from engine.web.api import router
from tests.integration.web.conftest import SignIn, Token, browser
from tests.integration.web.seeding import seed
from tests.integration.web.test_web_routes import guards, routes_of

pytestmark = pytest.mark.integration

EXAMPLES: Final = {
    "campaign_id": "1",
    "customer_id": "1",
    "call_id": "call-1",
    "script_id": "offer",
    "segment": "lapsed",
    "number": "1",
    "delivery_id": "delivery-1",
    "message_id": "message-1",
    "token_id": "1",
    "name": "somebody",
    "rejected_rows": "00000000-0000-0000-0000-000000000000",
}


@pytest.fixture
def app(app: FastAPI, database: Database, tmp_path: Path) -> FastAPI:
    seed(database, tmp_path)
    return app


def operations() -> Iterator[tuple[str, str, Permission | None]]:
    """Method, path and permission; None: for whoever signed in."""
    for route in routes_of(router.routes):
        assert isinstance(route, APIRoute)
        asked = list(guards(route.dependant))
        if any(reason_for_open(one) for one in asked):
            continue
        path = "/api/v1" + route.path.removeprefix("/api/v1").format(**EXAMPLES)
        (needed, *_) = [*(found for one in asked if (found := permission_asked_by(one))), None]
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield method, path, needed


ALL: Final = sorted(operations(), key=lambda one: (one[0] in {"DELETE", "PUT"}, one[1], one[0]))
"""What destroys comes last."""


def tried(client: TestClient, method: str, path: str, headers: dict[str, str] | None = None) -> int:
    body: dict[str, str] | None = None if method in {"GET", "DELETE"} else {}
    return client.request(method, path, json=body, headers=headers).status_code


def test_there_are_operations() -> None:
    assert len(ALL) > 35


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_what_the_table_of_permissions_says(signed_in_as: SignIn, app: FastAPI, role: Role) -> None:
    client = signed_in_as(role)
    wrong = []
    for method, path, needed in ALL:
        if path == "/api/v1/me/sessions":
            continue  # ends this very session
        may = needed is None or needed in PERMISSIONS[role]
        status = tried(client, method, path)
        if (status == 403) is may or status in {401, 405} or status >= 500:
            wrong.append((method, path, status))
    assert wrong == []


def test_nobody_may_anything(app: FastAPI) -> None:
    assert [one for one in ALL if tried(browser(app), one[0], one[1]) != 401] == []


def test_a_token_may_only_what_its_scopes_say(app: FastAPI, token_of: Token) -> None:
    headers = token_of(Permission.METRICS_READ)
    client, wrong = browser(app), []
    for method, path, needed in ALL:
        status = tried(client, method, path, headers)
        if needed is not None and status != 403:
            wrong.append((method, path, status))
    assert wrong == []
