"""One campaign on an open store: found sound and begun, then carried out by workers of its own.

`engine.app` runs one and is done; `engine.live` runs several beside each other, which share what a `Plant` holds.

    plan, lists, script ─▶ store ─▶ runner ─▶ worker pool ─▶ call workers ─▶ trunks
                                            speech server ◀──┘
"""

from __future__ import annotations

import math
import os
import socket
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from engine.agents.crew import Crew, agent_lines, at_work, terms_of
from engine.agents.preview import PreviewTerms
from engine.call.messages import Configure
from engine.call.worker.pool import WorkerPool
from engine.campaign.arms import Arms
from engine.campaign.clock import Clock
from engine.campaign.contact.judge import ContactJudge, judge_for
from engine.campaign.gate import GatedLines
from engine.campaign.grades import final_grade
from engine.campaign.ledger import Ledger
from engine.campaign.order import CampaignOrder
from engine.campaign.plan.schema import Order
from engine.campaign.plan.soundness import faults
from engine.campaign.progress import Progress
from engine.campaign.retrying.decide import again
from engine.campaign.runner import CampaignRunner, RunLimits
from engine.campaign.scoring import order_leads
from engine.campaign.trunks.board import TrunkBoard
from engine.campaign.trunks.caller_ids import DAY_S, CallerIds
from engine.campaign.trunks.lines import TrunkedLines
from engine.campaign.trunks.shares import trunk_of_each_worker
from engine.contact import Judge
from engine.launch.offering import offering_of
from engine.launch.preflight import look_ahead
from engine.launch.work import Work, begin, prepared, script_reference
from engine.publishing.choice import Choice, choose_script
from engine.publishing.finding import Named, named
from engine.publishing.preparing import encoder_identities, prepare_intents, prepare_prompts
from engine.segments.filling import Refill, fill_from_segment
from engine.settings import Settings
from engine.speech.server.supervised import SpeechServerProcess
from engine.store import leads
from engine.store.calls.attempts import shown_since
from engine.store.campaigns import OpenedCampaign, pin_of
from engine.store.contact import checked_by
from engine.store.database import Database
from engine.store.engines import Lease
from engine.store.opening import OpenStore, opened
from engine.store.thread import StoreThread
from engine.tracing.watching import Export, Traced
from engine.writeback.receivers import receivers, wishes
from engine.writeback.record import WriteBack
from telephony.settings import StackSettings

LOOKED_AT_FIRST: Final = 1000
"""Leads looked at before a run: enough to see hours that exclude each other; `callwright preflight` looks at all."""
CAP_SLACK_S: Final = 60.0
"""How much longer than its own cap a call may take before the runner stops waiting for its end."""


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


class WorkerNumbers:
    """The numbers of the workers in use: their names and their ports follow from them, so no two campaigns have one in common."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    @contextmanager
    def taken(self, count: int) -> Iterator[tuple[int, ...]]:
        """The lowest numbers that are free, from 1, while the block runs."""
        free = (number for number in range(1, len(self._taken) + count + 1) if number not in self._taken)
        numbers = tuple(next(free) for _ in range(count))
        self._taken.update(numbers)
        try:
            yield numbers
        finally:
            self._taken.difference_update(numbers)


@contextmanager
def opened_for_calls(settings: Settings, clock: Clock) -> Iterator[OpenStore]:
    """The store, claimed for calls: what is true of each call's end, whoever runs it, is settled here.

    Raises:
        SettingsError: a write-back's receiver is unfit, which is no surprise for the end of the first call.
        StoreBusy: another engine owns it.
        StoreError: it cannot be used.
    """
    receivers(settings.writeback, os.environ)
    after = WriteBack(wishes(settings.writeback))
    with opened(settings.database_url, final_grade, clock.now(), again=again, after=after) as store:
        yield store


@dataclass(frozen=True, slots=True)
class Plant:
    """What the campaigns of one process have in common."""

    settings: Settings
    store: OpenStore
    thread: StoreThread
    speech: SpeechServerProcess
    numbers: WorkerNumbers
    clock: Clock
    export: Export | None = None
    """Takes the spans of each call that ended; None: nobody wants them."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A campaign in the store, sound and ready to be carried out."""

    work: Work
    campaign_id: int
    judge: Judge


@dataclass(frozen=True, slots=True)
class Ready:
    """A campaign whose workers are up: `runner.run()` makes the calls."""

    runner: CampaignRunner
    pool: WorkerPool
    lines: TrunkedLines


