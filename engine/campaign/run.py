"""A run of a campaign as others see it: what bounds it, and how it ended."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class RunLimits:
    """Bounds of a run."""

    lines: int
    """Most calls at a time."""
    call_cap_s: float = 900.0
    """A call without an end after this long is hung up: above ring timeout plus the session's own cap."""
    hang_up_s: float = 10.0
    """A call that was hung up and reports no end within this is settled as failed."""
    drain_s: float = 120.0
    """After a stop request, running calls may go on for this long."""
    line_wait_s: float = 1200.0
    """Workers that offer no line for this long are given up: above the cap of a call."""
    failures_in_a_row: int = 10
    """So many calls that end by our own fault, one after another, stop the run; 0: never."""
    not_before: float = 0.0
    """Nobody is dialled before, Unix seconds."""
    not_after: float = math.inf
    """Nobody is dialled from then on, Unix seconds: the campaign's last day is over."""


class Ending(StrEnum):
    """Why a run is over."""

    FINISHED = "finished"
    """Every lead is done."""
    OVER = "over"
    """The last day is over."""
    STOPPED = "stopped"
    WORKERS_GONE = "workers_gone"
    FAILING = "failing"
    """One call after another ended by our own fault."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run ended."""

    ending: Ending
    left: int
    """Leads without a final disposition: dialled when the campaign is run again."""
