"""The voices that scripts may name."""

from __future__ import annotations

from engine.dialog.checks.document import Check
from engine.dialog.checks.voices import voices_check
from engine.speech.catalogue import shipped_catalogue


def known_voices() -> dict[str, tuple[str, ...]]:
    """Those of the catalogue with their ISO 639-1 languages. Raises as `shipped_catalogue`."""
    return shipped_catalogue().voices


def known_voices_check() -> Check:
    """`voices_check` with them."""
    return voices_check(known_voices())
