"""Schemathesis over the API's own description: whatever is asked, nothing answers with a server's error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Err
from sqlalchemy.orm import Session

from engine.settings import Settings
from engine.store.access import accounts, tokens
from engine.store.access.tokens import NewToken
from engine.store.database import Database
from engine.web.access import Access, Permission, Role
from engine.web.access.secrets import mint_token
from engine.web.app import web_app
from engine.web.service import Service
from tests.integration.web.conftest import QUICK, START, SetClock
from tests.integration.web.seeding import seed

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]

_EXAMPLES: Final = 15
"""Requests to each operation."""
_ELSEWHERE: Final = ("/api/v1/lists/imports", "/api/v1/me/password")
"""A process for each request, or a slow hash: their own tests try them."""


class _Moving(SetClock):
    """A second passes with each look, so that no rate limit stands in the way."""

    def now(self) -> float:
        self.forward(1.0)
        return super().now()


@pytest.fixture
def access(settings: Settings, database: Database) -> Access:
    return Access(Service(settings, database, _Moving(START)), QUICK)


@pytest.fixture
def token(database: Database, tmp_path: Path) -> str:
    """Of an admin of the seeded world."""
    minted = mint_token()
    new = NewToken("schemathesis", minted.prefix, minted.token_hash, [scope.value for scope in Permission], None)

    def make(session: Session) -> None:
        accounts.add(session, "admin", [Role.ADMIN.value], None, START)
        tokens.add(session, accounts.named(session, "admin"), new, START)

    seed(database, tmp_path)
    database.write(make)
    return minted.token


def operations(access: Access) -> Iterator[Any]:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", web_app(access.service, access))
    for found in schema.get_all_operations():
        assert not isinstance(found, Err), found
        operation = found.ok()
        if operation.path not in _ELSEWHERE:
            yield operation


def test_whatever_is_asked_the_server_does_not_fail(access: Access, token: str) -> None:
    failed: list[str] = []
    statuses: set[int] = set()
    count = 0
    for operation in operations(access):

        @given(case=operation.as_strategy())
        @settings(max_examples=_EXAMPLES, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
        def asked(case: Any) -> None:
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            statuses.add(answer.status_code)
            if answer.status_code >= 500:
                failed.append(f"{case.as_curl_command()} {answer.text[:200]}")

        asked()
        count += 1
    assert count > 40
    assert {200, 201, 204, 404, 422} <= statuses, "it is let in"
    assert failed == []
