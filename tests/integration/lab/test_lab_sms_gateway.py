"""The gateway that delivers to nobody, as a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from urllib.parse import urlsplit

import pytest

from engine.gateway_news import GatewayNews
from engine.messaging.gateway import HttpGateway, Message
from engine.messaging.smpp.gateway import SmppGateway
from engine.messaging.smpp.session import Centre

pytestmark = pytest.mark.integration


async def _ignore(_news: GatewayNews) -> None:
    """Reports are another test's."""


async def test_it_shows_what_it_is_sent_over_http_and_smpp() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "telephony.lab.sms_gateway", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            where = json.loads(await process.stdout.readline())
            http = HttpGateway(where["gateway"], {"to": "{number}", "text": "{text}"}, encoding="json", token=None, timeout_s=5)
            await http.send(Message("m-1", "+15550100001", "by HTTP"))
            centre = Centre("127.0.0.1", urlsplit(where["or"]).port or 0, "us", "lab", "Acme")
            smpp = SmppGateway(centre)
            async with smpp.connected(_ignore):
                await smpp.send(Message("m-2", "+15550100002", "按 SMPP " * 20))
            shown = [json.loads(await process.stdout.readline()) for _ in range(2)]
    finally:
        process.kill()
        await process.wait()

    assert shown == [{"to": "+15550100001", "text": "by HTTP"}, {"to": "+15550100002", "text": "按 SMPP " * 20}]
