"""Somebody leaves their number in a form: the form's program pushes it to a campaign that is on the line, and their phone rings."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from engine.campaign.clock import SystemClock
from engine.campaign.order import CampaignOrder
from engine.events import PhoneAnswered
from engine.settings import Settings
from engine.store.access import accounts, tokens
from engine.store.access.tokens import NewToken
from engine.store.database import Database
from engine.store.tables import Attempt
from engine.web.access import Permission, Role
from engine.web.access.secrets import mint_token
from engine.web.app import web_app
from engine.web.service import Service
from tests.acceptance.live_calls import PATIENT, QUICK, is_a, lab_phones, order, serving, settings_in, told

pytestmark = [pytest.mark.acceptance, pytest.mark.slow]

LISTED, PUSHED = "+15550900001", "+15550900002"
RINGS_WITHIN_S: Final = 5.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def client_of(settings: Settings, database: Database) -> TestClient:
    """A program that may push leads."""
    minted = mint_token()
    new = NewToken("form", minted.prefix, minted.token_hash, [Permission.LEADS_PUSH.value], None)
    database.write(lambda session: accounts.add(session, "ann", [Role.ADMIN], "no password", time.time()))
    database.write(lambda session: tokens.add(session, accounts.named(session, "ann"), new, time.time()))
    headers = {"Authorization": f"Bearer {minted.token}"}
    return TestClient(web_app(Service(settings, database, SystemClock())), headers=headers)


def with_two_lines(order: CampaignOrder) -> CampaignOrder:
    return replace(order, file=replace(order.file, plan=order.plan.model_copy(update={"lines": 2})))


@pytest.mark.timeout(240)
async def test_their_phone_rings_within_five_seconds(tmp_path: Path, settings: Settings) -> None:
    async with lab_phones(tmp_path, {LISTED: PATIENT, PUSHED: QUICK}) as lab, serving(settings) as (live, store):
        client = client_of(settings, store.database)
        with live.feed.subscribed() as watcher:
            await live.start(with_two_lines(order(tmp_path, "forms", [LISTED], lab.gateways[0])))
            await told(watcher, is_a(PhoneAnswered), 120)  # nobody waits any more, and one line is free
            push = partial(client.post, "/api/v1/inbound/campaigns/forms/leads", json={"number": PUSHED})
            pushed_at = time.time()
            answer = await asyncio.to_thread(push)
            assert answer.json()["lead"] == "added"
            await told(watcher, is_a(PhoneAnswered), 60)
        rang = select(Attempt.ringing_at).where(Attempt.number == PUSHED)
        rang_at = store.database.read(lambda session: session.scalars(rang).one())

    assert rang_at is not None
    assert rang_at - pushed_at < RINGS_WITHIN_S
