"""One campaign's run inside a serving process, as others see it, and what it tells the feed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from engine.call.worker.pool import WorkerPool
from engine.campaign.clock import Clock
from engine.campaign.run import RunReport
from engine.events import CallEvent
from engine.launch.running import Ready
from engine.launch.watch import Watch
from engine.live.feed import CallDialled, Happening, RunChanged, Told
from engine.speech.server.supervised import SpeechServerProcess
from engine.store.leads import Dialling, Refused


class RunState(StrEnum):
    """How far a run has come. What the operator wishes is the campaign's own state, in the store."""

    PREPARING = "preparing"
    RUNNING = "running"
    ENDED = "ended"
    FAILED = "failed"
    """Something of ours broke; the others go on."""


@dataclass(slots=True)
class LiveRun:
    """A run that goes on, or went on last."""

    campaign_id: int
    name: str
    lines: int
    """Most calls at a time."""
    began_at: float
    """Unix seconds."""
    state: RunState = RunState.PREPARING
    detail: str = ""
    """What is being prepared, how it ended, or why it failed."""
    resting_until: float | None = None
    """Nobody is to be called before, Unix seconds."""
    nodes: tuple[str, ...] = ()
    """Of the scripts that its calls run, where a supervisor may send a dialog."""
    ready: Ready | None = None
    """While it runs."""
    report: RunReport | None = None
    """How it ended, if it did not fail."""
    task: asyncio.Task[None] | None = None

    @property
    def goes_on(self) -> bool:
        return self.state in (RunState.PREPARING, RunState.RUNNING)


class RunWatch(Watch):
    """Tells the feed of one run."""

    def __init__(self, run: LiveRun, tell: Callable[[Told], None], clock: Clock) -> None:
        self._run = run
        self._tell = tell
        self._clock = clock

    def changed(self, state: RunState, detail: str = "") -> None:
        """The run is in another state."""
        self._run.state, self._run.detail = state, detail
        self._told(RunChanged(at=self._clock.now(), state=state.value, detail=detail))

    def preparing(self, step: str) -> None:
        """See `Watch`."""
        self.changed(RunState.PREPARING, step)

    def ready(self, pool: WorkerPool, speech: SpeechServerProcess) -> None:
        """See `Watch`."""
        del pool, speech  # they are handed over with the run itself
        self.changed(RunState.RUNNING)

    def dialling(self, lead: Dialling, worker: str) -> None:
        """See `Progress`."""
        self._told(CallDialled(attempt_id=lead.attempt_id, at=self._clock.now(), number=lead.number, worker=worker))

    def refused(self, lead: Refused) -> None:
        """See `Progress`. Nobody who watches calls needs it: it stands with the lead."""

    def resting(self, until: float | None) -> None:
        """See `Progress`."""
        self._run.resting_until = until

    def happened(self, event: CallEvent) -> None:
        """See `Progress`."""
        self._told(event)

    def _told(self, event: Happening) -> None:
        self._tell(Told(campaign_id=self._run.campaign_id, campaign=self._run.name, event=event))
