"""A list read to its end before anything is written: what cannot be read wholly leaves nothing behind."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from engine.campaign.lists.batches import Batch
from engine.campaign.lists.framed import read_framed, write_framed


@contextmanager
def spooled(batches: Iterable[Batch], folder: Path, read: Callable[[float], None]) -> Iterator[Iterator[Batch]]:
    """All batches, which wait in a file without a name: memory does not grow with the list, and it goes with the process.

    Args:
        batches: are read until there are no more.
        folder: on whose disk there is room for them.
        read: is told after each how much of the list is read, 0 to 1.

    Raises:
        LeadsError, TableError: the list cannot be read to its end.
    """
    with tempfile.TemporaryFile(dir=folder) as file:
        for batch in batches:
            write_framed(file, msgspec.msgpack.encode(batch))
            read(batch.share)
        file.seek(0)
        decoder = msgspec.msgpack.Decoder(Batch)
        yield (decoder.decode(body) for body in read_framed(file))
