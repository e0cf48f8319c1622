"""Messages one after the other in a file or a pipe: each with its length before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Final

_LENGTH_BYTES: Final = 4


def write_framed(file: IO[bytes], body: bytes) -> None:
    """Adds a message."""
    file.write(len(body).to_bytes(_LENGTH_BYTES, "little"))
    file.write(body)


def read_framed(file: IO[bytes]) -> Iterator[bytes]:
    """The messages up to the end, or to one that was not written wholly."""
    while length := int.from_bytes(file.read(_LENGTH_BYTES), "little"):
        body = file.read(length)
        if len(body) < length:
            return
        yield body
