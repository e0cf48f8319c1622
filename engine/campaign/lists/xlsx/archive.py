"""The ZIP archive of a workbook, and what keeps a small file from unpacking to a huge one."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self
from xml.parsers import expat

from engine.campaign.lists.table import TableError

_PARTS_MAX: Final = 10_000
_UNPACKED_MAX: Final = 4 << 30
"""Bytes of all parts: a million rows of twenty columns take about 1 GiB."""
_RATIO_MAX: Final = 100
"""Unpacked to packed, of a part of some size: XML of real lists shrinks to a tenth or a thirtieth, deflate can do a thousandth."""
_RATIO_MATTERS_FROM: Final = 16 << 20
_CHUNK: Final = 1 << 16
_BOMB: Final = "unpacks to far more than any list: a ZIP bomb, or damaged; save it again in a spreadsheet program, or as CSV"
_DAMAGED: Final = "is damaged: save it again in a spreadsheet program, or as CSV"


class Archive:
    """Parts of a workbook by name. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        """Opens and judges the archive before anything is unpacked.

        Raises:
            TableError: it is none, or dangerous.
        """
        with ExitStack() as stack:
            # The file is ours: the archive alone would leave it open while a part is half read.
            self._zip = stack.enter_context(_opened(stack.enter_context(path.open("rb"))))
            _judge(self._zip.infolist(), path.stat().st_size)
            self._stack = stack.pop_all()
        self._read: dict[str, int] = {}
        self._names = {name.casefold(): name for name in self._zip.namelist()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def has(self, name: str) -> bool:
        return name.casefold() in self._names

    def share_read(self, name: str) -> float:
        """How much of a part the latest reading of it has unpacked, 0 to 1."""
        size = self._zip.getinfo(self._names[name.casefold()]).file_size
        return self._read.get(name, 0) / max(size, 1)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The unpacked bytes of a part.

        Raises:
            TableError: it is missing or damaged.
        """
        try:
            with self._zip.open(self._names[name.casefold()]) as part:
                self._read[name] = 0
                while chunk := part.read(_CHUNK):
                    self._read[name] += len(chunk)
                    yield chunk
        except KeyError as error:
            raise TableError(f"has no part {name}, which every workbook has: {_DAMAGED}") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
            raise TableError(_DAMAGED) from error

    def parse(self, name: str, set_up: Callable[[Any], None]) -> Iterator[None]:
        """Parses a part as XML; yields after each chunk, so that what was found can be taken away.

        Args:
            name: the part.
            set_up: gives handlers to the parser; names come as `namespace local`.

        Raises:
            TableError: it is missing, damaged or no XML.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype  # entities that multiply; no spreadsheet program writes any
        set_up(parser)
        try:
            for chunk in self.chunks(name):
                parser.Parse(chunk)
                yield
            parser.Parse(b"", True)
            yield
        except expat.ExpatError as error:
            raise TableError(f"{name}, line {error.lineno}: {expat.ErrorString(error.code)}: {_DAMAGED}") from error


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise TableError(_DAMAGED) from error


def _judge(parts: list[zipfile.ZipInfo], file_size: int) -> None:
    if any(part.flag_bits & 0x1 for part in parts):
        raise TableError("is protected by a password: save it without one")
    if len(parts) > _PARTS_MAX or len({part.filename.casefold() for part in parts}) < len(parts):
        raise TableError(_DAMAGED)
    if sum(part.compress_size for part in parts) > file_size:  # parts that overlap: each is unpacked from the same bytes
        raise TableError(_BOMB)
    if sum(part.file_size for part in parts) > _UNPACKED_MAX:
        raise TableError(_BOMB)
    if any(part.file_size > _RATIO_MATTERS_FROM and part.file_size > _RATIO_MAX * part.compress_size for part in parts):
        raise TableError(_BOMB)


def _no_doctype(*_: object) -> None:
    raise TableError("has a document type declaration, which no spreadsheet program writes: save it again, or as CSV")
