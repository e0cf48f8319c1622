"""How fast campaigns dial: real SIP through real workers to SIPp, with phones that ring and are hardly ever answered.

    python -m tests.benchmarks.dial_rate --lines 200 --calls-per-second 20 --seconds 300

It exits with status 1 if a call was lost or made twice. What is measured stands in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.acceptance.rush import OUTCOMES, Rush, Seen, rushed


def main() -> None:
    """Runs it once and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--calls-per-second", type=float, default=20)
    parser.add_argument("--seconds", type=int, default=300)
    arguments = parser.parse_args()
    calls = int(arguments.calls_per_second * arguments.seconds)
    # Rings as long as keeps nearly all lines busy at that rate.
    ring_ms = int(0.93 * 1000 * arguments.lines / arguments.calls_per_second)
    with tempfile.TemporaryDirectory(prefix="callwright-dial-rate-") as folder:
        seen = asyncio.run(rushed(Rush(arguments.lines, calls, arguments.calls_per_second, ring_ms), Path(folder)))
    _print(seen)
    unexpected = [number for number, disposition in seen.dispositions.items() if disposition != OUTCOMES[number[-1]]]
    faults = [*seen.problems(), *([f"unexpected outcomes: {len(unexpected)}, e.g. {unexpected[:5]}"] if unexpected else [])]
    if seen.ended.status or faults:
        sys.exit("\n".join([seen.ended.errors[-3000:], *faults]))


def _print(seen: Seen) -> None:
    rows = [
        ("calls", f"{seen.attempts.total()} attempts for {len(seen.wanted)} leads"),
        ("INVITEs at the two trunks", f"{len(seen.east)} + {len(seen.west)}"),
        ("calls per second, from the first to the last", f"{seen.calls_per_second:.2f}"),
        ("without the first and the last twentieth of the calls", f"{seen.steady_calls_per_second:.2f}"),
        ("most calls within a second", f"{seen.most_within_a_second}"),
        ("calls at a time", f"{seen.most_at_a_time}"),
        *((f"processor, {name}", f"{cost.cores:.2f} cores") for name, cost in seen.costs.items()),
        *((f"memory, {name}", f"{cost.rss_first_mib:.0f} MiB, {cost.rss_last_mib:.0f} MiB") for name, cost in seen.costs.items()),
        ("lost or doubled", "; ".join(seen.problems()) or "none"),
    ]
    print("| | |\n| --- | --- |")
    for row in rows:
        print(f"| {row[0]} | {row[1]} |")


if __name__ == "__main__":
    main()
