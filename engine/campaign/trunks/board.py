"""TrunkBoard: which trunk carries the next call, and when there is one. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from engine.campaign.trunks.breaker import DEFAULT_LIMITS, BreakerLimits, CircuitBreaker, Permit
from engine.campaign.trunks.rate import CallRate
from engine.campaign.trunks.refusals import Answer


@dataclass(frozen=True, slots=True)
class TrunkLimits:
    """What a trunk bears."""

    trunk: str
    """Its name in the records: the gateway's address."""
    concurrency: int
    """Most calls at a time."""
    calls_per_second: float


@dataclass(frozen=True, slots=True)
class TrunkView:
    """A trunk as it does at a moment."""

    trunk: str
    calls: int
    concurrency: int
    """Most calls at a time."""
    closed: bool
    """Its breaker: False while it is left alone because it refuses calls, or tried with one."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A call on a trunk, to be handed back with what is learnt from it."""

    trunk: str
    permit: Permit


@dataclass(slots=True)
class _Trunk:
    limits: TrunkLimits
    rate: CallRate
    breaker: CircuitBreaker
    running: int = 0
    dialled_at: float = field(default=-math.inf)

    def ready_at(self, now: float, free_lines: int) -> float | None:
        """When it may take a call; None if that depends on something else than time."""
        if min(free_lines, self.room) <= 0:
            return None
        opens_at = self.breaker.ready_at(now)
        return None if opens_at is None else max(opens_at, self.rate.ready_at(now))

    @property
    def room(self) -> int:
        return self.limits.concurrency - self.running


class TrunkBoard:
    """All trunks of a campaign. `free` tells the lines that workers have for each, by trunk."""

    def __init__(self, trunks: Sequence[TrunkLimits], limits: BreakerLimits = DEFAULT_LIMITS) -> None:
        self._trunks = {trunk.trunk: _Trunk(trunk, CallRate(trunk.calls_per_second), CircuitBreaker(limits)) for trunk in trunks}

    @property
    def trunks(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(self._trunks)

    def views(self) -> tuple[TrunkView, ...]:
        """How each does now."""
        return tuple(TrunkView(name, one.running, one.limits.concurrency, one.breaker.closed) for name, one in self._trunks.items())

    def ready_at(self, now: float, free: Mapping[str, int]) -> float | None:
        """When the next call may go: `now` if at once; None if not before a call ends or a worker comes."""
        return min(
            (at for name, trunk in self._trunks.items() if (at := trunk.ready_at(now, free[name])) is not None), default=None
        )

    def free_lines(self, now: float, free: Mapping[str, int]) -> int:
        """Lines of the trunks that may take a call now."""
        return sum(min(free[name], self._trunks[name].room) for name in self._ready(now, free))

    def choose(self, now: float, free: Mapping[str, int], avoid: Collection[str] = ()) -> str | None:
        """The trunk for the next call: of those that may take it the one unused for longest, an avoided one last.

        In turn, not by load: a trunk that refuses everything is always the one with the least load.
        """
        ready = self._ready(now, free)
        return min(ready, key=lambda name: (name in avoid, self._trunks[name].dialled_at), default=None)

    def dialled(self, name: str, now: float) -> Carried:
        """Notes a call that goes now on a trunk that was ready."""
        trunk = self._trunks[name]
        trunk.running += 1
        trunk.dialled_at = now
        trunk.rate.dialled(now)
        return Carried(name, trunk.breaker.dialled())

    def progressed(self, call: Carried, now: float) -> bool:
        """Notes that it rang or was answered. Returns whether the trunk takes calls again that it did not take before."""
        breaker = self._trunks[call.trunk].breaker
        before = breaker.closed
        breaker.carried(call.permit, now)
        return breaker.closed and not before

    def ended(self, call: Carried, answer: Answer, now: float, retry_after_s: float | None) -> None:
        """Notes the end of a call."""
        trunk = self._trunks[call.trunk]
        trunk.running -= 1
        match answer:
            case Answer.CARRIED:
                trunk.breaker.carried(call.permit, now)
            case Answer.REFUSED | Answer.DOUBTFUL:
                trunk.breaker.refused(call.permit, now, retry_after_s)
            case Answer.NONE:
                trunk.breaker.unknown(call.permit, now)

    def _ready(self, now: float, free: Mapping[str, int]) -> list[str]:
        return [name for name, trunk in self._trunks.items() if trunk.ready_at(now, free[name]) == now]
