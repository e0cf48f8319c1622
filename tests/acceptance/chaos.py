"""Chaos: parts of a running campaign are killed at random, again and again, and in the end nobody was lost and nobody called twice.

    python -m tests.acceptance.chaos --rounds 50 --seed 1 [--database postgresql]

A round waits until calls are going, then strikes. An engine that is gone is started again as its operator would: by the same plan.
The called side is SIPp, which notes every INVITE.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from engine.store.database import Database
from engine.store.people import do_not_call
from engine.store.schema import upgrade
from engine.store.urls import database_url
from tests.acceptance.line_test import line_test
from tests.acceptance.product import Desk, eventually, running
from tests.acceptance.rush import OVERLOADED, fates
from tests.acceptance.strikes import STRIKES, Campaign, Strike
from tests.acceptance.switchboard import Fate, Switchboard, TakenCall, by_number, running_switchboard
from tests.integration.store import postgresql

log = logging.getLogger(__name__)

LINES: Final = 12
RING_MS: Final = 1500
LEADS_PER_ROUND: Final = 20
LISTED_EVERY: Final = 25
"""Every so many-th number is on the do-not-call list from the start."""
GOING_TIMEOUT_S: Final = 240.0
END_TIMEOUT_S: Final = 400.0
STARTS_PER_ROUND: Final = 3
OPTING: Final = {"8": Fate(200, talk_ms=20_000, key="9")}
"""Press 9 and wait for the goodbye."""
REFUSED: Final = "9"
"""Last digit of the numbers that the east trunk does not carry."""
CUT_SHORT: Final = frozenset(
    {"engine_died", "worker_died", "workers_gone", "no_end_reported", "the engine stopped", "hung up by the engine"}
)
"""Causes of attempts whose INVITE may never have left."""


@dataclass(frozen=True)
class Survived:
    """What is left after all rounds."""

    strikes: Counter[str]
    leads: int
    attempts: int
    invites: int
    outcomes: Counter[tuple[str, str]]
    """Disposition and cause."""
    starts: int
    ends: Counter[int | None]
    problems: list[str]
    seconds: float


async def survive(strikes: Sequence[str], database: str, folder: Path, seed: int) -> Survived:
    """Runs one campaign through these strikes and looks at what it left."""
    begun_s = time.monotonic()
    with ExitStack() as peers:
        server = None if database == "sqlite" else peers.enter_context(postgresql.serving())
        url = server.url if server else f"sqlite:///{folder / 'calls.db'}"
        east = peers.enter_context(running_switchboard(fates(RING_MS, ninth=Fate(refusal=OVERLOADED)) | OPTING, folder, "east"))
        west = peers.enter_context(running_switchboard(fates(RING_MS) | OPTING, folder, "west"))
        numbers = [f"+1202557{index:04}" for index in range(LEADS_PER_ROUND * len(strikes))]
        listed = numbers[::LISTED_EVERY]
        campaign = _prepared(folder, url, numbers, listed, [east, west], seed)
        campaign.server = server
        await _struck(campaign, [STRIKES[database][strike] for strike in strikes])
        calls = [*east.calls(), *west.calls()]
        rang = [*(call for call in east.calls() if call.number[-1] != REFUSED), *west.calls()]
        problems = [*_store_problems(campaign, numbers, listed), *_peer_problems(campaign, calls, rang, listed)]
        outcomes = Counter((str(row[0]), str(row[1])) for row in campaign.rows("SELECT disposition, cause FROM attempts"))
        attempts = campaign.attempts()
        campaign.database.dispose()
    return Survived(
        strikes=Counter(strikes),
        leads=len(numbers),
        attempts=attempts,
        invites=len(calls),
        outcomes=outcomes,
        starts=campaign.starts,
        ends=campaign.ends,
        problems=problems,
        seconds=time.monotonic() - begun_s,
    )


def _prepared(
    folder: Path, url: str, numbers: Sequence[str], listed: Sequence[str], trunks: Sequence[Switchboard], seed: int
) -> Campaign:
    settings: dict[str, dict[str, object]] = {
        "trunk": {"ring_timeout_s": 5},
        "conversation": {"hello_wait_ms": 200},
        "campaign": {"failures_in_a_row": 0},
    }
    desk = Desk(folder, line_test(patience_ms=20_000), settings)
    plan = {
        "name": "chaos",
        "script": str(desk.script),
        "lists": [str(desk.leads(numbers))],
        "lines": LINES,
        "policy": "none",
        "trunks": [{"address": trunk.address, "calls_per_second": 10} for trunk in trunks],
    }
    (folder / "plan.yaml").write_text(json.dumps(plan))
    upgrade(url)
    with Database(url) as database:
        database.write(partial(_list, listed))
    command: list[str | Path] = ["--config", folder / "settings.yaml", "run", folder / "plan.yaml", "--database", url]
    return Campaign(desk, command, create_engine(database_url(url)), random.Random(seed))


def _list(numbers: Sequence[str], session: Session) -> None:
    for number in numbers:
        do_not_call.add(session, number, "by letter", at=1.0)


async def _struck(campaign: Campaign, strikes: Sequence[Strike]) -> None:
    """Strikes in turn, each while calls are going; then lets the campaign come to its end."""
    left = list(strikes)
    while campaign.starts <= STARTS_PER_ROUND * len(strikes):
        campaign.starts += 1
        async with AsyncExitStack() as stack:
            engine = await stack.enter_async_context(running(*campaign.plan, folder=campaign.desk.folder))
            ending = asyncio.create_task(engine.ended(GOING_TIMEOUT_S + END_TIMEOUT_S))
            while left and await _is_dialling(campaign, ending):
                await asyncio.sleep(campaign.random.uniform(0, 0.8))
                strike = left.pop(0)
                log.info("strike %s, %d attempts so far", strike.__name__, campaign.attempts())
                await strike(campaign, engine)
            ended = await ending
        campaign.ends[ended.status if ended.status >= 0 else None] += 1
        if ended.status == 0:
            assert not left, f"the list was done before the last {len(left)} strikes: more LEADS_PER_ROUND"
            return
        if ended.status not in (1, 2, -signal.SIGKILL):
            raise AssertionError(f"the engine ended with {ended.status}: {ended.errors[-4000:]}")
        log.info("engine ended with %d: %s", ended.status, ended.errors[-300:])
    raise AssertionError("the campaign does not come to its end")


async def _is_dialling(campaign: Campaign, ending: asyncio.Task[object]) -> bool:
    """Whether more calls begin before the engine ends."""
    begun = campaign.attempts() + campaign.random.randint(1, 8)
    await eventually(lambda: ending.done() or campaign.attempts() >= begun, "calls are going", GOING_TIMEOUT_S)
    return not ending.done()


def _store_problems(campaign: Campaign, numbers: Sequence[str], listed: Sequence[str]) -> list[str]:
    leads = campaign.rows("SELECT number, state, disposition FROM leads JOIN customers ON customers.id = customer_id")
    attempts = campaign.rows("SELECT number, created_at, ended_at FROM attempts ORDER BY number, created_at")
    opted_out = {row[0] for row in campaign.rows("SELECT number FROM attempts WHERE opted_out_at IS NOT NULL")}
    forbidden = {row[0] for row in campaign.rows("SELECT number FROM do_not_call")}
    pairs = [(one, two) for one, two in pairwise(attempts) if one[0] == two[0]]
    return _told(
        {
            "leads lost": sorted(set(numbers) - {str(lead[0]) for lead in leads}),
            "leads without an outcome": [str(lead[0]) for lead in leads if lead[1] != "done" or lead[2] is None],
            "attempts without an end": [str(attempt[0]) for attempt in attempts if attempt[2] is None],
            "attempts that overlap": [str(one[0]) for one, two in pairs if float(str(one[2])) > float(str(two[1]))],
            "opted out and not on the list": sorted(str(number) for number in opted_out - forbidden),
            "on the list and dialled": sorted({str(attempt[0]) for attempt in attempts} & set(listed)),
        }
    )


def _peer_problems(campaign: Campaign, calls: Sequence[TakenCall], rang: Sequence[TakenCall], listed: Sequence[str]) -> list[str]:
    invites = Counter(call.number for call in calls)
    attempts = campaign.rows("SELECT number, cause FROM attempts")
    written = Counter(str(number) for number, _ in attempts)
    cut = Counter(str(number) for number, cause in attempts if cause in CUT_SHORT)
    return _told(
        {
            "INVITEs without an attempt": sorted(invites - written),
            "attempts without an INVITE": sorted((written - invites) - cut),
            "rang twice": [number for number, times in by_number(rang).items() if len(times) > 1],
            "on the list and called": sorted(set(invites) & set(listed)),
        }
    )


def _told(checks: Mapping[str, Sequence[str]]) -> list[str]:
    return [f"{what}: {len(found)}, e.g. {', '.join(found[:5])}" for what, found in checks.items() if found]


def main() -> None:
    """Runs so many rounds of random strikes and says what was left."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=sorted(STRIKES), default="sqlite")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    strikes = random.Random(arguments.seed).choices(sorted(STRIKES[arguments.database]), k=arguments.rounds)
    with tempfile.TemporaryDirectory(prefix="callwright-chaos-") as folder:
        survived = asyncio.run(survive(strikes, arguments.database, Path(folder), arguments.seed))
    print(survived)  # noqa: T201 - its output
    if survived.problems:
        sys.exit("\n".join(survived.problems))


if __name__ == "__main__":
    main()
