"""What goes into a rehearsed call, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol

from engine.dialog.machine import DialogState, Step
from engine.dialog.moves import Input
from engine.events import CallEnded, CallEvent
from engine.rehearsal.lookups import Answer
from engine.rehearsal.phone import Act

STARTED: Final = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
"""A Monday morning: when rehearsed calls take place unless told otherwise, so that "tomorrow" is the same day every time."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What one call has of its own, beside the person."""

    variables: Mapping[str, str]
    """The lead's columns."""
    started: datetime = STARTED
    """The person's local time."""
    seed: int = 1
    """Chooses among variants of what the bot says."""
    lookups: Mapping[str, Answer] = field(default_factory=dict)
    """What the customer's systems answer, by the node that asks."""
    nobody_takes_transfers: bool = False
    agent_gives_back: bool = False
    """An agent takes warm transfers, and gives the person back to the bot."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A call's event and its time on the conversation's clock."""

    at_ms: int
    event: CallEvent


@dataclass(frozen=True, slots=True)
class Moved:
    """One move of the dialog."""

    before: DialogState
    given: Input
    step: Step


class Watch(Protocol):
    """Who looks on while a call is rehearsed."""

    def opens(self, opening: Step) -> None:
        """The dialog's first words, which the bot has not said yet."""
        ...

    def moves(self, moved: Moved) -> None:
        """The dialog has moved; what follows is not carried out yet."""
        ...

    def happens(self, happened: Happened) -> None:
        """An event of the call."""
        ...


@dataclass(frozen=True, slots=True)
class RehearsedCall:
    """What one call was like."""

    events: tuple[Happened, ...]
    acts: tuple[Act, ...]
    moves: tuple[Moved, ...]
    ended: CallEnded
    problem: str | None
    """What went otherwise than the person was told to do; None if nothing did."""

    @property
    def length_ms(self) -> int:
        return self.ended.duration_ms
