"""Files that are replaced in one step: whoever reads sees the old one or the new one, never half of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

OWNERS_ONLY: Final = 0o600
EVERYBODY_READS: Final = 0o644


@contextmanager
def replacing(path: Path, *, mode: int = OWNERS_ONLY, durable: bool = False) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of `path` if the block ends well; else nothing is left of it.

    Args:
        path: of the file, whose folders are made if they are missing.
        mode: who may read and write it.
        durable: waits until it is on the disk, where its loss in a power cut would be worse than the wait.

    Raises:
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
