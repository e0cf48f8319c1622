"""Human agents for tests with speech: lab phones that take every warm transfer, hear the summary, and hang up."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from engine.campaign.plan.schema import Team
from engine.dialog.moves import TransferMode
from engine.dialog.script import Script
from engine.dialog.ways import HandOver
from engine.store.database import Database
from engine.store.floor import agents
from engine.store.schema import upgrade
from engine.store.tables import AgentState
from telephony.lab.lab import Lab

COUNT: Final = 4
"""Calls that one process of lab phones takes at a time."""
_PHONE: Final = {
    "voice": "grace",
    "ring_s": 0.2,
    "max_call_s": 60,
    "steps": [
        {"say": "Hello?"},
        {"after_bot": {"spoken_ms": 1000, "quiet_ms": 1500, "timeout_s": 20}},  # the summary
        {"wait_s": 2},
        "hang_up",
    ],
}


@asynccontextmanager
async def agents_for(scripts: Iterable[Script], folder: Path, database_url: str, unix_s: float) -> AsyncIterator[Team | None]:
    """Agents who are ready while the block runs; None if no script hands people over to any.

    Args:
        scripts: of the calls.
        folder: for the agents' phone book and what their phones record.
        database_url: where the campaign will look for them.
        unix_s: when they come, by the campaign's clock.
    """
    if not any(map(_hands_over, scripts)):
        yield None
        return
    numbers = {f"agent {index + 1}": f"09{index + 1:02}" for index in range(COUNT)}
    book = _written(folder, numbers)
    async with Lab(book, folder) as lab:
        upgrade(database_url)
        with Database(database_url) as database:
            database.write(lambda session: _make_ready(session, numbers, lab.gateways[0], unix_s))
        yield Team(agents=tuple(numbers), wrap_up_s=0)


def _written(folder: Path, numbers: Mapping[str, str]) -> Path:
    """The phone book of the agents."""
    folder.mkdir(parents=True)
    book = folder / "phones.yaml"
    book.write_text(
        json.dumps({"phones": {number: {"name": name, **_PHONE} for name, number in numbers.items()}}), encoding="utf-8"
    )
    return book


def _hands_over(script: Script) -> bool:
    return any(isinstance(node.way, HandOver) and node.way.mode is TransferMode.WARM for node in script.nodes.values())


def _make_ready(session: Session, numbers: Mapping[str, str], gateway: str, unix_s: float) -> None:
    for name, number in numbers.items():
        agents.add(session, name, f"sip:{number}@{gateway}", unix_s)
        agents.wish(session, name, AgentState.READY, unix_s)
