"""The way into slot understanding: the right reader for a type, the denied part taken away, the limits kept."""

from __future__ import annotations

from datetime import datetime

from engine.dialog.slots.choices import read_choice
from engine.dialog.slots.spec import Parsed, Reading, SlotSpec, SlotType, UnsupportedLanguage, base_language
from engine.dialog.slots.yes_no import read_yes_no

_LANGUAGES = ("en", "zh")


def supports(slot_type: SlotType, language: str) -> bool:
    """Whether answers of a type can be understood in a language. A text can in any."""
    return slot_type is SlotType.TEXT or base_language(language) in _LANGUAGES


def parse(spec: SlotSpec, text: str, language: str, now: datetime, previous: str | None = None) -> Reading:  # noqa: ARG001
    """What an answer means for a slot.

    Args:
        spec: what was asked.
        text: the answer as it was heard.
        language: BCP 47 code.
        now: the person's local time, aware; relative moments count from it.
        previous: the slot's canonical value so far, if this may be a correction: "no, at ten" keeps its day.

    Returns:
        A canonical value that keeps the limits; or what was understood and why it cannot be taken; or None.

    Raises:
        UnsupportedLanguage: see `supports`.
    """
    if not supports(spec.type, language):
        raise UnsupportedLanguage(f"the slot type '{spec.type}'", language)
    readings = _readings(spec, text, base_language(language))
    return readings[0] if readings else None


def _readings(spec: SlotSpec, text: str, language: str) -> list[Parsed]:
    match spec.type:
        case SlotType.YES_NO:
            return read_yes_no(text, language)
        case SlotType.CHOICE:
            return read_choice(text, spec.choices, language)
        case _:
            said = " ".join(text.split())
            return [Parsed(said, 1.0)] if said else []
