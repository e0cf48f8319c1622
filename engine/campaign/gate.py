"""Lines behind a gate: calls are placed only while something that every call needs is there, such as speech."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from engine.call.messages import PlaceCall
from engine.campaign.placer import CallPlacer, Placed
from engine.events import CallEvent


class Gate(Protocol):
    """Something that may go away for a while and come back."""

    @property
    def ready(self) -> bool:
        """It is there now."""
        ...

    async def wait_until_ready(self) -> None:
        """Returns once it is there."""
        ...


class GatedLines:
    """A `CallPlacer` that offers the lines of another while its gate is ready. Calls that go on are left alone."""

    def __init__(self, lines: CallPlacer, gate: Gate) -> None:
        self._lines = lines
        self._gate = gate

    def free_lines(self) -> int:
        """See `CallPlacer`."""
        return self._lines.free_lines() if self._gate.ready else 0

    def held_until(self) -> float | None:
        """See `CallPlacer`."""
        return self._lines.held_until() if self._gate.ready else None

    def caller_id_for(self, number: str) -> str | None:
        """See `CallPlacer`."""
        return self._lines.caller_id_for(number)

    def place(self, call: PlaceCall) -> Placed | None:
        """See `CallPlacer`."""
        return self._lines.place(call) if self._gate.ready else None

    def hang_up(self, attempt_id: str) -> None:
        """See `CallPlacer`."""
        self._lines.hang_up(attempt_id)

    async def wait_for_free_line(self) -> None:
        """See `CallPlacer`."""
        while self.free_lines() <= 0:
            await self._gate.wait_until_ready()
            await self._lines.wait_for_free_line()

    def events(self) -> AsyncIterator[CallEvent]:
        """See `CallPlacer`."""
        return self._lines.events()
