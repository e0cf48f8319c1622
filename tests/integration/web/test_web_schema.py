"""Schemathesis over the API's own description: whatever is asked, the answer is one that it names, and never a server's error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Err
from schemathesis.specs.openapi import checks
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
_MANY_EXAMPLES: Final = 150
_CHECKS: Final = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
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


@dataclass
class Asked:
    """What came of it."""

    operations: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)
    """The first of each kind."""


def asked(access: Access, token: str, examples: int) -> Asked:
    """Asks each operation for whatever its description allows, and holds the answers to it."""
    told = Asked()

    def ask(operation: Any) -> None:
        @given(case=operation.as_strategy())
        @settings(
            max_examples=examples,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
            database=None,
            deadline=None,
        )
        def once(case: Any) -> None:
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            told.statuses[answer.status_code] += 1
            try:
                case.validate_response(answer, checks=_CHECKS)
            except FailureGroup as group:
                for fault in group.exceptions:
                    kind = f"{operation.label} {answer.status_code} {type(fault).__name__}"
                    told.faults.setdefault(kind, f"{kind}: {fault} {case.as_curl_command()}")

        once()
        told.operations += 1

    for operation in operations(access):
        ask(operation)
    return told


def test_whatever_is_asked_is_answered_as_described(access: Access, token: str) -> None:
    told = asked(access, token, _EXAMPLES)

    assert told.operations > 40
    assert {200, 201, 204, 404, 422} <= told.statuses.keys(), "it is let in"
    assert list(told.faults.values()) == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_whatever_is_asked_for_long(access: Access, token: str) -> None:
    told = asked(access, token, _MANY_EXAMPLES)

    assert told.statuses.total() > 10 * _MANY_EXAMPLES
    assert list(told.faults.values()) == []
