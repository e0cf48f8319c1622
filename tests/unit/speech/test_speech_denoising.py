"""What is left of a sound in noise: the sound."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.speech.denoising import Denoise, denoiser, noise_distance_db
from engine.speech.resample import Samples, from_pcm, to_pcm
from telephony.audio import SAMPLE_RATE_HZ

pytestmark = pytest.mark.unit

_SECOND = SAMPLE_RATE_HZ


def _in_noise(noise_dbfs: float) -> Samples:
    """Half a second of a tone that comes and goes, with as much before and after it, in white noise."""
    time_s = np.arange(_SECOND // 2) / SAMPLE_RATE_HZ
    tone = np.pad(0.22 * np.sin(2 * np.pi * 500 * time_s) * np.abs(np.sin(2 * np.pi * 4 * time_s)), _SECOND // 2)
    noise = np.random.default_rng(7).standard_normal(len(tone)) * 10 ** (noise_dbfs / 20)
    return (tone + noise).astype(np.float32)


def _db(samples: Samples) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(samples**2))))


@pytest.fixture(scope="module")
def denoised() -> Denoise:
    """By the package, which the tests need."""
    denoise = denoiser()
    assert denoise
    return denoise


@pytest.mark.parametrize("noise_dbfs", [-26.0, -36.0])
def test_noise_loses_more_than_the_sound_in_it(denoised: Denoise, noise_dbfs: float) -> None:
    alone, before = _in_noise(-120.0), _in_noise(noise_dbfs)
    after = from_pcm(denoised(to_pcm(before)))
    pause, tone = slice(1000, 3500), slice(5000, 7500)
    assert _db(after[pause]) < _db(before[pause]) - 10
    assert _db(after[tone]) == pytest.approx(_db(alone[tone]), abs=3)


def test_the_distance_of_noise_is_what_lies_between_the_loud_and_the_quiet() -> None:
    assert noise_distance_db(to_pcm(_in_noise(-36.0))) == pytest.approx(20, abs=2)
    assert noise_distance_db(to_pcm(_in_noise(-120.0))) == np.inf, "there is none"
    assert noise_distance_db(b"") == np.inf


@given(st.lists(st.integers(-32768, 32767), max_size=700))
def test_any_sound_is_as_long_without_its_noise(denoised: Denoise, values: list[int]) -> None:
    pcm = np.array(values, dtype="<i2").tobytes()
    assert len(denoised(pcm)) == len(pcm)


def test_silence_stays_silence(denoised: Denoise) -> None:
    assert denoised(bytes(2 * _SECOND)) == bytes(2 * _SECOND)


def test_without_the_package_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pywebrtc_audio", None)
    assert denoiser() is None
