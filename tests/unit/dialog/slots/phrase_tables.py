"""Tables of phrases with what they mean, beside this file: `type | what was heard | value`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from engine.dialog.slots.parsing import parse
from engine.dialog.slots.spec import Invalid, SlotSpec, SlotType

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=-5)))
"""A Monday."""
_CHOICES = {"gym": ("gym", "fitness", "健身"), "pool": ("pool", "swimming", "游泳"), "class": ("yoga", "瑜伽")}


@dataclass(frozen=True, slots=True)
class Phrase:
    type: SlotType
    text: str
    language: str
    expected: str
    """The canonical value; `-` for nothing; `!fault` for understood but invalid."""

    def understood(self) -> str:
        """What the parser makes of it, written as `expected` is."""
        choices = _CHOICES if self.type is SlotType.CHOICE else {}
        reading = parse(SlotSpec(self.type, choices=choices), self.text, self.language, NOW)
        if reading is None:
            return "-"
        return f"!{reading.fault}" if isinstance(reading, Invalid) else reading.value


def phrases(table: str, language: str) -> list[Phrase]:
    """The rows of `<table>_<language>.txt`."""
    lines = (Path(__file__).parent / f"{table}_{language}.txt").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split(" | ")] for line in lines if line and not line.startswith("#")]
    return [Phrase(SlotType(slot_type), text, language, expected) for slot_type, text, expected in rows]
