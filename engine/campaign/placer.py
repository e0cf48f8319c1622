"""CallPlacer: what a campaign needs of whatever carries its calls, be it a pool of call workers or a script in a test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from engine.call.messages import PlaceCall
from engine.events import CallEvent


class CallPlacer(Protocol):
    """Lines on which calls are placed. Used from one event loop; none of the plain methods blocks.

    Promise to the campaign: each call that `place` took ends with exactly one `CallEnded` in `events()`, whatever dies. For calls
    of a dead worker the placer makes it up: `CallEnded(disposition=FAILED, cause="worker_died")`.
    """

    def free_lines(self) -> int:
        """Lines of living, ready workers that carry no call now; 0 while all are busy or restarting."""
        ...

    def place(self, call: PlaceCall) -> str | None:
        """Hands the call to a worker with a free line.

        Returns:
            The worker's name for the records, e.g. `worker-2`; None if no line is free (a worker may die between `free_lines`
            and here), in which case nothing was dialled and no event will come.
        """
        ...

    def hang_up(self, attempt_id: str) -> None:
        """Asks for the end of a call; its `CallEnded` follows as usual. A call that is over or unknown is no error."""
        ...

    def events(self) -> AsyncIterator[CallEvent]:
        """Events of all calls, each call's in order. To be iterated once.

        Ends when every worker is gone for good (restarts given up, or shut down), after the last `CallEnded` was delivered.
        """
        ...

    async def wait_for_free_line(self) -> None:
        """Returns once `free_lines()` is positive. May wait for ever if workers are gone; the caller bounds or cancels it."""
        ...
