"""The audio of one call between the media clock thread and the asyncio loop. No pjsua2 in here.

media clock ── push(rx) ──▶ received ──▶ take() ── loop        one pair per 20 ms tick of the bridge:
            ◀─ pull() ───── PlayQueue ◀─ play() ── loop        the frame pulled and the frame pushed after it
            ├─ (rx, tx) ──▶ recorder's queue, and whoever overhears
            ├─ rx ────────▶ RelayQueue of the line that this one is bridged with (`telephony.bridge`)
            └─ tick ──────▶ a line without a clock of its own
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Final

from telephony.audio import FRAME_MS, SILENT_FRAME
from telephony.echo import EchoCanceller
from telephony.line import MediaCounters
from telephony.playqueue import PlayQueue
from telephony.relayqueue import RelayQueue

UNREAD_FRAMES_MAX: Final = 30_000 // FRAME_MS
"""Half a minute: a reader that is further behind has stopped reading."""
LATE_TICK_S: Final = 2 * FRAME_MS / 1000

FrameSink = Callable[[bytes, bytes], None]
"""Takes one tick's received and sent frame, on the media clock thread: append and return."""


class AudioChannel:
    """`pull` and `push` belong to the media clock thread, everything else to the loop."""

    def __init__(self, wake: Callable[[], None], canceller: EchoCanceller | None = None) -> None:
        self.playing = PlayQueue()
        self.relayed = RelayQueue()
        self._canceller = canceller
        self._effect: Callable[[bytes], bytes] | None = None
        self._wake = wake
        self._wake_pending = False
        self._received: deque[tuple[bytes, bytes]] = deque(maxlen=UNREAD_FRAMES_MAX)
        self._sent_this_tick: bytes | None = None
        self._sink: FrameSink | None = None
        self._overhearing: FrameSink | None = None
        self._taker: Callable[[bytes], None] | None = None
        self._timed: Callable[[], None] | None = None
        self._frames_in = 0
        self._late_ticks = 0
        self._unread_dropped = 0
        self._last_tick_s = 0.0

    @property
    def counters(self) -> MediaCounters:
        return MediaCounters(self._frames_in, self.playing.frames, self._late_ticks, self._unread_dropped)

    def pull(self) -> bytes:
        """The frame the far end hears next."""
        frame = self.relayed.mixed_into(self.playing.pop_frame())
        if self._effect is not None:
            frame = self._effect(frame)
        self._sent_this_tick = frame
        return frame

    def push(self, received: bytes) -> None:
        """Takes the far end's frame of the same tick. The bridge may push before it begins to pull."""
        now = time.monotonic()
        if self._frames_in and now - self._last_tick_s > LATE_TICK_S:
            self._late_ticks += 1
        self._last_tick_s = now
        self._frames_in += 1
        sent, self._sent_this_tick = self._sent_this_tick, None
        if sent is None:
            self.playing.skip_frame()
            sent = SILENT_FRAME
        if (sink := self._sink) is not None:
            sink(received, sent)
        if (overhearing := self._overhearing) is not None:
            overhearing(received, sent)
        if (taker := self._taker) is not None:
            taker(received)
        if (timed := self._timed) is not None:
            timed()
        if len(self._received) == UNREAD_FRAMES_MAX:
            self._unread_dropped += 1
        self._received.append((received, sent))
        if not self._wake_pending:
            self._wake_pending = True
            self._wake()

    def take(self) -> bytes | None:
        """The oldest unread frame, without our echo if that is cancelled; or None."""
        if not self._received:
            return None
        received, sent = self._received.popleft()
        return received if self._canceller is None else self._canceller.clean(received, sent)

    def woken(self) -> None:
        """The wake-up arrived: the next frame needs a new one."""
        self._wake_pending = False

    def send_through(self, effect: Callable[[bytes], bytes]) -> None:
        """Has `effect` change every frame that is sent, on the media clock thread."""
        self._effect = effect

    def copy_to(self, sink: FrameSink | None) -> None:
        """Also gives every tick to `sink`; None stops that."""
        self._sink = sink

    def overhear(self, sink: FrameSink | None) -> None:
        """See `telephony.line.Line`."""
        self._overhearing = sink

    def keep_time(self, tick: Callable[[], None] | None) -> None:
        """See `telephony.line.Line`."""
        self._timed = tick

    def pass_on(self, taker: Callable[[bytes], None] | None) -> None:
        """See `telephony.line.Line`."""
        self._taker = taker
        self.relayed.clear()