def script_of(order: CampaignOrder) -> Named | None:
    """The script that an order names, read if it is a file; None if it names none.

    Raises:
        ScriptError: the file cannot be read, or it has errors.
    """
    return named(reference) if (reference := script_reference(order)) else None


def begin_campaign(
    settings: Settings, order: CampaignOrder, script: Named | None, store: OpenStore, watch: Watch, clock: Clock
) -> Begun:
    """Checks an order and writes its campaign down, unless anything is wrong with it. Reads lists: takes a while.

    Args:
        settings: of the engine.
        order: the campaign.
        script: what `script_of` made of it.
        store: opened.
        watch: who is told.
        clock: the time of day.

    Raises:
        PlanError, PolicyError, ScriptError, UnservedErrand, LeadsError, TrunkError, StoreError
    """
    began = store.database.read(lambda session: pin_of(session, order.plan.name))
    order.file.refuse(faults(order.plan, today=_day(clock), resumed=began is not None))
    judge = judge_for(order.plan, settings.campaign.policy, settings.campaign.policies, _day(clock), order.file.source)
    choice = store.database.read(lambda session: choose_script(session, script, order.plan.name, update=order.update_script))
    watch.chosen(choice)
    work = prepared(
        settings,
        order,
        choice,
        lambda file: store.database.read(lambda session: offering_of(session, settings, order, choice, file)),
    )
    store.database.read(lambda session: look_ahead(session, settings, work, judge, clock.now(), most=LOOKED_AT_FIRST))
    campaign = store.database.write(lambda session: _begun(session, work, judge, clock.now()))
    watch.opened(campaign, store.settled)
    return Begun(work, campaign.campaign_id, judge)


def _begun(session: Session, work: Work, judge: ContactJudge, now: float) -> OpenedCampaign:
    campaign = begin(session, work, now)
    if work.order.plan.order is not Order.LIST:
        order_leads(session, campaign.campaign_id, work.order.plan, judge, now)
    return campaign


@asynccontextmanager
async def made_ready(plant: Plant, begun: Begun, watch: Watch) -> AsyncIterator[Ready]:
    """The campaign's prompts, intents and workers, while the block runs.

    Raises:
        SpeechUnavailable, WorkerStartFailed, UnknownAgent, SettingsError: nothing was dialled.
    """
    settings, work, speech, clock = plant.settings, begun.work, plant.speech, plant.clock
    for file, voices in ((work.file, work.voices), *((variant.file, variant.voices) for variant in work.variants)):
        fixed = sum(len(script.fixed_sentences()) for script in file.languages.values())
        watch.preparing(f"synthesizing the {fixed} fixed sentences of {file.fallback.id}")
        await prepare_prompts(settings, file, voices, speech.socket_path)
        watch.preparing(f"learning the intents of {file.fallback.id}")
        await prepare_intents(settings, file, speech.socket_path)
    watch.preparing("starting call workers")
    experiment, offering = work.order.plan.experiment, work.offering
    arms = Arms(experiment.experiment, offering.choice, offering.arm_scripts) if experiment else None
    # An arm's hours say when people are dialled. Who was dialled in time is not hung up on for their sake.
    at_turn = checked_by(begun.judge, arms.arm_of if arms and experiment and experiment.has_hours else None)
    preview, lease = PreviewTerms(begun.campaign_id, at_turn, clock.now), _lease()
    async with (
        at_work(work.order.plan, plant.store.database, plant.thread, time.time, preview, engine=lease.engine_id) as crew,
        _workers(plant, work, crew) as pool,
    ):
        watch.ready(pool, speech)
        database, recorder = plant.store.database, plant.store.recorder
        ledger = Ledger(
            database,
            recorder,
            plant.thread,
            begun.campaign_id,
            clock,
            check=at_turn,
            check_at_answer=checked_by(begun.judge),
            treat=arms or offering.choice,
            lease=lease,
            refill=_refill(begun),
            stays_open=work.order.plan.stays_open,
            take_turn=crew.take_turn if crew else leads.take_turn,
        )
        trunked = TrunkedLines(pool, TrunkBoard(work.trunk_limits), _caller_ids(work, database, clock), clock)
        # Nobody is called while there is no speech: they would meet silence.
        lines, pace = GatedLines(trunked, speech), crew.pace if crew else None
        progress = Traced(watch, plant.export, work.order.plan.name, clock) if plant.export else watch
        yield Ready(CampaignRunner(ledger, lines, _limits(settings, work), pace=pace, progress=progress), pool, trunked)


