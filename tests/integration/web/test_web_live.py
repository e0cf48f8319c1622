"""Live calls over HTTP: who may watch and steer them, what the feed and the wall tell, what is written down."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import cast

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
from engine.call.messages import WorkerAlive
from engine.call.orders import HandBack, ListenIn, Order, OrderRefused, StopListening, SupervisorVoice, TakeOver
from engine.call.worker.pool import WorkerPool
from engine.campaign.grades import final_grade
from engine.campaign.runner import CampaignRunner
from engine.campaign.trunks.board import TrunkView
from engine.campaign.trunks.lines import TrunkedLines
from engine.events import AgentLeft, CallEvent, OptedOut, PersonSpoke, PhoneAnswered, TransferStarted
from engine.launch.running import Ready
from engine.live.campaigns import LiveCampaigns
from engine.live.feed import CallDialled, Happening, Told
from engine.live.phones import Phones
from engine.live.runs import LiveRun, RunState
from engine.masking import masked
from engine.outcome import HandoverOutcome
from engine.settings import Settings
from engine.store.access import accounts, tokens
from engine.store.calls.recorder import Recorder
from engine.store.database import Database
from engine.store.floor import agents
from engine.store.opening import OpenStore
from engine.store.tables import AuditEntry
from engine.web.access import Access, Permission, Role
from engine.web.live import admitted
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


@pytest.mark.parametrize("path", ["feed", "live/wall", "live/calls/a/sound", "live/calls/a/voice"])
def test_who_is_shut_out_loses_what_they_had_open(
    signed_in_as: SignIn, database: Database, pool: Pool, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admitted, "LOOK_S", 0.01)
    with signed_in_as(Role.SUPERVISOR) as client, client.websocket_connect(f"/api/v1/{path}", headers=ours()) as socket:
        database.write(lambda session: accounts.disable(session, "supervisor", START))
        told = socket.receive()
        while told["type"] != "websocket.close":
            told = socket.receive()

    assert told["code"] == 4401
    assert [type(order) for order in pool.given] in ([], [ListenIn], [TakeOver, HandBack])


@pytest.mark.usefixtures("on_a_call")
def test_a_programs_feed_ends_with_its_token(
    app: FastAPI, token_of: Token, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admitted, "LOOK_S", 0.01)
    headers = token_of(Permission.CALLS_READ)
    with browser(app) as client, client.websocket_connect("/api/v1/feed", headers=headers) as feed:
        (token,) = database.read(tokens.listed)
        database.write(lambda session: tokens.revoke(session, token.id, START))
        with pytest.raises(WebSocketDisconnect) as closed:
            feed.receive_text()

    assert closed.value.code == 4401


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


class Pool:
    """A run's workers and trunks, which do what they are told, and nothing else."""

    restarts = 2
    workers = (
        SimpleNamespace(
            name="worker-1",
            trunk="gateway:5060",
            lines=SimpleNamespace(calls={"a"}, free_lines=3),
            alive=WorkerAlive(loop_lag_ms=7.25, media_ticks=900, late_ticks=9),
        ),
    )

    def __init__(self) -> None:
        self.given: list[Order] = []
        self.told: list[CallEvent] = []
        self.voice = bytearray()
        self.handed_back = asyncio.Event()

    def views(self) -> tuple[TrunkView, ...]:
        return (TrunkView("gateway:5060", 1, 4, closed=False),)

    async def order(self, order: Order) -> None:
        self.given.append(order)
        if isinstance(order, HandBack):
            if order.node == "prize":
                raise OrderRefused("the script has no node 'prize'")
            self.handed_back.set()

    def send(self, message: SupervisorVoice | StopListening) -> None:
        if isinstance(message, SupervisorVoice):
            self.voice += message.pcm

    def tell(self, event: CallEvent) -> None:
        self.told.append(event)


@pytest.fixture
def pool(live: LiveCampaigns, on_a_call: None) -> Pool:
    """Of the run whose call goes on."""
    del on_a_call
    pool, run = Pool(), LiveRun(1, "spring", 4, START, RunState.RUNNING)
    run.ready = Ready(cast("CampaignRunner", None), cast("WorkerPool", pool), cast("TrunkedLines", pool))
    live._runs[1] = run
    return pool


