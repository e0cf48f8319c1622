"""Uploaded lists, read into the store by a process of their own (`engine.confined`): for the console and the API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

from engine.campaign.lists.import_worker import ImportJob, ImportOutcome
from engine.confined.parent import Bounds, Overstepped, confined
from engine.environments import POSTGRESQL

BOUNDS: Final = Bounds(memory_bytes=2 << 30, cpu_s=900, wall_s=1800.0, variables=POSTGRESQL)
_NAME_MAX: Final = 200


class ListRefused(Exception):
    """Nothing was imported; the text says why, and what to do."""


def own_name(said: str) -> str:
    """The name under which an uploaded file is kept: what its owner calls it, but of one folder and never a way out of it."""
    name = PurePosixPath(said.replace("\\", "/").replace("\0", "")).name[:_NAME_MAX]
    return "list" if name in {"", ".", ".."} else name


def imported(job: ImportJob, told: Callable[[float], None] = lambda _share: None) -> ImportOutcome:
    """Reads a list as told, all of it before anything is written. Takes as long as it takes.

    Args:
        job: what to do.
        told: is told how far it has come, 0 to 1.

    Raises:
        ListRefused: the file cannot be read, or not within `BOUNDS`.
    """
    try:
        outcome = confined("engine.campaign.lists.import_worker", job, ImportOutcome, BOUNDS, told)
    except Overstepped as error:
        raise ListRefused(too_much(Path(job.path).name, error)) from error
    if outcome.problem is not None:
        raise ListRefused(outcome.problem)
    return outcome


def too_much(name: str, error: Overstepped) -> str:
    """What is said of a file that was too much for the process that read it."""
    return f"{name}: reading it {error}: is it far larger unpacked than it looks? Save it as CSV, in parts if it is long"
