"""How many conversations a second `callwright script test` plays, apart from what it needs to begin.

    python -m tests.benchmarks.rehearsal_rate dialogs
    python -m tests.benchmarks.rehearsal_rate dialogs --jobs 2

Processor time of one process, or of so many with what they take to part and to come together again: with a processor for each, so
many times as many a second by the clock. The vectors of the texts and the trained heads should be in the cache, as they are once
`callwright script test dialogs` was run.
"""

from __future__ import annotations

import time

BEGUN_S = time.process_time()

import argparse  # noqa: E402  # what is imported here is measured
import os  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import TypeVar  # noqa: E402

import tests.benchmarks.one_thread  # noqa: E402, F401  # as the command has it, before numpy is there

# isort: split
from engine.dialog.bundle import read_bundle  # noqa: E402
from engine.dialog.loader import load_bundle  # noqa: E402
from engine.rehearsal.cases.reading import SUFFIX, read_cases  # noqa: E402
from engine.rehearsal.cases.running import CaseRunner, run_files  # noqa: E402
from engine.rehearsal.staging import stages  # noqa: E402
from engine.settings import load_settings  # noqa: E402

T = TypeVar("T")


def timed(what: str, work: Callable[[], T]) -> T:
    """Does it, and says how long it took."""
    begun_s = time.process_time()
    done = work()
    _say(what, time.process_time() - begun_s)
    return done


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.rehearsal_rate", description="Conversations a second")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    _say("imports", time.process_time() - BEGUN_S)
    files = timed("reading tests", lambda: [read_cases(path) for path in sorted(given.folder.glob(f"*{SUFFIX}"))])
    scripts = timed("reading scripts", lambda: [load_bundle(read_bundle(file.script)) for file in files])
    stage_of = stages(load_settings(None, {}))
    runners = [CaseRunner(file, script, stage_of) for file, script in zip(files, scripts, strict=True)]
    count = sum(len(runner.chosen("")) for runner in runners)
    timed("classifiers", lambda: [runner.stage(runner.language_of(index)) for runner in runners for index in runner.chosen("")])
    rates = []
    timed("every conversation once", lambda: run_files(runners, jobs=1))
    for number in range(given.rounds):
        begun_s = _processor_s()
        results = [result for some in run_files(runners, jobs=given.jobs) for result in some]
        took_s = _processor_s() - begun_s
        passed = sum(result.passed for result in results)
        rates.append(count / took_s)
        _say(f"round {number + 1}: {passed} of {count} passed, {rates[-1]:.0f} a second", took_s)
    _say(f"in the median round {statistics.median(rates):.0f} a second, in the best {max(rates):.0f}", count / max(rates))
    return 0


def _processor_s() -> float:
    """Of this process and those that it has waited for."""
    return sum(os.times()[:4])


def _say(what: str, seconds: float) -> None:
    sys.stdout.write(f"{seconds:6.2f} s  {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
