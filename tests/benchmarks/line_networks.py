"""Networks between a far end and a line, as models: when does a packet that is sent now arrive? Seeded."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final, Protocol

from telephony.audio import FRAME_MS
from telephony.lab.impairment import Impairment, Wire


class Network(Protocol):
    def due_s(self, now_s: float) -> float | None:
        """When a packet that is sent now arrives; None if it never does."""
        ...


class Queue:
    """A network whose packets stay in order, however late one is."""

    def __init__(self, loss: float, delay_s: Callable[[random.Random, float], float], seed: int) -> None:
        """`delay_s` gives a packet's own delay, from chance and the time at which it is sent."""
        self._loss = loss
        self._delay_s = delay_s
        self._chance = random.Random(seed)
        self._last_due_s = 0.0

    def due_s(self, now_s: float) -> float | None:
        lost, delay_s = self._chance.random() < self._loss, self._delay_s(self._chance, now_s)
        if lost:
            return None
        self._last_due_s = max(now_s + delay_s, self._last_due_s)
        return self._last_due_s


def _stalling(chance: random.Random, now_s: float) -> float:
    since_stall_s = now_s % 8
    return max(chance.uniform(0, 0.01), 0.14 - since_stall_s)


NETWORKS: Final[dict[str, Callable[[int], Network]]] = {
    "clean": lambda seed: Wire(Impairment(delay_ms=1, jitter_ms=1), seed),
    "3 % lost": lambda seed: Wire(Impairment(loss=0.03, delay_ms=1, jitter_ms=1), seed),
    "good internet": lambda seed: Wire(Impairment(loss=0.005, delay_ms=5, jitter_ms=5), seed),
    "jitter 0-40 ms": lambda seed: Wire(Impairment(delay_ms=20, jitter_ms=20), seed),
    "jitter 0-80 ms": lambda seed: Wire(Impairment(delay_ms=40, jitter_ms=40), seed),
    "reordered 0-40 ms": lambda seed: Wire(Impairment(delay_ms=20, jitter_ms=20, keep_order=False), seed),
    "stalls": lambda seed: Queue(0.005, _stalling, seed),
    "tail of 15 ms": lambda seed: Queue(0.005, lambda chance, _: chance.expovariate(1 / 0.015), seed),
    "tail of 30 ms": lambda seed: Queue(0.01, lambda chance, _: chance.expovariate(1 / 0.030), seed),
}
"""`stalls`: nothing arrives for 140 ms every 8 s, then all of it, as on a busy wireless link. `tail`: exponential delays."""

PACKET_MS: Final = FRAME_MS
