"""Fuse: a fault of ours that repeats call after call stops the run, before it burns through the list."""

from __future__ import annotations

from engine.outcome import Disposition


class Fuse:
    """Counts calls that ended by our own fault, one after another."""

    def __init__(self, failures: int) -> None:
        """Args:
        failures: so many in a row blow the fuse; 0: never.
        """
        self._limit = failures
        self._failures = 0

    @property
    def blown(self) -> bool:
        """So many calls failed in a row that the next would too."""
        return 0 < self._limit <= self._failures

    def ended(self, disposition: Disposition) -> None:
        """Takes the end of a call. Any end that is not our fault starts the count anew; a blown fuse stays blown."""
        if not self.blown:
            self._failures = self._failures + 1 if disposition is Disposition.FAILED else 0
