"""What calls tell, recorded event by event."""

from __future__ import annotations

from dataclasses import dataclass

from engine.events import CallEvent
from engine.store.calls.recorder import Recorder
from engine.store.database import Database


@dataclass(frozen=True, slots=True)
class Recording:
    """Records each event in a transaction of its own."""

    database: Database
    recorder: Recorder

    def apply(self, event: CallEvent) -> bool:
        """See `Recorder.apply`."""
        return self.database.write(lambda session: self.recorder.apply(session, event))
