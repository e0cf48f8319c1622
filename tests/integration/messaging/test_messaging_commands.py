from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from engine.cli import app
from engine.store import outbox
from engine.store.tables import Attempt
from tests.integration.http_receiver import receiving_beside, status
from tests.integration.writeback.one_call import one_call

pytestmark = pytest.mark.integration


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database in which one message, promised just now, waits for the gateway."""
    url = f"sqlite:///{tmp_path / 'calls.db'}"

    def promise(session: Session) -> None:
        outbox.queue(session, session.get_one(Attempt, "a-1"), "Your link: example.com/x", time.time())

    with one_call(url) as database:
        database.write(promise)
    return url


def _callwright(*words: str, gateway: str | None = None) -> Result:
    environment = {"COLUMNS": "200"} | ({"CALLWRIGHT_SMS__GATEWAY": gateway} if gateway else {})
    return CliRunner().invoke(app, list(words), env=environment)


def test_what_is_given_up_is_listed_with_its_problem_and_replayed(url: str) -> None:
    with receiving_beside(status("400 Bad number"), status("200 OK")) as gateway:
        sent = _callwright("messages", "send", "--database", url, gateway=gateway.url)
        failed = _callwright("messages", "list", "--state", "failed", "--database", url).output
        replayed = [_callwright("messages", "replay", "--failed", "--database", url).output.split()[0] for _ in range(2)]
        assert _callwright("messages", "send", "--database", url, gateway=gateway.url).exit_code == 0
        assert _callwright("messages", "send", "--database", url, gateway=gateway.url).exit_code == 0

    told = "messages given up: 1; `callwright messages list --state failed` says why"
    assert (sent.exit_code, sent.output.splitlines()[-1]) == (1, told)
    assert "HTTP 400" in failed
    assert "+15550100002" not in failed
    assert replayed == ["1", "0"]
    first, second = (json.loads(request.body)["reference"] for request in gateway.requests)
    assert first == second
    assert _callwright("messages", "list", "--state", "failed", "--database", url).output.strip() == "no messages"
    assert first in _callwright("messages", "list", "--state", "sent", "--database", url).output
    assert "message.replayed" in _callwright("audit", "--database", url).output
    assert _callwright("messages", "replay", first, "--database", url).exit_code == 1


def test_a_gateway_in_trouble_shows_in_the_exit_status(url: str) -> None:
    with receiving_beside(status("503 Busy")) as gateway:
        sent = _callwright("messages", "send", "--database", url, gateway=gateway.url)

    assert (sent.exit_code, sent.output.splitlines()[-1]) == (1, "messages that wait for another try: 1")


def test_without_a_gateway_there_is_nobody_to_send_by(url: str) -> None:
    assert _callwright("messages", "send", "--database", url).exit_code == 2
    assert _callwright("messages", "replay", "--database", url).exit_code == 2
