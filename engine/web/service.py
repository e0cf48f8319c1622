"""What requests are answered from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from starlette.requests import HTTPConnection

from engine.campaign.clock import Clock
from engine.live.campaigns import LiveCampaigns
from engine.live.speech import SharedSpeech
from engine.settings import Settings
from engine.store.database import Database
from engine.writeback.opt_outs import OptOuts, opt_outs_of


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a running `callwright serve` that its endpoints share."""

    settings: Settings
    database: Database
    clock: Clock
    live: LiveCampaigns | None = None
    """The campaigns that run in this process; None: it places no calls."""
    own_speech: SharedSpeech | None = None
    """Of a process that places no calls; started when somebody talks with a draft."""

    @property
    def unreported_before(self) -> float:
        """See `SmsSection.unreported_before`, as of now."""
        return self.settings.sms.unreported_before(self.clock.now())

    @property
    def opt_outs(self) -> OptOuts:
        """Tells of opt-outs that are noted here."""
        return opt_outs_of(self.settings.writeback, self.clock.now)

    @property
    def speech(self) -> SharedSpeech | None:
        """Recognition and voices of this process."""
        return self.live.speech if self.live else self.own_speech


def service_of(connection: HTTPConnection) -> Service:
    """The service that answers this request or WebSocket; a FastAPI dependency."""
    return cast("Service", connection.app.state.service)
