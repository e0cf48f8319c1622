"""What a call looks like from outside: the `Dialer` that places it and the `Line` it becomes.

    Dialer.dial() ─▶ Line ── events() ─▶ Ringing | EarlyMedia | Answered | MediaActive | DtmfReceived | HungUp
                          ── frames() ─▶ one frame of the far end's audio every 20 ms
                          ◀─ play() ──── audio for the far end, popped 20 ms at a time by the media clock

Contract, the same for every implementation (`tests/integration/telephony/test_line_contract.py`):

- exactly one `HungUp` per line, always the last event, whatever happens; `events()` and `frames()` end after it;
- `frames()` yields one frame per 20 ms from `MediaActive` (early media included) until the end, digital silence where none came;
- `play()` never blocks and never paces: the media clock pulls; `stop_playing()` drops at once whatever has not been pulled yet.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from telephony.causes import HangupCause
from telephony.recording import Recording


@dataclass(frozen=True, slots=True)
class Ringing:
    """The far end is being alerted (180 or 183)."""

    sip_status: int


@dataclass(frozen=True, slots=True)
class EarlyMedia:
    """Audio flows before answer: ringback, an announcement, SIT tones."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The far end sent 200 OK. Audio may start much later: wait for `MediaActive` and for sound."""


@dataclass(frozen=True, slots=True)
class MediaActive:
    """The audio path is up after answer; the conversation's clock starts here."""

    codec: str
    """SDP encoding name and clock rate, e.g. `PCMA/8000`."""


@dataclass(frozen=True, slots=True)
class DtmfReceived:
    """One telephone-event (RFC 4733) or SIP INFO digit from the far end."""

    digit: str
    """One of `0-9`, `*`, `#`, `A-D`."""


@dataclass(frozen=True, slots=True)
class HungUp:
    """The call is over. Always the last event of a line, exactly once."""

    cause: HangupCause
    by_us: bool
    """True if this side ended the call (BYE or CANCEL sent by us)."""
    sip_status: int | None = None
    """Final SIP status of the INVITE or of the failure; None if the call never left this machine."""
    q850: int | None = None
    """ITU-T Q.850 cause value from the Reason header (RFC 3326), if the peer sent one."""
    reason: str = ""
    """The peer's reason phrase, for people to read."""
    retry_after_s: int | None = None
    """Retry-After of a 503 or 480, in seconds."""


LineEvent = Ringing | EarlyMedia | Answered | MediaActive | DtmfReceived | HungUp


@dataclass(frozen=True, slots=True)
class MediaCounters:
    """What the media clock did for one call."""

    frames_in: int
    frames_out: int
    late_ticks: int
    """Ticks that came more than 40 ms after the one before."""
    unread_dropped: int
    """Received frames dropped because nobody read them."""


class DialFailed(Exception):
    """The call could not even be started on this machine (bad address, no free line, library down)."""


class TransferFailed(Exception):
    """The peer refused a REFER or did not answer it in time; the call is still up."""


class Line(Protocol):
    """One call. All methods belong to the asyncio loop that dialled."""

    @property
    def call_id(self) -> str:
        """The SIP Call-ID, for matching with the trunk's logs."""
        ...

    @property
    def played_ms(self) -> int:
        """Audio pulled from the play queue by the media clock since the call began."""
        ...

    @property
    def queued_ms(self) -> int:
        """Audio given to `play()` and not pulled yet. 0 means the far end hears silence."""
        ...

    @property
    def counters(self) -> MediaCounters:
        """What the media clock did so far."""
        ...

    def events(self) -> AsyncIterator[LineEvent]:
        """Yields every event once, in order. One reader."""
        ...

    def frames(self) -> AsyncIterator[bytes]:
        """Yields `telephony.audio.FRAME_BYTES` bytes (20 ms, 8 kHz, mono, signed 16-bit little endian). One reader."""
        ...

    def play(self, pcm: bytes) -> int:
        """Appends audio (8 kHz mono s16le, whole samples) to what the far end will hear.

        Returns where it begins: the milliseconds from the first frame of `frames()` to it, which is its place in a recording.
        """
        ...

    def stop_playing(self, *, fade_ms: int = 0) -> int:
        """Drops queued audio after fading the next `fade_ms` out; returns how many ms were dropped."""
        ...

    def turn_volume(self, gain_db: float, *, ramp_ms: int) -> None:
        """Makes queued and later audio quieter, or as loud as it was given (0 dB), over the next `ramp_ms` that are pulled."""
        ...

    def pass_on(self, taker: Callable[[bytes], None] | None) -> None:
        """Gives each frame of the far end to `taker` too, on the media clock's thread, where it may only append; None stops it."""
        ...

    def relay(self, frame: bytes) -> None:
        """Has the far end hear this frame in the next tick, over whatever is played. From any thread; see `telephony.bridge`."""
        ...

    def overhear(self, sink: Callable[[bytes, bytes], None] | None) -> None:
        """Gives each tick's frames, of the far end and for it, to `sink` on the media clock's thread, where it may only append.

        None stops it.
        """
        ...

    def keep_time(self, tick: Callable[[], None] | None) -> None:
        """Calls `tick` every 20 ms on the media clock's thread, after the tick's frames were passed on; None stops it.

        For a line that has no clock of its own, such as one to a browser, and is joined with this one.
        """
        ...

    def record(self, path: Path) -> Recording:
        """Records both sides from now on, or from the first audio if there was none yet, to a WAV file that must not exist.

        The line closes it when it hangs up. Trouble while writing ends the recording, not the call: see `Recording.error`.

        Raises:
            OSError: the file cannot be created.
        """
        ...

    async def send_dtmf(self, digits: str) -> None:
        """Sends RFC 4733 telephone-events.

        Raises:
            ValueError: `digits` holds anything but `0-9`, `*`, `#`, `A-D`.
            telephony.errors.DtmfFailed: there is no audio path, or the peer did not offer telephone-event.
        """
        ...

    async def transfer(self, target: str) -> None:
        """Blind transfer by REFER to a SIP URI or a number on the same trunk; `HungUp` follows on success.

        Raises:
            TransferFailed: the peer refused or did not answer in time.
        """
        ...

    async def hang_up(self) -> None:
        """Ends the call (CANCEL before answer, BYE after). Idempotent; returns once `HungUp` is on its way."""
        ...


class Dialer(Protocol):
    """Places calls. Owns the SIP stack; `close()` hangs up whatever is left."""

    async def dial(
        self, number: str, *, caller_id: str | None = None, ring_timeout_s: float = 45.0, auto_answer: bool = False
    ) -> Line:
        """Sends the INVITE and returns the line at once; its fate arrives as events.

        Args:
            number: E.164 number (or SIP user part) to reach through the trunk, or a SIP URI.
            caller_id: number for From (and P-Asserted-Identity); None takes the trunk's own.
            ring_timeout_s: no final answer after this many seconds sends CANCEL: `HangupCause.NO_ANSWER`.
            auto_answer: asks the phone to answer by itself; one that may or will not rings.

        Raises:
            DialFailed: nothing was sent.
        """
        ...

    async def close(self) -> None:
        """Hangs up all lines, unregisters, and shuts the stack down. Bounded in time."""
        ...
