from __future__ import annotations

import numpy as np
import pytest

from telephony.audio import duration_ms, silence
from telephony.lab.mouth import NOISE_AHEAD_MS, Mouth
from telephony.lab.noise import Room, mixed, pink_noise

pytestmark = pytest.mark.unit


def test_busy_for_as_long_as_the_line_and_what_is_queued_before_it() -> None:
    mouth = Mouth(Room(None, seed=1))
    assert mouth.say(silence(60), queued_ms=40) == silence(60)
    ticks = 0
    while mouth.busy:
        mouth.tick(queued_ms=0)
        ticks += 1
    assert ticks == 5
    assert mouth.said_ms == 60


def test_a_silent_room_sends_nothing_of_itself() -> None:
    assert Mouth(Room(None, seed=1)).tick(queued_ms=0) == b""


def test_noise_is_topped_up_and_goes_under_the_line() -> None:
    mouth = Mouth(Room(-40, seed=1))
    assert duration_ms(mouth.tick(queued_ms=0)) == NOISE_AHEAD_MS
    assert mouth.tick(queued_ms=NOISE_AHEAD_MS) == b""
    assert np.frombuffer(mouth.say(silence(100), queued_ms=0), "<i2").any()


def test_noise_has_its_level_and_can_be_repeated() -> None:
    noise = np.frombuffer(pink_noise(-35, seed=7), "<i2") / 32768
    assert 20 * np.log10(np.sqrt(np.mean(noise**2))) == pytest.approx(-35, abs=0.3)
    assert pink_noise(-35, seed=7) == pink_noise(-35, seed=7) != pink_noise(-35, seed=8)


def test_noise_is_pink() -> None:
    spectrum = np.abs(np.fft.rfft(np.frombuffer(pink_noise(-20, seed=3), "<i2").astype(float))) ** 2
    hz = np.fft.rfftfreq(80_000, 1 / 8000)
    octaves = [spectrum[(hz >= low) & (hz < 2 * low)].sum() for low in (200, 400, 800, 1600)]
    assert max(octaves) / min(octaves) < 1.15


def test_mixing_clips_instead_of_wrapping() -> None:
    loud = np.full(4, 30_000, dtype="<i2").tobytes()
    assert np.frombuffer(mixed(loud, loud), "<i2").tolist() == [32767] * 4
