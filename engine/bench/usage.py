"""What processes cost while something runs: processor time and memory, sampled from outside."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import psutil

SAMPLE_EVERY_S: Final = 1.0
_MIB: Final = 2**20


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at one group of processes."""

    at_s: float
    """Monotonic."""
    cpu_s: float
    """Processor seconds used since the processes started."""
    rss_mib: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What one group of processes cost over a run."""

    cores: float
    """Processor seconds per second."""
    rss_first_mib: float
    """Median of the first quarter of the run, after its first sample."""
    rss_last_mib: float
    """Median of the last quarter."""


class UsageLog:
    """Samples of named groups of processes."""

    def __init__(self, groups: Callable[[], Mapping[str, list[int]]]) -> None:
        """`groups` gives the process ids of each group, anew for every sample: processes may be restarted."""
        self._groups = groups
        self._samples: dict[str, list[Sample]] = {}

    async def sample_until_cancelled(self) -> None:
        """Takes a sample each second."""
        while True:
            now_s = time.monotonic()
            for name, pids in self._groups().items():
                if sample := _look(now_s, pids):
                    self._samples.setdefault(name, []).append(sample)
            await asyncio.sleep(SAMPLE_EVERY_S)

    def costs(self) -> dict[str, Cost]:
        """The cost of every group that was seen for at least four samples."""
        return {name: _cost(samples) for name, samples in self._samples.items() if len(samples) >= 4}


def _look(now_s: float, pids: list[int]) -> Sample | None:
    cpu_s = rss = 0.0
    try:
        for pid in pids:
            process = psutil.Process(pid)
            times = process.cpu_times()
            cpu_s += times.user + times.system
            rss += process.memory_info().rss
    except psutil.NoSuchProcess:
        return None
    return Sample(now_s, cpu_s, rss / _MIB)


def _cost(samples: list[Sample]) -> Cost:
    quarter = max(1, len(samples) // 4)
    first, last = samples[0], samples[-1]
    return Cost(
        cores=(last.cpu_s - first.cpu_s) / (last.at_s - first.at_s),
        rss_first_mib=statistics.median(sample.rss_mib for sample in samples[1 : quarter + 1]),
        rss_last_mib=statistics.median(sample.rss_mib for sample in samples[-quarter:]),
    )
