"""What a network says instead of connecting a call: in special information tones and in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final


class NetworkMessage(StrEnum):
    """The meaning of an announcement."""

    NO_SUCH_NUMBER = "no such number"
    """Not in service, not assigned, changed, or dialled wrongly: calling again is of no use."""
    CONGESTION = "network busy"
    """All circuits are busy: the number itself may be fine."""
    ABSENT = "phone switched off or out of reach"
    UNKNOWN = "unknown message"
    """Tones that code no meaning; the words after them may."""


_LENGTHS_MS: Final = (200, 450)
"""Nominal lengths are 274, 330 and 380 ms."""
_SHORT_BELOW_MS: Final = 327
_BANDS_HZ: Final = ((880, 1020), (1330, 1470), (1735, 1865))
_LOW_BELOW_HZ: Final = (932.0, 1385.0)
"""Of the first and second tone: 913.8 or 985.2 Hz, 1370.6 or 1428.5 Hz; E.180's 950 and 1400 Hz lie between and code nothing."""
_HIGH_ABOVE_HZ: Final = (967.0, 1414.0)

_CODES: Final = {
    "HlLs": NetworkMessage.NO_SUCH_NUMBER,  # vacant code
    "LsLs": NetworkMessage.NO_SUCH_NUMBER,  # operator intercept: changed or disconnected
    "LsHl": NetworkMessage.CONGESTION,  # reorder, local exchange
    "HsLl": NetworkMessage.CONGESTION,  # reorder, long distance
    "HlHl": NetworkMessage.CONGESTION,  # no circuit, local exchange
    "LlLl": NetworkMessage.CONGESTION,  # no circuit, long distance
}
"""GR-1162: pitch (High, Low) and length (long, short) of the first two tones; the third is always long."""


def sit_message(tones: Sequence[tuple[float, int]]) -> NetworkMessage | None:
    """The message of three tones, each (Hz, ms); None if they are no special information tones."""
    if len(tones) != len(_BANDS_HZ):
        return None
    for (hz, length_ms), (lowest, highest) in zip(tones, _BANDS_HZ, strict=True):
        if not (lowest <= hz <= highest and _LENGTHS_MS[0] <= length_ms <= _LENGTHS_MS[1]):
            return None
    code = "".join(_coded(*tone, place) for place, tone in enumerate(tones[:2]))
    return _CODES.get(code, NetworkMessage.UNKNOWN)


def _coded(hz: float, length_ms: int, place: int) -> str:
    pitch = "L" if hz < _LOW_BELOW_HZ[place] else "H" if hz > _HIGH_ABOVE_HZ[place] else "?"
    return pitch + ("s" if length_ms < _SHORT_BELOW_MS else "l")
