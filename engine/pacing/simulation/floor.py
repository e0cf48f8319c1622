"""One simulated day on a calling floor, event by event."""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import count

from engine.pacing.contract import AgentFreed, Answered, Pacer, Snapshot, Unanswered
from engine.pacing.simulation.world import Weather, World

DECISION_S = 1.0
"""How often a pacer is asked."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a pacer made of it."""

    answered: int
    abandoned: int
    utilisation: float
    """Share of the agents' time in calls and wrap-up."""
    dialled: int

    @property
    def abandoned_share(self) -> float:
        return self.abandoned / self.answered if self.answered else 0.0


class _Kind(Enum):
    DECIDE = auto()
    PICKED_UP = auto()
    RUNG_OUT = auto()
    PATIENCE_OVER = auto()
    AGENT_FREE = auto()


@dataclass(slots=True)
class Floor:
    """Agents, calls that ring, people who wait for an agent."""

    world: World
    pacer: Pacer
    randomness: random.Random
    _now_s: float = 0.0
    _ready: int = 0
    _busy: dict[int, float] = field(default_factory=dict)
    _ringing: dict[int, float] = field(default_factory=dict)
    _waiting: dict[int, float] = field(default_factory=dict)
    _events: list[tuple[float, int, _Kind, int]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)
    _answered: int = 0
    _abandoned: int = 0
    _dialled: int = 0
    _busy_time_s: float = 0.0

    def live(self) -> Day:
        """The whole day."""
        weather = Weather(self.world, self.randomness)
        end_s = self.world.hours * 3600
        self._ready = self.world.agents
        self._at(0.0, _Kind.DECIDE, 0)
        while self._events and self._events[0][0] < end_s:
            at_s, _, kind, key = heapq.heappop(self._events)
            self._busy_time_s += (at_s - self._now_s) * len(self._busy)
            self._now_s = at_s
            self._happen(kind, key, weather)
        used = self._busy_time_s / (self.world.agents * end_s)
        return Day(self._answered, self._abandoned, used, self._dialled)

    def _happen(self, kind: _Kind, key: int, weather: Weather) -> None:
        match kind:
            case _Kind.DECIDE:
                self._dial(self.pacer.calls_to_dial(self._snapshot()), weather)
                self._at(self._now_s + DECISION_S, _Kind.DECIDE, 0)
            case _Kind.PICKED_UP:
                self._waiting[key] = self._ringing.pop(key)
                self._at(self._now_s + self.world.patience_s, _Kind.PATIENCE_OVER, key)
                self._connect()
            case _Kind.RUNG_OUT:
                self.pacer.learn(Unanswered(self._now_s - self._ringing.pop(key)), self._now_s)
            case _Kind.PATIENCE_OVER if key in self._waiting:
                dialled_s = self._waiting.pop(key)
                self._answered += 1
                self._abandoned += 1
                self.pacer.learn(Answered(self._now_s - dialled_s, abandoned=True), self._now_s)
            case _Kind.AGENT_FREE:
                self.pacer.learn(AgentFreed(self._now_s - self._busy.pop(key)), self._now_s)
                self._ready += 1
                self._connect()
            case _:
                pass

    def _connect(self) -> None:
        """Whoever waits longest gets the next free agent."""
        while self._ready and self._waiting:
            key = next(iter(self._waiting))
            dialled_s = self._waiting.pop(key)
            self._ready -= 1
            self._answered += 1
            self._busy[key] = self._now_s
            self.pacer.learn(Answered(self._now_s - dialled_s, abandoned=False), self._now_s)
            talk_s = self._lognormal(self.world.talk_median_s, self.world.talk_sigma)
            self._at(self._now_s + talk_s + self.world.wrap_up_s, _Kind.AGENT_FREE, key)

    def _dial(self, calls: int, weather: Weather) -> None:
        rate = weather.answer_rate(self._now_s)
        for _ in range(calls):
            key = next(self._numbers)
            self._dialled += 1
            self._ringing[key] = self._now_s
            rings_s = self._lognormal(self.world.ring_median_s, self.world.ring_sigma)
            if self.randomness.random() < rate and rings_s < self.world.ring_timeout_s:
                self._at(self._now_s + rings_s, _Kind.PICKED_UP, key)
            else:
                gone_s = self.randomness.uniform(2.0, self.world.ring_timeout_s) if self.randomness.random() < 0.3 else None
                self._at(self._now_s + (gone_s or self.world.ring_timeout_s), _Kind.RUNG_OUT, key)

    def _snapshot(self) -> Snapshot:
        return Snapshot(
            self._now_s,
            self._ready,
            tuple(self._now_s - since_s for since_s in self._busy.values()),
            tuple(self._now_s - since_s for since_s in self._ringing.values()),
        )

    def _lognormal(self, median_s: float, sigma: float) -> float:
        return median_s * self.randomness.lognormvariate(0.0, sigma)

    def _at(self, at_s: float, kind: _Kind, key: int) -> None:
        heapq.heappush(self._events, (at_s, next(self._numbers), kind, key))
