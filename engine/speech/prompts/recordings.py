"""A person's recording as a prompt: read, judged, and brought to the line's rate and the voices' loudness."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from engine.speech.api import SpeechUnavailable
from engine.speech.loudness import levelled, trimmed, window_rms
from engine.speech.resample import Samples, resampled, to_pcm
from telephony.audio import FRAME_BYTES, SAMPLE_RATE_HZ

LONGEST_S: Final = 60
LOWEST_RATE_HZ: Final = 8000
_HIGHEST_RATE_HZ: Final = 192_000
_MOST_CHANNELS: Final = 2
_RUMBLE_HZ: Final = 80
"""Below it lie hum, steps and wind: no telephone plays it, but it would count as sound when silence is cut off."""
_CLIPPED_SAMPLES: Final = 4
"""In a row at the very peak: what was louder is lost."""
_CLIPPED_ABOVE: Final = 0.5
"""Of full scale; fainter sounds have flat tops because they have few values."""
_SILENT: Final = 1e-4
"""Peak, -80 dBFS."""
_FAINT_DBFS: Final = -45.0
_NOISY_DB: Final = 25.0
"""Speech less than this above its background hisses when it is made louder."""
_NARROW_HZ: Final = 16_000
"""Recorded at less, speech keeps nothing above the telephone's band, and often less than that."""


class RecordingError(SpeechUnavailable):
    """A recording cannot be used; the message names the file and what to do."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that can be played."""

    pcm: bytes
    """8 kHz mono s16le in whole frames, without the silence around it."""
    rate_hz: int
    channels: int
    remarks: tuple[str, ...]
    """What is doubtful about it, and what to do."""


def read_recording(path: Path) -> Recording:
    """A recording in any format that libsndfile reads: WAV, FLAC, OGG, MP3.

    Raises:
        RecordingError: it is missing, no sound, empty, silent, too long, or of too low a rate.
    """
    samples, rate_hz, channels = _read(path)
    if not np.isfinite(samples).all():
        raise RecordingError(path, "holds samples that are no numbers: save it again")
    mono = _without_rumble(samples.mean(axis=1, dtype=np.float32), rate_hz)
    if np.abs(mono).max() < _SILENT:
        cancelled = channels > 1 and np.abs(samples).max() > 10 * _SILENT
        raise RecordingError(path, "has channels that cancel each other out: save it in mono" if cancelled else "is silent")
    spoken = trimmed(resampled(mono, rate_hz, SAMPLE_RATE_HZ), SAMPLE_RATE_HZ)
    pcm = to_pcm(levelled(spoken, SAMPLE_RATE_HZ))
    return Recording(pcm + bytes(-len(pcm) % FRAME_BYTES), rate_hz, channels, tuple(_remarks(samples, mono, rate_hz)))


def _read(path: Path) -> tuple[Samples, int, int]:
    """Samples [frames, channels], rate, channels."""
    if not path.is_file():
        raise RecordingError(path, "there is no such recording")
    try:
        with soundfile.SoundFile(path) as file:
            _check(path, file)
            return file.read(dtype="float32", always_2d=True), file.samplerate, file.channels
    except (soundfile.LibsndfileError, OSError) as error:
        raise RecordingError(path, f"cannot be read as sound: save it as WAV, FLAC or OGG ({error})") from error


def _check(path: Path, file: soundfile.SoundFile) -> None:
    if not LOWEST_RATE_HZ <= file.samplerate <= _HIGHEST_RATE_HZ:
        raise RecordingError(path, f"has {file.samplerate} samples a second, at least {LOWEST_RATE_HZ} are needed: record it again")
    if file.channels > _MOST_CHANNELS:
        raise RecordingError(path, f"has {file.channels} channels: save it in mono")
    if not file.frames:
        raise RecordingError(path, "is empty: record it again")
    if file.frames > LONGEST_S * file.samplerate:
        seconds = file.frames / file.samplerate
        raise RecordingError(path, f"lasts {seconds:.0f} s, the longest is {LONGEST_S}: cut it into sentences, one recording each")


def _remarks(samples: Samples, mono: Samples, rate_hz: int) -> list[str]:
    remarks = []
    if _is_clipped(samples):
        remarks.append("is clipped: record it again, less loud or further from the microphone")
    levels = window_rms(mono, rate_hz)
    speech = float(np.quantile(levels, 0.95))
    if 20 * np.log10(speech) < _FAINT_DBFS:
        remarks.append("is very faint: record it again, louder or nearer to the microphone")
    background = float(np.quantile(levels, 0.05))
    if background > 0 and 20 * np.log10(speech / background) < _NOISY_DB:
        distance_db = 20 * np.log10(speech / background)
        remarks.append(f"has noise only {distance_db:.0f} dB below the speech: record it in a quieter room")
    if rate_hz < _NARROW_HZ:
        remarks.append(f"has {rate_hz} samples a second: 16000 or more sound clearer")
    return remarks


def _is_clipped(samples: Samples) -> bool:
    peak = float(np.abs(samples).max())
    if peak < _CLIPPED_ABOVE or len(samples) < _CLIPPED_SAMPLES:
        return False
    flat = np.abs(samples) >= 0.9999 * peak
    return bool(np.lib.stride_tricks.sliding_window_view(flat, _CLIPPED_SAMPLES, axis=0).all(axis=-1).any())


def _without_rumble(samples: Samples, rate_hz: int) -> Samples:
    """A high-pass with a raised cosine from 40 to 80 Hz; a constant offset goes too."""
    frequencies_hz = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    ramp = np.clip(2 * frequencies_hz / _RUMBLE_HZ - 1, 0, 1)
    return np.fft.irfft(np.fft.rfft(samples) * (0.5 - 0.5 * np.cos(np.pi * ramp)), len(samples)).astype(np.float32)
