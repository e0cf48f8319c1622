"""In which encoding a list was saved: UTF-8, UTF-16 with its mark, GB18030 and Latin-1 are told apart, or the list is refused.

UTF-8 proves itself: other encodings practically never form valid UTF-8. GB18030 and Latin-1 do not; the evidence looked at:

- Chinese text comes in pairs of high bytes that are nearly all in the everyday set GB 2312, and names have two characters or more.
- Latin-1 text has accented letters one at a time between ASCII letters, and no C1 control bytes (80-9F).

A list for which both or neither hold is refused: a wrong guess would make the voice say nonsense to a customer.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HIGH_RUN: Final = re.compile(rb"[\x80-\xff]+")
_C1_CONTROLS: Final = re.compile(rb"[\x80-\x9f]")
_LATIN_1_IN_USE: Final = frozenset(range(0xC0, 0x100)) - {0xD7, 0xF7} | frozenset(" ¡£§©ª«®°´·º»¿".encode("latin-1"))
_LATIN_1_LONGEST_RUN: Final = 2
_EVERYDAY_SHARE: Final = 0.75
"""Of the Chinese characters of a list; rare name characters lie outside GB 2312."""
_MIXED_SHARE: Final = 0.2
"""Of the foreign words of a list; by chance alone, far fewer words of GB18030 are also UTF-8."""
_CHUNK: Final = 1 << 20
_SAMPLE: Final = 32 << 20
"""Bytes that are looked at where the encoding does not prove itself."""
_ZERO_SHARE: Final = 0.01
"""More zero bytes than this are no accident."""
_SAY_IT: Final = "say which one it is, e.g. --encoding gb18030 or --encoding latin-1, or save the list as UTF-8"


class EncodingError(ValueError):
    """The bytes are no text, or text in an encoding that cannot be told; the message says what to do."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Decoded:
    """A list as text."""

    text: str
    encoding: str
    """Python's name of the encoding."""


def encoding_of(path: Path, encoding: str | None = None) -> str:
    """Python's name of a list's encoding, found out in bounded memory. `encoding` and errors as for `decode`; OSError."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    size, zeros, is_utf8 = 0, 0, True
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            zeros += chunk.count(0)
            is_utf8 = is_utf8 and _takes(utf8, chunk)
    is_utf8 = is_utf8 and _takes(utf8, b"", final=True)
    if encoding is None and is_utf8 and zeros <= _ZERO_SHARE * size:
        return "utf-8-sig" if _beginning(path, len(codecs.BOM_UTF8)) == codecs.BOM_UTF8 else "utf-8"
    return decode(_beginning(path, _SAMPLE), encoding).encoding


def _beginning(path: Path, size: int) -> bytes:
    """So many bytes, of a longer file as far as its last line among them."""
    with path.open("rb") as file:
        data = file.read(size)
        return data[: data.rfind(b"\n") + 1] or data if file.read(1) and size == _SAMPLE else data


def _takes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decodes a list.

    Args:
        data: the whole file.
        encoding: said by the operator; None to tell it from the bytes.

    Raises:
        EncodingError: it cannot be decoded or told.
    """
    if encoding is not None:
        return _as_said(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data, name)
    if data.startswith(b"PK\x03\x04"):
        raise EncodingError("is a spreadsheet, not a list: save it as CSV (UTF-8)")
    if b"\0" in data:
        raise EncodingError("contains zero bytes: it is no text, or UTF-16 without a mark: save it as CSV (UTF-8)")
    try:
        return _strict(data, "utf-8")
    except EncodingError as error:
        return _told_apart(data, error.line)


def _told_apart(data: bytes, line: int | None) -> Decoded:
    """Decides between GB18030 and Latin-1 for bytes that are no UTF-8; `line` is the first that is not."""
    chinese, latin = _looks_chinese(data), _looks_latin(data)
    if _mixed_share(data) > (_MIXED_SHARE if chinese else 0.0):
        raise EncodingError(
            "is UTF-8 in some lines and something else in others: bring all parts to UTF-8 before they are joined", line
        )
    if chinese and not latin:
        return _strict(data, "gb18030")
    if latin and not chinese:
        return _strict(data, "latin-1")
    if chinese:
        raise EncodingError(f"is not UTF-8 and could be GB18030 as well as Latin-1: {_SAY_IT}", line)
    if _C1_CONTROLS.search(data):
        raise EncodingError(f"is not UTF-8, GB18030 or Latin-1; if Windows wrote it, --encoding cp1252; else {_SAY_IT}", line)
    raise EncodingError(f"is not UTF-8 and neither clearly GB18030 nor clearly Latin-1: {_SAY_IT}", line)


def _looks_chinese(data: bytes) -> bool:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    foreign = [character for character in text if not character.isascii()]
    everyday = sum(1 for character in foreign if character.encode("gb2312", "ignore"))
    return everyday >= _EVERYDAY_SHARE * len(foreign)


def _looks_latin(data: bytes) -> bool:
    return all(len(run) <= _LATIN_1_LONGEST_RUN and _LATIN_1_IN_USE.issuperset(run) for run in _HIGH_RUN.findall(data))


def _mixed_share(data: bytes) -> float:
    """Of the foreign words, those that are UTF-8: in a file that as a whole is not."""
    words = _HIGH_RUN.findall(data)
    return sum(1 for word in words if _is_utf_8(word)) / max(len(words), 1)


def _is_utf_8(word: bytes) -> bool:
    try:
        word.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _as_said(data: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
    except LookupError as error:
        raise EncodingError(f"--encoding {encoding}: no such encoding: e.g. utf-8, gb18030, latin-1, cp1252") from error
    if name == "utf-8":
        name = "utf-8-sig"  # with or without the mark
    return _strict(data, name)


def _strict(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise EncodingError(f"is not {encoding}: {error.reason}", line) from error
    except LookupError as error:  # a codec such as `hex` that does not give text
        raise EncodingError(f"--encoding {encoding}: is no text encoding") from error
