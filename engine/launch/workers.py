"""The call workers of one campaign: their numbers, what each is told, and the pool of them."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from engine.agents.crew import Crew, agent_lines, terms_of
from engine.call.messages import Configure
from engine.call.worker.pool import WorkerPool
from engine.campaign.trunks.shares import trunk_of_each_worker
from engine.launch.preparing import PreparedCampaign
from engine.publishing.preparing import encoder_identities
from engine.settings import Settings
from telephony.settings import StackSettings


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


@asynccontextmanager
async def call_workers(
    settings: Settings, prepared: PreparedCampaign, speech_socket: Path, numbers_in_use: WorkerNumbers, crew: Crew | None
) -> AsyncIterator[WorkerPool]:
    """As many workers as the campaign's trunks and agents ask for, while the block runs.

    Raises:
        WorkerStartFailed: one of them did not come up.
    """
    worker = settings.worker
    for_agents = agent_lines(prepared.order.plan, worker.lines_per_worker, phones=crew is None or crew.phones)
    trunks = trunk_of_each_worker(prepared.trunk_limits, worker.lines_per_worker - for_agents)
    with numbers_in_use.taken(len(trunks)) as numbers:
        trunk_of = dict(zip(numbers, trunks, strict=True))
        configurations = worker_configurations(settings, prepared, speech_socket, trunk_of, for_agents)
        desk = crew.desk if crew else None
        async with WorkerPool(configurations, start_timeout_s=worker.start_timeout_s, unix_s=time.time, desk=desk) as pool:
            yield pool


def worker_configurations(
    settings: Settings, prepared: PreparedCampaign, speech_socket: Path, trunk_of: dict[int, str], for_agents: int
) -> Sequence[Configure]:
    """What each worker is told, by the workers' numbers and the trunks that they serve; `for_agents` lines are kept for agents."""
    trunks = {trunk.address: trunk for trunk in prepared.trunks}
    encoders = encoder_identities(settings, prepared.file)
    variants = tuple(variant.for_workers(settings) for variant in prepared.variants)
    terms = terms_of(prepared.order.plan)
    return [
        Configure(
            name=f"worker-{number}",
            stack=_stack(settings, number),
            trunk=trunks[trunk],
            ring_timeout_s=settings.trunk.ring_timeout_s,
            conversation=settings.conversation.model_dump(),
            answering=settings.answering.model_dump(),
            script=prepared.bundle,
            voices=prepared.voices,
            encoders=encoders,
            variants=variants,
            speech_socket=str(speech_socket),
            cache_dir=str(settings.cache_dir),
            webhook_hosts=prepared.webhook_hosts,
            recordings_dir=str(prepared.recordings) if prepared.recordings else None,
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
