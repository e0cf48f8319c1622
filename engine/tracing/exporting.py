"""Spans to an OpenTelemetry collector, by OTLP over HTTP. A thread of the SDK sends batches; what does not fit is dropped."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from engine.settings import SettingsError, TracesSection
from engine.tracing.spans import Span
from engine.tracing.watching import Export

if TYPE_CHECKING:  # an optional dependency
    from opentelemetry.sdk.trace import SpanProcessor

_NS: Final = 1_000_000_000


@contextmanager
def exporting(traces: TracesSection) -> Iterator[Export | None]:
    """Where the spans of calls go while the block runs; None: nobody wants them. What waits is sent at the end.

    Raises:
        SettingsError: OpenTelemetry is not installed.
    """
    if traces.endpoint is None:
        yield None
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingsError("traces.endpoint: OpenTelemetry is not installed: pip install 'callwright[traces]'") from error

    with exported_by(BatchSpanProcessor(OTLPSpanExporter(endpoint=traces.endpoint, timeout=traces.timeout_s))) as export:
        yield export


@contextmanager
def exported_by(processor: SpanProcessor) -> Iterator[Export]:
    """As `exporting`, by a processor of one's own. A call's trace id is its attempt's id, without the dashes."""
    from opentelemetry import trace
    from opentelemetry.context import Context
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
    from opentelemetry.trace import Status, StatusCode

    class CallIds(RandomIdGenerator):
        trace_id = 0

        def generate_trace_id(self) -> int:
            return self.trace_id

    ids = CallIds()
    provider = TracerProvider(resource=Resource.create({"service.name": "callwright"}), id_generator=ids, shutdown_on_exit=False)
    provider.add_span_processor(processor)
    tracer = provider.get_tracer("callwright")

    def started(span: Span, context: Context | None) -> None:
        made = tracer.start_span(span.name, context, attributes=dict(span.attributes), start_time=round(span.begin * _NS))
        for moment in span.moments:
            made.add_event(moment.name, dict(moment.attributes), round(moment.at * _NS))
        if span.failed:
            made.set_status(Status(StatusCode.ERROR))
        for child in span.children:
            started(child, trace.set_span_in_context(made))
        made.end(round(span.end * _NS))

    def export(call: Span) -> None:
        ids.trace_id = uuid.UUID(str(call.attributes["callwright.attempt"])).int
        started(call, Context())

    try:
        yield export
    finally:
        provider.shutdown()
