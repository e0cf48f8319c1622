"""/metrics, in Prometheus' format.

What has ended is added up from the store with each scrape, so that it counts the calls of every engine on the database, `callwright
run` beside the server too; counters begin with 0 when the server does. What goes on is told by this process.
"""

from __future__ import annotations

import asyncio
import ipaddress
import threading
from collections import Counter
from typing import Final

from fastapi import APIRouter, Depends, FastAPI
from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client import Counter as Total
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from engine.live.calls import CallState
from engine.store import messages
from engine.store.reporting import ended_calls
from engine.store.tables import DeliveryState
from engine.web.access.access import address_of
from engine.web.access.guards import NotAllowed, open_to_all, signed_in
from engine.web.access.permissions import Permission
from engine.web.service import Service, service_of

PATH: Final = "/metrics"
_SETTLED_S: Final = 5.0
"""An end is written this soon after its moment; later looks would miss one that is written after a look beyond it."""
_GAPS_S: Final = (0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0)
_RECOGNITION_S: Final = (0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.5, 2.0, 4.0)
_WAITS_S: Final = (2, 5, 10, 15, 20, 30, 45, 60, 120)
_LAG_SAMPLES: Final = 5
_LAG_PAUSE_S: Final = 0.01

router = APIRouter(include_in_schema=False)


class Metrics:
    """The registry of one server."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._counted_until = service.clock.now()
        self._lock = threading.Lock()
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._ended = Total("callwright_calls", "Calls that ended, by how", ["disposition"], registry=self.registry)
        self._causes = Total("callwright_call_causes", "Calls that ended, by cause", ["cause"], registry=self.registry)
        told = "Silence between a person's turn and the bot's reply"
        self._gaps = Histogram("callwright_reply_gap_seconds", told, buckets=_GAPS_S, registry=self.registry)
        told = "From asking for a turn's words to having them, the speech server's queue included"
        self._recognition = Histogram("callwright_recognition_seconds", told, buckets=_RECOGNITION_S, registry=self.registry)
        told = "From asking for an agent until the person and the agent hear each other"
        self._agent_waits = Histogram("callwright_agent_wait_seconds", told, buckets=_WAITS_S, registry=self.registry)
        unread = "Turns in which somebody spoke and no words were made out, by why"
        self._unread = Total("callwright_unread_turns", unread, ["why"], registry=self.registry)
        stopped = "Legs of calls that were to be recorded and are not, or not to their end"
        self._stopped = Total("callwright_recordings_stopped", stopped, registry=self.registry)
        self._open = Gauge("callwright_open_calls", "Calls that go on, by every engine on the database", registry=self.registry)
        self._live = Gauge("callwright_live_calls", "Calls that this process carries, by state", ["state"], registry=self.registry)
        self._runs = Gauge("callwright_runs", "Campaigns that this process runs, by state", ["state"], registry=self.registry)
        restarts = "Call workers that died and were started again, of runs that go on"
        self._restarts = Gauge("callwright_worker_restarts", restarts, registry=self.registry)
        self._deliveries = Gauge(
            "callwright_deliveries", "Write-backs that wait or were given up", ["state"], registry=self.registry
        )
        told = "Text messages that wait, were given up, or that the gateway never reported"
        self._messages = Gauge("callwright_text_messages", told, ["state"], registry=self.registry)
        self._lag = Gauge("callwright_event_loop_lag_seconds", "Worst of a few looks during this scrape", registry=self.registry)

    def scraped(self, lag_s: float) -> bytes:
        """The page; blocks on the database."""
        with self._lock:
            self._add_ended()
            self._look_at_store()
            self._look_at_live()
            self._lag.set(lag_s)
            return generate_latest(self.registry)

    def _add_ended(self) -> None:
        after, until = self._counted_until, self._service.clock.now() - _SETTLED_S
        if until <= after:
            return
        found = self._service.database.read(lambda session: ended_calls.ended_between(session, after, until))
        for disposition, count in found.by_disposition.items():
            self._ended.labels(disposition).inc(count)
        for cause, count in found.by_cause.items():
            self._causes.labels(cause).inc(count)
        for why, count in found.unread_turns.items():
            self._unread.labels(why).inc(count)
        self._stopped.inc(found.recordings_stopped)
        for gap_ms in found.reply_gaps_ms:
            self._gaps.observe(gap_ms / 1000)
        for asr_ms in found.recognition_ms:
            self._recognition.observe(asr_ms / 1000)
        for wait_s in found.agent_waits_s:
            self._agent_waits.observe(wait_s)
        self._counted_until = until

    def _look_at_store(self) -> None:
        now = self._service.database.read(ended_calls.now)
        self._open.set(now.open_calls)
        for state in (DeliveryState.QUEUED, DeliveryState.DEAD):
            self._deliveries.labels(state.value).set(now.deliveries.get(state, 0))
        unreported_before = self._service.unreported_before
        for standing, count in self._service.database.read(lambda session: messages.stuck(session, unreported_before)).items():
            self._messages.labels(standing.value).set(count)

    def _look_at_live(self) -> None:
        live = self._service.live
        if live is None:
            return
        states = Counter(call.state for call in tuple(live.calls))
        for state in CallState:
            self._live.labels(state.value).set(states[state])
        for run_state, count in Counter(run.state for run in live.runs).items():
            self._runs.labels(run_state.value).set(count)
        self._restarts.set(sum(run.ready.pool.restarts for run in live.runs if run.ready))


def add_metrics(app: FastAPI, service: Service) -> None:
    """Gives the app its /metrics."""
    app.state.metrics = Metrics(service)
    app.include_router(router)


def scraper(connection: HTTPConnection) -> None:
    """Lets in who may read metrics, or this machine if the settings say so.

    Raises:
        NotSignedIn, NotAllowed: anybody else.
    """
    if service_of(connection).settings.web.metrics == "local" and _is_here(address_of(connection)):
        return
    if not signed_in(connection, None, None).may(Permission.METRICS_READ):
        raise NotAllowed(f"this needs the permission {Permission.METRICS_READ.value}")


@router.get(PATH, dependencies=[Depends(open_to_all("a token, or this machine: `scraper`")), Depends(scraper)])
async def metrics(request: Request) -> Response:
    """What Prometheus reads."""
    known: Metrics = request.app.state.metrics
    page = await asyncio.to_thread(known.scraped, await _lag_s())
    return Response(page, media_type=CONTENT_TYPE_LATEST)


async def _lag_s() -> float:
    """How late the event loop comes to what is due: calls' supervision and pages wait as long."""
    loop, worst = asyncio.get_running_loop(), 0.0
    for _ in range(_LAG_SAMPLES):
        due = loop.time() + _LAG_PAUSE_S
        await asyncio.sleep(_LAG_PAUSE_S)
        worst = max(worst, loop.time() - due)
    return worst


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
