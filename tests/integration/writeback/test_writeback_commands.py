from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from engine.cli import app
from engine.store import deliveries
from tests.integration.http_receiver import receiving_beside, status
from tests.integration.writeback.one_call import one_call

pytestmark = pytest.mark.integration


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database in which one write-back waits for the receiver `crm`."""
    url = f"sqlite:///{tmp_path / 'calls.db'}"
    with one_call(url) as database:
        database.write(
            lambda session: deliveries.queue(
                session, "d-1", "crm", "a-1", "call.ended", json.dumps({"id": "d-1", "type": "call.ended"}), 1.0
            )
        )
    return url


def _callwright(*words: str, receiver: str | None = None) -> Result:
    environment = {"CRM_TOKEN": "t", "COLUMNS": "200"}
    if receiver:
        environment["CALLWRIGHT_WRITEBACK__RECEIVERS__CRM__URL"] = receiver
        environment["CALLWRIGHT_WRITEBACK__RECEIVERS__CRM__TOKEN_FROM"] = "CRM_TOKEN"
    return CliRunner().invoke(app, list(words), env=environment)


def test_what_waits_is_sent_without_a_campaign(url: str) -> None:
    with receiving_beside(status("200 OK")) as crm:
        sent = _callwright("deliveries", "send", "--database", url, receiver=crm.url)

    assert (sent.exit_code, sent.output.strip()) == (0, "everything that was due is delivered")
    assert [
        request.headers["webhook-id"] if "webhook-id" in request.headers else request.headers["idempotency-key"]
        for request in crm.requests
    ] == ["d-1"]
    listed = _callwright("deliveries", "list", "--database", url).output
    assert "d-1" in listed
    assert "delivered" in listed


def test_what_is_given_up_is_listed_with_its_problem_and_replayed(url: str) -> None:
    with receiving_beside(status("410 Gone"), status("200 OK")) as crm:
        refused = _callwright("deliveries", "send", "--database", url, receiver=crm.url)
        dead = _callwright("deliveries", "list", "--state", "dead", "--database", url).output
        replayed = _callwright("deliveries", "replay", "--dead", "--database", url)
        known = _callwright("audit", "--database", url).output
        _callwright("deliveries", "send", "--database", url, receiver=crm.url)

    told = "deliveries given up: 1; `callwright deliveries list --state dead` says why"
    assert (refused.exit_code, refused.output.splitlines()[-1]) == (1, told)
    assert "HTTP 410" in dead
    assert replayed.output.startswith("1 queued")
    assert "delivery.replayed" in known
    assert len(crm.requests) == 2
    assert _callwright("deliveries", "list", "--state", "dead", "--database", url).output.strip() == "no deliveries"


def test_a_receiver_in_trouble_shows_in_the_exit_status(url: str) -> None:
    with receiving_beside(status("500 Oops")) as crm:
        sent = _callwright("deliveries", "send", "--database", url, receiver=crm.url)

    assert (sent.exit_code, sent.output.splitlines()[-1]) == (1, "deliveries that wait for another try: 1")


def test_without_receivers_there_is_nobody_to_send_to(url: str) -> None:
    sent = _callwright("deliveries", "send", "--database", url)

    assert sent.exit_code == 2


def test_a_campaigns_results_are_written_whenever_one_wants(url: str, tmp_path: Path) -> None:
    written = _callwright(
        "campaigns", "results", "spring", "--csv", str(tmp_path / "r.csv"), "--json", str(tmp_path / "r.jsonl"), "--database", url
    )

    assert written.exit_code == 0, written.output
    (record,) = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert (record["number"], record["state"], record["message"]) == ("+15550100002", "dialling", None)
    assert "+15550100002" in (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    assert _callwright("campaigns", "results", "spring", "--database", url).exit_code == 2
    assert _callwright("campaigns", "results", "autumn", "--csv", str(tmp_path / "a.csv"), "--database", url).exit_code == 1
