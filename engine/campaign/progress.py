"""Progress: who watches a campaign as it runs. Everything told here is in the store already."""

from __future__ import annotations

from typing import Protocol

from engine.events import CallEvent
from engine.store.leads import Dialling, Refused


class Progress(Protocol):
    """A live display or log. Its methods return at once."""

    def dialling(self, lead: Dialling, worker: str) -> None:
        """A worker was told to dial this lead."""
        ...

    def refused(self, lead: Refused) -> None:
        """A lead may not be called now, or never."""
        ...

    def resting(self, until: float | None) -> None:
        """Nobody is to be called before that moment, Unix seconds, unless a call that goes on makes it so; None: it goes on."""
        del until

    def happened(self, event: CallEvent) -> None:
        """An event of a call, each once and in order; `CallEnded` is a call's last."""
        ...


class Unwatched:
    """Progress for nobody."""

    def dialling(self, lead: Dialling, worker: str) -> None:
        """Nobody looks."""

    def refused(self, lead: Refused) -> None:
        """Nobody looks."""

    def resting(self, until: float | None) -> None:
        """Nobody looks."""

    def happened(self, event: CallEvent) -> None:
        """Nobody looks."""
