"""Delay against lost words: the jitter buffer of pjmedia itself, in virtual time, behind modelled networks.

    packets ─▶ Network ─▶ pjmedia_jbuf (in the pjsua2 module) ◀─ a tick every 20 ms, as its audio stream asks

    python -m tests.benchmarks.jitter_buffer            the table of docs/turn-taking.md; two minutes

Every figure is the buffer's own: an hour of audio takes a second. `line_delay` measures some of them on real calls.
"""

from __future__ import annotations

import argparse
import ctypes
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
import pjsua2 as pj
from numpy.typing import NDArray

from telephony.settings import JitterBuffer
from tests.benchmarks.line_networks import NETWORKS, PACKET_MS

FRAME_MS: Final = 10
"""Of the codec: the buffer counts in these, two to a packet."""
FRAME_BYTES: Final = 80
PLC_MS: Final = 5
"""Packet loss concealment delays everything by so much (PJMEDIA_WSOLA_DELAY_MSEC)."""
NORMAL: Final = 1
MISSING: Final = 0

PROGRESSIVE: Final = 2
STATIC: Final = 1
"""pjmedia_jb_discard_algo. pjsua2 does not wrap it: a call's buffer is progressive."""

SETTINGS: Final = (
    (JitterBuffer(), PROGRESSIVE),
    (JitterBuffer(wait_min_ms=20, wait_max_ms=160, cap_ms=200), PROGRESSIVE),
    (JitterBuffer(wait_min_ms=10, wait_max_ms=20, cap_ms=160), PROGRESSIVE),
    (JitterBuffer(wait_min_ms=20, wait_max_ms=80, cap_ms=160), PROGRESSIVE),
    (JitterBuffer(wait_min_ms=40, wait_max_ms=60, cap_ms=160), PROGRESSIVE),
    (JitterBuffer(wait_min_ms=60, wait_max_ms=80, cap_ms=160), PROGRESSIVE),
    (JitterBuffer(wait_min_ms=20, wait_max_ms=40, cap_ms=80), PROGRESSIVE),
    (JitterBuffer(wait_min_ms=20, wait_max_ms=40, cap_ms=100), PROGRESSIVE),
    (JitterBuffer(wait_min_ms=20, wait_max_ms=40, cap_ms=120), PROGRESSIVE),
    (JitterBuffer(wait_min_ms=20, wait_max_ms=40, cap_ms=200), PROGRESSIVE),
    (JitterBuffer(wait_min_ms=20, wait_max_ms=40, cap_ms=300), PROGRESSIVE),
    (JitterBuffer(), STATIC),
)


class _Text(ctypes.Structure):
    _fields_ = (("ptr", ctypes.c_char_p), ("slen", ctypes.c_ssize_t))


