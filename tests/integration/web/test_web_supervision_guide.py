"""The example client of docs/supervision.md, run as it stands there against a server on which something happens."""

from __future__ import annotations

import ast
import asyncio
import re
import sys
from pathlib import Path
from typing import Final

import pytest
from fastapi import FastAPI

from engine.campaign.grades import final_grade
from engine.events import PhoneAnswered
from engine.live.campaigns import LiveCampaigns
from engine.live.feed import Told
from engine.settings import Settings
from engine.store.calls.recorder import Recorder
from engine.store.database import Database
from engine.store.opening import OpenStore
from engine.web.access import Access, Permission
from engine.web.service import Service
from engine.web.serving import address_of, listening, serve_until_stopped
from tests.integration.web.conftest import QUICK, START, SetClock, Token

pytestmark = pytest.mark.integration

GUIDE: Final = Path(__file__).parents[3] / "docs" / "supervision.md"
OF_THE_GUIDE: Final = "127.0.0.1:8480"
HAPPENING: Final = Told(campaign_id=3, campaign="Spring renewals", event=PhoneAnswered(attempt_id="1a62", at=START))
EACH_S: Final = 0.2


@pytest.fixture
def live(settings: Settings, database: Database, clock: SetClock) -> LiveCampaigns:
    return LiveCampaigns(settings, OpenStore(database, Recorder(database, final_grade), 0), clock)


@pytest.fixture
def access(settings: Settings, database: Database, clock: SetClock, live: LiveCampaigns) -> Access:
    return Access(Service(settings, database, clock, live), QUICK)


async def printed(client: asyncio.subprocess.Process, live: LiveCampaigns) -> str:
    """The client's first line; a phone is answered again and again, so that it misses nothing by coming late."""
    assert client.stdout is not None
    line = asyncio.create_task(client.stdout.readline())
    async with asyncio.timeout(60):
        while not line.done():
            live.tell(HAPPENING)
            await asyncio.wait({line}, timeout=EACH_S)
    return (await line).decode()


@pytest.mark.timeout(90)
async def test_the_guides_client_prints_what_happens(
    app: FastAPI, settings: Settings, live: LiveCampaigns, token_of: Token
) -> None:
    (client,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert OF_THE_GUIDE in client
    token = token_of(Permission.CALLS_READ)["Authorization"].removeprefix("Bearer ")
    web = settings.web.model_copy(update={"port": 0})
    with listening(web) as sock:
        code = client.replace(OF_THE_GUIDE, address_of(web, sock).removeprefix("http://")).replace('"TOKEN"', repr(token))
        serving = asyncio.create_task(serve_until_stopped(app, sock, None))
        process = await asyncio.create_subprocess_exec(sys.executable, "-u", "-c", code, stdout=asyncio.subprocess.PIPE)
        try:
            first = await printed(process, live)
        finally:
            process.kill()
            await process.wait()
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
    assert ast.literal_eval(first) == {
        "campaign_id": 3,
        "campaign": "Spring renewals",
        "event": {"type": "PhoneAnswered", "attempt_id": "1a62", "at": START},
    }
