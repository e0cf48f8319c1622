"""What is known of a person, in the order in which it became known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class PastCall:
    """A call that is over. Times are Unix seconds."""

    at: float
    """Of dialling."""
    ended_at: float
    """Before this nothing of what follows is known."""
    answered: bool
    """By a person."""
    talked: bool = False
    """They said or pressed something that was understood."""
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class PastEvent:
    """Something they did outside of calls."""

    at: float
    kind: str
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Person:
    """Everything, whenever it happened; `before` cuts it off."""

    key: int
    zone: str
    """IANA name: whose clock says what hour it is for them."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """What the lists say of them. Not dated: taken to have been so always."""
    calls: tuple[PastCall, ...] = ()
    """In order of dialling."""
    events: tuple[PastEvent, ...] = ()
    """In order."""

    def before(self, at: float) -> Person:
        """The person as they were known at a moment: nothing that became known at it or later."""
        return Person(
            self.key,
            self.zone,
            self.attributes,
            tuple(call for call in self.calls if call.ended_at < at),
            tuple(event for event in self.events if event.at < at),
        )

    def local(self, at: float) -> datetime:
        """Their clock."""
        return datetime.fromtimestamp(at, ZoneInfo(self.zone))
