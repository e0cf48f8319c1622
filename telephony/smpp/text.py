"""A message's text as short messages: 160 characters of the GSM alphabet or 70 of UCS-2, or several parts with a header. Pure.

The alphabet and the header are those of 3GPP TS 23.038, section 6.2.1, and TS 23.040, section 9.2.3.24.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

GSM: Final = 0x00
UCS2: Final = 0x08
PARTS_MAX: Final = 255
_BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = {"\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65}
_ESCAPE: Final = 0x1B
_CODES: Final = {
    **{character: bytes((code,)) for code, character in enumerate(_BASIC) if code != _ESCAPE},
    **{character: bytes((_ESCAPE, code)) for character, code in _EXTENDED.items()},
}
_CHARACTERS: Final = {code: character for character, code in _CODES.items()}
_WHOLE_MAX: Final = {GSM: 160, UCS2: 140}
"""Bytes of a message of one part, a septet counted as a byte."""
_PART_MAX: Final = {GSM: 153, UCS2: 134}


@dataclass(frozen=True, slots=True)
class Parts:
    """A text as it is sent."""

    coding: int
    """SMPP's data_coding: `GSM` or `UCS2`."""
    bodies: tuple[bytes, ...]
    """With a header each, if there are several."""

    @property
    def headed(self) -> bool:
        return len(self.bodies) > 1


class TooLong(ValueError):
    """The text does not fit into 255 parts."""


def parts_of(text: str, reference: int) -> Parts:
    """Splits a text, never within a character.

    Args:
        text: any.
        reference: the same for the parts of one text, 0 to 255.

    Raises:
        TooLong
    """
    coding = GSM if all(character in _CODES for character in text) else UCS2
    characters = [_CODES[one] if coding == GSM else one.encode("utf-16-be", "surrogatepass") for one in text]
    if sum(map(len, characters)) <= _WHOLE_MAX[coding]:
        return Parts(coding, (b"".join(characters),))
    bodies = list(_filled(characters, _PART_MAX[coding]))
    if len(bodies) > PARTS_MAX:
        raise TooLong(f"the text takes {len(bodies)} messages; {PARTS_MAX} are the most")
    header = bytes((5, 0, 3, reference, len(bodies)))
    return Parts(coding, tuple(header + bytes((place,)) + body for place, body in enumerate(bodies, 1)))


def text_of(body: bytes, coding: int, *, headed: bool) -> str:
    """What a part says; its header, if it has one, left out. Bytes of no known alphabet are read as Latin 1."""
    body = body[1 + body[0] :] if headed and body else body
    if coding == UCS2:
        return body.decode("utf-16-be", "replace")
    if coding == GSM:
        return "".join(_read(body))
    return body.decode("latin-1")


def _filled(characters: Sequence[bytes], most: int) -> Iterator[bytes]:
    body = b""
    for character in characters:
        if len(body) + len(character) > most:
            yield body
            body = b""
        body += character
    yield body


def _read(body: bytes) -> Iterator[str]:
    codes = iter(body)
    for code in codes:
        key = bytes((code, next(codes, 0))) if code == _ESCAPE else bytes((code,))
        yield _CHARACTERS.get(key, "\ufffd")
