"""A line and a dialer without a telephone: the test plays the far end by hand, on whatever clock its event loop has.

    line = ScriptedLine()
    line.answer()                       # the session sees Answered, MediaActive
    await line.hear(speech)             # each 20 ms frame heard also pops one frame of what the session plays
    assert line.spoken                  # ... which is here

Time passes only by `hear`: one frame is 20 ms, exactly as on a real line, where the media clock does it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from telephony.audio import FRAME_BYTES, SILENT_FRAME, silence
from telephony.fed import FedLine
from telephony.line import DialFailed, EarlyMedia, Ringing, TransferFailed


class ScriptedLine(FedLine):
    """A line whose far end is played by a test, and which remembers what was done to it."""

    def __init__(self, call_id: str = "scripted-call") -> None:
        super().__init__(call_id)
        self.spoken = bytearray()
        """What the far end heard so far: one frame per frame it spoke."""
        self.dtmf_sent = ""
        self.transfers: list[str] = []
        self.transfer_refusal: str | None = None
        """What `transfer` fails with; None lets it succeed."""

    async def send_dtmf(self, digits: str) -> None:
        self.dtmf_sent += digits

    async def transfer(self, target: str) -> None:
        if self.hung_up is not None:
            raise TransferFailed("the call is over")
        self.transfers.append(target)
        if self.transfer_refusal is not None:
            raise TransferFailed(self.transfer_refusal)
        await super().transfer(target)

    def ring(self, status: int = 180, *, early_media: bool = False) -> None:
        """The far end is alerted."""
        self._far_end.tell(Ringing(status))
        if early_media:
            self._far_end.tell(EarlyMedia())

    def push_frame(self, frame: bytes = SILENT_FRAME) -> bytes:
        """See `FedLine.push_frame`."""
        heard = super().push_frame(frame)
        self.spoken += heard
        return heard

    async def hear(self, pcm: bytes) -> None:
        """The far end says `pcm`, tick by tick; after each the reader of `frames()` has dealt with it. Needs such a reader."""
        for start in range(0, len(pcm), FRAME_BYTES):
            if self.hung_up is not None:
                return
            self.push_frame(pcm[start : start + FRAME_BYTES].ljust(FRAME_BYTES, b"\0"))
            await self._far_end.reader_idle.wait()

    async def hear_silence(self, ms: int) -> None:
        """The far end says nothing for `ms`."""
        await self.hear(silence(ms))


@dataclass(frozen=True, slots=True)
class ScriptedDial:
    """One call of `ScriptedDialer.dial`."""

    number: str
    caller_id: str | None
    ring_timeout_s: float
    line: ScriptedLine
    auto_answer: bool = False


class ScriptedDialer:
    """Fulfils `telephony.line.Dialer`: every dial makes a new `ScriptedLine`, kept in `dials` and shown to `on_dial`."""

    def __init__(self, on_dial: Callable[[ScriptedDial], None] | None = None) -> None:
        self.dials: list[ScriptedDial] = []
        self.failure: str | None = None
        """What `dial` fails with; None lets it succeed."""
        self._on_dial = on_dial

    async def dial(
        self, number: str, *, caller_id: str | None = None, ring_timeout_s: float = 45.0, auto_answer: bool = False
    ) -> ScriptedLine:
        if self.failure is not None:
            raise DialFailed(self.failure)
        line = ScriptedLine(f"scripted-call-{len(self.dials) + 1}")
        dialled = ScriptedDial(number, caller_id, ring_timeout_s, line, auto_answer)
        self.dials.append(dialled)
        if self._on_dial is not None:
            self._on_dial(dialled)
        return line

    async def close(self) -> None:
        for dialled in self.dials:
            await dialled.line.hang_up()
