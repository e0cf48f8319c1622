"""Treatment: with what somebody is called, where a campaign has a choice. Decided when it is their turn, kept with the attempt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from engine.store.scripts.pins import Pin


def variant_key(script: Pin | None, voice: str | None) -> str | None:
    """How the workers of a campaign know a script and voice beside the campaign's own; None: these are its own.

    Args:
        script: None for the campaign's.
        voice: None for the script's.
    """
    return f"{script.content_hash if script else 'own'}/{voice or 'own'}" if script or voice else None


@dataclass(frozen=True, slots=True)
class Treatment:
    """What one call has of its own; all else is the campaign's."""

    script: Pin | None = None
    """None: the campaign's."""
    voice: str | None = None
    """Name in the catalogue of voices, for the languages that it speaks; None: the script's."""
    offer: str | None = None
    segment: str | None = None
    """What the person belongs to, for which they get this offer or script."""
    arm: str | None = None
    """Of the campaign's experiment."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """For the script; they count before those of the list."""

    @property
    def variant(self) -> str | None:
        """What the worker is told to run, of the variants that its campaign has (`engine.launch.variants`)."""
        return variant_key(self.script, self.voice)


AS_PLANNED: Final = Treatment()
"""The campaign leaves no choice."""