def audited(database: Database) -> list[tuple[str, str]]:
    """What was done to calls, in its order."""
    entries = select(AuditEntry).where(AuditEntry.action.like("call.%")).order_by(AuditEntry.id)
    return database.read(lambda session: [(entry.action, entry.subject) for entry in session.scalars(entries)])


@pytest.mark.parametrize(
    ("order", "body", "action"),
    [(*one, action) for one, action in zip(ORDERS, ("whispered", "node_forced", "hung_up", "marked"), strict=True)],
)
def test_every_order_reaches_the_call_and_the_audit_log(
    signed_in_as: SignIn, database: Database, pool: Pool, order: str, body: dict[str, str], action: str
) -> None:
    assert signed_in_as(Role.SUPERVISOR).post(f"/api/v1/live/calls/a/{order}", json=body).status_code == 204
    assert [one.by for one in pool.given] + [getattr(one, "by", "") for one in pool.told] == ["supervisor"]
    assert audited(database) == [(f"call.{action}", "call a")]


@pytest.mark.parametrize("node", ["offer", None])
def test_a_voice_takes_the_call_over_and_hands_it_back_where_it_is_said_or_when_the_page_is_gone(
    signed_in_as: SignIn, database: Database, pool: Pool, node: str | None
) -> None:
    with signed_in_as(Role.SUPERVISOR) as client, client.websocket_connect("/api/v1/live/calls/a/voice", headers=ours()) as socket:
        socket.send_bytes(VOICE)
        if node:
            socket.send_text(json.dumps({"hand_back": node}))
        else:
            socket.close()
        assert client.portal is not None
        client.portal.call(pool.handed_back.wait)
    taken, back = pool.given
    assert isinstance(taken, TakeOver)
    assert isinstance(back, HandBack)
    assert (back.by, back.node) == ("supervisor", node)
    assert bytes(pool.voice) == VOICE
    assert audited(database) == [("call.taken_over", "call a"), ("call.handed_back", "call a")]


def test_a_call_is_handed_back_also_where_the_script_has_no_such_node(signed_in_as: SignIn, pool: Pool) -> None:
    with signed_in_as(Role.SUPERVISOR) as client, client.websocket_connect("/api/v1/live/calls/a/voice", headers=ours()) as socket:
        socket.send_text(json.dumps({"hand_back": "prize"}))
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()

    assert [one.node for one in pool.given if isinstance(one, HandBack)] == ["prize", None]
    assert (closed.value.code, closed.value.reason) == (
        4409,
        "the script has no node 'prize': the bot goes on with its open question",
    )


def test_who_listens_is_written_down(signed_in_as: SignIn, database: Database, pool: Pool) -> None:
    with signed_in_as(Role.SUPERVISOR) as client, client.websocket_connect("/api/v1/live/calls/a/sound", headers=ours()) as socket:
        assert json.loads(socket.receive_text())["channels"] == 2
    assert [type(one) for one in pool.given] == [ListenIn]
    assert audited(database) == [("call.listened_to", "call a")]


@pytest.mark.usefixtures("pool")
def test_the_health_of_workers_and_trunks_is_told(signed_in_as: SignIn) -> None:
    (run,) = signed_in_as(Role.SUPERVISOR).get("/api/v1/live").json()["runs"]
    assert (run["campaign"], run["state"], run["calls"], run["worker_restarts"]) == ("spring", "running", 1, 2)
    (worker,) = run["workers"]
    assert (worker["name"], worker["free_lines"], worker["loop_lag_ms"]) == ("worker-1", 3, 7.2)
    assert (worker["media_ticks"], worker["late_ticks"]) == (900, 9)
    assert run["trunks"] == [{"trunk": "gateway:5060", "calls": 1, "concurrency": 4, "taking_calls": False}]


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
        assert json.loads(page.receive_text()) == {"state": "ringing", "ring_s": 15.0, "auto_answer": True, "returnable": False}
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
