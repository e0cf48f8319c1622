"""Composition root of `callwright run`: opens the store, runs one campaign on it, and says what came of it.

Everything that can be refused is refused before anything is dialled: the script's file, the database, the plan, the script's
version, the trunks' addresses, the lists, the models, the workers' ports and registration, in this order.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from engine.campaign.clock import Clock, SystemClock
from engine.campaign.order import CampaignOrder
from engine.campaign.run import RunReport
from engine.launch.beginning import Begun, begin_campaign, opened_for_calls, script_of
from engine.launch.outboxes import delivering
from engine.launch.running import Plant, made_ready
from engine.launch.watch import Watch
from engine.launch.workers import WorkerNumbers
from engine.publishing.preparing import text_languages
from engine.settings import Settings
from engine.speech.server.supervised import SpeechServerProcess
from engine.store.opening import OpenStore
from engine.store.reporting.reports import CampaignReport, campaign_report
from engine.store.thread import StoreThread
from engine.tracing.exporting import exporting


@dataclass(frozen=True, slots=True)
class CampaignOutcome:
    """What came of it."""

    run: RunReport
    report: CampaignReport


async def run_campaign(settings: Settings, order: CampaignOrder, watch: Watch, clock: Clock | None = None) -> CampaignOutcome:
    """Works a campaign until nothing is left to do, its last day is over, or it is told to stop.

    Args:
        settings: of the engine.
        order: the campaign.
        watch: who is told of the progress.
        clock: the time of day; None: the machine's.

    Raises:
        PlanError, PolicyError, ScriptError, LeadsError, TrunkError, StoreError, SpeechUnavailable, WorkerStartFailed: nothing was
            dialled.
    """
    clock = clock or SystemClock()
    script = script_of(order)
    with opened_for_calls(settings, clock) as store:
        begun = begin_campaign(settings, order, script, store, watch, clock)
        run = await _run(settings, begun, store, watch, clock)
        unreported_before = settings.sms.unreported_before(clock.now())
        report = store.database.read(lambda session: campaign_report(session, begun.campaign_id, unreported_before))
    return CampaignOutcome(run, report)


async def _run(settings: Settings, begun: Begun, store: OpenStore, watch: Watch, clock: Clock) -> RunReport:
    prepared = begun.prepared
    watch.preparing("loading speech models")
    languages = text_languages(*prepared.files)
    with exporting(settings.traces) as export:
        async with (
            SpeechServerProcess(settings.speech, settings.cache_dir, prepared.spoken_voices, languages) as speech,
            StoreThread() as thread,
            made_ready(Plant(settings, store, thread, speech, WorkerNumbers(), clock, export), begun, watch) as ready,
            delivering(prepared.gateway, settings, store.database, thread, clock.now),
        ):
            with _stopped_by_signals(ready.runner.stop):
                return await ready.runner.run()


@contextmanager
def _stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C or SIGTERM lets running calls end, the second hangs them up."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
