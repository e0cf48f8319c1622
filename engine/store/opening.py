"""Opening the store as the engine does at start: claimed, migrated, and with nothing left open by a run that died."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from engine.store.calls.attempts import GradeRule
from engine.store.calls.recorder import ENGINE_DIED, Afterwards, FindRecorded, Recorder, not_looked_for, nothing_else
from engine.store.database import Database
from engine.store.engines import DEAD_AFTER_S
from engine.store.ownership import claimed
from engine.store.patience import DEFAULT_PATIENCE, Patience
from engine.store.retries import RetryRule, never
from engine.store.schema import upgrade


@dataclass(frozen=True, slots=True)
class OpenStore:
    """The store in the hands of an engine: the only one if it is SQLite, one of several if it is PostgreSQL."""

    database: Database
    recorder: Recorder
    settled: int
    """Attempts that an earlier run left open, now failed with cause `engine_died`."""


@contextmanager
def opened(
    url: str,
    final_grade: GradeRule,
    at: float,
    patience: Patience = DEFAULT_PATIENCE,
    again: RetryRule = never,
    after: Afterwards = nothing_else,
    recorded: FindRecorded = not_looked_for,
) -> Iterator[OpenStore]:
    """Opens the store for an engine while the block runs.

    Raises:
        StoreBusy: another engine owns it.
        StoreError: the database cannot be used.
    """
    with claimed(url):
        upgrade(url, patience)
        with Database(url, patience) as database:
            recorder = Recorder(database, final_grade, again, after, recorded)
            if database.shared:
                settled = recorder.settle_orphans(DEAD_AFTER_S, at)
            else:
                settled = recorder.settle_open_attempts(ENGINE_DIED, at)
            yield OpenStore(database, recorder, settled)
