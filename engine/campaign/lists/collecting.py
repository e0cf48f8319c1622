"""Python's cycle collector, kept from looking at every row of a list again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_OBJECTS_BETWEEN: Final = 200_000
"""Two batches and more. By default it looks after 700, and takes half of the time in which a list is read."""


@contextmanager
def rarely_collected() -> Iterator[None]:
    """For work that makes many objects and hardly any cycles: most of them are freed without the collector."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
