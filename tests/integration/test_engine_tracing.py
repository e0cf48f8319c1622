"""Spans as OpenTelemetry has them, and on their way to a collector."""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from engine.campaign.clock import JumpingClock
from engine.campaign.progress import Unwatched
from engine.events import CallEnded, CallEvent, NodeEntered, PhoneAnswered
from engine.outcome import Disposition
from engine.settings import SettingsError, TracesSection
from engine.store.leads import Dialling
from engine.tracing.exporting import exported_by, exporting
from engine.tracing.watching import Export, Traced

pytestmark = pytest.mark.integration

CALL = "6f0e8f3a-3c39-4f0e-9d3c-0c1f0f4f0a11"
OTHER = "7f0e8f3a-3c39-4f0e-9d3c-0c1f0f4f0a12"


class Watch(Unwatched):
    """Whoever else looks."""

    def __init__(self) -> None:
        self.told: list[CallEvent] = []

    def happened(self, event: CallEvent) -> None:
        self.told.append(event)


def two_calls(export: Export) -> list[CallEvent]:
    """One that breaks, one that is not over. Returns what another watcher was told."""
    watch = Watch()
    traced = Traced(watch, export, "spring", JumpingClock(100.0, machine=lambda: 100.0))
    for attempt_id in (CALL, OTHER):
        traced.dialling(Dialling(1, 2, attempt_id, "+12025550143", None, {}), "worker-1")
    for event in (
        PhoneAnswered(attempt_id=CALL, at=103.0),
        NodeEntered(attempt_id=OTHER, at=103.0, node="hello"),
        NodeEntered(attempt_id=CALL, at=104.0, node="offer"),
        CallEnded(attempt_id=CALL, at=109.0, disposition=Disposition.FAILED, cause="worker_died"),
    ):
        traced.happened(event)
    return watch.told


def test_a_call_that_ended_is_a_trace_of_its_own_id() -> None:
    memory = InMemorySpanExporter()
    with exported_by(SimpleSpanProcessor(memory)) as export:
        assert len(two_calls(export)) == 4
        ring, call = memory.get_finished_spans()
    assert (call.name, ring.name) == ("call", "ring")
    assert call.context is not None
    assert ring.parent is not None
    assert f"{call.context.trace_id:032x}" == CALL.replace("-", "")
    assert (call.parent, ring.parent.span_id) == (None, call.context.span_id)
    assert (call.start_time, call.end_time) == (100 * 10**9, 109 * 10**9)
    assert not call.status.is_ok
    assert [(event.name, dict(event.attributes or {})) for event in call.events] == [
        ("PhoneAnswered", {}),
        ("NodeEntered", {"node": "offer"}),
    ]
    assert dict(call.attributes or {})["callwright.cause"] == "worker_died"


def test_what_waits_is_sent_to_the_collector_at_the_end() -> None:
    came: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        try:
            with exporting(TracesSection(endpoint=f"http://127.0.0.1:{server.server_port}/v1/traces")) as export:
                assert export is not None
                two_calls(export)
        finally:
            server.shutdown()
            serving.join()
    ((path, body),) = came
    assert path == "/v1/traces"
    assert bytes.fromhex(CALL.replace("-", "")) in body
    assert b"12025550143" not in body


def test_without_an_endpoint_nobody_traces_and_without_the_package_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with exporting(TracesSection()) as export:
        assert export is None
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with (
        pytest.raises(SettingsError, match=r"pip install 'callwright\[traces\]'"),
        exporting(TracesSection(endpoint="http://127.0.0.1:9/v1/traces")),
    ):
        pass
