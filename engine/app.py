"""Composition root: builds a campaign's processes and parts from the settings, and runs it.

    list + script ─▶ store ─▶ runner ─▶ worker pool ─▶ call workers ─▶ trunk
                                            speech server ◀──┘

Everything that can be refused is refused before anything is dialled: the script's file, the database, the script's version, the
trunk's address, the list, the models, the workers' ports and registration, in this order.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from engine.call.messages import Configure
from engine.call.pool import WorkerPool
from engine.campaign.clock import SystemClock
from engine.campaign.gate import GatedLines
from engine.campaign.grades import final_grade
from engine.campaign.ledger import Ledger
from engine.campaign.lists.leads import LeadFault, LeadList, read_leads
from engine.campaign.plan.schema import CallerId, Trunk
from engine.campaign.progress import Progress
from engine.campaign.runner import CampaignRunner, RunLimits, RunReport
from engine.campaign.trunks.board import TrunkBoard, TrunkLimits
from engine.campaign.trunks.caller_ids import DAY_S, CallerIds
from engine.campaign.trunks.lines import TrunkedLines
from engine.campaign.trunks.shares import trunk_limits, trunk_of_each_worker
from engine.dialog.bundle import Bundle
from engine.dialog.loader import ScriptFile, load_bundle
from engine.dialog.localised import LANGUAGE_COLUMN, UnknownLanguage
from engine.dialog.machine import checked_variables
from engine.dialog.wording import UnfitVariable
from engine.errands import check_errands, sms_gateway, webhook_hosts
from engine.messaging.courier import Courier
from engine.messaging.gateway import Gateway
from engine.publishing.choice import Choice, choose_script
from engine.publishing.finding import named
from engine.publishing.packing import unpack
from engine.publishing.preparing import encoder_identities, prepare_intents, prepare_prompts, text_languages, voices_of
from engine.publishing.references import ScriptReference
from engine.settings import Settings
from engine.speech.supervised import SpeechServerProcess
from engine.store.attempts import shown_since
from engine.store.campaigns import CampaignPlan, OpenedCampaign, open_campaign
from engine.store.contents import keep
from engine.store.database import Database
from engine.store.opening import OpenStore, opened
from engine.store.reports import CampaignReport, campaign_report
from engine.store.thread import StoreThread
from engine.trunks import TrunkError, trunk_settings
from telephony.settings import StackSettings, TrunkSettings

CAP_SLACK_S: Final = 60.0
"""How much longer than its own cap a call may take before the runner stops waiting for its end."""


@dataclass(frozen=True, slots=True)
class CampaignOrder:
    """What an operator wants done."""

    leads: Path
    script: ScriptReference | None
    """None: the campaign's own."""
    trunks: tuple[str, ...]
    """Addresses of the trunk's gateways; calls take them in turn."""
    lines: int
    campaign: str | None = None
    """Name to resume by; None makes a new campaign."""
    caller_id: str | None = None
    encoding: str | None = None
    recordings: Path | None = None
    update_script: bool = False
    """A campaign that is resumed runs the script as it is now, not the one it began with."""


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


@dataclass(frozen=True, slots=True)
class _Plan:
    """An order that was found sound."""

    order: CampaignOrder
    script: Choice
    bundle: Bundle
    """The script's files where the workers find them."""
    file: ScriptFile
    leads: LeadList
    trunks: tuple[TrunkSettings, ...]
    trunk_limits: tuple[TrunkLimits, ...]
    webhook_hosts: dict[str, str | None]
    gateway: Gateway | None
    voices: dict[str, str]
    """By the script's languages."""
    name: str


async def run_campaign(settings: Settings, order: CampaignOrder, watch: Watch) -> CampaignOutcome:
    """Runs one campaign to its end.

    Raises:
        ScriptError, LeadsError, TrunkError, StoreError, SpeechUnavailable, WorkerStartFailed: nothing was dialled.
    """
    script = named(order.script) if order.script else None
    with opened(settings.database_url, final_grade, time.time()) as store:
        choice = store.database.read(lambda session: choose_script(session, script, order.campaign, update=order.update_script))
        watch.chosen(choice)
        plan = _checked(settings, order, choice)
        campaign = store.database.write(lambda session: _begun(session, plan, time.time()))
        watch.opened(campaign, store.settled)
        run = await _run(settings, plan, store, campaign.campaign_id, watch)
        report = store.database.read(lambda session: campaign_report(session, campaign.campaign_id))
    return CampaignOutcome(run, report)


def _checked(settings: Settings, order: CampaignOrder, choice: Choice) -> _Plan:
    bundle = unpack(choice.content, settings.cache_dir / "scripts")
    file = load_bundle(bundle)
    script = file.fallback
    trunks = tuple(trunk_settings(address, settings.trunk) for address in order.trunks)
    limits = _trunk_limits(order, trunks)
    hosts, gateway = webhook_hosts(settings.webhooks, os.environ), sms_gateway(settings.sms)
    check_errands(script, gateway, hosts)
    leads = read_leads(
        order.leads,
        region=settings.default_region,
        required=script.required_variables,
        optional=[name for name in script.variables if name not in script.required_variables],
        fault_of=lambda variables: _fault_of(file, variables),
        encoding=order.encoding,
    )
    voices = voices_of(settings, file)
    if order.recordings:
        order.recordings.mkdir(parents=True, exist_ok=True)
    name = order.campaign or f"{order.leads.stem} {datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    return _Plan(order, choice, bundle, file, leads, trunks, limits, hosts, gateway, voices, name)


