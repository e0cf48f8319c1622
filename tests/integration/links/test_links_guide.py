"""The shell examples of docs/integrations.md, run as a reader would, against a server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from pydantic import SecretStr
from sqlalchemy.orm import Session

from engine.settings import Settings
from engine.store.access import accounts, tokens
from engine.store.access.tokens import NewToken
from engine.store.database import Database
from engine.store.tables import MessageState, TextMessage
from engine.web.access import Permission, Role
from engine.web.access.secrets import mint_token
from engine.web.app import web_app
from engine.web.service import Service
from tests.integration.links.conftest import SECRET, SetClock, World

pytestmark = pytest.mark.integration

GUIDE = (Path(__file__).parents[3] / "docs" / "integrations.md").read_text(encoding="utf-8")


CALLBACK_TOKEN = "gw-token"


class Quick(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup()
        self.listening.set()

    @property
    def url(self) -> str:
        port: int = self.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"


@pytest.fixture
def serving(settings: Settings, world: World) -> Iterator[str]:
    """The application behind a socket, by the machine's time."""
    world.clock.at = time.time()
    with Database(settings.database_url) as database:
        sms = settings.sms.model_copy(update={"callback_token": SecretStr(CALLBACK_TOKEN)})
        app = web_app(Service(settings.model_copy(update={"sms": sms}), database, SetClock(world.clock.at)))
        server = Quick(uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        assert server.listening.wait(20)
        yield server.url
        server.should_exit = True
        thread.join()


def example(holding: str) -> str:
    """The shell example of the guide that holds this."""
    found: list[str] = [block for block in re.findall(r"```bash\n(.*?)```", GUIDE, re.DOTALL) if holding in block]
    assert len(found) == 1
    return found[0]


def run(script: str, **environment: str) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_order_is_told_as_the_guide_says(world: World, serving: str) -> None:
    told = run(example("/hooks/events"), CALLWRIGHT=serving, EVENTS_SECRET=SECRET, CW=world.link.token)

    assert '"attributed_to":"a1"' in told
    assert world.happened() == [("order", 49.9, "hook")]


@pytest.fixture
def token(world: World) -> str:
    """Of a program that may push leads and tell events."""
    minted = mint_token()
    scopes = [Permission.LEADS_PUSH.value, Permission.EVENTS_WRITE.value]
    new = NewToken("shop", minted.prefix, minted.token_hash, scopes, None)

    def add(session: Session) -> None:
        accounts.add(session, "ann", [Role.ADMIN], "x", world.clock.at)
        tokens.add(session, accounts.named(session, "ann"), new, world.clock.at)

    world.database.write(add)
    return minted.token


def test_leads_attributes_and_events_are_told_as_the_guide_says(world: World, serving: str, token: str) -> None:
    known = {"CALLWRIGHT": serving, "TOKEN": token}

    one = run(example('/spring/leads" '), **known)
    again = run(example('/spring/leads" '), **known)
    many = run(example("/leads/many"), **known)
    updated = run(example("/people"), **known)
    told = run(example("/inbound/events"), **known)

    assert '"lead":"added"' in one
    assert again == one
    assert json.loads(many) == {
        "added": 1,
        "known": 0,
        "refused": [{"row": 1, "field": "number", "problem": "is too short for its country"}],
    }
    assert json.loads(updated)["external_id"] == "crm-1007"
    assert json.loads(told)["kind"] == "order"


def test_a_gateway_reports_as_the_guide_says(world: World, serving: str) -> None:
    message = world.link.message_id

    run(example("/hooks/sms/reports"), CALLWRIGHT=serving, CALLBACK_TOKEN=CALLBACK_TOKEN, MESSAGE=message)

    kept = world.database.read(lambda session: session.get_one(TextMessage, message))
    assert kept.state is MessageState.DELIVERED
    assert [kind for kind, _, _ in world.happened()] == ["unsubscribe"]
