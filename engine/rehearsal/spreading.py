"""Many rehearsed calls on all processors: each is played by itself, so processes need not talk with each other."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

T = TypeVar("T")

LEAST_CALLS: Final = 40
"""Fewer are done before other processes have begun."""

_work: Callable[[int], Any] | None = None
"""What forked processes do; they inherit it, and with it the loaded script and classifier."""


def spread(work: Callable[[int], T], numbers: Sequence[int], jobs: int) -> list[T]:
    """`work` of each number, in their order, by so many processes at a time. What it gives must be picklable."""
    gc.freeze()  # what was made ready lasts: the collector need not look at it again, here or in each process
    try:
        return [work(number) for number in numbers] if jobs == 1 else _spread(work, numbers, jobs)
    finally:
        gc.unfreeze()


def _spread(work: Callable[[int], T], numbers: Sequence[int], jobs: int) -> list[T]:
    global _work
    _work = work
    try:
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            return pool.map(_do, numbers, chunksize=max(1, len(numbers) // (4 * jobs)))
    finally:
        _work = None


def jobs_for(calls: int) -> int:
    """As many processes as are worth their start."""
    return 1 if calls < LEAST_CALLS else len(os.sched_getaffinity(0))


def _do(number: int) -> Any:
    if _work is None:
        raise RuntimeError("a process was not told what to do")
    return _work(number)
