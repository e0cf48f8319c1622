"""A person's recordings: what is taken, what is refused, and how they come out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from engine.speech.loudness import SPEECH_LEVEL_LUFS, integrated_loudness
from engine.speech.prompts.recordings import LONGEST_S, RecordingError, read_recording
from engine.speech.resample import from_pcm
from telephony.audio import FRAME_BYTES, duration_ms

pytestmark = pytest.mark.unit

Sound = NDArray[np.float64]


def _voice(seconds: float, rate_hz: int, amplitude: float = 0.3) -> Sound:
    """A vowel of 150 Hz that swells four times a second, as syllables do."""
    time_s = np.arange(int(seconds * rate_hz)) / rate_hz
    harmonics = sum(np.sin(2 * np.pi * 150 * number * time_s) / number for number in range(1, 12))
    return np.asarray(amplitude / 2 * harmonics * (0.5 - 0.5 * np.cos(2 * np.pi * 4 * time_s)))


def _silence(seconds: float, rate_hz: int) -> Sound:
    return np.zeros(int(seconds * rate_hz))


def _written(path: Path, sound: Sound, rate_hz: int, subtype: str | None = None) -> Path:
    soundfile.write(path, sound, rate_hz, subtype=subtype)
    return path


@pytest.mark.parametrize(
    ("name", "rate_hz", "subtype"),
    [
        ("a.wav", 8000, "PCM_16"),
        ("a.wav", 48000, "PCM_24"),
        ("a.wav", 44100, "FLOAT"),
        ("a.wav", 16000, "PCM_U8"),
        ("a.flac", 44100, "PCM_16"),
        ("a.ogg", 48000, "VORBIS"),
        ("a.mp3", 44100, "MPEG_LAYER_III"),
    ],
)
def test_every_usual_format_is_read(tmp_path: Path, name: str, rate_hz: int, subtype: str) -> None:
    recording = read_recording(_written(tmp_path / name, _voice(2, rate_hz), rate_hz, subtype))
    assert recording.rate_hz == rate_hz
    assert duration_ms(recording.pcm) == pytest.approx(2000, abs=100)
    assert len(recording.pcm) % FRAME_BYTES == 0


@pytest.mark.parametrize("amplitude", [0.02, 0.3, 0.8])
def test_the_loudness_is_the_voices(tmp_path: Path, amplitude: float) -> None:
    recording = read_recording(_written(tmp_path / "a.wav", _voice(2, 22050, amplitude), 22050, "FLOAT"))
    assert integrated_loudness(from_pcm(recording.pcm), 8000) == pytest.approx(SPEECH_LEVEL_LUFS, abs=0.3)


def test_the_silence_around_the_speech_goes_and_the_one_within_stays(tmp_path: Path) -> None:
    rate_hz = 16000
    parts = [_silence(1.5, rate_hz), _voice(1, rate_hz), _silence(0.5, rate_hz), _voice(1, rate_hz), _silence(2, rate_hz)]
    recording = read_recording(_written(tmp_path / "a.wav", np.concatenate(parts), rate_hz))
    assert duration_ms(recording.pcm) == pytest.approx(2500, abs=120)


def test_hum_and_offset_do_not_count_as_sound(tmp_path: Path) -> None:
    rate_hz = 16000
    sound = np.concatenate([_silence(1, rate_hz), _voice(1, rate_hz), _silence(1, rate_hz)])
    hum = 0.05 * np.sin(2 * np.pi * 30 * np.arange(len(sound)) / rate_hz) + 0.1
    recording = read_recording(_written(tmp_path / "a.wav", sound + hum, rate_hz))
    assert duration_ms(recording.pcm) == pytest.approx(1000, abs=120)
    assert abs(float(from_pcm(recording.pcm).mean())) < 0.001


def test_stereo_is_mixed(tmp_path: Path) -> None:
    voice = _voice(1, 16000)
    recording = read_recording(_written(tmp_path / "a.wav", np.stack([voice, 0 * voice], axis=1), 16000))
    assert recording.channels == 2
    assert integrated_loudness(from_pcm(recording.pcm), 8000) == pytest.approx(SPEECH_LEVEL_LUFS, abs=0.3)


def test_a_good_recording_needs_no_remark(tmp_path: Path) -> None:
    assert read_recording(_written(tmp_path / "a.wav", _voice(2, 16000), 16000)).remarks == ()


@pytest.mark.parametrize(
    ("sound", "remark"),
    [
        (np.clip(4 * _voice(2, 16000), -0.9, 0.9), "is clipped"),
        (0.005 * _voice(2, 16000), "is very faint"),
        (_voice(2, 16000) + 0.02 * np.random.default_rng(1).standard_normal(32000), "dB below the speech"),
    ],
    ids=["clipped", "faint", "noisy"],
)
def test_a_doubtful_recording_is_remarked_on(tmp_path: Path, sound: Sound, remark: str) -> None:
    remarks = read_recording(_written(tmp_path / "a.wav", sound, 16000, "PCM_24")).remarks
    assert any(remark in found for found in remarks)


def test_a_low_rate_is_remarked_on(tmp_path: Path) -> None:
    [remark] = read_recording(_written(tmp_path / "a.wav", _voice(2, 8000), 8000)).remarks
    assert "16000 or more" in remark


@pytest.mark.parametrize(
    ("sound", "rate_hz", "complaint"),
    [
        (_silence(0, 16000), 16000, "is empty"),
        (_silence(2, 16000), 16000, "is silent"),
        (_voice(2, 4000), 4000, "has 4000 samples a second"),
        (_voice(LONGEST_S + 1, 8000), 8000, "lasts 61 s, the longest is 60: cut it into sentences"),
        (np.stack([_voice(1, 8000), -_voice(1, 8000)], axis=1), 8000, "channels that cancel each other out"),
        (np.stack([_voice(1, 8000)] * 3, axis=1), 8000, "has 3 channels"),
        (np.full(8000, np.nan), 8000, "no numbers"),
    ],
    ids=["empty", "silent", "slow", "long", "out of phase", "many channels", "not a number"],
)
def test_what_cannot_be_played_is_refused_by_name(tmp_path: Path, sound: Sound, rate_hz: int, complaint: str) -> None:
    path = _written(tmp_path / "hello.wav", sound, rate_hz, "FLOAT")
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert complaint in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"RIFF and nothing else", b"\x00" * 4000, b"# a text\n"])
def test_what_is_no_sound_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "hello.wav").write_bytes(content)
    with pytest.raises(RecordingError, match=r"hello\.wav: cannot be read as sound: save it as WAV, FLAC or OGG"):
        read_recording(tmp_path / "hello.wav")


def test_a_missing_recording_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"hello\.wav: there is no such recording"):
        read_recording(tmp_path / "hello.wav")
