from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from engine.settings import Settings
from engine.shipped import shipped
from engine.store.database import Database
from engine.store.floor import agents
from engine.store.tables import Attempt, CallNote, Handover
from engine.web.access import Access, Permission, Role
from engine.web.app import web_app
from engine.web.service import Service
from tests.integration.web.conftest import QUICK, SetClock, SignIn, Token, browser
from tests.integration.web.seeding import seed

pytestmark = pytest.mark.integration


def end_again(database: Database, at: float) -> None:
    """The seeded call ends at another moment, with one turn that was not recognized, and an agent, whom nobody joined before."""

    def move(session: Session) -> None:
        session.get_one(Attempt, "call-1").ended_at = at
        session.add(CallNote(attempt_id="call-1", at=at - 1, kind="TurnUnread", detail={"why": "recognition"}))
        session.add(CallNote(attempt_id="call-1", at=at - 1, kind="RecordingStopped", detail={"reason": "the disk is full"}))
        agents.add(session, "bo", "sip:bo@pbx.example", at)
        agent_id = agents.get(session, "bo").id
        for joined_at in (at - 2, None):
            session.add(Handover(attempt_id="call-1", agent_id=agent_id, asked_at=at - 9, joined_at=joined_at, summary=""))

    database.write(move)


def test_calls_that_end_are_added_up_once(
    app: FastAPI, clock: SetClock, database: Database, token_of: Token, tmp_path: Path
) -> None:
    seed(database, tmp_path)
    headers = token_of(Permission.METRICS_READ)

    def page() -> str:
        return browser(app).get("/metrics", headers=headers).text

    assert 'callwright_calls_total{disposition="completed"}' not in page(), "it ended before the server began"
    end_again(database, clock.now() + 1)
    clock.forward(10)
    for told in (page(), page()):
        assert 'callwright_calls_total{disposition="completed"} 1.0' in told
        assert 'callwright_call_causes_total{cause="normal"} 1.0' in told
        assert 'callwright_reply_gap_seconds_bucket{le="0.4"} 1.0' in told
        assert 'callwright_recognition_seconds_bucket{le="0.2"} 0.0' in told
        assert 'callwright_recognition_seconds_bucket{le="0.3"} 1.0' in told
        assert 'callwright_agent_wait_seconds_bucket{le="5.0"} 0.0' in told
        assert 'callwright_agent_wait_seconds_bucket{le="10.0"} 1.0' in told
        assert "callwright_agent_wait_seconds_count 1.0" in told
        assert 'callwright_unread_turns_total{why="recognition"} 1.0' in told
        assert "callwright_recordings_stopped_total 1.0" in told
        assert "callwright_open_calls 0.0" in told
        assert 'callwright_deliveries{state="dead"} 1.0' in told
        assert 'callwright_text_messages{state="unreported"} 0.0' in told
        assert "callwright_event_loop_lag_seconds " in told
        assert "+1555" not in told


def test_messages_that_are_not_reported_in_time_are_counted(
    app: FastAPI, clock: SetClock, database: Database, token_of: Token, tmp_path: Path
) -> None:
    seed(database, tmp_path)
    clock.forward(3 * 86_400)
    told = browser(app).get("/metrics", headers=token_of(Permission.METRICS_READ)).text
    assert 'callwright_text_messages{state="unreported"} 1.0' in told
    assert 'callwright_text_messages{state="failed"} 0.0' in told


def test_metrics_are_for_those_who_may_read_them(app: FastAPI, signed_in_as: SignIn, token_of: Token) -> None:
    assert browser(app, "127.0.0.1").get("/metrics").status_code == 401
    assert browser(app).get("/metrics", headers=token_of(Permission.CALLS_READ)).status_code == 403
    assert signed_in_as(Role.SUPERVISOR).get("/metrics").status_code == 200
    assert signed_in_as(Role.OPERATOR).get("/metrics").status_code == 403


def test_metrics_are_for_this_machine_if_the_settings_say_so(settings: Settings, database: Database, clock: SetClock) -> None:
    local = settings.model_copy(update={"web": settings.web.model_copy(update={"metrics": "local"})})
    access = Access(Service(local, database, clock), QUICK)
    app = web_app(access.service, access)
    assert browser(app, "127.0.0.1").get("/metrics").status_code == 200
    assert browser(app, "192.0.2.1").get("/metrics").status_code == 401


def test_the_dashboard_asks_for_what_there_is(app: FastAPI, token_of: Token) -> None:
    told = browser(app).get("/metrics", headers=token_of(Permission.METRICS_READ)).text
    known = set(re.findall(r"^# TYPE (callwright_\w+)", told, re.MULTILINE))
    asked = set(re.findall(r"callwright_\w+", (shipped("configs") / "grafana-dashboard.json").read_text())) - {"callwright"}
    assert {name.removesuffix("_bucket") for name in asked} <= known
