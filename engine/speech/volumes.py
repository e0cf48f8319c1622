"""A large file in several smaller ones, read as one."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any


class Volumes(io.RawIOBase):
    """The bytes of files one after another; seekable, which reading an archive takes."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Opens them.

        Raises:
            OSError: one cannot be read.
        """
        self._files = [path.open("rb") for path in paths]
        sizes = [path.stat().st_size for path in paths]
        self._ends = list(accumulate(sizes))
        self._starts = [end - size for end, size in zip(self._ends, sizes, strict=True)]
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._ends[-1]}[whence]
        if base + offset < 0:
            raise ValueError(f"negative position {base + offset}")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        for file, start, end in zip(self._files, self._starts, self._ends, strict=True):
            if self._at < end:
                file.seek(self._at - start)
                count = file.readinto(memoryview(buffer)[: end - self._at])
                self._at += count
                return count
        return 0

    def close(self) -> None:
        for file in self._files:
            file.close()
        super().close()
