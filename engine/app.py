"""Composition root: builds a campaign's processes and parts from the settings, and runs it.

    plan, lists, script ─▶ store ─▶ runner ─▶ worker pool ─▶ call workers ─▶ trunks
                                            speech server ◀──┘

Everything that can be refused is refused before anything is dialled: the script's file, the database, the plan, the script's
version, the trunks' addresses, the lists, the models, the workers' ports and registration, in this order.
"""

from __future__ import annotations

import asyncio
import math
import os
import signal
import socket
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from engine.agents.crew import Crew, agent_lines, at_work, terms_of
from engine.call.messages import Configure
from engine.call.pool import WorkerPool
from engine.campaign.clock import Clock, SystemClock
from engine.campaign.contact.judge import judge_for
from engine.campaign.gate import GatedLines
from engine.campaign.grades import final_grade
from engine.campaign.ledger import Ledger
from engine.campaign.order import CampaignOrder
from engine.campaign.plan.soundness import faults
from engine.campaign.progress import Progress
from engine.campaign.retrying.decide import again
from engine.campaign.runner import CampaignRunner, RunLimits, RunReport
from engine.campaign.trunks.board import TrunkBoard
from engine.campaign.trunks.caller_ids import DAY_S, CallerIds
from engine.campaign.trunks.lines import TrunkedLines
from engine.campaign.trunks.shares import trunk_of_each_worker
from engine.contact import Judge
from engine.outboxes import delivering
from engine.preflight import look_ahead
from engine.publishing.choice import Choice, choose_script
from engine.publishing.finding import named
from engine.publishing.preparing import encoder_identities, prepare_intents, prepare_prompts, text_languages
from engine.settings import Settings
from engine.speech.supervised import SpeechServerProcess
from engine.store.attempts import shown_since
from engine.store.campaigns import OpenedCampaign, pin_of
from engine.store.contact import checked_by
from engine.store.database import Database
from engine.store.engines import Lease
from engine.store.opening import OpenStore, opened
from engine.store.reports import CampaignReport, campaign_report
from engine.store.thread import StoreThread
from engine.work import Work, begin, prepared, script_reference
from engine.writeback.receivers import receivers, wishes
from engine.writeback.record import WriteBack
from telephony.settings import StackSettings

LOOKED_AT_FIRST: Final = 1000
"""Leads looked at before a run: enough to see hours that exclude each other; `callwright preflight` looks at all."""
CAP_SLACK_S: Final = 60.0
"""How much longer than its own cap a call may take before the runner stops waiting for its end."""


@dataclass(frozen=True, slots=True)
class CampaignOutcome:
    """What came of it."""

    run: RunReport
    report: CampaignReport


class Watch(Progress):
    """Who watches a run: a campaign's progress, and the preparations before it."""

    def preparing(self, step: str) -> None:
        """What is being done before the first call."""

    def chosen(self, script: Choice) -> None:
        """This is the script that the calls run."""

    def opened(self, campaign: OpenedCampaign, settled: int) -> None:
        """The campaign is in the store; `settled` attempts of an earlier run were closed."""

    def ready(self, pool: WorkerPool, speech: SpeechServerProcess) -> None:
        """Calls begin."""


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
    script = named(reference) if (reference := script_reference(order)) else None
    receivers(settings.writeback, os.environ)  # an unfit one is no surprise for the end of the first call
    after = WriteBack(wishes(settings.writeback))
    with opened(settings.database_url, final_grade, clock.now(), again=again, after=after) as store:
        began = store.database.read(lambda session: pin_of(session, order.plan.name))
        order.file.refuse(faults(order.plan, today=_day(clock), resumed=began is not None))
        judge = judge_for(order.plan, settings.campaign.policy, settings.campaign.policies, _day(clock), order.file.source)
        choice = store.database.read(lambda session: choose_script(session, script, order.plan.name, update=order.update_script))
        watch.chosen(choice)
        work = prepared(settings, order, choice)
        store.database.read(lambda session: look_ahead(session, settings, work, judge, clock.now(), most=LOOKED_AT_FIRST))
        campaign = store.database.write(lambda session: begin(session, work, clock.now()))
        watch.opened(campaign, store.settled)
        run = await _run(settings, work, store, campaign.campaign_id, judge, watch, clock)
        report = store.database.read(lambda session: campaign_report(session, campaign.campaign_id))
    return CampaignOutcome(run, report)


def _midnight(day: date) -> float:
    """When a day begins where the engine is, Unix seconds."""
    return datetime.combine(day, datetime.min.time()).astimezone().timestamp()


def _day(clock: Clock) -> date:
    return datetime.fromtimestamp(clock.now()).astimezone().date()


