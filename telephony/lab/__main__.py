"""`python -m telephony.lab --phones FILE`: lab phones on one SIP address, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel

from telephony.lab.house import LOOPBACK, HouseSettings, run_house
from telephony.lab.voices import default_cache_dir


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m telephony.lab", description="Simulated phones for demo, tests and load.")
    parser.add_argument("--phones", type=Path, required=True, help="phone book (YAML)")
    parser.add_argument("--bind", default=LOOPBACK, help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="SIP port; 0 takes any free one")
    parser.add_argument("--rtp-port", type=int, default=40000, help="first RTP port (default %(default)s)")
    parser.add_argument("--recordings", type=Path, help="folder for stereo WAVs; without it nothing is recorded")
    parser.add_argument("--cache", type=Path, default=default_cache_dir(), help="folder for synthesized lines")
    parser.add_argument("--report", default="1", help="file descriptor or file for the JSON lines (default: standard output)")
    parser.add_argument("--until-stdin-closes", action="store_true", help="stop when standard input ends: the parent is gone")
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()
    settings = HouseSettings(
        phones=arguments.phones,
        sip_port=arguments.port,
        rtp_port=arguments.rtp_port,
        recordings=arguments.recordings,
        cache_dir=arguments.cache,
        bind_address=arguments.bind,
    )
    if settings.recordings is not None:
        settings.recordings.mkdir(parents=True, exist_ok=True)
    with _opened(arguments.report) as report:
        return asyncio.run(_run(settings, report, arguments.until_stdin_closes))


def _opened(where: str) -> BinaryIO:
    return os.fdopen(int(where), "wb", closefd=False) if where.isdigit() else Path(where).open("ab")


async def _run(settings: HouseSettings, report: BinaryIO, until_stdin_closes: bool) -> int:
    def write(message: BaseModel) -> None:
        report.write(message.model_dump_json().encode() + b"\n")
        report.flush()

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    if until_stdin_closes:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends Ctrl-C to its whole group: the parent lets calls end first
        await loop.connect_read_pipe(lambda: _Lifeline(stop), sys.stdin)
    else:
        loop.add_signal_handler(signal.SIGINT, stop.set)
    return 0 if await run_house(settings, write, stop) else 1


class _Lifeline(asyncio.Protocol):
    """Standard input as the parent's sign of life."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 the protocol's signature
        self._stop.set()


if __name__ == "__main__":
    sys.exit(main())
