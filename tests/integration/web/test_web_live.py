"""Live calls over HTTP: who may watch and steer them, what the feed and the wall tell, what is written down."""

from __future__ import annotations

import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.websockets import WebSocketDisconnect

from engine.call.handover.browser_calls import (
    AgentHears,
    AgentVoice,
    BrowserDeed,
    BrowserDid,
    BrowserReleased,
    FromBrowser,
    RingBrowser,
)
from engine.campaign.grades import final_grade
from engine.events import AgentLeft, OptedOut, PersonSpoke, PhoneAnswered, TransferStarted
from engine.live.campaigns import LiveCampaigns
from engine.live.feed import CallDialled, Happening, Told
from engine.live.phones import Phones
from engine.masking import masked
from engine.outcome import HandoverOutcome
from engine.settings import Settings
from engine.store.access import accounts
from engine.store.calls.recorder import Recorder
from engine.store.database import Database
from engine.store.floor import agents
from engine.store.opening import OpenStore
from engine.store.tables import AuditEntry
from engine.web.access import Access, Permission, Role
from engine.web.service import Service
from tests.integration.web.conftest import QUICK, START, SetClock, SignIn, Token, browser

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


@pytest.mark.parametrize("path", ["feed", "live/wall", "live/calls/a/sound", "live/calls/a/voice", "agent/phone"])
def test_nobody_comes_to_a_socket_who_is_not_signed_in_or_comes_from_elsewhere(
    app: FastAPI, signed_in_as: SignIn, path: str
) -> None:
    for client, origin in ((browser(app), ours()), (signed_in_as(Role.ADMIN), {"Origin": "http://elsewhere.example"})):
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(f"/api/v1/{path}", headers=origin) as socket:
            socket.receive_text()


@pytest.mark.parametrize("path", ["live/calls/a/sound", "live/calls/a/voice", "agent/phone"])
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


@pytest.fixture
def ann(signed_in_as: SignIn, database: Database) -> TestClient:
    """The browser of somebody who belongs to the agent Ann."""
    client = signed_in_as(Role.AGENT)

    def employ(session: Session) -> None:
        agents.add(session, "ann", "", START)
        accounts.set_agent(session, "agent", "ann")

    database.write(employ)
    return client


RING = RingBrowser(attempt_id="a", agent="ann", ring_s=15.0, auto_answer=True)
VOICE = b"\1\0" * 320


def test_an_agents_page_rings_brings_sound_and_takes_theirs(
    ann: TestClient, live: LiveCampaigns, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[FromBrowser] = []
    monkeypatch.setattr(live, "phones", Phones(sent.append))
    with ann, ann.websocket_connect("/api/v1/agent/phone", headers=ours()) as page:
        assert ann.portal is not None
        assert page.receive_json()["state"] == "idle"
        page.send_text("nonsense")
        ann.portal.call(live.phones.take, RING)
        assert json.loads(page.receive_text()) == {"state": "ringing", "ring_s": 15.0, "auto_answer": True}
        page.send_json({"act": "pick_up"})
        assert page.receive_json()["state"] == "picked_up"
        ann.portal.call(live.phones.take, AgentHears(attempt_id="a", agent="ann", pcm=VOICE[:4]))
        assert page.receive_bytes() == b"\1\0" * 4, "on both sides alike"
        page.send_bytes(VOICE)
        page.send_json({"act": "hang_up"})
        ann.portal.call(live.phones.take, BrowserReleased(attempt_id="a", agent="ann"))
        assert page.receive_json()["state"] == "idle"
    said = [AgentVoice(attempt_id="a", agent="ann", pcm=VOICE)]
    assert sent == [deed(BrowserDeed.PICKED_UP), *said, deed(BrowserDeed.HUNG_UP)]


def deed(kind: BrowserDeed) -> BrowserDid:
    return BrowserDid(attempt_id="a", agent="ann", deed=kind)


@pytest.mark.parametrize("voice", [VOICE * 14, b"\1"])
def test_what_is_no_voice_closes_the_page_and_loses_the_call(
    ann: TestClient, live: LiveCampaigns, monkeypatch: pytest.MonkeyPatch, voice: bytes
) -> None:
    sent: list[FromBrowser] = []
    monkeypatch.setattr(live, "phones", Phones(sent.append))
    with ann, ann.websocket_connect("/api/v1/agent/phone", headers=ours()) as page:
        assert ann.portal is not None
        page.receive_text()
        ann.portal.call(live.phones.take, RING)
        page.receive_text()
        page.send_bytes(voice)
        with pytest.raises(WebSocketDisconnect) as closed:
            page.receive_text()
    assert (closed.value.code, sent) == (1009, [deed(BrowserDeed.GONE)])


def refusal_of_a_phone(client: TestClient, headers: dict[str, str]) -> tuple[int, str]:
    with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect("/api/v1/agent/phone", headers=headers) as page:
        page.receive_text()
    return closed.value.code, closed.value.reason


def test_a_phone_is_for_the_agents_own_session(
    ann: TestClient, app: FastAPI, signed_in_as: SignIn, token_of: Token, live: LiveCampaigns
) -> None:
    no_token = (4409, "a phone is a page of the console: no token can be one")
    assert refusal_of_a_phone(browser(app), token_of(Permission.AGENT_WORK, role=Role.AGENT)) == no_token
    assert refusal_of_a_phone(signed_in_as(Role.ADMIN), ours()) == (4409, "your account belongs to no agent")
    with ann, live.phones.opened("ann") as other:
        other.ring(RING)
        assert refusal_of_a_phone(ann, ours()) == (4409, "you are in a call on another page")
