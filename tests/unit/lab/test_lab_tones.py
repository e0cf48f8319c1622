from __future__ import annotations

import numpy as np
import pytest

from telephony.audio import SAMPLE_RATE_HZ, duration_ms
from telephony.lab.tones import BUSY, RINGBACK, SIT_E180, SIT_VACANT_CODE, VOICEMAIL_BEEP, Tone, rendered

pytestmark = pytest.mark.unit


def _strongest_hz(pcm: bytes, count: int) -> list[float]:
    samples = np.frombuffer(pcm, "<i2").astype(float)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * len(samples)))
    peaks = [i for i in range(1, len(spectrum) - 1) if spectrum[i - 1] < spectrum[i] >= spectrum[i + 1]]
    strongest = sorted(peaks, key=lambda i: -spectrum[i])[:count]
    return sorted(i * SAMPLE_RATE_HZ / (8 * len(samples)) for i in strongest)


@pytest.mark.parametrize("tones", [SIT_E180, SIT_VACANT_CODE, RINGBACK, BUSY, VOICEMAIL_BEEP])
def test_every_burst_has_its_frequencies_and_length(tones: tuple[Tone, ...]) -> None:
    pcm = rendered(tones)
    assert duration_ms(pcm) == sum(tone.on_ms + tone.off_ms for tone in tones)
    at_ms = 0
    for tone in tones:
        burst = pcm[at_ms * 16 : (at_ms + tone.on_ms) * 16]
        assert _strongest_hz(burst, len(tone.frequencies_hz)) == pytest.approx(tone.frequencies_hz, abs=2)
        at_ms += tone.on_ms + tone.off_ms


def test_level_is_the_bursts_root_mean_square() -> None:
    samples = np.frombuffer(rendered([Tone((440, 480), 2000)], level_dbfs=-20), "<i2") / 32768
    assert 20 * np.log10(np.sqrt(np.mean(samples**2))) == pytest.approx(-20, abs=0.3)
