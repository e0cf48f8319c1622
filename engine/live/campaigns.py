"""Campaigns inside a serving process: started, several at once, resumed, drained; a crash of one ends no other.

What the operator wishes (running, paused, drained, stopped) stands in the store, where each run looks it up; see also
`engine.live.resuming`.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from engine.call.handover.browser_calls import FromBrowser
from engine.campaign.clock import Clock
from engine.campaign.order import CampaignOrder
from engine.campaign.plan.loader import PlanFile
from engine.campaign.plan.schema import CampaignPlan
from engine.campaign.progress import Unwatched
from engine.campaign.run import Ending
from engine.dialog.source import Source
from engine.grouped import innermost
from engine.launch.beginning import Begun, begin_campaign, script_of
from engine.launch.errands import sms_gateway
from engine.launch.outboxes import delivering
from engine.launch.running import Plant, made_ready
from engine.launch.watch import Watch
from engine.launch.workers import WorkerNumbers
from engine.live.calls import LiveCalls
from engine.live.feed import Feed, Told
from engine.live.phones import Phones
from engine.live.resuming import Resuming
from engine.live.runs import LiveRun, RunState, RunWatch
from engine.live.speech import SharedSpeech
from engine.live.supervisor import Supervisor
from engine.publishing.preparing import text_languages
from engine.settings import Settings
from engine.store import served
from engine.store.errors import CampaignConflict, StoreAway
from engine.store.opening import OpenStore
from engine.store.served import Served, WantedCampaign
from engine.store.thread import StoreThread
from engine.tracing.exporting import exporting
from engine.tracing.watching import Export

log = logging.getLogger(__name__)


class _NotYetWatched(Unwatched, Watch):
    """While a campaign is looked at: what is wrong with it is told to who starts it."""


class LiveCampaigns:
    """All campaigns of one process, over one opened store. Enter it in the event loop."""

    def __init__(self, settings: Settings, store: OpenStore, clock: Clock) -> None:
        self.feed = Feed()
        self.calls = LiveCalls()
        self.supervisor = Supervisor(self._run_of, clock)
        self.phones = Phones(self._to_worker)
        """Of agents who take calls in browsers."""
        self._settings = settings
        self._store = store
        self._clock = clock
        self.speech = SharedSpeech(settings)
        """For all campaigns, and for whoever else of this process speaks or listens."""
        self._thread = StoreThread()
        self._numbers = WorkerNumbers()
        self._runs: dict[int, LiveRun] = {}
        self._beginning: set[str] = set()
        self._resuming = Resuming(store.database, self._thread, self._may_begin, self._resume)
        self._closing = False
        self._export: Export | None = None
        self._at_end = AsyncExitStack()
        self._follower: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        settings, store = self._settings, self._store
        self._export = self._at_end.enter_context(exporting(settings.traces))
        await self._at_end.enter_async_context(self._thread)
        await self._at_end.enter_async_context(self.speech)
        gateway, database = sms_gateway(settings.sms), store.database
        await self._at_end.enter_async_context(delivering(gateway, settings, database, self._thread, self._clock.now))
        self._follower = asyncio.create_task(self._resuming.follow(), name="live campaigns")
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Hangs up what still goes on; see `drain` for a gentler end."""
        self._closing = True
        if self._follower:
            self._follower.cancel()
            await asyncio.gather(self._follower, return_exceptions=True)
        for run in self.runs:
            if run.ready:
                run.ready.runner.stop()
                run.ready.runner.stop()
            elif run.task:
                run.task.cancel()
        await asyncio.gather(*self._tasks(), return_exceptions=True)
        await self._at_end.aclose()

    @property
    def runs(self) -> tuple[LiveRun, ...]:
        """One for each campaign that ran or runs here."""
        return tuple(self._runs.values())

    @property
    def speech_ready(self) -> bool | None:
        """See `SharedSpeech.ready`."""
        return self.speech.ready

    async def start(self, order: CampaignOrder) -> LiveRun:
        """Begins a campaign, or goes on with it; returns once it is written down. Its calls follow when its workers are up.

        Raises:
            PlanError, PolicyError, ScriptError, LeadsError, TrunkError, UnservedErrand, StoreError: it cannot be run as it is.
            CampaignConflict: it runs already, or the process is being stopped.
        """
        name = order.plan.name
        if self._closing:
            raise CampaignConflict("no campaign begins any more: Callwright is being stopped")
        if name in self._beginning or any(run.name == name and run.goes_on for run in self.runs):
            raise CampaignConflict(f"campaign {name!r} runs already")
        self._beginning.add(name)
        try:
            begun = await asyncio.to_thread(self._begin, order)
        finally:
            self._beginning.discard(name)
        run = LiveRun(begun.campaign_id, name, order.plan.lines, self._clock.now(), nodes=_nodes(begun))
        self._runs[run.campaign_id] = run
        run.task = asyncio.create_task(self._carry_out(run, begun), name=f"campaign {name}")
        return run

    def go_on(self, campaign_id: int) -> None:
        """A campaign that failed, or ended before it was done, begins again if it is still to run."""
        self._resuming.wished_anew(campaign_id)

    async def drain(self) -> None:
        """No new calls; returns once those that go on have ended by themselves or had their time. Told a second time, hangs up."""
        self._closing = True
        for run in self.runs:
            if run.ready:
                run.ready.runner.stop()
            elif run.task:
                run.task.cancel()
        await asyncio.gather(*self._tasks(), return_exceptions=True)

    def nodes_of(self, attempt_id: str) -> tuple[str, ...]:
        """Where the dialog of a call may be sent."""
        run = self._run_of(attempt_id)
        return run.nodes if run else ()

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [run.task for run in self.runs if run.task]

    def _run_of(self, attempt_id: str) -> LiveRun | None:
        call = self.calls.find(attempt_id)
        return self._runs.get(call.campaign_id) if call else None

    def _to_worker(self, message: FromBrowser) -> None:
        if (run := self._run_of(message.attempt_id)) and run.ready:
            run.ready.pool.send(message)

    def _begin(self, order: CampaignOrder) -> Begun:
        script = script_of(order)
        begun = begin_campaign(self._settings, order, script, self._store, _NotYetWatched(), self._clock)
        kept = Served(begun.campaign_id, str(order.file.folder.absolute()), order.encoding, order.recordings)
        self._store.database.write(lambda session: served.keep(session, kept))
        return begun

    async def _carry_out(self, run: LiveRun, begun: Begun) -> None:
        watch = RunWatch(run, self.tell, self._clock)
        try:
            ending = await self._run(run, begun, watch)
        except asyncio.CancelledError:
            watch.changed(RunState.ENDED, Ending.STOPPED.value)
            raise
        except Exception as error:  # whatever broke, broke one campaign
            log.exception("campaign failed", extra={"action": "campaign_failed", "campaign_id": run.campaign_id})
            watch.changed(RunState.FAILED, reason_of(error))
            self._set_aside(run.campaign_id, error)
        else:
            watch.changed(RunState.ENDED, ending.value)
            if ending is not Ending.FINISHED:  # which the store knows, until it gets a lead: that may be at this moment
                self._resuming.set_aside(run.campaign_id)
            if ending is Ending.OVER:
                await self._thread.run(self._store.database.write, lambda session: served.forget(session, run.campaign_id))
        finally:
            run.ready, run.resting_until = None, None
            self.calls.forget(run.campaign_id)

    async def _run(self, run: LiveRun, begun: Begun, watch: RunWatch) -> Ending:
        prepared = begun.prepared
        watch.preparing("loading speech models")
        speech = await self.speech.having(prepared.spoken_voices, text_languages(*prepared.files))
        plant = Plant(self._settings, self._store, self._thread, speech, self._numbers, self._clock, self._export, self.phones.open)
        async with made_ready(plant, begun, watch) as ready:
            ready.pool.hear, ready.pool.to_browser = self.supervisor.heard, self.phones.take
            run.ready = ready
            run.report = await ready.runner.run()
        return run.report.ending

    def tell(self, told: Told) -> None:
        """Something happened in a campaign: everybody who has to know is told."""
        self.calls.take(told)
        self.supervisor.happened(told)
        self.phones.happened(told)
        self.feed.tell(told)

    def _may_begin(self, wanted: WantedCampaign) -> bool:
        """None begins while the process is being stopped, nor one that runs already."""
        run = self._runs.get(wanted.served.campaign_id)
        return not (self._closing or wanted.name in self._beginning or (run and run.goes_on))

    async def _resume(self, wanted: WantedCampaign) -> None:
        campaign_id, folder = wanted.served.campaign_id, wanted.served.folder_path
        try:
            plan = PlanFile(CampaignPlan.model_validate(wanted.plan), Source(f"campaign {wanted.name}"), folder)
            await self.start(CampaignOrder(plan, wanted.served.encoding, wanted.served.recordings))
        except Exception as error:  # as at a start by hand: it is shown, and the others are not held up
            log.exception("campaign not resumed", extra={"action": "campaign_failed", "campaign_id": campaign_id})
            failed = LiveRun(campaign_id, wanted.name, 0, self._clock.now())
            self._runs[campaign_id] = failed
            RunWatch(failed, self.tell, self._clock).changed(RunState.FAILED, reason_of(error))
            self._set_aside(campaign_id, error)

    def _set_aside(self, campaign_id: int, error: Exception) -> None:
        """After an error, until the operator wishes it anew; or until the database is back, if nothing else is wrong."""
        if isinstance(innermost(error), StoreAway):
            self._resuming.database_away()
        else:
            self._resuming.set_aside(campaign_id)


def _nodes(begun: Begun) -> tuple[str, ...]:
    scripts = (script for file in begun.prepared.files for script in file.languages.values())
    return tuple(dict.fromkeys(node for script in scripts for node in script.nodes))


def reason_of(error: BaseException) -> str:
    """What went wrong, in one text for people."""
    error = innermost(error)
    return str(error) or type(error).__name__
