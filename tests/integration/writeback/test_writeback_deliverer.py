from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.settings import ReceiverRequest
from engine.store import deliveries
from engine.store.database import Database
from engine.store.errors import UnknownDelivery
from engine.store.tables import Delivery, DeliveryState
from engine.store.thread import StoreThread
from engine.writeback.deliverer import Deliverer
from engine.writeback.receivers import Receiver
from engine.writeback.signing import signature_headers
from tests.integration.http_receiver import SILENCE, receiving, status
from tests.integration.writeback.one_call import one_call

pytestmark = pytest.mark.integration

OK = status("204 No Content")
KEY = b"k" * 24
BODY = (
    '{"id":"d","type":"call.ended","customer":{"number":"+15550100002","external_id":"c 7","name":null},'
    '"call":{"grade":"A","slots":{}},"summary":"Busy."}'
)


@dataclass
class Desk:
    """A store with deliveries to `crm`."""

    database: Database
    thread: StoreThread
    receiver: Receiver
    now: float = 1000.0

    def queue(self, delivery_id: str, receiver: str = "crm") -> None:
        self.database.write(lambda session: deliveries.queue(session, delivery_id, receiver, "a-1", delivery_id, BODY, self.now))

    async def deliver(self, url: str, **fields: object) -> None:
        receiver = replace(self.receiver, url=url, **fields)  # type: ignore[arg-type]
        await Deliverer(self.database, self.thread, receiver, lambda: self.now, lambda: 0.5).deliver_what_is_due()

    def kept(self, delivery_id: str) -> Delivery:
        return self.database.read(lambda session: session.scalars(select(Delivery).where(Delivery.id == delivery_id)).one())


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    with one_call(f"sqlite:///{tmp_path / 'calls.db'}") as database:
        async with StoreThread() as thread:
            yield Desk(database, thread, Receiver("crm", "", KEY, None, None, timeout_s=5))


async def test_what_is_queued_is_sent_once_signed_and_in_order(desk: Desk) -> None:
    desk.queue("d-1")
    desk.now += 1
    desk.queue("d-2")
    async with receiving(OK) as receiver:
        await desk.deliver(receiver.url)
        await desk.deliver(receiver.url)

    assert [request.headers["webhook-id"] for request in receiver.requests] == ["d-1", "d-2"]
    first = receiver.requests[0]
    assert (first.method, first.body.decode(), first.headers["content-type"]) == ("POST", BODY, "application/json")
    assert signature_headers(KEY, "d-1", 1001, BODY.encode()).items() <= first.headers.items()
    assert (desk.kept("d-1").state, desk.kept("d-1").tries, desk.kept("d-1").delivered_at) == (DeliveryState.DELIVERED, 1, 1001.0)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (status("500 Oops"), "HTTP 500"),
        (status("404 Not Found"), "HTTP 404"),
        (status("301 Moved", "Location: https://elsewhere.example/"), "HTTP 301"),
        (b"garbage\r\n\r\n", "RemoteProtocolError: "),
        (SILENCE, "no answer within 1 s"),
    ],
)
async def test_a_receiver_that_does_not_take_it_is_tried_again_later_under_the_same_id(
    desk: Desk, answer: bytes, problem: str
) -> None:
    desk.queue("d-1")
    async with receiving(answer, OK) as receiver:
        await desk.deliver(receiver.url, timeout_s=1 if answer == SILENCE else 5)
        kept = desk.kept("d-1")
        assert (kept.state, kept.tries, kept.next_try_at) == (DeliveryState.QUEUED, 1, 1005.0)
        assert (kept.problem or "").startswith(problem)
        desk.now = 1004.9
        await desk.deliver(receiver.url)
        assert len(receiver.requests) == 1
        desk.now = 1005.0
        await desk.deliver(receiver.url)

    assert [request.headers["webhook-id"] for request in receiver.requests] == ["d-1", "d-1"]
    assert (desk.kept("d-1").state, desk.kept("d-1").problem) == (DeliveryState.DELIVERED, None)


async def test_a_receiver_that_is_down_is_asked_once_a_round(desk: Desk) -> None:
    async with receiving(OK) as receiver:
        url = receiver.url
    for name in ("d-1", "d-2"):
        desk.queue(name)
    await desk.deliver(url)

    assert {name: (desk.kept(name).tries, desk.kept(name).state) for name in ("d-1", "d-2")} == {
        "d-1": (1, DeliveryState.QUEUED),
        "d-2": (0, DeliveryState.QUEUED),
    }
    assert "ConnectError" in (desk.kept("d-1").problem or "")


