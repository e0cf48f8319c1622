"""Other people's SIP endpoints (SIPp, baresip) and our own phone process, as peers of a dialer under test. Loopback only."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import socket
import subprocess
import sys
import time
import wave
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from telephony.line import Answered, HungUp, LineEvent, MediaActive
from telephony.settings import Srtp, StackSettings, Transport, TrunkSettings
from telephony.sip.dialer import SipDialer
from telephony.sip.line import SipLine
from tests.integration.telephony.phone import Saw

SCENARIOS: Final = Path(__file__).parent / "sipp"
LOOPBACK: Final = "127.0.0.1"
START_TIMEOUT_S: Final = 30.0
EXIT_TIMEOUT_S: Final = 30.0
PATIENCE_S: Final = 30.0
"""The machine may be busy: whoever waits so long waits in vain."""


def free_port() -> int:
    """A port that is free for UDP and TCP now."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind((LOOPBACK, 0))
            port: int = udp.getsockname()[1]
            try:
                tcp.bind((LOOPBACK, port))
            except OSError:
                continue
            return port


def rtp_base() -> int:
    """First of 40 ports that others are unlikely to use; pjsua2 skips those in use."""
    return random.randrange(20_000, 32_000, 40)


def _is_bound(port: int, kind: socket.SocketKind) -> bool:
    """Whether somebody has the port. Trying to bind it would tell, too, and get in the way of whom the test waits for."""
    table = Path("/proc/net/udp" if kind is socket.SOCK_DGRAM else "/proc/net/tcp").read_text()
    return any(row.split()[1].endswith(f":{port:04X}") for row in table.splitlines()[1:])


