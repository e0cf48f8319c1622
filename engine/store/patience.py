"""How long the store waits for a database that is locked, full, or away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a transaction is tried before it is given up."""

    busy_timeout_ms: int = 5000
    """SQLite's own wait for another writer."""
    tries: int = 3
    pause_s: float = 0.5
    """Between tries."""
    away_s: float = 8.0
    """For a server that was there and is not, as while it is started anew. Within `engines.Lease.patience_s`: the other engines on
    the database do not hear of this one meanwhile.
    """


DEFAULT_PATIENCE: Final = Patience()


class Absence:
    """Of a database's server, for all who wait for it: who comes later waits no longer than the first."""

    def __init__(self, most_s: float, now_s: Callable[[], float]) -> None:
        """`most_s`: to be waited; `now_s`: a monotonic clock."""
        self._most_s = most_s
        self._now_s = now_s
        self._answered = False
        self._since_s: float | None = None

    def over(self) -> None:
        """It answers."""
        self._answered, self._since_s = True, None

    def bearable(self) -> bool:
        """It does not answer; whether it may soon. One that never did is not waited for: its address may be wrong."""
        if self._since_s is None:
            self._since_s = self._now_s()
        return self._answered and self._now_s() - self._since_s < self._most_s
