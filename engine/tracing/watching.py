"""Watches a campaign's calls and hands over the spans of each that ended; whoever else watches is told as before."""

from __future__ import annotations

from collections.abc import Callable

from engine.campaign.clock import Clock
from engine.campaign.progress import Progress
from engine.events import CallEnded, CallEvent
from engine.store.leads import Dialling, Refused
from engine.tracing.spans import Dialled, Span, spans_of

Export = Callable[[Span], None]
"""Takes a whole call's spans; returns at once."""


class Traced:
    """A campaign's `Progress`."""

    def __init__(self, watch: Progress, export: Export, campaign: str, clock: Clock) -> None:
        self._watch = watch
        self._export = export
        self._campaign = campaign
        self._clock = clock
        self._calls: dict[str, tuple[Dialled, list[CallEvent]]] = {}

    def dialling(self, lead: Dialling, worker: str) -> None:
        """See `Progress`."""
        dialled = Dialled(lead.attempt_id, self._campaign, worker, self._clock.now())
        self._calls[lead.attempt_id] = (dialled, [])
        self._watch.dialling(lead, worker)

    def refused(self, lead: Refused) -> None:
        """See `Progress`."""
        self._watch.refused(lead)

    def resting(self, until: float | None) -> None:
        """See `Progress`."""
        self._watch.resting(until)

    def happened(self, event: CallEvent) -> None:
        """See `Progress`."""
        if known := self._calls.get(event.attempt_id):
            dialled, events = known
            events.append(event)
            if isinstance(event, CallEnded):
                del self._calls[event.attempt_id]
                self._export(spans_of(dialled, events))
        self._watch.happened(event)
