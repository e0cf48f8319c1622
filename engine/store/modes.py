"""In what ways a connection may be used, as execution options of SQLAlchemy; without one: to write what must be durable."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    READ_ONLY = "callwright_read_only"
    """Its transactions change nothing."""
    BULK = "callwright_bulk"
    """Much is written piece by piece: what was committed is durable with the next ordinary commit."""
    ALONE = "callwright_alone"
    """Each statement is a transaction of its own."""
