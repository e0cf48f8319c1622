"""What requests are answered from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from starlette.requests import HTTPConnection

from engine.campaign.clock import Clock
from engine.live.campaigns import LiveCampaigns
from engine.settings import Settings
from engine.store.database import Database


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a running `callwright serve` that its endpoints share."""

    settings: Settings
    database: Database
    clock: Clock
    live: LiveCampaigns | None = None
    """The campaigns that run in this process; None: it places no calls."""


def service_of(connection: HTTPConnection) -> Service:
    """The service that answers this request or WebSocket; a FastAPI dependency."""
    return cast("Service", connection.app.state.service)
