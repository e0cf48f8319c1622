"""What may happen to a running campaign at any moment."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import signal
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import Engine

from tests.acceptance.product import Desk, Running
from tests.acceptance.rush import SPEECH, WORKER
from tests.integration.store.postgresql import Server


@dataclass
class Campaign:
    """A campaign under attack."""

    desk: Desk
    plan: list[str | Path]
    database: Engine
    random: random.Random
    server: Server | None = None
    """Of the database; None: it is a file."""
    starts: int = 0
    ends: Counter[int | None] = field(default_factory=Counter)
    """Exit statuses of the engines; None: killed."""

    def attempts(self) -> int:
        with self.database.connect() as connection:
            return int(connection.scalar(text("SELECT count(*) FROM attempts")) or 0)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with self.database.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql))]


Strike = Callable[[Campaign, Running], Awaitable[None]]


async def kill_engine(_campaign: Campaign, engine: Running) -> None:
    """Its workers and the speech server have to notice."""
    engine.kill()


async def kill_worker(campaign: Campaign, engine: Running) -> None:
    """One of those that are up."""
    _kill(campaign.random.choice(sorted(engine.children(WORKER)) or [0]))


async def kill_speech(_campaign: Campaign, engine: Running) -> None:
    """Nobody may be dialled until it is back."""
    for pid in engine.children(SPEECH):
        _kill(pid)


async def stop_worker(campaign: Campaign, engine: Running) -> None:
    """One of those that are up does nothing any more, and does not end."""
    _kill(campaign.random.choice(sorted(engine.children(WORKER)) or [0]), signal.SIGSTOP)


async def stop_speech(_campaign: Campaign, engine: Running) -> None:
    """It answers nobody, and does not end."""
    for pid in engine.children(SPEECH):
        _kill(pid, signal.SIGSTOP)


async def lock_database(campaign: Campaign, _engine: Running) -> None:
    """Another program writes for seconds."""
    with closing(sqlite3.connect(campaign.desk.database, isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(campaign.random.uniform(0.5, 3))
        other.execute("ROLLBACK")


async def fill_disk(campaign: Campaign, engine: Running) -> None:
    """The engine's files may not grow for seconds."""
    try:
        before = resource.prlimit(engine.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        await asyncio.sleep(campaign.random.uniform(0.2, 2))
        resource.prlimit(engine.pid, resource.RLIMIT_FSIZE, before)
    except ProcessLookupError:
        pass  # it has given up already


async def cut_connections(campaign: Campaign, _engine: Running) -> None:
    """The server ends every session but ours."""
    campaign.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )


async def restart_server(campaign: Campaign, _engine: Running) -> None:
    """The database's server is stopped, and started again within seconds."""
    assert campaign.server is not None
    await asyncio.to_thread(campaign.server.stop)
    campaign.database.dispose()
    await asyncio.sleep(campaign.random.uniform(0.5, 3))
    await asyncio.to_thread(campaign.server.start)


STRIKES: Final[Mapping[str, Mapping[str, Strike]]] = {
    "sqlite": {
        "engine": kill_engine,
        "worker": kill_worker,
        "speech": kill_speech,
        "stuck worker": stop_worker,
        "stuck speech": stop_speech,
        "locked": lock_database,
        "full": fill_disk,
    },
    "postgresql": {
        "engine": kill_engine,
        "worker": kill_worker,
        "speech": kill_speech,
        "cut": cut_connections,
        "restarted": restart_server,
    },
}


def _kill(pid: int, by: signal.Signals = signal.SIGKILL) -> None:
    if pid:
        os.kill(pid, by)
