"""A relay in a process of its own, so that the caller's load does not delay its packets.

async with BadNetwork(lab.gateways, Impairment(loss=0.03)) as gateways:
    ...dial there instead...
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Final

from telephony.lab.impairment import Impairment
from telephony.lab.lab import LabError

START_TIMEOUT_S: Final = 20.0
STOP_TIMEOUT_S: Final = 5.0


class BadNetwork:
    """Starts and stops the process. Use as an async context manager; gives the relays' addresses, one for each gateway."""

    def __init__(self, gateways: Sequence[str], impairment: Impairment, *, seed: int = 0) -> None:
        self._gateways = gateways
        self._impairment = impairment
        self._seed = seed
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> list[str]:
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(*self._command(), stdin=pipe, stdout=pipe)
        try:
            return await self._addresses(self._process)
        except BaseException:
            await self._stop()
            raise

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._stop()

    async def _addresses(self, process: asyncio.subprocess.Process) -> list[str]:
        assert process.stdout is not None
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                line = await process.stdout.readline()
        except TimeoutError:
            raise LabError(f"the relay is not ready after {START_TIMEOUT_S:g} s") from None
        if not line:
            raise LabError("the relay does not start; its messages are on standard error")
        return [str(address) for address in json.loads(line)]

    async def _stop(self) -> None:
        process = self._process
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            async with asyncio.timeout(STOP_TIMEOUT_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    def _command(self) -> list[str]:
        model = self._impairment
        numbers = {"--loss": model.loss, "--delay-ms": model.delay_ms, "--jitter-ms": model.jitter_ms, "--seed": self._seed}
        options = [part for name, value in numbers.items() for part in (name, str(value))]
        order = [] if model.keep_order else ["--reorder"]
        return [sys.executable, "-m", "telephony.lab.relay", *self._gateways, *options, *order]
