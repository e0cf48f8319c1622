"""The web application over a database of its own, and people who sign in to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from engine.campaign.clock import JumpingClock
from engine.settings import Settings
from engine.store.access import accounts, tokens
from engine.store.access.tokens import NewToken
from engine.store.database import Database
from engine.web.access import Access, Permission, Role
from engine.web.access.passwords import Passwords
from engine.web.access.secrets import csrf_token, mint_token
from engine.web.app import web_app
from engine.web.service import Service
from tests.migrated import migrated

PASSWORD = "four plain words here"
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
START = 1_800_000_000.0

SignIn = Callable[..., TestClient]
Token = Callable[..., dict[str, str]]


class SetClock(JumpingClock):
    """A clock that stands still until it is put forward."""

    def __init__(self, start: float) -> None:
        self.at = start
        super().__init__(start, machine=lambda: self.at)

    def forward(self, seconds: float) -> None:
        self.at += seconds


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path}/calls.db", cache_dir=tmp_path / "cache")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: migrations take longer than most of these tests."""
    path = tmp_path_factory.mktemp("empty") / "calls.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(settings: Settings, empty_database: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(empty_database, tmp_path / "calls.db")
    with Database(settings.database_url) as opened:
        yield opened


@pytest.fixture
def access(settings: Settings, database: Database, clock: SetClock) -> Access:
    return Access(Service(settings, database, clock), QUICK)


@pytest.fixture
def app(access: Access) -> FastAPI:
    return web_app(access.service, access)


def browser(app: FastAPI, address: str = "192.0.2.1") -> TestClient:
    """A browser that is not signed in; it follows no redirects."""
    return TestClient(app, follow_redirects=False, client=(address, 50000))


@pytest.fixture
def account(database: Database) -> Callable[..., str]:
    """Adds an account of some roles; its name is theirs."""

    def add(*roles: Role) -> str:
        name = "-".join(roles)
        if database.read(lambda session: accounts.find(session, name)) is None:
            hashed = QUICK.hashed(PASSWORD)
            database.write(lambda session: accounts.add(session, name, roles, hashed, START))
        return name

    return add


@pytest.fixture
def signed_in_as(app: FastAPI, access: Access, account: Callable[..., str]) -> SignIn:
    """A browser of somebody with these roles. It sends what the console's scripts send."""

    def sign_in(*roles: Role) -> TestClient:
        client = browser(app)
        answer = client.post("/sign-in", data={"name": account(*roles), "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        client.headers["X-CSRF-Token"] = csrf_token(client.cookies[access.cookie])
        client.headers["Origin"] = "http://testserver"
        return client

    return sign_in


@pytest.fixture
def token_of(database: Database, account: Callable[..., str]) -> Token:
    """The headers of a program with a token of somebody with these roles."""

    def headers(*scopes: Permission, role: Role = Role.ADMIN, expires_at: float | None = None) -> dict[str, str]:
        name, minted = account(role), mint_token()
        new = NewToken("crm", minted.prefix, minted.token_hash, [scope.value for scope in scopes], expires_at)
        database.write(lambda session: tokens.add(session, accounts.named(session, name), new, START))
        return {"Authorization": f"Bearer {minted.token}"}

    return headers
