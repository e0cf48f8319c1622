"""The load benchmark: so many people talk with the bot at once, over real SIP, for so long. What does it cost, who waits?

lab phones, four calls a process ◀─SIP, RTP─▶ call workers, four calls each ◀─▶ speech server
"""

from __future__ import annotations

import asyncio
import csv
import itertools
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from engine.app import run_campaign
from engine.bench.usage import SAMPLE_EVERY_S, Cost, UsageLog
from engine.call.worker.pool import WorkerPool
from engine.campaign.order import short_order
from engine.campaign.plan.schema import NO_POLICY
from engine.events import BotSpoke, CallEnded, CallEvent, PersonSpoke
from engine.launch.watch import Watch
from engine.outcome import Disposition
from engine.settings import Settings
from engine.shipped import shipped
from engine.speech.server.supervised import SpeechServerProcess
from engine.store.campaigns import OpenedCampaign
from engine.store.leads import Dialling, Refused
from telephony.lab.lab import Lab

FIRST_NUMBER: Final = 15550300000
WARM_UP_S: Final = 10.0
"""Dialling, greetings and first allocations; nothing is sampled before."""
_LINES: Final = {
    "alma": ("Yes, that sounds good to me.", "Yes, I would like to join."),
    "grace": ("How much does it cost?", "Okay, that sounds fair. I'll take it."),
    "nina": ("Okay, yes, I'm interested.",),
    "kurt": ("Okay, I'll take it.", "Hold on, how much does it cost?"),
}
"""Recorded lines of the lab's voices, said in turn."""
_SECONDS_PER_EXCHANGE: Final = 4
"""Shorter than any question with its answer, so that nobody runs out of lines."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load run showed."""

    calls: int
    seconds: float
    costs: Mapping[str, Cost]
    reply_gaps_ms: tuple[int, ...]
    asr_ms: tuple[int, ...]
    media_ticks: tuple[int, int]
    """20 ms ticks of all calls, in the first and in the second half of the run."""
    late_ticks: tuple[int, int]
    """Those that came more than 40 ms after the one before."""
    loop_lag_ms: tuple[float, ...]
    """How late the workers' heartbeats were."""
    broken: tuple[str, ...]
    """Causes of calls that did not end by the person's hand."""


