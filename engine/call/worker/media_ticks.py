"""How often the media clock has ticked for a worker's calls, and how often too late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from telephony.line import MediaCounters


@dataclass(slots=True)
class MediaTicks:
    """Of the calls that are over."""

    ticks: int = 0
    late: int = 0

    def add(self, media: MediaCounters | None) -> None:
        """A call is over; None if it had no line."""
        if media:
            self.ticks += media.frames_in
            self.late += media.late_ticks

    def with_running(self, running: Iterable[MediaCounters | None]) -> MediaTicks:
        """These, and those of calls that go on."""
        total = MediaTicks(self.ticks, self.late)
        for media in running:
            total.add(media)
        return total
