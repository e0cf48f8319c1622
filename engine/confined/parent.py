"""Starts the process, waits for its outcome, and kills it when it wants more than it may have."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Timer
from typing import IO, Any, Final, TypeVar

import msgspec

from engine.confined.child import CPU_S, MEMORY_BYTES, OUT_OF_MEMORY, Done, Outcome
from engine.environments import environment

T = TypeVar("T")
log = logging.getLogger(__name__)

_MB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a process may have."""

    memory_bytes: int
    """Of address space."""
    cpu_s: int
    wall_s: float
    """From its start to its outcome."""
    variables: tuple[str, ...] = ()
    """Of the environment, beside what every program goes by: see `engine.environments`."""


class Overstepped(Exception):
    """The process came to no outcome within its bounds; the text says why, as the end of a sentence."""


def confined(
    module: str, order: object, outcome: type[T], bounds: Bounds, told: Callable[[float], None] = lambda _share: None
) -> T:
    """Has a process do work. Blocks until it is done.

    Args:
        module: what it runs; see `child.answer`.
        order: what it is to do; goes to it as JSON.
        outcome: what it answers.
        bounds: what it may use.
        told: is told how far it has come, 0 to 1.

    Raises:
        Overstepped: it used more than it may, or broke.
    """
    variables = {**environment(*bounds.variables), MEMORY_BYTES: str(bounds.memory_bytes), CPU_S: str(bounds.cpu_s)}
    too_long = Event()
    with subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=variables,
        start_new_session=True,  # Ctrl-C is for this process
    ) as process:
        timer = Timer(bounds.wall_s, _give_up, (process, too_long))
        timer.start()
        try:
            found = _conversation(process, msgspec.json.encode(order), told)
        finally:
            timer.cancel()
            process.kill()
    if found is None:
        log.warning("%s ended with status %s", module, process.returncode, extra={"action": "confined_process_ended"})
        raise Overstepped(_reason(process.returncode, bounds, too_long=too_long.is_set()))
    return msgspec.json.decode(found, type=outcome)


def _conversation(process: subprocess.Popen[bytes], order: bytes, told: Callable[[float], None]) -> msgspec.Raw | None:
    """The outcome; None if the process ended without."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError):
        process.stdin.write(order)
    with suppress(BrokenPipeError):
        process.stdin.close()
    found = _listened(process.stdout, told)
    process.wait()
    return found


def _listened(lines: IO[bytes], told: Callable[[float], None]) -> msgspec.Raw | None:
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Done | Outcome)
    for line in lines:
        if not line.endswith(b"\n"):  # it died in the middle of it
            return None
        match decoder.decode(line):
            case Done(share):
                told(share)
            case Outcome(outcome):
                return outcome.copy()
    return None


def _give_up(process: subprocess.Popen[bytes], too_long: Event) -> None:
    too_long.set()
    process.kill()


def _reason(status: int, bounds: Bounds, *, too_long: bool) -> str:
    if too_long:
        return f"took more than {bounds.wall_s:g} seconds"
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:  # Linux sends the second at the hard limit
        return f"took more than {bounds.cpu_s} seconds of processor time"
    if status == OUT_OF_MEMORY:
        return f"took more than {bounds.memory_bytes // _MB:,} MB of memory"
    return "broke the process that read it"