async def test_a_receiver_s_own_wish_for_a_pause_is_heeded(desk: Desk) -> None:
    desk.queue("d-1")
    async with receiving(status("503 Busy", "Retry-After: 120")) as receiver:
        await desk.deliver(receiver.url)

    assert desk.kept("d-1").next_try_at == 1120.0


async def test_what_is_gone_is_given_up_and_can_be_replayed(desk: Desk) -> None:
    desk.queue("d-1")
    async with receiving(status("410 Gone"), OK) as receiver:
        await desk.deliver(receiver.url)
        assert desk.kept("d-1").state is DeliveryState.DEAD
        await desk.deliver(receiver.url)
        assert desk.database.write(lambda session: deliveries.replay_dead(session, desk.now, "other")) == 0
        assert desk.database.write(lambda session: deliveries.replay_dead(session, desk.now, "crm")) == 1
        await desk.deliver(receiver.url)

    assert [request.headers["webhook-id"] for request in receiver.requests] == ["d-1", "d-1"]
    assert desk.kept("d-1").state is DeliveryState.DELIVERED


async def test_after_three_days_it_is_given_up(desk: Desk) -> None:
    desk.queue("d-1")
    async with receiving(status("500 Oops")) as receiver:
        for _ in range(20):
            await desk.deliver(receiver.url)
            desk.now = desk.kept("d-1").next_try_at

    assert (desk.kept("d-1").state, desk.kept("d-1").tries) == (DeliveryState.DEAD, len(receiver.requests))
    assert len(receiver.requests) == 10


async def test_a_receiver_in_trouble_holds_up_nobody_else(desk: Desk) -> None:
    desk.queue("d-1", "slow")
    desk.queue("d-2", "crm")
    async with receiving(SILENCE) as slow, receiving(OK) as crm:
        stuck = asyncio.create_task(desk.deliver(slow.url, name="slow", timeout_s=60))
        await desk.deliver(crm.url)
        assert desk.kept("d-2").state is DeliveryState.DELIVERED
        stuck.cancel()
        await asyncio.gather(stuck, return_exceptions=True)


async def test_a_receiver_gets_a_request_in_its_own_form(desk: Desk) -> None:
    desk.queue("d-1")
    form = ReceiverRequest(method="PATCH", body={"properties": {"status": "{call.grade}", "note": "Call: {summary}"}})
    async with receiving(OK) as receiver:
        await desk.deliver(receiver.url + "/contacts/{customer.external_id}", request=form, token="t0ken", key=None)

    (request,) = receiver.requests
    assert (request.method, request.path) == ("PATCH", "/contacts/c%207")
    assert json.loads(request.body) == {"properties": {"status": "A", "note": "Call: Busy."}}
    assert request.headers["authorization"] == "Bearer t0ken"
    assert request.headers["idempotency-key"] == "d-1"
    assert "webhook-signature" not in request.headers


async def test_a_placeholder_that_no_payload_can_fill_is_said_and_not_tried_again(desk: Desk) -> None:
    desk.queue("d-1")
    async with receiving(OK) as receiver:
        await desk.deliver(receiver.url, request=ReceiverRequest(body={"x": "{call.grad}"}))

    assert receiver.requests == []
    assert desk.kept("d-1").problem == "the settings' request: {call.grad}: the payload has no such field"


def test_a_delivery_that_never_was_cannot_be_replayed(tmp_path: Path) -> None:
    with (
        one_call(f"sqlite:///{tmp_path / 'calls.db'}") as database,
        pytest.raises(UnknownDelivery, match="callwright deliveries list"),
    ):
        database.write(lambda session: deliveries.replay(session, "nothing", 1.0))


async def test_what_one_engine_is_sending_no_other_takes_unless_it_died(desk: Desk) -> None:
    desk.queue("d-1")

    def taken(at: float) -> bool:
        return desk.database.write(lambda session: deliveries.next_due(session, "crm", at)) is not None

    assert [taken(at) for at in (1000.0, 1001.0, 1119.0, 1120.0)] == [True, False, False, True]
