"""Live calls over HTTP: who may watch and steer them, what the feed and the wall tell, what is written down."""

from __future__ import annotations

import json

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.websockets import WebSocketDisconnect

from engine.campaign.grades import final_grade
from engine.events import AgentLeft, OptedOut, PersonSpoke, PhoneAnswered, TransferStarted
from engine.live.campaigns import LiveCampaigns
from engine.live.feed import CallDialled, Happening, Told
from engine.masking import masked
from engine.outcome import HandoverOutcome
from engine.settings import Settings
from engine.store.calls.recorder import Recorder
from engine.store.database import Database
from engine.store.opening import OpenStore
from engine.store.tables import AuditEntry
from engine.web.access import Access, Role
from engine.web.service import Service
from tests.integration.web.conftest import QUICK, START, SetClock, SignIn, browser

pytestmark = pytest.mark.integration

NUMBER = "+15550100001"
DIALLED = CallDialled(attempt_id="a", at=START, number=NUMBER, worker="worker-1")
ANSWERED = PhoneAnswered(attempt_id="a", at=START)
SPOKE = PersonSpoke(
    attempt_id="a",
    at=START,
    node="offer",
    text=f"call me at {NUMBER}",
    started_ms=0,
    ended_ms=900,
    intent="call_me",
    confidence=0.9,
    asr_ms=80,
)


def told(event: Happening, campaign_id: int = 1) -> Told:
    return Told(campaign_id=campaign_id, campaign="spring", event=event)


@pytest.fixture
def live(settings: Settings, database: Database, clock: SetClock) -> LiveCampaigns:
    return LiveCampaigns(settings, OpenStore(database, Recorder(database, final_grade), 0), clock)


@pytest.fixture
def access(settings: Settings, database: Database, clock: SetClock, live: LiveCampaigns) -> Access:
    return Access(Service(settings, database, clock, live), QUICK)


@pytest.fixture
def on_a_call(live: LiveCampaigns) -> None:
    for event in (DIALLED, ANSWERED, SPOKE):
        live.tell(told(event))


@pytest.mark.usefixtures("on_a_call")
@pytest.mark.parametrize(
    ("role", "number", "words"),
    [(Role.OPERATOR, NUMBER, f"call me at {NUMBER}"), (Role.SUPERVISOR, masked(NUMBER), f"call me at {masked(NUMBER)}")],
)
def test_what_goes_on_is_shown_with_numbers_as_the_reader_may_see_them(
    signed_in_as: SignIn, role: Role, number: str, words: str, clock: SetClock
) -> None:
    clock.forward(12)
    (call,) = signed_in_as(role).get("/api/v1/live").json()["calls"]
    assert (call["state"], call["node"], call["seconds"]) == ("answered", "", 12)
    assert (call["number"], call["last_words"]) == (number, words)
    assert call["alerts"] == ["long_silence"]


@pytest.mark.usefixtures("on_a_call")
def test_a_call_is_shown_with_its_events_so_far_and_one_that_is_over_is_not_found(signed_in_as: SignIn) -> None:
    client = signed_in_as(Role.SUPERVISOR)
    assert [event["type"] for event in client.get("/api/v1/live/calls/a").json()["events"]] == ["PhoneAnswered", "PersonSpoke"]
    assert client.get("/api/v1/live/calls/b").status_code == 404


def test_the_feed_tells_a_campaigns_events_as_they_happen(signed_in_as: SignIn, live: LiveCampaigns) -> None:
    with signed_in_as(Role.SUPERVISOR) as client, client.websocket_connect("/api/v1/feed?campaign=2", headers=ours()) as feed:
        assert client.portal is not None
        client.portal.call(live.tell, told(ANSWERED))
        client.portal.call(live.tell, told(SPOKE, campaign_id=2))
        said = json.loads(feed.receive_text())
    assert (said["campaign_id"], said["campaign"], said["event"]["type"]) == (2, "spring", "PersonSpoke")
    assert NUMBER not in said["event"]["text"]


@pytest.mark.usefixtures("on_a_call")
def test_numbers_and_places_of_files_stand_in_no_event(signed_in_as: SignIn, live: LiveCampaigns) -> None:
    for event in (
        OptedOut(attempt_id="a", at=START, reason=f"take {NUMBER} off"),
        TransferStarted(attempt_id="a", at=START, target=NUMBER),
        AgentLeft(attempt_id="a", at=START, agent="ann", outcome=HandoverOutcome.JOINED, recording="/srv/recordings/a.wav"),
    ):
        live.tell(told(event))
    answer = signed_in_as(Role.SUPERVISOR).get("/api/v1/live/calls/a").text
    assert NUMBER not in answer
    assert "/srv/recordings" not in answer


@pytest.mark.usefixtures("on_a_call")
def test_the_wall_gets_a_picture_at_once(signed_in_as: SignIn) -> None:
    with signed_in_as(Role.OPERATOR) as client, client.websocket_connect("/api/v1/live/wall", headers=ours()) as wall:
        assert [call["number"] for call in json.loads(wall.receive_text())["calls"]] == [NUMBER]


def ours() -> dict[str, str]:
    return {"Origin": "http://testserver"}


@pytest.mark.parametrize("path", ["feed", "live/wall", "live/calls/a/sound", "live/calls/a/voice"])
def test_nobody_comes_to_a_socket_who_is_not_signed_in_or_comes_from_elsewhere(
    app: FastAPI, signed_in_as: SignIn, path: str
) -> None:
    for client, origin in ((browser(app), ours()), (signed_in_as(Role.ADMIN), {"Origin": "http://elsewhere.example"})):
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(f"/api/v1/{path}", headers=origin) as socket:
            socket.receive_text()


@pytest.mark.parametrize("path", ["live/calls/a/sound", "live/calls/a/voice"])
def test_an_operator_neither_listens_nor_talks(signed_in_as: SignIn, path: str) -> None:
    client = signed_in_as(Role.OPERATOR)
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(f"/api/v1/{path}", headers=ours()) as socket:
        socket.receive_text()


ORDERS = [("whisper", {"text": "Hello"}), ("node", {"node": "offer"}), ("hang-up", {}), ("mark", {"note": "look"})]


@pytest.mark.parametrize(("order", "body"), ORDERS)
@pytest.mark.parametrize(
    ("role", "status"), [(Role.SUPERVISOR, 409), (Role.ADMIN, 409), (Role.OPERATOR, 403), (Role.DESIGNER, 403), (Role.AGENT, 403)]
)
def test_orders_are_for_supervisors_and_a_call_that_is_over_refuses_them(
    signed_in_as: SignIn, role: Role, status: int, order: str, body: dict[str, str]
) -> None:
    answer = signed_in_as(role).post(f"/api/v1/live/calls/gone/{order}", json=body)
    assert answer.status_code == status
    assert status == 403 or answer.json()["detail"] == "the call is over"


def test_what_was_tried_is_written_down(signed_in_as: SignIn, database: Database) -> None:
    signed_in_as(Role.SUPERVISOR).post("/api/v1/live/calls/gone/whisper", json={"text": "Hello"})
    entry = database.read(lambda session: session.scalars(select(AuditEntry).where(AuditEntry.action.like("call.%"))).one())
    assert (entry.actor, entry.action, entry.subject, entry.detail) == (
        "account supervisor",
        "call.whispered",
        "call gone",
        {"text": "Hello"},
    )
