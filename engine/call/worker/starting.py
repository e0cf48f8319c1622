"""How worker processes are started, and started again after they died."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Sequence
from typing import Final

from engine.call.messages import Configure
from engine.call.worker.process import WorkerProcess, WorkerStartFailed

log = logging.getLogger(__name__)

STARTS_MAX: Final = 5
"""Failed starts in a row before a worker is given up."""
BACKOFF_FIRST_S: Final = 0.5
BACKOFF_LONGEST_S: Final = 30.0


class Starter:
    """A start is work for a whole core: fifty at once would all be late, and the last of them too late."""

    def __init__(self, program: Sequence[str], timeout_s: float) -> None:
        """Args:
        program: what a worker is.
        timeout_s: for each to be ready.
        """
        self._program = program
        self._timeout_s = timeout_s
        self._turns = asyncio.Semaphore(len(os.sched_getaffinity(0)))

    async def start(self, configuration: Configure) -> WorkerProcess:
        """Returns once the worker is ready.

        Raises:
            WorkerStartFailed: it is not, for the reason given.
        """
        async with self._turns:
            return await WorkerProcess.start(configuration, self._timeout_s, self._program)

    async def start_all(self, configurations: Sequence[Configure]) -> Sequence[WorkerProcess]:
        """Starts all, or none.

        Raises:
            WorkerStartFailed: some cannot start, each for the reason given; the others are stopped again.
        """
        starts = [self.start(configuration) for configuration in configurations]
        started = await asyncio.gather(*starts, return_exceptions=True)
        workers = [worker for worker in started if isinstance(worker, WorkerProcess)]
        failures = [failure for failure in started if isinstance(failure, BaseException)]
        if failures:
            await asyncio.gather(*(worker.stop() for worker in workers))
            raise _joined(failures)
        return workers

    async def restart(self, configuration: Configure) -> WorkerProcess | None:
        """Starts a worker in the place of one that died, more and more patiently; None if it is given up."""
        backoff_s = BACKOFF_FIRST_S
        for _ in range(STARTS_MAX):
            await asyncio.sleep(backoff_s)
            backoff_s = min(2 * backoff_s, BACKOFF_LONGEST_S)
            try:
                return await self.start(configuration)
            except WorkerStartFailed as error:
                about = {"action": "worker_restart_failed", "worker": configuration.name}
                log.warning("worker does not start: %s", error, extra=about)
        log.error("worker given up", extra={"action": "worker_given_up", "worker": configuration.name})
        return None


def _joined(failures: Sequence[BaseException]) -> BaseException:
    """All reasons in one error, a line for each worker; an error that is none of theirs goes first."""
    surprises = [failure for failure in failures if not isinstance(failure, WorkerStartFailed)]
    return surprises[0] if surprises else WorkerStartFailed("\n".join(str(failure) for failure in failures))
