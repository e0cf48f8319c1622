"""What a message gateway calls back: reports and answers."""

from __future__ import annotations

from typing import Literal

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from engine.settings import Settings
from engine.store.people import consents, do_not_call
from engine.store.tables import Channel, Customer, MessageState, TextMessage
from engine.web.app import web_app
from engine.web.service import Service
from tests.integration.links.conftest import NUMBER, SENT_AT, World

pytestmark = pytest.mark.integration

REPORTS, REPLIES = "/hooks/sms/reports", "/hooks/sms/replies"
TOKEN = {"Authorization": "Bearer gw-token"}


@pytest.fixture
def gateway(settings: Settings, world: World) -> TestClient:
    """A gateway that calls us back, and was told how."""
    sms = settings.sms.model_copy(update={"callback_token": SecretStr("gw-token")})
    app = web_app(Service(settings.model_copy(update={"sms": sms}), world.database, world.clock))
    return TestClient(app, headers=TOKEN)


def message(world: World) -> TextMessage:
    return world.database.read(lambda session: session.scalars(select(TextMessage)).one())


def listed(world: World) -> bool:
    return world.database.read(lambda session: do_not_call.listed(session, NUMBER))


@pytest.mark.parametrize("form", ["json", "form", "query"])
@pytest.mark.parametrize(
    ("state", "becomes"),
    [
        ("DELIVRD", MessageState.DELIVERED),
        ("Delivered", MessageState.DELIVERED),
        ("failed", MessageState.UNDELIVERABLE),
        ("buffered", MessageState.SENT),
    ],
)
def test_a_report_says_what_became_of_a_message(
    world: World, gateway: TestClient, form: str, state: str, becomes: MessageState
) -> None:
    told = {"reference": message(world).id, "state": state, "reason": "no such number", "cost": "1"}

    for _ in range(2):
        match form:
            case "json":
                answer = gateway.post(REPORTS, json=told)
            case "form":
                answer = gateway.post(REPORTS, data=told)
            case _:
                answer = gateway.get(REPORTS, params=told)
        assert answer.status_code == 204

    kept = message(world)
    assert kept.state is becomes
    assert kept.reported_at == (None if becomes is MessageState.SENT else SENT_AT)


