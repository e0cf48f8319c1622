"""Who opts out of messages or calls without a call: other systems are told."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from jsonschema import Draft202012Validator
from pydantic import SecretStr
from starlette.testclient import TestClient

from engine.campaign.grades import final_grade
from engine.events import OptedOut
from engine.gateway_news import Reply
from engine.launch.outboxes import sending
from engine.messaging.gateway import Heard, Message
from engine.settings import Settings
from engine.store.calls.recorder import Recorder
from engine.store.thread import StoreThread
from engine.web.app import web_app
from engine.web.service import Service
from engine.writeback.receivers import wishes
from engine.writeback.record import WriteBack
from engine.writeback.schemas import PayloadVersion, json_schema
from engine.writeback.signing import secret_bytes, signature_headers
from tests.integration.links.conftest import NUMBER, SECRET, SENT_AT, World
from tests.integration.opt_outs import opted_out, told, told_by
from tests.integration.recording import Recording

pytestmark = pytest.mark.integration

BOTH = ["call", "sms"]


@pytest.fixture
def listening(settings: Settings) -> Settings:
    """Settings in which receivers want to hear of opt-outs, and a gateway may call back."""
    sms = settings.sms.model_copy(update={"callback_token": SecretStr("gw-token")})
    return told_by(settings.model_copy(update={"sms": sms}))


@pytest.fixture
def client(listening: Settings, world: World) -> TestClient:
    return TestClient(web_app(Service(listening, world.database, world.clock)), headers={"Authorization": "Bearer gw-token"})


class StoppedTwice:
    """A gateway whose connection brings the same answer two times."""

    @asynccontextmanager
    async def connected(self, heard: Heard) -> AsyncIterator[None]:
        for _ in range(2):
            await heard(Reply(NUMBER, "STOP"))
        yield

    async def send(self, message: Message) -> str | None:
        raise AssertionError("nothing is due")


def tell(client: TestClient, body: object, message_id: str) -> int:
    raw = json.dumps(body).encode()
    headers = signature_headers(secret_bytes(SECRET), message_id, int(SENT_AT), raw)
    return client.post("/hooks/events", content=raw, headers=headers).status_code


def test_who_answers_stop_is_told_once_and_whole(world: World, client: TestClient) -> None:
    for text in ("STOP", "STOP", "stop calling me", "Thanks!"):
        assert client.post("/hooks/sms/replies", json={"from": NUMBER, "text": text}).status_code == 204

    ((receiver, body),) = told(world.database)
    assert receiver == "crm"
    assert body == {
        "schema": "callwright.writeback.v2",
        "id": body["id"],
        "type": "customer.opted_out",
        "at": "2027-01-15T08:00:00.000Z",
        "customer": {
            "number": NUMBER,
            "external_id": None,
            "name": body["customer"]["name"],
            "grade": None,
            "tags": [],
            "slots": {},
            "do_not_call": True,
            "do_not_text": True,
        },
        "opt_out": {"channels": BOTH, "source": "sms", "told_by": None},
        **dict.fromkeys(("call", "campaign", "row", "lead", "tag", "summary", "next_call_at", "transcript")),
        "next_action": "leave_alone",
    }
    Draft202012Validator(json.loads(json_schema(PayloadVersion.V2))).validate(body)


def test_a_stop_of_nobody_we_know_is_told_once_with_the_number_alone(world: World, client: TestClient) -> None:
    for _ in range(2):
        client.post("/hooks/sms/replies", json={"from": "+15550109999", "text": "STOP"})

    ((_, body),) = told(world.database)
    assert (body["customer"]["number"], body["customer"]["name"], body["customer"]["do_not_call"]) == ("+15550109999", None, True)
    assert body["opt_out"] == {"channels": BOTH, "source": "sms", "told_by": None}


async def test_an_answer_over_the_gateways_connection_is_told(world: World, listening: Settings) -> None:
    async with StoreThread() as thread, sending(StoppedTwice(), listening, world.database, thread, world.clock.now):
        pass

    assert opted_out(world.database) == [(BOTH, "sms", None)]


def test_who_unsubscribes_elsewhere_is_told_once(world: World, client: TestClient) -> None:
    texts = {"kind": "unsubscribe", "link": world.link.token, "channel": "sms", "at": "2030-01-01T00:00:00Z"}
    everything = {"kind": "unsubscribe", "number": NUMBER}

    for body, message_id in ((texts, "m-1"), (texts, "m-1"), (texts, "m-2"), (everything, "m-3"), (everything, "m-4")):
        assert tell(client, body, message_id) == 200

    assert opted_out(world.database) == [(["sms"], "system", "hook"), (["call"], "system", "hook")]
    (_, first), (_, second) = told(world.database)
    assert (first["customer"]["do_not_call"], first["customer"]["do_not_text"], first["next_action"]) == (False, True, None)
    assert (second["customer"]["do_not_call"], second["next_action"]) == (True, "leave_alone")


def test_who_asked_in_a_call_before_is_not_told_of_again(world: World, listening: Settings, client: TestClient) -> None:
    after = WriteBack(wishes(listening.writeback))
    in_the_call = OptedOut(attempt_id="a1", at=SENT_AT, reason="stop calling")
    Recording(world.database, Recorder(world.database, final_grade, after=after)).apply(in_the_call)
    client.post("/hooks/sms/replies", json={"from": NUMBER, "text": "STOP"})
    tell(client, {"kind": "unsubscribe", "number": NUMBER}, "m-1")

    assert [(receiver, body["schema"], body["call"]["id"]) for receiver, body in told(world.database)] == [
        ("crm", "callwright.writeback.v2", "a1"),
        ("old", "callwright.writeback.v1", "a1"),
    ]


def test_other_events_are_no_opt_outs(world: World, client: TestClient) -> None:
    assert tell(client, {"kind": "order", "number": NUMBER}, "m-1") == 200
    assert client.get(f"/p/{world.link.token}.gif").status_code == 200

    assert told(world.database) == []
