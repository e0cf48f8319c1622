"""Echo cancellation: what it is given, what is recorded, and what happens without its package."""

from __future__ import annotations

import sys
from array import array

import numpy as np
import pytest

from telephony.audio import FRAME_BYTES, SILENT_FRAME
from telephony.echo import echo_cancellers
from telephony.errors import DialerFailed, EchoCancellationMissing
from telephony.lab.line_echo import LineEcho
from telephony.lab.voices import recorded_path
from telephony.lab.wav import read_line
from telephony.sip.channel import AudioChannel

pytestmark = pytest.mark.unit


LEAST_DB = 20
"""Taken off the echo, once it is learnt; 25 dB and more with these lines."""


def _frame(value: int) -> bytes:
    return array("h", [value] * 160).tobytes()


class _Subtracting:
    """Takes the frame for echo as it was sent in the same tick."""

    def clean(self, received: bytes, sent: bytes) -> bytes:
        return array("h", (a - b for a, b in zip(array("h", received), array("h", sent), strict=True))).tobytes()


def test_the_canceller_gets_both_sides_of_a_tick_and_the_recording_what_was_on_the_wire() -> None:
    channel = AudioChannel(lambda: None, _Subtracting())
    recorded: list[tuple[bytes, bytes]] = []
    channel.copy_to(lambda received, sent: recorded.append((received, sent)))
    channel.playing.append(_frame(100) + _frame(200))
    for received in (1000, 2000, 3000):
        channel.pull()
        channel.push(_frame(received))
    assert [channel.take() for _ in range(4)] == [_frame(900), _frame(1800), _frame(3000), None]
    assert recorded == [(_frame(1000), _frame(100)), (_frame(2000), _frame(200)), (_frame(3000), SILENT_FRAME)]


def test_without_a_canceller_frames_pass_as_they_are() -> None:
    channel = AudioChannel(lambda: None)
    channel.playing.append(_frame(100))
    channel.pull()
    channel.push(_frame(1000))
    assert channel.take() == _frame(1000)


def test_nobody_makes_a_canceller_that_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pywebrtc_audio", None)
    assert echo_cancellers(wanted=False) is None
    with pytest.raises(EchoCancellationMissing, match=r"pip install 'callwright\[echo\]'") as caught:
        echo_cancellers(wanted=True)
    assert isinstance(caught.value, DialerFailed)


def test_a_line_echo_is_late_and_quiet_and_leaves_what_is_said() -> None:
    echo = LineEcho(-20, delay_ms=40)
    sent = []
    for heard in (_frame(10_000), SILENT_FRAME, SILENT_FRAME, SILENT_FRAME):
        echo.hear(heard)
        sent.append(echo.over(_frame(500)))
    assert sent == [_frame(500), _frame(500), _frame(1500), _frame(500)]
    loud = LineEcho(0, delay_ms=0)
    loud.hear(_frame(30_000))
    assert loud.over(_frame(30_000)) == _frame(32_767)


@pytest.mark.parametrize("delay_ms", [60, 120, 200])
def test_our_own_voice_is_taken_out_and_the_person_stays(delay_ms: int) -> None:
    makers = echo_cancellers(wanted=True)
    assert makers is not None
    canceller, echo = makers(), LineEcho(-10, delay_ms)
    ours = (read_line(recorded_path("tessa", "Tell me more about it.")) * 8)[: 50 * 10 * FRAME_BYTES]
    person = read_line(recorded_path("kurt", "Hold on, how much does it cost?"))
    begins = 7 * 50  # seconds of only our voice come first
    cleaned, back = [], []
    for index in range(len(ours) // FRAME_BYTES):
        sent = ours[index * FRAME_BYTES : (index + 1) * FRAME_BYTES]
        place = (index - begins) * FRAME_BYTES
        said = person[place : place + FRAME_BYTES] if place >= 0 else b""
        back.append(echo.over(said.ljust(FRAME_BYTES, b"\0")))
        cleaned.append(canceller.clean(back[-1], sent))
        echo.hear(sent)
    talking = slice(begins, begins + len(person) // FRAME_BYTES)
    assert _dbfs(cleaned[150:begins]) < _dbfs(back[150:begins]) - LEAST_DB
    assert _dbfs(cleaned[talking]) == pytest.approx(_dbfs([person]), abs=4)


def _dbfs(frames: list[bytes]) -> float:
    samples = np.frombuffer(b"".join(frames), dtype="<i2").astype(np.float64)
    return float(10 * np.log10(np.mean(samples**2) / 32768**2 + 1e-12))