@pytest.mark.parametrize(
    ("told", "field"),
    [({"state": "failed"}, "reference"), ({"reference": "x"}, "state")],
)
def test_a_report_without_a_field_is_refused_by_its_name(gateway: TestClient, told: dict[str, str], field: str) -> None:
    answer = gateway.post(REPORTS, json=told)

    assert (answer.status_code, answer.json()["errors"]) == (422, [{"field": field, "problem": "is missing"}])


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"'])
def test_what_is_no_object_is_refused(gateway: TestClient, body: bytes) -> None:
    answer = gateway.post(REPORTS, content=body, headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body")


def test_a_report_about_an_unknown_message_is_taken_and_changes_nothing(world: World, gateway: TestClient) -> None:
    assert gateway.post(REPORTS, json={"reference": "gw-9", "state": "failed"}).status_code == 204
    assert message(world).state is MessageState.SENT


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer gw-tokem"}, {"Authorization": "gw"}])
def test_nobody_else_may_report(world: World, gateway: TestClient, headers: dict[str, str]) -> None:
    gateway.headers.pop("authorization")
    told = {"reference": message(world).id, "state": "failed"}

    assert gateway.post(REPORTS, json=told, headers=headers).status_code == 401
    assert world.client.post(REPORTS, json=told, headers=TOKEN).status_code == 404  # no token is set there
    assert message(world).state is MessageState.SENT


@pytest.mark.parametrize("number", [NUMBER, NUMBER.lstrip("+"), "(555) 010-0002"])
def test_who_answers_stop_gets_no_message_and_no_call(world: World, gateway: TestClient, number: str) -> None:
    for _ in range(2):
        assert gateway.post(REPLIES, json={"from": number, "text": "STOP"}).status_code == 204

    assert listed(world)
    customer_id = world.link.customer_id
    assert world.database.read(lambda session: consents.withdrawn(session, customer_id, Channel.SMS))
    assert len(world.database.read(lambda session: consents.history(session, customer_id))) == 2


@pytest.mark.parametrize("scope", ["all", "sms"])
def test_who_has_another_number_by_now_is_heard_from_the_one_that_was_texted(
    world: World, settings: Settings, scope: Literal["all", "sms"]
) -> None:
    moved = "+15550109998"

    def move(session: Session) -> None:
        session.get_one(Customer, world.link.customer_id).number = moved

    world.database.write(move)
    sms = settings.sms.model_copy(update={"callback_token": SecretStr("gw-token"), "opt_out": scope})
    gateway = TestClient(web_app(Service(settings.model_copy(update={"sms": sms}), world.database, world.clock)), headers=TOKEN)

    assert gateway.post(REPLIES, json={"from": NUMBER, "text": "STOP"}).status_code == 204

    customer_id = world.link.customer_id
    assert world.database.read(lambda session: consents.withdrawn(session, customer_id, Channel.SMS))
    assert [event.kind for event in world.events()] == ["unsubscribe"]
    not_called = {moved, NUMBER} if scope == "all" else set()
    assert world.database.read(lambda session: do_not_call.listed_of(session, [moved, NUMBER])) == not_called


@pytest.mark.parametrize("scope", ["all", "sms"])
@pytest.mark.parametrize("number", ["+15550109999", "15550109999", "(555) 010-9999"])
def test_a_stop_of_somebody_we_never_reached_is_a_do_not_call_wish(
    world: World, settings: Settings, scope: Literal["all", "sms"], number: str
) -> None:
    sms = settings.sms.model_copy(update={"callback_token": SecretStr("gw-token"), "opt_out": scope})
    app = web_app(Service(settings.model_copy(update={"sms": sms}), world.database, world.clock))
    people = world.database.read(lambda session: session.scalar(select(func.count()).select_from(Customer)))

    for text in ("Hello?", "STOP", "stop"):
        assert TestClient(app).post(REPLIES, json={"from": number, "text": text}).status_code == 401
        assert world.database.read(lambda session: do_not_call.find(session, "+15550109999")) is None
    assert TestClient(app, headers=TOKEN).post(REPLIES, json={"from": number, "text": "Hello?"}).status_code == 204
    assert world.database.read(lambda session: do_not_call.find(session, "+15550109999")) is None
    assert TestClient(app, headers=TOKEN).post(REPLIES, json={"from": number, "text": "STOP"}).status_code == 204

    listing = world.database.read(lambda session: do_not_call.find(session, "+15550109999"))
    assert listing is not None
    assert (listing.reason, listing.source) == ("unsubscribed", "sms")
    assert world.database.read(lambda session: session.scalar(select(func.count()).select_from(Customer))) == people
    assert not world.events()


def test_a_stop_of_what_is_no_number_is_taken_and_changes_nothing(world: World, gateway: TestClient) -> None:
    listed_before = world.database.read(lambda session: list(do_not_call.listings(session)))
    assert gateway.post(REPLIES, json={"from": "NorthBank", "text": "STOP"}).status_code == 204
    assert world.database.read(lambda session: list(do_not_call.listings(session))) == listed_before


def test_other_answers_are_kept_with_the_person(world: World, gateway: TestClient) -> None:
    gateway.post(REPLIES, json={"from": NUMBER, "text": "Can you stop by at six?"})
    gateway.post(REPLIES, json={"from": "+15550109999", "text": "STOP"})

    gateway.post(REPLIES, content=b'{"from": "15550100002", "text": "half \\ud83d"}', headers={"content-type": "application/json"})

    event, half = world.events()
    assert half.detail == {"text": "half ?"}
    assert (event.kind, event.detail, event.source) == ("sms_reply", {"text": "Can you stop by at six?"}, "sms")
    assert not listed(world)
