"""The texts that a workbook's cells share, kept in a file: a million names are no reason for a gigabyte of memory."""

from __future__ import annotations

import mmap
import tempfile
from array import array
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from engine.campaign.lists.table import CELL_MAX, TableError
from engine.campaign.lists.xlsx.archive import Archive


class SharedStrings:
    """Texts by number. Use as a context manager."""

    def __init__(self, archive: Archive, part: str) -> None:
        self._ends = array("Q")
        self._end = 0
        self._view: mmap.mmap | bytes = b""
        with ExitStack() as stack:
            self._file = stack.enter_context(tempfile.TemporaryFile())
            if archive.has(part):
                for _ in archive.parse(part, self._set_up):
                    pass
                self._file.flush()
            if self._end:
                self._view = stack.enter_context(mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ))
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self._ends):
            raise TableError(f"names shared text {index}, which it does not have: it is damaged")
        return self._view[self._ends[index - 1] if index else 0 : self._ends[index]].decode()

    def _set_up(self, parser: Any) -> None:
        """Texts are `si` with `t` inside, in runs if parts of it are formatted; `rPh` is how to pronounce it."""
        texts: list[str] = []
        length, in_text, in_phonetic = 0, False, False

        def start(name: str, _: object) -> None:
            nonlocal length, in_text, in_phonetic
            local = name.rpartition(" ")[2]
            if local == "si":
                texts.clear()
                length = 0
            elif local == "rPh":
                in_phonetic = True
            elif local == "t":
                in_text = not in_phonetic

        def data(text: str) -> None:
            nonlocal length
            if in_text and length <= CELL_MAX:  # what is longer is told apart by its length
                texts.append(text)
                length += len(text)

        def end(name: str) -> None:
            nonlocal in_text, in_phonetic
            local = name.rpartition(" ")[2]
            if local == "t":
                in_text = False
            elif local == "rPh":
                in_phonetic = False
            elif local == "si":
                encoded = "".join(texts).encode()
                self._file.write(encoded)
                self._end += len(encoded)
                self._ends.append(self._end)

        parser.StartElementHandler = start
        parser.CharacterDataHandler = data
        parser.EndElementHandler = end
