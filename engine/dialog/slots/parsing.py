"""The way into slot understanding: the right reader for a type, the denied part taken away, the limits kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeAlias

from engine.dialog.slots.amounts import read_amount
from engine.dialog.slots.choices import read_choice
from engine.dialog.slots.correction import corrected
from engine.dialog.slots.coverage import certainty
from engine.dialog.slots.date_times import read_date_time
from engine.dialog.slots.digit_strings import Length, read_digits
from engine.dialog.slots.limits import first_within
from engine.dialog.slots.names import read_name
from engine.dialog.slots.numbers import read_number
from engine.dialog.slots.phones import read_phone
from engine.dialog.slots.spec import Invalid, Parsed, Reading, SlotSpec, SlotType, UnsupportedLanguage, base_language
from engine.dialog.slots.when import When
from engine.dialog.slots.yes_no import read_yes_no

_LANGUAGES: Final = ("en", "zh")
_TAKEN_BACK: Final = 0.6
"""A value that may have been taken back, nothing else having been said: "Tuesday, sorry about the noise"."""
_LONGEST_DENIAL: Final = 8
"""Words, for Mandarin characters."""

_Reader: TypeAlias = Callable[[str, Sequence[Parsed | Invalid]], Sequence[Parsed | Invalid]]
"""What a part of the utterance says, given what was said before and taken back."""


def supports(slot_type: SlotType, language: str) -> bool:
    """Whether answers of a type can be understood in a language. A text can in any."""
    return slot_type is SlotType.TEXT or base_language(language) in _LANGUAGES


def parse(spec: SlotSpec, text: str, language: str, now: datetime, previous: str | None = None) -> Reading:
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
    readings = _readings(spec, text, base_language(language), now, previous)
    return first_within(spec, readings, base_language(language), now)


def _readings(spec: SlotSpec, text: str, language: str, now: datetime, previous: str | None) -> Sequence[Parsed | Invalid]:
    """Everything of the slot's type in the text, the likeliest first."""
    match spec.type:
        case SlotType.YES_NO:
            return read_yes_no(text, language)
        case SlotType.CHOICE:
            return read_choice(text, spec.choices, language)
        case SlotType.TEXT:
            said = " ".join(text.split())
            return [Parsed(said, 1.0)] if said else []
        case SlotType.NUMBER:
            return _of_what_holds(text, language, lambda said, _: read_number(said, language))
        case SlotType.AMOUNT:
            return _of_what_holds(text, language, lambda said, _: read_amount(said, language, spec.currency))
        case SlotType.PHONE:
            return _of_what_holds(text, language, lambda said, _: read_phone(said, language, spec.region), weigh=False)
        case SlotType.DIGITS:
            length = Length.of(spec.length)
            return _of_what_holds(text, language, lambda said, _: read_digits(said, language, length), weigh=False)
        case SlotType.NAME:
            return _of_what_holds(text, language, lambda said, _: read_name(said, language), weigh=False)
        case SlotType.DATE_TIME:
            so_far = When.of(previous) if previous else None
            return _of_what_holds(
                text, language, lambda said, before: read_date_time(said, language, spec.region, now, _moment(before) or so_far)
            )


def _of_what_holds(text: str, language: str, read: _Reader, weigh: bool = True) -> Sequence[Parsed | Invalid]:
    """What is read from the part of an utterance that was not denied or taken back; `weigh`: less sure among many other words."""
    correction = corrected(text, language)
    taken_back = list(read(correction.replaced, ())) if correction.replaced else []
    if found := read(correction.said, taken_back):
        return _less_sure(found, certainty(correction.said, language)) if weigh else found
    for denied in correction.denied:
        if found := _after_denied(denied, language, read):
            return found
    return _less_sure(taken_back, _TAKEN_BACK)


def _less_sure(readings: Sequence[Parsed | Invalid], factor: float) -> Sequence[Parsed | Invalid]:
    return [replace(each, confidence=each.confidence * factor) if isinstance(each, Parsed) else each for each in readings]


def _after_denied(clause: str, language: str, read: _Reader) -> Sequence[Parsed | Invalid]:
    """`not Tuesday Thursday`, without a comma: what follows the shortest part that is something of its own."""
    words = list(clause) if language == "zh" else clause.split()
    joint = "" if language == "zh" else " "
    for cut in range(1, min(len(words), _LONGEST_DENIAL)):
        if read(joint.join(words[:cut]), ()):
            return read(joint.join(words[cut:]), ())
    return []


def _moment(readings: Sequence[Parsed | Invalid]) -> When | None:
    return next((When.of(each.value) for each in readings if isinstance(each, Parsed)), None)
