"""Stamps call events with their attempt and the time, and hands them on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from engine.events import CallEvent


class Stamp(TypedDict):
    """What every call event starts with."""

    attempt_id: str
    at: float


class Reporter:
    """The one way out for a call's events."""

    def __init__(self, attempt_id: str, emit: Callable[[CallEvent], None], unix_s: Callable[[], float]) -> None:
        self._attempt_id = attempt_id
        self._emit = emit
        self._unix_s = unix_s

    @property
    def attempt_id(self) -> str:
        """Of the call."""
        return self._attempt_id

    def stamp(self) -> Stamp:
        """Fields of an event that happens now."""
        return {"attempt_id": self._attempt_id, "at": self._unix_s()}

    def __call__(self, event: CallEvent) -> None:
        """Sends an event off."""
        self._emit(event)
