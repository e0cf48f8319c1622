"""How long the store waits for a database that is locked or full."""

from __future__ import annotations

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


DEFAULT_PATIENCE: Final = Patience()
