"""Treatment: with what somebody is called, where a campaign has a choice. Decided when it is their turn, kept with the attempt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from engine.store.pins import Pin


@dataclass(frozen=True, slots=True)
class Treatment:
    """What one call has of its own; all else is the campaign's."""

    script: Pin | None = None
    """None: the campaign's."""
    voice: str | None = None
    """Name in the catalogue of voices, for every language of the script; None: the script's."""
    offer: str | None = None
    segment: str | None = None
    """What the person belongs to, for which they get this offer or script."""
    arm: str | None = None
    """Of the campaign's experiment."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """For the script; they count before those of the list."""


AS_PLANNED: Final = Treatment()
"""The campaign leaves no choice."""
