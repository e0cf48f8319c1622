"""Lab phones in their own processes, for whoever wants to call them.

async with Lab(Path("configs/demo/phones.yaml"), work_dir, processes=2) as lab:
    ...dial numbers of the book at lab.gateways...
    reports = await lab.reports(12, timeout_s=60)
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from telephony.lab.ports import free_udp_port
from telephony.lab.report import CallReport, HouseFailed, HouseReady, parsed
from telephony.lab.voices import default_cache_dir

_log = logging.getLogger(__name__)

START_TIMEOUT_S: Final = 180.0
"""The first start of a book synthesizes its lines; a busy machine takes longer. Who cannot start says so at once."""
STOP_TIMEOUT_S: Final = 8.0


class LabError(Exception):
    """The lab cannot start, or did not report in time."""


@dataclass(frozen=True, slots=True)
class HouseLost:
    """A lab process ended without being told to."""

    sip_address: str
    exit_status: int
    """Negative: the signal that killed it."""


class _House:
    """One child process and what it reported."""

    def __init__(self, process: asyncio.subprocess.Process, output: asyncio.StreamReader, log_path: Path) -> None:
        self.process = process
        self.output = output
        self.log_path = log_path
        self.sip_address = ""

    async def first_message(self) -> HouseReady:
        line = await self.output.readline()
        message = parsed(line) if line else None
        if not isinstance(message, HouseReady):
            reason = message.reason if isinstance(message, HouseFailed) else f"the process ended; see {self.log_path}"
            raise LabError(f"the lab phones do not start: {reason}")
        self.sip_address = message.sip_address
        return message

    async def stop(self) -> None:
        """Closes its lifeline; kills what does not end by itself."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            async with asyncio.timeout(STOP_TIMEOUT_S):
                await self.process.wait()
        except TimeoutError:
            _log.warning("lab process killed", extra={"action": "lab_house_killed", "pid": self.process.pid})
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()


class Lab:
    """Starts, watches and stops the processes. Use as an async context manager."""

    def __init__(self, phones: Path, work_dir: Path, *, processes: int = 1, cache_dir: Path | None = None) -> None:
        self._phones = phones
        self._work_dir = work_dir
        self._processes = processes
        self._cache_dir = cache_dir or default_cache_dir()
        self._houses: list[_House] = []
        self._reports: asyncio.Queue[CallReport] = asyncio.Queue()
        self._losses: asyncio.Queue[HouseLost] = asyncio.Queue()
        self._stopping = False
        self._watching: list[asyncio.Task[None]] = []

    @property
    def gateways(self) -> list[str]:
        """`host:port` of every process; each knows all numbers and takes four calls at a time."""
        return [house.sip_address for house in self._houses]

    @property
    def pids(self) -> list[int]:
        """Process ids, in the order of `gateways`."""
        return [house.process.pid for house in self._houses]

    @property
    def recordings(self) -> Path:
        """Where the phones' stereo WAVs are."""
        return self._work_dir / "recordings"

    async def next_report(self, *, timeout_s: float) -> CallReport:
        """The next call that ended, from any process.

        Raises:
            LabError: none ended in time.
        """
        try:
            async with asyncio.timeout(timeout_s):
                return await self._reports.get()
        except TimeoutError:
            raise LabError(f"no lab phone reported a call within {timeout_s:g} s") from None

    async def reports(self, count: int, *, timeout_s: float) -> list[CallReport]:
        """The next `count` calls that ended.

        Raises:
            LabError: fewer ended in time.
        """
        found: list[CallReport] = []
        try:
            async with asyncio.timeout(timeout_s):
                while len(found) < count:
                    found.append(await self._reports.get())
        except TimeoutError:
            raise LabError(f"{len(found)} of {count} calls were reported within {timeout_s:g} s") from None
        return found

    async def next_loss(self, *, timeout_s: float) -> HouseLost:
        """The next process that died.

        Raises:
            LabError: none died in time.
        """
        try:
            async with asyncio.timeout(timeout_s):
                return await self._losses.get()
        except TimeoutError:
            raise LabError(f"no lab process died within {timeout_s:g} s") from None

    async def __aenter__(self) -> Self:
        self.recordings.mkdir(parents=True, exist_ok=True)
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                for index in range(self._processes):
                    self._houses.append(await self._start(index))
                await asyncio.gather(*(house.first_message() for house in self._houses))
        except TimeoutError:
            await self._stop()
            raise LabError(f"the lab phones are not ready after {START_TIMEOUT_S:g} s; see {self._work_dir}/house-*.log") from None
        except BaseException:
            await self._stop()
            raise
        self._watching = [asyncio.create_task(self._watch(house), name=f"lab {house.sip_address}") for house in self._houses]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._stop()

    async def _stop(self) -> None:
        """Ends the processes; what they still report is kept."""
        self._stopping = True
        await asyncio.gather(*(house.stop() for house in self._houses))
        await asyncio.gather(*self._watching)

    async def _start(self, index: int) -> _House:
        read_fd, write_fd = os.pipe()
        log_path = self._work_dir / f"house-{index}.log"
        try:
            with log_path.open("ab") as log:
                process = await asyncio.create_subprocess_exec(
                    *self._command(write_fd), pass_fds=[write_fd], stdin=asyncio.subprocess.PIPE, stdout=log, stderr=log
                )
        finally:
            os.close(write_fd)
        return _House(process, await _reader(read_fd), log_path)

    def _command(self, report_fd: int) -> list[str]:
        options = {
            "--phones": self._phones,
            "--rtp-port": free_udp_port(),
            "--recordings": self.recordings,
            "--cache": self._cache_dir,
            "--report": report_fd,
        }
        return [
            sys.executable,
            "-m",
            "telephony.lab",
            "--until-stdin-closes",
            *(str(part) for pair in options.items() for part in pair),
        ]

    async def _watch(self, house: _House) -> None:
        async for line in house.output:
            message = parsed(line)
            if isinstance(message, CallReport):
                self._reports.put_nowait(message)
        exit_status = await house.process.wait()
        if not self._stopping:
            extra = {"action": "lab_house_lost", "gateway": house.sip_address, "exit_status": exit_status}
            _log.error("lab process died", extra=extra)
            self._losses.put_nowait(HouseLost(house.sip_address, exit_status))


async def _reader(fd: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(fd, "rb"))
    return reader