async def run_load(settings: Settings, calls: int, seconds: float, folder: Path, watch: Watch) -> LoadResult:
    """Runs the benchmark in `folder`, which is emptied first."""
    phones, leads = _set_up(folder, calls, seconds)
    settings = settings.model_copy(
        update={
            "database_url": f"sqlite:///{folder / 'bench.db'}",
            "worker": settings.worker.model_copy(update={"bind_address": "127.0.0.1"}),
        }
    )
    per_process = settings.worker.lines_per_worker
    async with Lab(phones, folder / "lab", processes=-(-calls // per_process)) as lab:
        order = short_order(
            leads,
            script=str(shipped("configs") / "bench" / "talk.yaml"),
            trunks=tuple(f"sip:{gateway}" for gateway in lab.gateways),
            lines=calls,
            campaign="bench",
            policy=NO_POLICY,
        )
        meter = _Meter(watch, lab, seconds)
        try:
            await run_campaign(settings, order, meter)
        finally:
            await meter.stop()
    return meter.result(calls)


class _Meter(Watch):
    """Watches a run through its processes and events, from the end of the warm-up."""

    def __init__(self, watch: Watch, lab: Lab, seconds: float) -> None:
        self._watch = watch
        self._lab = lab
        self._seconds = seconds
        self._pool: WorkerPool | None = None
        self._speech: SpeechServerProcess | None = None
        self._usage = UsageLog(self._groups)
        self._sampling: asyncio.Task[None] | None = None
        self._measuring = False
        self._gaps_ms: list[int] = []
        self._asr_ms: list[int] = []
        self._lags_ms: list[float] = []
        self._ticks: list[tuple[int, int]] = []
        self._ended: list[CallEnded] = []

    def preparing(self, step: str) -> None:
        """See `Watch`."""
        self._watch.preparing(step)

    def ready(self, pool: WorkerPool, speech: SpeechServerProcess) -> None:
        """See `Watch`."""
        self._watch.ready(pool, speech)
        self._pool, self._speech = pool, speech
        self._sampling = asyncio.create_task(self._sample(), name="bench-sampling")

    def dialling(self, lead: Dialling, worker: str) -> None:
        """See `Progress`."""
        self._watch.dialling(lead, worker)

    def refused(self, lead: Refused) -> None:
        """See `Progress`."""
        self._watch.refused(lead)

    def opened(self, campaign: OpenedCampaign, settled: int) -> None:
        """See `Watch`."""
        self._watch.opened(campaign, settled)

    def happened(self, event: CallEvent) -> None:
        """See `Progress`."""
        self._watch.happened(event)
        match event:
            case CallEnded():
                self._ended.append(event)
            case BotSpoke(reply_gap_ms=int(gap_ms)) if self._measuring:
                self._gaps_ms.append(gap_ms)
            case PersonSpoke(asr_ms=asr_ms) if self._measuring:
                self._asr_ms.append(asr_ms)
            case _:
                pass

    async def stop(self) -> None:
        """The run is over."""
        if self._sampling:
            self._sampling.cancel()
            await asyncio.wait([self._sampling])

    def result(self, calls: int) -> LoadResult:
        """What was seen."""
        half = len(self._ticks) // 2
        return LoadResult(
            calls=calls,
            seconds=self._seconds,
            costs=self._usage.costs(),
            reply_gaps_ms=tuple(self._gaps_ms),
            asr_ms=tuple(self._asr_ms),
            media_ticks=(_gained(self._ticks[: half + 1], 0), _gained(self._ticks[half:], 0)),
            late_ticks=(_gained(self._ticks[: half + 1], 1), _gained(self._ticks[half:], 1)),
            loop_lag_ms=tuple(self._lags_ms),
            broken=tuple(end.cause for end in self._ended if end.disposition is not Disposition.PERSON_HUNG_UP),
        )

    async def _sample(self) -> None:
        await asyncio.sleep(WARM_UP_S)
        self._measuring = True
        sampling_usage = asyncio.create_task(self._usage.sample_until_cancelled(), name="bench-usage")
        try:
            async with asyncio.timeout(self._seconds):
                while True:
                    self._note_heartbeats()
                    await asyncio.sleep(SAMPLE_EVERY_S)
        except TimeoutError:
            pass  # measured for as long as was asked
        finally:
            self._measuring = False
            sampling_usage.cancel()
            await asyncio.wait([sampling_usage])

    def _note_heartbeats(self) -> None:
        alive = [worker.alive for worker in self._pool.workers if worker.alive] if self._pool else []
        self._lags_ms += [beat.loop_lag_ms for beat in alive]
        self._ticks.append((sum(beat.media_ticks for beat in alive), sum(beat.late_ticks for beat in alive)))

    def _groups(self) -> dict[str, list[int]]:
        groups = {"engine": [os.getpid()], "lab phones": self._lab.pids}
        if self._pool:
            groups["call workers"] = [worker.pid for worker in self._pool.workers]
        if self._speech and self._speech.pid:
            groups["speech server"] = [self._speech.pid]
        return groups


def _gained(ticks: list[tuple[int, int]], column: int) -> int:
    return ticks[-1][column] - ticks[0][column] if ticks else 0


def _set_up(folder: Path, calls: int, seconds: float) -> tuple[Path, Path]:
    """Empties the folder; writes the phone book and the list."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    numbers = [f"+{FIRST_NUMBER + index}" for index in range(calls)]
    stays_s = WARM_UP_S + seconds
    phones = {number: _talker(voice, stays_s) for number, voice in zip(numbers, itertools.cycle(_LINES), strict=False)}
    YAML(typ="safe").dump({"phones": phones}, folder / "phones.yaml")
    with (folder / "leads.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["number"], *([number] for number in numbers)])
    return folder / "phones.yaml", folder / "leads.csv"


def _talker(voice: str, stays_s: float) -> dict[str, Any]:
    """A person who answers every question until it is time to go."""
    lines = itertools.cycle(_LINES[voice])
    answers = [step for _ in range(int(stays_s / _SECONDS_PER_EXCHANGE)) for step in ("after_bot", {"say": next(lines)})]
    steps = [{"wait_s": 0.5}, {"say": "Hello?"}, *answers]
    return {"name": f"talks, voice {voice}", "voice": voice, "steps": steps, "max_call_s": stays_s}