def wait_until_listening(process: subprocess.Popen[bytes], port: int, kind: socket.SocketKind, log: Path) -> None:
    deadline_s = time.monotonic() + START_TIMEOUT_S
    while not _is_bound(port, kind):
        if process.poll() is not None or time.monotonic() > deadline_s:
            raise RuntimeError(f"{process.args!r} does not listen on {port}: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.02)


def executable(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"{name} is not installed; `make test` installs it, or: apt-get install sip-tester baresip")
    return path


@dataclass(frozen=True)
class Sipp:
    """A running SIPp."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        """As a trunk."""
        return f"sip:{LOOPBACK}:{self.port}"

    def assert_scenario_completed(self) -> None:
        """Every message the scenario waits for has come, in its order, in as many calls as it was to take."""
        code = self.process.wait(EXIT_TIMEOUT_S)
        assert code == 0, f"SIPp says the scenario failed ({code}): {self.log.read_text(errors='replace')[-4000:]}"


@contextmanager
def started_sipp(scenario: Path, log: Path, *options: str, kind: socket.SocketKind = socket.SOCK_DGRAM) -> Iterator[Sipp]:
    """SIPp while the block runs, from when it listens.

    Args:
        scenario: its file.
        log: what it prints goes there; what it complains about beside it.
        options: of its command line.
        kind: of the socket that it listens on.
    """
    port = free_port()
    command = [executable("sipp"), "-sf", str(scenario), "-i", LOOPBACK, "-p", str(port), "-mi", LOOPBACK, "-mp", str(free_port())]
    command += ["-nostdin", "-trace_err", "-error_file", str(log.with_suffix(".err")), *options]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=log.parent)
    try:
        wait_until_listening(process, port, kind, log)
        yield Sipp(port, process, log)
    finally:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class SippOptions:
    transport: str = "u1"
    """SIPp's -t: `u1` is UDP, `t1` is TCP."""
    fields: dict[str, str] = field(default_factory=dict)
    """Values of the scenario's `{{name}}` places, which SIPp has no means for in a status line."""
    calls: int = 1
    lifetime_s: int = 50
    """SIPp fails by itself if its calls are not over by then."""


def _filled_in(scenario: str, fields: dict[str, str], folder: Path) -> Path:
    text = (SCENARIOS / f"{scenario}.xml").read_text()
    for name, value in fields.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    filled = folder / f"{scenario}.xml"
    filled.write_text(text)
    return filled


@contextmanager
def running_sipp(scenario: str, folder: Path, options: SippOptions | None = None) -> Iterator[Sipp]:
    """SIPp that plays one of `SCENARIOS`."""
    options = options or SippOptions()
    kind = socket.SOCK_STREAM if options.transport.startswith("t") else socket.SOCK_DGRAM
    bounds = ("-m", str(options.calls), "-timeout", f"{options.lifetime_s}s", "-timeout_error")
    with started_sipp(
        _filled_in(scenario, options.fields, folder),
        folder / f"sipp-{scenario}.log",
        *("-t", options.transport, "-rtp_echo"),
        *bounds,
        kind=kind,
    ) as sipp:
        yield sipp


def stack_settings() -> StackSettings:
    return StackSettings(bind_address=LOOPBACK, rtp_port_first=rtp_base())


@asynccontextmanager
async def dialing(trunk: TrunkSettings) -> AsyncIterator[SipDialer]:
    dialer = await SipDialer.open(stack_settings(), trunk)
    try:
        yield dialer
    finally:
        await dialer.close()


def trunk_at(port: int) -> TrunkSettings:
    return TrunkSettings(host=LOOPBACK, port=port, caller_id="+4930555000")


async def events_until_end(line: SipLine) -> list[LineEvent]:
    async with asyncio.timeout(PATIENCE_S):
        return [event async for event in line.events()]


async def until_media(line: SipLine) -> None:
    """Waits for the conversation to begin."""
    async with asyncio.timeout(PATIENCE_S):
        async for event in line.events():
            assert not isinstance(event, HungUp), event
            if isinstance(event, MediaActive):
                return


def end_of(events: list[LineEvent]) -> HungUp:
    """The last event, which must be the only `HungUp`."""
    assert [type(event) for event in events].count(HungUp) == 1, events
    last = events[-1]
    assert isinstance(last, HungUp)
    return last


def was_answered(events: list[LineEvent]) -> bool:
    return any(isinstance(event, Answered) for event in events)


class Phone:
    """Our own answering endpoint (`phone.py`) in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.port = port
        self._process = process

    async def next_report(self) -> Saw:
        """What the phone saw of the next call that ended."""
        return Saw(**json.loads(await self._line()))

    async def _line(self) -> str:
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            return (await self._process.stdout.readline()).decode()


@asynccontextmanager
async def running_phone(srtp: Srtp = Srtp.OFF, transport: Transport = Transport.UDP) -> AsyncIterator[Phone]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.telephony.phone", str(rtp_base()), srtp, transport, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            port = int(await process.stdout.readline())
        yield Phone(process, port)
    finally:
        process.kill()
        await process.communicate()


@contextmanager
def running_baresip(folder: Path, speaks: bytes, mediaenc: str = "", user: str = "callee") -> Iterator[int]:
    """Baresip that answers at once, says `speaks` (8 kHz mono) and dumps what it hears into `folder`; yields its SIP port."""
    port = free_port()
    with wave.open(str(folder / "speaks.wav"), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(8000)
        wav.writeframes(speaks)
    (folder / "config").write_text(
        f"""sip_listen {LOOPBACK}:{port}
net_interface {LOOPBACK}
audio_source aufile,{folder}/speaks.wav
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
snd_path {folder}
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module sndfile.so
module srtp.so
module_app account.so
module_app menu.so
"""
    )
    account = f"<sip:{user}@{LOOPBACK}:{port}>;regint=0;answermode=auto;audio_codecs=PCMA/8000/1,PCMU/8000/1"
    (folder / "accounts").write_text(account + (f";mediaenc={mediaenc}\n" if mediaenc else "\n"))
    log = folder / "baresip.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [executable("baresip"), "-f", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )
    try:
        wait_until_listening(process, port, socket.SOCK_DGRAM, log)
        yield port
    finally:
        process.terminate()
        process.wait(EXIT_TIMEOUT_S)