async def _run(
    settings: Settings, work: Work, store: OpenStore, campaign_id: int, judge: Judge, watch: Watch, clock: Clock
) -> RunReport:
    watch.preparing("loading speech models")
    voices = tuple(dict.fromkeys(work.voices.values()))
    async with SpeechServerProcess(settings.speech, settings.cache_dir, voices, text_languages(work.file)) as speech:
        fixed = sum(len(script.fixed_sentences()) for script in work.file.languages.values())
        watch.preparing(f"synthesizing the script's {fixed} fixed sentences")
        await prepare_prompts(settings, work.file, work.voices, speech.socket_path)
        watch.preparing("learning the intents")
        await prepare_intents(settings, work.file, speech.socket_path)
        watch.preparing("starting call workers")
        async with (
            StoreThread() as thread,
            at_work(work.order.plan, store.database, thread, time.time) as crew,
            _workers(settings, work, speech.socket_path, crew) as pool,
        ):
            watch.ready(pool, speech)
            check = checked_by(judge)
            ledger = Ledger(store.database, store.recorder, thread, campaign_id, clock, check=check, lease=_lease())
            talk_s = work.order.plan.team.longest_talk_s if work.order.plan.team else 0
            cap_s = settings.trunk.ring_timeout_s + settings.conversation.max_call_s + talk_s + CAP_SLACK_S
            limits = RunLimits(
                work.order.plan.lines,
                call_cap_s=cap_s,
                line_wait_s=cap_s + CAP_SLACK_S,
                failures_in_a_row=settings.campaign.failures_in_a_row,
                not_before=_midnight(work.order.plan.begin) if work.order.plan.begin else 0.0,
                not_after=_midnight(work.order.plan.end + timedelta(days=1)) if work.order.plan.end else math.inf,
            )
            caller_ids = _caller_ids(work, store.database, clock)
            trunked = TrunkedLines(pool, TrunkBoard(work.trunk_limits), caller_ids, clock)
            # Nobody is called while there is no speech: they would meet silence.
            runner = CampaignRunner(ledger, GatedLines(trunked, speech), limits, pace=crew.pace if crew else None, progress=watch)
            async with delivering(work.gateway, settings.writeback, store.database, thread, clock.now):
                with _stopped_by_signals(runner.stop):
                    return await runner.run()


def _lease() -> Lease:
    return Lease(str(uuid.uuid4()), socket.gethostname(), os.getpid())


def _caller_ids(work: Work, database: Database, clock: Clock) -> CallerIds:
    pool = work.order.plan.caller_ids
    limited = [caller_id.number for caller_id in pool if caller_id.calls_per_day]
    return CallerIds(pool, database.read(lambda session: shown_since(session, limited, clock.now() - DAY_S)))


def _workers(settings: Settings, work: Work, speech_socket: Path, crew: Crew | None) -> WorkerPool:
    return WorkerPool(
        _worker_configurations(settings, work, speech_socket),
        start_timeout_s=settings.worker.start_timeout_s,
        unix_s=time.time,
        desk=crew.desk if crew else None,
    )


def _worker_configurations(settings: Settings, work: Work, speech_socket: Path) -> Sequence[Configure]:
    worker = settings.worker
    trunks = {trunk.address: trunk for trunk in work.trunks}
    encoders = encoder_identities(settings, work.file)
    terms, for_agents = terms_of(work.order.plan), agent_lines(work.order.plan, worker.lines_per_worker)
    return [
        Configure(
            name=f"worker-{index + 1}",
            stack=StackSettings(
                bind_address=worker.bind_address,
                public_address=worker.public_address,
                sip_port=worker.sip_port_first + index if worker.sip_port_first else 0,
                rtp_port_first=worker.rtp_port_first + index * worker.rtp_ports_per_worker,
                rtp_port_count=worker.rtp_ports_per_worker,
                max_lines=worker.lines_per_worker,
                jitter_buffer=worker.jitter_buffer,
            ),
            trunk=trunks[trunk],
            ring_timeout_s=settings.trunk.ring_timeout_s,
            conversation=settings.conversation.model_dump(),
            answering=settings.answering.model_dump(),
            script=work.bundle,
            voices=work.voices,
            encoders=encoders,
            speech_socket=str(speech_socket),
            cache_dir=str(settings.cache_dir),
            webhook_hosts=work.webhook_hosts,
            recordings_dir=str(work.order.recordings) if work.order.recordings else None,
            handover=terms,
            agent_lines=for_agents,
        )
        for index, trunk in enumerate(trunk_of_each_worker(work.trunk_limits, worker.lines_per_worker - for_agents))
    ]


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
