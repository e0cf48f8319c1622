"""The lab takes text messages as a provider does."""

from __future__ import annotations

import asyncio

import pytest

from engine.messaging.gateway import HttpGateway, Message
from engine.outgoing import NotTaken
from telephony.lab.inbox import text_messages

pytestmark = pytest.mark.integration


def _gateway(url: str, fields: dict[str, str]) -> HttpGateway:
    return HttpGateway(url, fields, encoding="json", token=None, timeout_s=5)


async def test_what_is_sent_is_kept_by_number() -> None:
    async with text_messages() as inbox:
        gateway = _gateway(inbox.url, {"to": "{number}", "text": "{text}", "reference": "{id}"})
        await asyncio.gather(*(gateway.send(Message(f"m-{n}", "+15550100001", f"欢迎 {n}")) for n in range(3)))
    assert {number: sorted(texts) for number, texts in inbox.messages.items()} == {"+15550100001": ["欢迎 0", "欢迎 1", "欢迎 2"]}


async def test_what_is_no_message_is_refused() -> None:
    async with text_messages() as inbox:
        with pytest.raises(NotTaken, match="400"):
            await _gateway(inbox.url, {"message": "{text}"}).send(Message("m-1", "+15550100001", "Hello"))
    assert inbox.messages == {}
