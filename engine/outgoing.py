"""What is handed to others until they have taken it, text messages and write-backs: how often it is tried. Pure.

queued ─▶ claimed: for a while nobody else's (`engine.store.queued`) ─▶ tried ─┬─▶ taken
  ▲                                                                            └─▶ NotTaken ─┬─▶ given up
  └─────────────────────────────── again_at: not before ─────────────────────────────────────┘
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SPREAD: Final = 0.2
"""Of a delay, either way: who comes back is not met by everything at once."""
_PROBLEM_LENGTH: Final = 200


class NotTaken(Exception):
    """Somebody did not take what was handed to them; the text says why."""

    def __init__(self, problem: str, *, final: bool = False, retry_after_s: float | None = None) -> None:
        """Args:
        problem: why.
        final: they never will: trying again is of no use.
        retry_after_s: when they want to be asked again.
        """
        super().__init__(problem[:_PROBLEM_LENGTH])
        self.final = final
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Patience:
    """How long it goes on."""

    delays_s: tuple[int, ...]
    """After the first try, the second and so on; after the one behind the last it is given up."""

    def again_at(self, failure: NotTaken, tries: int, now: float, chance: float) -> float | None:
        """When what was not taken is tried again.

        Args:
            failure: of the latest try. Its wish is heeded up to the longest delay.
            tries: made so far, at least 1.
            now: Unix seconds.
            chance: 0 to 1, anew for each try.

        Returns:
            Unix seconds; None: it is given up.
        """
        if failure.final or tries > len(self.delays_s):
            return None
        delay_s = self.delays_s[tries - 1] * (1 + SPREAD * (2 * chance - 1))
        return now + max(delay_s, min(failure.retry_after_s or 0.0, self.delays_s[-1]))


def retry_after_s(header: str) -> float | None:
    """The seconds of a `Retry-After` header; None: there is none, or it names a date."""
    return float(header) if header.isascii() and header.isdecimal() else None
