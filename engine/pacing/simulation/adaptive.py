"""The rival: VICIdial's adaptive dial level, rebuilt from its description (AST_VDadapt.pl and AST_VDauto_dial.pl, SVN 3884)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from engine.pacing.contract import Answered, Happening, Snapshot


class Method(Enum):
    """What happens when today's drops exceed the limit."""

    HARD_LIMIT = auto()
    """The level falls to 1."""
    AVERAGE = auto()
    """The level is halved."""


@dataclass(slots=True)
class AdaptivePacer:
    """Lines per agent, moved every 15 s by how many agents and callers waited; calls are placed every 2.5 s."""

    method: Method = Method.AVERAGE
    drop_limit: float = 0.03
    most: float = 3.0
    level: float = 1.0
    _ready_seen: list[int] = field(default_factory=list)
    _adapted_s: float = 0.0
    _counted_s: float = 0.0
    _dialled_s: float = -2.5
    _talking: int = 0
    _answered: int = 0
    _dropped: int = 0
    _minute: list[tuple[float, bool]] = field(default_factory=list)

    def learn(self, happening: Happening, now_s: float) -> None:
        if isinstance(happening, Answered):
            self._answered += 1
            self._dropped += happening.abandoned
            self._minute.append((now_s, happening.abandoned))

    def calls_to_dial(self, floor: Snapshot) -> int:
        self._ready_seen.append(floor.ready)
        if floor.now_s - self._adapted_s >= 15.0:
            self._adapt(floor)
        if floor.now_s - self._counted_s >= 60.0:
            self._mind_drops(floor.now_s)
        if floor.now_s - self._dialled_s < 2.5:
            return 0
        self._dialled_s = floor.now_s
        wanted = int(floor.agents * self.level)
        return max(0, wanted - len(floor.ringing_s) - len(floor.busy_s))

    def _adapt(self, floor: Snapshot) -> None:
        ready = sum(self._ready_seen) / len(self._ready_seen)
        self._ready_seen.clear()
        self._adapted_s = floor.now_s
        self.level = min(self.most, max(1.0, self.level * (1 + ready / max(floor.agents, 1))))

    def _mind_drops(self, now_s: float) -> None:
        self._counted_s = now_s
        self._minute = [(at_s, dropped) for at_s, dropped in self._minute if at_s > now_s - 60.0]
        lost = sum(dropped for _, dropped in self._minute)
        if len(self._minute) > 20 and lost > 0.5 * len(self._minute):
            self.level = max(1.0, self.level / 2)
        if self._answered > 50 and self._dropped > self.drop_limit * self._answered:
            self.level = 1.0 if self.method is Method.HARD_LIMIT else max(1.0, self.level / 2)
