"""What an agent said at their desk holds as long as the sign-in in which they said it; the call they are in goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from engine.live.upkeep import Duty, kept_up
from engine.store.access import accounts, sessions
from engine.store.database import Database
from engine.store.floor import agents
from engine.store.tables import Agent, AgentState
from engine.web.access import Access, Role
from engine.web.access.leaving import send_home
from engine.web.access.secrets import digest
from tests.integration.web.conftest import PASSWORD, START, SetClock, SignIn

pytestmark = pytest.mark.integration

NAME = "agent"


@pytest.fixture
def ann(signed_in_as: SignIn, database: Database) -> TestClient:
    """The browser of the account of the agent Ann."""
    browser = signed_in_as(Role.AGENT)

    def employ(session: Session) -> None:
        agents.add(session, "ann", "sip:ann@pbx", START)
        accounts.set_agent(session, NAME, "ann")

    database.write(employ)
    return browser


def agent(database: Database) -> Agent:
    return database.read(lambda session: agents.get(session, "ann"))


def say(database: Database, state: AgentState, said_in: str | None) -> None:
    database.write(lambda session: agents.wish(session, "ann", state, START, said_in))


@pytest.fixture
def here(ann: TestClient, access: Access, database: Database) -> str:
    """The hash of the session in which Ann says that she is ready."""
    id_hash = digest(ann.cookies[access.cookie])
    say(database, AgentState.READY, id_hash)
    return id_hash


def sign_out(browser: TestClient) -> None:
    assert browser.post("/sign-out", data={"csrf": browser.headers["X-CSRF-Token"]}).status_code == 200


def test_who_signs_out_is_offline_at_once(ann: TestClient, here: str, database: Database, clock: SetClock) -> None:
    clock.forward(60)
    sign_out(ann)
    assert (agent(database).state, agent(database).since) == (AgentState.OFFLINE, START + 60)


@pytest.mark.parametrize(
    "shut_out",
    [
        lambda session: accounts.disable(session, NAME, START),
        lambda session: accounts.set_roles(session, NAME, [Role.SUPERVISOR]),
        lambda session: accounts.set_agent(session, NAME, None),
        lambda session: accounts.set_password(session, NAME, "another", START),
        lambda session: sessions.end_all(session, accounts.named(session, NAME).id),
    ],
    ids=["disabled", "another role", "another agent", "new password", "signed out elsewhere"],
)
@pytest.mark.usefixtures("here")
def test_who_is_shut_out_takes_no_further_call(access: Access, database: Database, shut_out: Callable[[Session], None]) -> None:
    send_home(access)
    assert agent(database).state is AgentState.READY
    database.write(shut_out)
    send_home(access)
    assert agent(database).state is AgentState.OFFLINE


@pytest.mark.usefixtures("here")
def test_a_session_that_rests_holds_until_its_last_moment(access: Access, database: Database, clock: SetClock) -> None:
    clock.forward(access.expiry.max_s - 1)
    send_home(access)
    assert agent(database).state is AgentState.READY, "calls come to their phone, and nobody has to click for that"
    clock.forward(1)
    send_home(access)
    assert agent(database).state is AgentState.OFFLINE


def test_who_pauses_at_the_desk_and_leaves_is_offline_too(ann: TestClient, here: str, database: Database) -> None:
    say(database, AgentState.PAUSED, here)
    sign_out(ann)
    assert agent(database).state is AgentState.OFFLINE


def test_a_call_goes_on_and_is_the_last(ann: TestClient, here: str, database: Database) -> None:
    assert database.write(lambda session: agents.claim(session, "ann", "engine", START))
    sign_out(ann)
    assert (agent(database).state, agent(database).wish) == (AgentState.RESERVED, AgentState.OFFLINE)
    database.write(lambda session: agents.move(session, "ann", AgentState.READY, START + 60))
    assert agent(database).state is AgentState.OFFLINE


def test_what_was_said_in_another_browser_or_by_a_command_holds(
    ann: TestClient, signed_in_as: SignIn, access: Access, database: Database
) -> None:
    other = signed_in_as(Role.AGENT)
    for said_in in (digest(other.cookies[access.cookie]), None):
        say(database, AgentState.READY, said_in)
        send_home(access)
        assert agent(database).state is AgentState.READY
    sign_out(ann)
    sign_out(other)
    send_home(access)
    assert agent(database).state is AgentState.READY


@pytest.mark.usefixtures("here")
def test_who_signs_in_anew_says_anew_that_they_are_there(ann: TestClient, access: Access, database: Database) -> None:
    assert ann.post("/sign-in", data={"name": NAME, "password": PASSWORD}).status_code == 303
    send_home(access)
    assert agent(database).state is AgentState.OFFLINE


async def test_it_is_looked_at_again_and_again(database: Database, clock: SetClock) -> None:
    looks, again = 0, Event()

    def look() -> None:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise RuntimeError("the database was away")
        again.set()

    async with kept_up(database, clock, Duty(look, 0.0)):
        assert await asyncio.to_thread(again.wait, 20.0)
