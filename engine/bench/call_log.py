"""What the engine itself tells of a benchmark's calls: its turns, its ends, its processor time."""

from __future__ import annotations

from collections import defaultdict

import psutil

from engine.call.worker.pool import WorkerPool
from engine.events import CallEnded, CallEvent, PersonSpoke
from engine.launch.watch import Watch
from engine.speech.server.supervised import SpeechServerProcess
from engine.store.campaigns import OpenedCampaign
from engine.store.leads import Dialling, Refused


class CallLog(Watch):
    """Keeps what it sees and passes it on to another watch."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._pool: WorkerPool | None = None
        self._numbers: dict[str, str] = {}
        self._turns: defaultdict[str, list[PersonSpoke]] = defaultdict(list)
        self._cpu_first_s = 0.0
        self._cpu_last_s = 0.0
        self._call_ms = 0

    @property
    def worker_cpu_s(self) -> float:
        """Processor time of all call workers, from when they were ready to the last call's end."""
        return self._cpu_last_s - self._cpu_first_s

    @property
    def call_s(self) -> float:
        """Length of all conversations together."""
        return self._call_ms / 1000

    def turns(self, number: str) -> list[PersonSpoke]:
        """What the engine heard this person say."""
        return self._turns[number]

    def preparing(self, step: str) -> None:
        """See `Watch`."""
        self._watch.preparing(step)

    def ready(self, pool: WorkerPool, speech: SpeechServerProcess) -> None:
        """See `Watch`."""
        self._watch.ready(pool, speech)
        self._pool = pool
        self._cpu_first_s = self._cpu_last_s = self._cpu_s()

    def opened(self, campaign: OpenedCampaign, settled: int) -> None:
        """See `Watch`."""
        self._watch.opened(campaign, settled)

    def dialling(self, lead: Dialling, worker: str) -> None:
        """See `Progress`."""
        self._watch.dialling(lead, worker)
        self._numbers[lead.attempt_id] = lead.number

    def refused(self, lead: Refused) -> None:
        """See `Progress`."""
        self._watch.refused(lead)

    def happened(self, event: CallEvent) -> None:
        """See `Progress`."""
        self._watch.happened(event)
        match event:
            case PersonSpoke():
                self._turns[self._numbers[event.attempt_id]].append(event)
            case CallEnded(duration_ms=duration_ms):
                self._call_ms += duration_ms
                self._cpu_last_s = self._cpu_s()
            case _:
                pass

    def _cpu_s(self) -> float:
        times = [psutil.Process(worker.pid).cpu_times() for worker in self._pool.workers] if self._pool else []
        return float(sum(time.user + time.system for time in times))
