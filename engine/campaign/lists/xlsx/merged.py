"""Merged cells: only the first holds the value, and people mean it for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from engine.campaign.lists.table import TableError

_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_LONGEST: Final = 256
"""Bytes that such an element takes at most."""
_MERGES_MAX: Final = 100_000


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells of one column that are merged over several rows."""

    column: int
    """From 0."""
    first_row: int
    last_row: int


def column_of(letters: str) -> int:
    """`A` is 0, `AB` is 27."""
    index = 0
    for letter in letters:
        index = 26 * index + ord(letter) - 64
    return index - 1


def merges_in(chunks: Iterable[bytes]) -> list[Merge]:
    """Merges over rows in the XML of a sheet, which names them after its cells: hence a look of its own, by first row."""
    found = []
    for window in _windows(chunks):
        for match in _MERGED.finditer(window):
            column, first, _, last = (part.decode() for part in match.groups())
            if int(last) > int(first):
                found.append(Merge(column_of(column), int(first), int(last)))
        if len(found) > _MERGES_MAX:
            raise TableError(f"has more than {_MERGES_MAX} merged cells: undo the merging, or save it as CSV")
    return sorted(set(found), key=lambda merge: merge.first_row)


def _windows(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Chunks that overlap by less than an element, so that none is cut."""
    left = b""
    for chunk in chunks:
        window = left + chunk
        yield window
        left = window[-_LONGEST:]


class FillDown:
    """Gives the value of merged cells to each row of theirs; rows in order."""

    def __init__(self, merges: list[Merge]) -> None:
        self._coming = list(reversed(merges))
        self._values: dict[Merge, str] = {}

    def fill(self, row: int, cells: list[str]) -> None:
        """Changes the cells of this row."""
        while self._coming and self._coming[-1].first_row <= row:
            merge = self._coming.pop()
            if merge.first_row == row and merge.column < len(cells):
                self._values[merge] = cells[merge.column]
        for merge, value in list(self._values.items()):
            if merge.last_row < row:
                del self._values[merge]
            elif merge.column < len(cells) and not cells[merge.column]:
                cells[merge.column] = value
            elif merge.column >= len(cells):
                cells.extend([""] * (merge.column - len(cells)) + [value])
