"""Overlaps as a call hears them: labelled sounds through level, room noise, G.711 and the product's own voice activity detector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from engine.call.overlap.sound import FrameSound, Numbers
from engine.speech.vad import SpeechModel, VoiceActivity
from telephony.audio import FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ
from telephony.lab.noise import pink_noise

LONGEST_MS: Final = 1600
"""Of each sound: decisions fall in its first half second."""
_TAIL_MS: Final = 1000
_EDGE_DB: Final = -30.0
"""The true onset and end of a sound: its first and last 10 ms above this, relative to its loudest."""
_EARLY_MS: Final = 60
"""A detection so long before the true onset is of the noise."""

Pcm = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sound that people make while somebody else speaks."""

    voice: str
    kind: Literal["response", "interruption"]
    text: str
    pcm: Pcm


@dataclass(frozen=True, slots=True)
class Channel:
    """How a sound comes over the line."""

    level_db: float
    noise_dbfs: float
    companding: Literal["a-law", "mu-law"]


CHANNELS: Final = (Channel(0.0, -75.0, "a-law"), Channel(-6.0, -50.0, "mu-law"), Channel(-3.0, -42.0, "a-law"))
"""Clean; farther away in a room; a noisy street. Speech at -22 dBFS before: 53, 22 and 17 dB above the noise."""


@dataclass(frozen=True, slots=True)
class HeardSound:
    """What the product noticed of one sound."""

    voice: str
    kind: Literal["response", "interruption"]
    text: str
    delay_ms: float | None
    """From the true onset to the first frame taken for speech; None if it was never noticed."""
    speech: NDArray[np.bool_]
    """Per frame, from `LEAD_FRAMES` before the noticed onset."""
    rows: Numbers
    """`FrameSound` of the same frames."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """A sound as one call hears it."""

    sound: Labelled
    channel: Channel
    pace: float = 1.0
    """Played so much faster, and higher: another speaker, as it were."""


def hear(renditions: Iterable[Rendition], model: SpeechModel, lead_frames: int, seed: int = 1) -> Iterator[HeardSound]:
    """Each one through its channel; repeatable by `seed`."""
    rng = np.random.default_rng(seed)
    noises = {channel.noise_dbfs: np.frombuffer(pink_noise(channel.noise_dbfs, 7), "<i2") for channel in CHANNELS}
    for rendition in renditions:
        channel, pcm = rendition.channel, _paced(rendition.sound.pcm, rendition.pace)
        lead_ms, offset = int(rng.integers(600, 760)), int(rng.integers(0, 40000))
        line = _over_line(pcm, channel, np.roll(noises[channel.noise_dbfs], -offset), lead_ms)
        yield _heard(rendition.sound, line, lead_ms + _onset_ms(pcm), model, lead_frames)


def _paced(pcm: Pcm, pace: float) -> Pcm:
    if pace == 1.0:
        return pcm
    faster: Pcm = np.interp(np.arange(0, len(pcm) - 1, pace), np.arange(len(pcm)), pcm).astype(np.int16)
    return faster


def _over_line(pcm: Pcm, channel: Channel, noise: Pcm, lead_ms: int) -> Pcm:
    per_ms = SAMPLE_RATE_HZ // 1000
    speech = pcm[: LONGEST_MS * per_ms].astype(np.float64) * 10 ** (channel.level_db / 20)
    line = np.concatenate([np.zeros(lead_ms * per_ms), speech, np.zeros(_TAIL_MS * per_ms)])
    line = line + np.resize(noise, len(line))
    return np.clip(np.round(companded(line, channel.companding)), -32768, 32767).astype("<i2")


def companded(samples: NDArray[np.float64], law: Literal["a-law", "mu-law"]) -> NDArray[np.float64]:
    """Samples after the logarithmic eight bits of G.711, by the continuous formulas of its two laws."""
    loud = np.minimum(np.abs(samples) / 32768, 1.0)
    if law == "mu-law":
        coded = np.round(np.log1p(255 * loud) / np.log1p(255) * 127) / 127
        decoded = np.expm1(coded * np.log1p(255)) / 255
    else:
        bend = 1 + np.log(87.6)
        coded = np.where(loud < 1 / 87.6, 87.6 * loud / bend, (1 + np.log(np.maximum(87.6 * loud, 1e-9))) / bend)
        coded = np.round(coded * 127) / 127
        decoded = np.where(coded < 1 / bend, coded * bend / 87.6, np.exp(coded * bend - 1) / 87.6)
    restored: NDArray[np.float64] = np.sign(samples) * decoded * 32768
    return restored


def _onset_ms(pcm: Pcm) -> int:
    blocks = pcm[: len(pcm) // 80 * 80].reshape(-1, 80).astype(np.float64)
    levels = np.sqrt(np.mean(blocks**2, axis=1))
    return int(np.flatnonzero(levels > levels.max() * 10 ** (_EDGE_DB / 20))[0]) * 10


def _heard(sound: Labelled, line: Pcm, onset_ms: int, model: SpeechModel, lead_frames: int) -> HeardSound:
    vad, sounds = VoiceActivity(model), FrameSound()
    frames = [frame.tobytes() for frame in line[: len(line) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)]
    speech = np.array([vad.feed(frame) for frame in frames])
    rows = np.array([sounds.feed(frame) for frame in frames], dtype=np.float32)
    noticed = [int(index) for index in np.flatnonzero(speech) if index * FRAME_MS >= onset_ms - _EARLY_MS]
    start = max(0, noticed[0] - lead_frames) if noticed else 0
    delay_ms = float(noticed[0] * FRAME_MS - onset_ms) if noticed else None
    return HeardSound(sound.voice, sound.kind, sound.text, delay_ms, speech[start:], rows[start:])
