"""CSV lists, read line by line: delimiter, quoting, line numbers, and rows that are broken.

A quote that is never closed would swallow the rest of the file. The line where a record breaks is told as broken, and reading goes
on with the next one.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from engine.campaign.lists.table import CELL_MAX, Oddity, Row, TableError

_DELIMITERS: Final = (",", ";", "\t", "|")
_LINE_MAX: Final = 8 * CELL_MAX
_BROKEN_MAX: Final = 1000
_SHOWN_OF_BROKEN: Final = 1000
"""Characters of a broken line that are kept to show it."""
_TOO_LONG: Final = "(a line that is too long)"
"""Stands for such a line; known by identity."""


class CsvTable:
    """See `Table`. Use as a context manager."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._size = max(path.stat().st_size, 1)
        self._raw = path.open("rb")
        self._lines = _Lines(self._raw, encoding)
        self.kind = encoding
        self.notes: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._lines.close()

    def share_read(self) -> float:
        """See `Table`."""
        return min(1.0, self._raw.tell() / self._size)

    def rows(self) -> Iterator[Row]:
        """See `Table`."""
        lines = self._lines
        reader = csv.reader(lines, delimiter=self._delimiter(), strict=True)
        broken = 0
        while True:
            line = lines.next_line
            lines.taken.clear()
            try:
                cells = next(reader, None)
            except (csv.Error, _TooLongLine) as error:
                broken += 1
                if broken > _BROKEN_MAX:
                    raise TableError(f"more than {_BROKEN_MAX} rows are broken: is it the right file?", line) from error
                yield Row(line, [lines.give_back_all_but_first()], broken=f"broken quoting or an oversized cell: {error}")
                continue
            except UnicodeDecodeError as error:
                raise TableError(f"is not {self.kind}: {error.reason}", lines.next_line) from error
            if cells is None:
                return
            cells = [cell.strip() for cell in cells]
            if any(cells):
                yield Row(line, cells, _zero_bytes(cells)) if lines.zero_bytes else Row(line, cells)

    def _delimiter(self) -> str:
        """Of the first line that is not blank; spreadsheet programs may name it in a line of its own, `sep=;`."""
        while (line := self._lines.peek()) is not None:
            said = line.strip().casefold()
            if said.startswith("sep=") and len(said) <= len("sep=;"):
                self._lines.skip()
                return line.strip()[-1] if len(said) == len("sep=;") else "\t"
            if said:
                return delimiter(line)
            self._lines.skip()
        return ","


def delimiter(header: str) -> str:
    """The one of comma, semicolon, tab and bar that a header has most of, outside quotes; comma if it has none."""
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _zero_bytes(cells: list[str]) -> dict[int, Oddity]:
    return {index: Oddity.ZERO_BYTE for index, cell in enumerate(cells) if "\0" in cell}


class _TooLongLine(Exception):
    """A line of more characters than are read."""


class _Lines:
    """Lines of a file, numbered, that can be given back."""

    def __init__(self, raw: BinaryIO, encoding: str) -> None:
        self._stream = io.TextIOWrapper(raw, encoding, newline="")
        self._back: deque[str] = deque()
        self.next_line = 1
        """Number of the line that comes next, from 1."""
        self.taken: list[str] = []
        """Lines since it was last cleared."""
        self.zero_bytes = False
        """Whether any were seen so far."""

    def close(self) -> None:
        self._stream.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else self._read()
        if line is None:
            raise StopIteration
        self.taken.append(line)
        self.next_line += 1
        if line is _TOO_LONG:
            raise _TooLongLine(f"line longer than {_LINE_MAX} characters")
        return line

    def peek(self) -> str | None:
        """The next line, which stays the next one; None at the end."""
        if not self._back and (line := self._read()) is not None:
            self._back.append(line)
        return self._back[0] if self._back else None

    def skip(self) -> None:
        """Passes over the line that was peeked at."""
        self._back.popleft()
        self.next_line += 1

    def give_back_all_but_first(self) -> str:
        """Of the lines taken, all but the first come again; returns the beginning of the first."""
        first, *others = self.taken
        self._back.extendleft(reversed(others))
        self.next_line -= len(others)
        return first[:_SHOWN_OF_BROKEN].strip()

    def _read(self) -> str | None:
        line = self._stream.readline(_LINE_MAX)
        if len(line) == _LINE_MAX and line[-1] not in "\r\n":
            while (rest := self._stream.readline(_LINE_MAX)) and rest[-1] not in "\r\n":
                pass
            return _TOO_LONG
        if "\0" in line:
            self.zero_bytes = True
        return line or None
