"""A person who was called and got a message with a link, and the web application that serves it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from engine.campaign.grades import final_grade
from engine.events import SmsRequested
from engine.settings import Settings, WebSection
from engine.store import outbox
from engine.store.calls.recorder import Recorder
from engine.store.campaigns import NewLead, Opening, open_campaign
from engine.store.database import Database
from engine.store.leads import Dialling
from engine.store.people import customer_events
from engine.store.scripts import contents
from engine.store.scripts.contents import Content
from engine.store.scripts.pins import Pin
from engine.store.tables import CustomerEvent, ShortLink
from engine.web.app import web_app
from engine.web.public.clicks import Clicks
from engine.web.service import Service
from tests.integration.dialling import dial_next
from tests.integration.recording import Recording
from tests.migrated import migrated

SENT_AT = 1_800_000_000.0
NUMBER = "+15550100002"
TARGET = "https://shop.example/offer?plan=gold"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr"
PHONE = {"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"}


@dataclass
class SetClock:
    """It is the time it was set to; fulfils `engine.campaign.clock.Clock`."""

    at: float = SENT_AT

    def now(self) -> float:
        return self.at

    def told(self, machine_s: float) -> float:
        return machine_s

    async def sleep_until(self, unix_s: float) -> None:
        raise AssertionError("nobody sleeps here")


@dataclass(frozen=True, slots=True)
class World:
    """What there is, and who asks."""

    database: Database
    clock: SetClock
    client: TestClient
    link: ShortLink
    clicks: Clicks

    def events(self) -> list[CustomerEvent]:
        self.clicks.written()
        return self.database.read(lambda session: customer_events.events_of(session, self.link.customer_id))

    def happened(self) -> list[tuple[str, float | None, str]]:
        """What the person did: kind, value, who told."""
        return [(event.kind, event.value, event.source) for event in self.events()]


SCRIPT = """\
schema_version: 1
id: offer
language: en
variables: {name: {default: friend}, plan: {default: silver}}
start: greet
nodes:
  greet: {disclosure: true, say: "An automated call for {{ name }} about {{ plan }}.", hangup: true}
"""


def person_with_link(database: Database) -> None:
    """A campaign of two people; the first was called, and the gateway took a message with a link."""
    leads = [NewLead(2, NUMBER, {"name": "Ann"}), NewLead(3, "+15550100003", {"name": "Bob"})]
    plan = Opening("spring", Pin("offer", "hash-1", 4), {"name": "Name"}, leads)
    content = Content("offer", "hash-1", "offer.yaml", {"offer.yaml": SCRIPT}, {})
    database.write(lambda session: contents.keep(session, content, 100.0))
    campaign = database.write(lambda session: open_campaign(session, plan, at=100.0))
    taken = database.write(lambda session: dial_next(session, campaign.campaign_id, attempt_id="a1", at=200.0))
    assert isinstance(taken, Dialling)
    asked = SmsRequested(attempt_id="a1", at=SENT_AT - 2, text="Book here: {{ link }}", link=TARGET)
    Recording(database, Recorder(database, final_grade)).apply(asked)
    due = database.write(lambda session: outbox.next_due(session, SENT_AT))
    assert due is not None
    database.write(lambda session: outbox.sent(session, due.id, SENT_AT))


@pytest.fixture(scope="session")
def called(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which the person was called; made once, for migrations take their time."""
    path = tmp_path_factory.mktemp("called") / "calls.db"
    migrated(f"sqlite:///{path}")
    with Database(f"sqlite:///{path}") as database:
        person_with_link(database)
    return path


@pytest.fixture
def settings(called: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("EVENTS_SECRET", SECRET)
    shutil.copy(called, tmp_path / "calls.db")
    web = WebSection(public_url="https://c.example", events_secret_from="EVENTS_SECRET")
    return Settings(database_url=f"sqlite:///{tmp_path}/calls.db", cache_dir=tmp_path / "cache", web=web)


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    with Database(settings.database_url) as database:
        clock = SetClock(SENT_AT)
        link = database.read(lambda session: session.scalars(select(ShortLink)).one())
        app = web_app(Service(settings, database, clock))
        yield World(database, clock, TestClient(app, follow_redirects=False), link, app.state.clicks)