class NativeBuffer:
    """One pjmedia_jbuf; frames are their own numbers."""

    def __init__(self, library: ctypes.CDLL, pool: int, settings: JitterBuffer, discard: int) -> None:
        self._library = library
        self._frame = ctypes.create_string_buffer(FRAME_BYTES)
        self._kind = ctypes.create_string_buffer(1)
        self._buffer = ctypes.c_void_p()
        self._check(
            library.pjmedia_jbuf_create(
                ctypes.c_void_p(pool),
                ctypes.byref(_Text(b"jb", 2)),
                FRAME_BYTES,
                FRAME_MS,
                settings.cap_ms // FRAME_MS,
                ctypes.byref(self._buffer),
            )
        )
        waits = (ctypes.c_uint(ms // FRAME_MS) for ms in (settings.wait_min_ms, settings.wait_min_ms, settings.wait_max_ms))
        self._check(library.pjmedia_jbuf_set_adaptive(self._buffer, *waits))
        self._check(library.pjmedia_jbuf_set_discard(self._buffer, discard))

    def put(self, number: int) -> None:
        ctypes.c_int32.from_buffer(self._frame).value = number
        self._library.pjmedia_jbuf_put_frame(self._buffer, self._frame, ctypes.c_size_t(FRAME_BYTES), number)

    def get(self) -> tuple[int, int]:
        """The kind of the next frame, and its number if it is a normal one."""
        self._library.pjmedia_jbuf_get_frame(self._buffer, self._frame, self._kind)
        return self._kind.raw[0], ctypes.c_int32.from_buffer(self._frame).value

    def tick(self) -> list[int | None]:
        """The two frames of 20 ms, as pjmedia's stream takes them, which asks an empty buffer once. None is concealed."""
        frames: list[int | None] = []
        while len(frames) < PACKET_MS // FRAME_MS:
            kind, number = self.get()
            frames.append(number if kind == NORMAL else None)
            if kind not in (NORMAL, MISSING):
                frames += [None] * (PACKET_MS // FRAME_MS - len(frames))
        return frames

    @staticmethod
    def _check(status: int) -> None:
        if status != 0:
            raise ValueError(f"pjmedia refuses these settings with status {status}")


@contextmanager
def native_memory() -> Iterator[tuple[ctypes.CDLL, int]]:
    """Pjlib without an endpoint: its library and a memory pool."""
    library = ctypes.CDLL(pj._pjsua2.__file__)
    library.pj_log_set_level(0)
    if library.pj_init() != 0:
        raise RuntimeError("pjlib does not start")
    caching = ctypes.create_string_buffer(1 << 16)  # larger than any build's pj_caching_pool
    library.pj_caching_pool_init(caching, None, ctypes.c_size_t(0))
    library.pj_pool_create.restype = ctypes.c_void_p
    size = ctypes.c_size_t(1 << 16)
    pool = library.pj_pool_create(caching, b"jitter", size, size, None)
    try:
        yield library, pool
    finally:
        library.pj_pool_release(ctypes.c_void_p(pool))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a listener got of one stream."""

    delays_ms: NDArray[np.float64]
    """Of every frame heard, from when its packet was sent to the tick that brought it."""
    dropped: float
    """Share of the frames that arrived and were not played."""
    concealed: float
    """Share of the time for which nothing was there to be played."""


def listen(buffer: NativeBuffer, network: str, seconds: int, seed: int) -> Outcome:
    """One stream from start to end."""
    chance = random.Random(seed)
    model = NETWORKS[network](seed)
    due = ((model.due_s(number * PACKET_MS / 1000), number) for number in range(seconds * 1000 // PACKET_MS))
    packets = sorted((due_s * 1000, number) for due_s, number in due if due_s is not None)
    phase_ms, place, delays, concealed, arrived = chance.uniform(0, PACKET_MS), 0, list[float](), 0, 0
    ticks = (seconds - 1) * 1000 // PACKET_MS
    for tick in range(ticks):
        now_ms = phase_ms + tick * PACKET_MS + chance.gauss(0, 1)
        while place < len(packets) and packets[place][0] <= now_ms:
            buffer.put(2 * packets[place][1])
            buffer.put(2 * packets[place][1] + 1)
            arrived += 2
            place += 1
        for index, heard in enumerate(buffer.tick()):
            if heard is None:
                concealed += 1
            else:
                delays.append(now_ms + (index - heard) * FRAME_MS + PLC_MS)
    return Outcome(np.array(delays), (arrived - len(delays)) / arrived, concealed / (2 * ticks))


def measure(settings: JitterBuffer, discard: int, network: str, *, seconds: int, runs: int) -> Outcome:
    """Several streams with phases and chances of their own, taken together."""
    outcomes = []
    for seed in range(runs):
        with native_memory() as (library, pool):
            outcomes.append(listen(NativeBuffer(library, pool, settings, discard), network, seconds, seed))
    return Outcome(
        np.concatenate([outcome.delays_ms for outcome in outcomes]),
        float(np.mean([outcome.dropped for outcome in outcomes])),
        float(np.mean([outcome.concealed for outcome in outcomes])),
    )


def _cell(outcome: Outcome) -> str:
    mean_ms, p95_ms = float(outcome.delays_ms.mean()), float(np.percentile(outcome.delays_ms, 95))
    return f"{mean_ms:.0f} / {p95_ms:.0f}, {100 * outcome.dropped:.1f} %, {100 * outcome.concealed:.1f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=120, help="length of a stream")
    parser.add_argument("--runs", type=int, default=10, help="streams per cell")
    arguments = parser.parse_args()
    write = sys.stdout.write
    write("delay mean / p95 in ms, frames dropped, time concealed\n\n")
    write(f"| wait_min, wait_max, cap (ms) | {' | '.join(NETWORKS)} |\n| --- |{' --- |' * len(NETWORKS)}\n")
    for settings, discard in SETTINGS:
        cells = [_cell(measure(settings, discard, network, seconds=arguments.seconds, runs=arguments.runs)) for network in NETWORKS]
        name = f"{settings.wait_min_ms}, {settings.wait_max_ms}, {settings.cap_ms}{', static' if discard == STATIC else ''}"
        write(f"| {name} | {' | '.join(cells)} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
