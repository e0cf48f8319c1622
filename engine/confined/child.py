"""The process that works. Its module's `main` calls `answer`, and nothing that was sent is looked at before."""

from __future__ import annotations

import os
import resource
import sys
import traceback
from collections.abc import Callable
from typing import Final, Protocol, TypeVar

import msgspec
import psutil

Order = TypeVar("Order")

MEMORY_BYTES: Final = "CALLWRIGHT_CONFINED_MEMORY_BYTES"
CPU_S: Final = "CALLWRIGHT_CONFINED_CPU_S"
"""What the process may use, told in its environment."""
OUT_OF_MEMORY: Final = 77
BROKEN: Final = 70
"""Exit statuses; that of BSD's sysexits for a fault of ours."""


class Done(msgspec.Struct, frozen=True, tag="done"):
    """So much of the work is done."""

    share: float
    """0 to 1."""


class Outcome(msgspec.Struct, frozen=True, tag="outcome"):
    """The last that is told."""

    outcome: msgspec.Raw


class Tell(Protocol):
    """Tells the parent how far the work has come."""

    def __call__(self, share: float, /) -> None: ...


def answer(order: type[Order], work: Callable[[Order, Tell], object]) -> None:
    """Takes the order, does the work within its bounds, and tells the outcome.

    Args:
        order: what the parent sends.
        work: may tell how far it has come; what it returns is sent as JSON.
    """
    for kind, name in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S)):
        bound = int(os.environ[name])
        resource.setrlimit(kind, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold what was sent
    if _address_space_bytes() > int(os.environ[MEMORY_BYTES]):
        os._exit(OUT_OF_MEMORY)  # C code that could not have a byte more might break before Python finds out
    try:
        outcome = work(msgspec.json.decode(sys.stdin.buffer.read(), type=order), lambda share: _tell(Done(share)))
        _tell(Outcome(msgspec.Raw(msgspec.json.encode(outcome))))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:
        sys.stderr.write(f"{type(error).__name__}: {_place(error)}\n")  # without its text, which may be somebody's data
        sys.exit(BROKEN)


def _address_space_bytes() -> int:
    """What this process has by now."""
    return int(psutil.Process().memory_info().vms)


def _tell(message: Done | Outcome) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(message) + b"\n")
    sys.stdout.buffer.flush()


def _place(error: Exception) -> str:
    return " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__)))