def _refill(begun: Begun) -> Refill | None:
    audience, every_s = begun.work.offering.audience, begun.work.order.plan.refill_s
    if audience is None or every_s is None:
        return None
    return Refill(every_s, lambda session, at: fill_from_segment(session, begun.campaign_id, audience, at))


def _limits(settings: Settings, work: Work) -> RunLimits:
    plan = work.order.plan
    talk_s = plan.team.longest_talk_s if plan.team else 0
    cap_s = settings.trunk.ring_timeout_s + settings.conversation.max_call_s + talk_s + CAP_SLACK_S
    return RunLimits(
        plan.lines,
        call_cap_s=cap_s,
        line_wait_s=cap_s + CAP_SLACK_S,
        failures_in_a_row=settings.campaign.failures_in_a_row,
        not_before=_midnight(plan.begin) if plan.begin else 0.0,
        not_after=_midnight(plan.end + timedelta(days=1)) if plan.end else math.inf,
    )


def _midnight(day: date) -> float:
    """When a day begins where the engine is, Unix seconds."""
    return datetime.combine(day, datetime.min.time()).astimezone().timestamp()


def _day(clock: Clock) -> date:
    return datetime.fromtimestamp(clock.now()).astimezone().date()


def _lease() -> Lease:
    return Lease(str(uuid.uuid4()), socket.gethostname(), os.getpid())


def _caller_ids(work: Work, database: Database, clock: Clock) -> CallerIds:
    pool = work.order.plan.caller_ids
    limited = [caller_id.number for caller_id in pool if caller_id.calls_per_day]
    return CallerIds(pool, database.read(lambda session: shown_since(session, limited, clock.now() - DAY_S)))


@asynccontextmanager
async def _workers(plant: Plant, work: Work, crew: Crew | None) -> AsyncIterator[WorkerPool]:
    worker = plant.settings.worker
    for_agents = agent_lines(work.order.plan, worker.lines_per_worker)
    trunks = trunk_of_each_worker(work.trunk_limits, worker.lines_per_worker - for_agents)
    with plant.numbers.taken(len(trunks)) as numbers:
        trunk_of = dict(zip(numbers, trunks, strict=True))
        configurations = worker_configurations(plant.settings, work, plant.speech.socket_path, trunk_of)
        desk = crew.desk if crew else None
        async with WorkerPool(configurations, start_timeout_s=worker.start_timeout_s, unix_s=time.time, desk=desk) as pool:
            yield pool


def worker_configurations(settings: Settings, work: Work, speech_socket: Path, trunk_of: dict[int, str]) -> Sequence[Configure]:
    """What each worker is told, by the workers' numbers and the trunks that they serve."""
    worker = settings.worker
    trunks = {trunk.address: trunk for trunk in work.trunks}
    encoders = encoder_identities(settings, work.file)
    variants = tuple(variant.for_workers(settings) for variant in work.variants)
    terms, for_agents = terms_of(work.order.plan), agent_lines(work.order.plan, worker.lines_per_worker)
    return [
        Configure(
            name=f"worker-{number}",
            stack=_stack(settings, number),
            trunk=trunks[trunk],
            ring_timeout_s=settings.trunk.ring_timeout_s,
            conversation=settings.conversation.model_dump(),
            answering=settings.answering.model_dump(),
            script=work.bundle,
            voices=work.voices,
            encoders=encoders,
            variants=variants,
            speech_socket=str(speech_socket),
            cache_dir=str(settings.cache_dir),
            webhook_hosts=work.webhook_hosts,
            recordings_dir=str(work.recordings) if work.recordings else None,
            handover=terms,
            agent_lines=for_agents,
        )
        for number, trunk in trunk_of.items()
    ]


def _stack(settings: Settings, number: int) -> StackSettings:
    worker = settings.worker
    return StackSettings(
        bind_address=worker.bind_address,
        public_address=worker.public_address,
        sip_port=worker.sip_port_first + number - 1 if worker.sip_port_first else 0,
        rtp_port_first=worker.rtp_port_first + (number - 1) * worker.rtp_ports_per_worker,
        rtp_port_count=worker.rtp_ports_per_worker,
        max_lines=worker.lines_per_worker,
        jitter_buffer=worker.jitter_buffer,
    )
