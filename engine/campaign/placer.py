"""CallPlacer: what a campaign needs of whatever carries its calls, be it a pool of call workers or a script in a test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from engine.call.messages import PlaceCall
from engine.events import CallEvent


@dataclass(frozen=True, slots=True)
class Placed:
    """Who carries a call, for the records."""

    worker: str
    """E.g. `worker-2`."""
    trunk: str
    """Address of the gateway."""


class CallPlacer(Protocol):
    """Lines on which calls are placed. Used from one event loop; none of the plain methods blocks.

    Promise to the campaign: each call that `place` took ends with exactly one `CallEnded` in `events()`, whatever dies. For calls
    of a dead worker the placer makes it up: `CallEnded(disposition=FAILED, cause="worker_died")`.
    """

    def free_lines(self) -> int:
        """Lines on which a call may be placed now: of living, ready workers, on trunks that take a call at this moment.

        0 while all are busy or restarting, while each trunk has had its calls of this second or is left alone because it refuses
        calls, and while every caller ID was shown as often as it may be.
        """
        ...

    def held_until(self) -> float | None:
        """When the next call may be placed if nothing else happens, Unix seconds; past or now if one may be placed at once.

        None: not before a call ends or a worker comes. Whoever gives up on workers that offer no line does not count this time.
        """
        ...

    def caller_id_for(self, number: str) -> str | None:
        """The number that this person is shown, to be written with the attempt; None: the trunk's own.

        May be called from any thread.
        """
        ...

    def place(self, call: PlaceCall) -> Placed | None:
        """Hands the call to a worker with a free line.

        Returns:
            Who carries it; None if no line is free (a worker may die between `free_lines` and here), in which case nothing was
            dialled and no event will come.
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
        """Returns once `free_lines()` is positive. May wait for ever if workers are gone; the caller bounds or cancels it.

        What only time brings is slept for on the campaign's clock.
        """
        ...
