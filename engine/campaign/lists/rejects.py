"""The file of rejected rows: each with its line, its reason and its cells as they were, so that it can be mended and imported."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from engine.campaign.lists.columns import REJECTED
from engine.campaign.lists.people import Rejected

_REASONS_SHOWN: Final = 5


class RejectsFile:
    """Written beside its place and moved there at the end, readable by its owner only. No rejected row, no file."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self.path = path
        self.count = 0
        self.first: list[Rejected] = []
        """A few, to be shown."""
        self._header = header
        self._file: IO[str] | None = None
        self._temporary = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is None:
            return
        self._file.close()
        os.replace(self._temporary, self.path)  # also after an error: what was rejected until then is worth knowing

    def add(self, rejected: Rejected) -> None:
        """Writes a row. Cells stay as they were, formulas included: the file is for its author's spreadsheet program."""
        if self._file is None:
            handle, self._temporary = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
            self._file = os.fdopen(handle, "w", encoding="utf-8-sig", newline="")
            self._write([*REJECTED, *self._header])
        self._write([str(rejected.line), rejected.column or "", rejected.reason, *rejected.cells])
        self.count += 1
        if len(self.first) < _REASONS_SHOWN:
            self.first.append(rejected)

    def _write(self, cells: Sequence[str]) -> None:
        assert self._file is not None
        csv.writer(self._file).writerow(cells)
