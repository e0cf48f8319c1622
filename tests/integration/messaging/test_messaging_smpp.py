"""Messages over SMPP, to the lab's centre."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.events import SmsRequested
from engine.gateway_news import DeliveryReport, Fate, GatewayNews, Reply
from engine.launch.outboxes import sending
from engine.messaging.gateway import Message
from engine.messaging.smpp.gateway import SmppGateway
from engine.messaging.smpp.session import Centre
from engine.outgoing import NotTaken
from engine.settings import Settings
from engine.store.errors import StoreError
from engine.store.tables import MessageState, TextMessage
from engine.store.thread import StoreThread
from telephony.lab.centre import THROTTLED, LabCentre, short_message_centre
from telephony.smpp.text import GSM, UCS2
from tests.integration.campaign.campaign_book import opened_book
from tests.migrated import migrated

pytestmark = pytest.mark.integration

NUMBER = "+15550100002"
PATIENCE_S = 30.0


class Ears:
    """Keeps what a centre tells; deaf as often as it is told."""

    def __init__(self, deaf: int = 0) -> None:
        self.news: asyncio.Queue[GatewayNews] = asyncio.Queue()
        self._deaf = deaf

    async def hear(self, news: GatewayNews) -> None:
        if self._deaf:
            self._deaf -= 1
            raise StoreError("the disk is full")
        self.news.put_nowait(news)

    async def next(self) -> GatewayNews:
        async with asyncio.timeout(PATIENCE_S):
            return await self.news.get()


@asynccontextmanager
async def connected(
    centre: LabCentre, ears: Ears, password: str = "lab", timeout_s: float = PATIENCE_S
) -> AsyncIterator[SmppGateway]:
    gateway = SmppGateway(Centre("127.0.0.1", centre.port, "us", password, "Acme", timeout_s=timeout_s, alive_s=0.2))
    async with gateway.connected(ears.hear):
        yield gateway


@pytest.mark.parametrize(
    ("text", "codings"),
    [("Book here: {x} €", [GSM]), ("您好，课程已预约", [UCS2]), ("long " * 60, [GSM, GSM]), ("课😀" * 50, [UCS2, UCS2, UCS2])],
)
async def test_a_text_comes_as_it_was_sent_and_its_delivery_is_reported(text: str, codings: list[int]) -> None:
    ears = Ears()
    async with short_message_centre() as centre, connected(centre, ears) as gateway:
        reference = await gateway.send(Message("m-1", NUMBER, text))
        reports = [await ears.next() for _ in codings]

        assert centre.messages == {NUMBER: [text]}
        assert centre.codings == codings
        assert reports[-1] == DeliveryReport(str(reference), Fate.DELIVERED)


async def test_what_people_answer_is_heard_and_acknowledged_once_it_is_kept() -> None:
    ears = Ears(deaf=1)
    async with short_message_centre() as centre, connected(centre, ears) as gateway:
        centre.reports = None
        await gateway.send(Message("m-1", NUMBER, "Hello"))
        for _ in range(2):
            centre.say(NUMBER, "退订")

        assert await ears.next() == Reply(NUMBER.lstrip("+"), "退订")
        async with asyncio.timeout(PATIENCE_S):
            while len(centre.answers) < 2:
                centre.arrived.clear()
                await centre.arrived.wait()
        assert [answer.status for answer in centre.answers] == [0x64, 0]


async def test_a_throttled_message_is_sent_a_moment_later_and_a_refused_one_is_not() -> None:
    async with short_message_centre() as centre, connected(centre, Ears()) as gateway:
        centre.statuses = [THROTTLED]
        await gateway.send(Message("m-1", NUMBER, "one"))
        centre.statuses = [0x0B]
        with pytest.raises(NotTaken, match="submit_sm was answered with status 0x0000000B") as refused:
            await gateway.send(Message("m-2", NUMBER, "two"))
        centre.statuses = [0x08]
        with pytest.raises(NotTaken, match="0x00000008") as failed:
            await gateway.send(Message("m-3", NUMBER, "three"))

        assert (refused.value.final, failed.value.final) == (True, False)
        assert centre.messages == {NUMBER: ["one"]}


async def test_a_broken_connection_is_made_anew_and_a_quiet_one_is_kept_alive() -> None:
    async with short_message_centre() as centre, connected(centre, Ears()) as gateway:
        await gateway.send(Message("m-1", NUMBER, "one"))
        async with asyncio.timeout(PATIENCE_S):
            while not centre.enquiries:
                centre.arrived.clear()
                await centre.arrived.wait()
        centre.hang_up()
        with pytest.raises(NotTaken, match="the connection ended"):
            await gateway.send(Message("m-2", NUMBER, "two"))
        await gateway.send(Message("m-2", NUMBER, "two"))

        assert (centre.messages[NUMBER], centre.binds) == (["one", "two"], 2)


async def test_without_a_centre_messages_wait() -> None:
    async with short_message_centre() as centre:
        async with connected(centre, Ears(), password="wrong", timeout_s=1.0) as gateway:
            with pytest.raises(NotTaken, match="not connected to 127"):
                await gateway.send(Message("m-1", NUMBER, "one"))
        assert centre.binds == 0
    nobody = SmppGateway(replace(Centre("127.0.0.1", 9, "us", "lab", "Acme"), timeout_s=0.05))
    async with nobody.connected(Ears().hear):
        with pytest.raises(NotTaken):
            await nobody.send(Message("m-1", NUMBER, "one"))


async def test_receipts_that_come_with_the_answer_find_their_messages(tmp_path: Path) -> None:
    migrated(f"sqlite:///{tmp_path / 'calls.db'}")
    async with opened_book(tmp_path / "calls.db", 3) as book, StoreThread() as thread, short_message_centre() as centre:
        for attempt_id in ("a1", "a2", "a3"):
            await book.ledger.take_turn(attempt_id, lambda _: None)
            await book.ledger.record(SmsRequested(attempt_id=attempt_id, at=1000.0, text="Book here", link=None))
        gateway = SmppGateway(Centre("127.0.0.1", centre.port, "us", "lab", "Acme", timeout_s=PATIENCE_S))
        async with sending(gateway, Settings(), book.database, thread, lambda: 1000.0) as courier, asyncio.timeout(PATIENCE_S):
            await courier.send_what_is_due()
            while len(centre.answers) < 3:  # the receipts are kept
                centre.arrived.clear()
                await centre.arrived.wait()
        states = book.database.read(lambda session: session.scalars(select(TextMessage.state)).all())

    assert states == [MessageState.DELIVERED] * 3