def _trunk_limits(order: CampaignOrder, trunks: Sequence[TrunkSettings]) -> tuple[TrunkLimits, ...]:
    planned = [Trunk(address=address) for address in order.trunks]
    try:
        return trunk_limits(planned, [trunk.address for trunk in trunks], order.lines)
    except ValueError as error:
        raise TrunkError(str(error)) from error


def _fault_of(file: ScriptFile, variables: Mapping[str, str]) -> LeadFault | None:
    """Why a lead cannot be called with this script."""
    try:
        checked_variables(file.script_of_lead(variables), variables, datetime.now().astimezone(), required=False)
    except UnknownLanguage as error:
        return LeadFault(LANGUAGE_COLUMN, str(error))
    except UnfitVariable as error:
        return LeadFault(error.name, f"is no {error.expected.value}, which the script needs")
    return None


def _begun(session: Session, plan: _Plan, at: float) -> OpenedCampaign:
    """The campaign with its leads, and the script that it runs kept for as long as it lasts and longer."""
    keep(session, plan.script.content, at)
    return open_campaign(session, CampaignPlan(plan.name, plan.script.pin, plan.leads.headings, plan.leads.leads), at)


async def _run(settings: Settings, plan: _Plan, store: OpenStore, campaign_id: int, watch: Watch) -> RunReport:
    watch.preparing("loading speech models")
    voices = tuple(dict.fromkeys(plan.voices.values()))
    async with SpeechServerProcess(settings.speech, settings.cache_dir, voices, text_languages(plan.file)) as speech:
        fixed = sum(len(script.fixed_sentences()) for script in plan.file.languages.values())
        watch.preparing(f"synthesizing the script's {fixed} fixed sentences")
        await prepare_prompts(settings, plan.file, plan.voices, speech.socket_path)
        watch.preparing("learning the intents")
        await prepare_intents(settings, plan.file, speech.socket_path)
        watch.preparing("starting call workers")
        pool = WorkerPool(
            _worker_configurations(settings, plan, speech.socket_path),
            start_timeout_s=settings.worker.start_timeout_s,
            unix_s=time.time,
        )
        async with pool, StoreThread() as thread:
            watch.ready(pool, speech)
            ledger = Ledger(store.database, store.recorder, thread, campaign_id)
            cap_s = settings.trunk.ring_timeout_s + settings.conversation.max_call_s + CAP_SLACK_S
            limits = RunLimits(
                plan.order.lines,
                call_cap_s=cap_s,
                line_wait_s=cap_s + CAP_SLACK_S,
                failures_in_a_row=settings.campaign.failures_in_a_row,
            )
            trunked = TrunkedLines(pool, TrunkBoard(plan.trunk_limits), _caller_ids(plan, store.database), SystemClock())
            # Nobody is called while there is no speech: they would meet silence.
            runner = CampaignRunner(ledger, GatedLines(trunked, speech), limits, progress=watch)
            async with _delivering(plan.gateway, store, thread):
                with _stopped_by_signals(runner.stop):
                    return await runner.run()


def _caller_ids(plan: _Plan, database: Database) -> CallerIds:
    pool = [CallerId(number=plan.order.caller_id)] if plan.order.caller_id else []
    limited = [caller_id.number for caller_id in pool if caller_id.calls_per_day]
    return CallerIds(pool, database.read(lambda session: shown_since(session, limited, time.time() - DAY_S)))


@asynccontextmanager
async def _delivering(gateway: Gateway | None, store: OpenStore, thread: StoreThread) -> AsyncIterator[None]:
    """Text messages are handed over while calls go on, and what is due at the end before this ends."""
    if gateway is None:
        yield
        return
    courier = Courier(store.database, thread, gateway, time.time)
    rounds = asyncio.create_task(courier.run(), name="courier")
    try:
        yield
    finally:
        courier.stop()
        await rounds


def _worker_configurations(settings: Settings, plan: _Plan, speech_socket: Path) -> Sequence[Configure]:
    worker = settings.worker
    trunks = {trunk.address: trunk for trunk in plan.trunks}
    encoders = encoder_identities(settings, plan.file)
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
            script=plan.bundle,
            voices=plan.voices,
            encoders=encoders,
            speech_socket=str(speech_socket),
            cache_dir=str(settings.cache_dir),
            webhook_hosts=plan.webhook_hosts,
            recordings_dir=str(plan.order.recordings) if plan.order.recordings else None,
        )
        for index, trunk in enumerate(trunk_of_each_worker(plan.trunk_limits, worker.lines_per_worker))
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
