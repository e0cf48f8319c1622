"""What an experiment has to go by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """People of an arm."""

    people: int
    """Who were called and whose call is over."""
    successes: int
    """Of those, who did what the experiment is after."""
    expected: float | None = None
    """People the arm should have by chance, of all that have an arm; None: not known."""
    assigned: int = 0
    """People who have this arm, called or not."""

    @property
    def rate(self) -> float | None:
        """None while there is nobody."""
        return self.successes / self.people if self.people else None
