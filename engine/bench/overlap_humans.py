"""Recorded humans for barge-in's report: Debian's Asterisk prompts, a repeatable choice of each speaker."""

from __future__ import annotations

import wave
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telephony.audio import SAMPLE_RATE_HZ

Pcm = NDArray[np.int16]

SOUNDS: Final = Path("/usr/share/asterisk/sounds")
SPEAKERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "allison-en": "en_US_f_Allison",
        "allison-es": "es_MX_f_Allison",
        "june-fr": "fr_CA_f_June",
        "menardi-it": "it_IT_f_Menardi",
        "carlo-it": "it_IT_m_Carlo",
        "ru": "ru_RU_f_IvrvoiceRU",
    }
)
"""Name of the voice to its folder; Allison speaks two languages."""
ROUNDS: Final = ((160, 3), (60, 5))
"""How many recordings of each speaker are drawn, with which seed: the second time from those of the first."""

_NO_SPEECH: Final = (
    *("tone", "beep", "silence", "tt-", "letters/m", "digits/oh", "conf-enteringno", "beeperr", "astcc", "dundi", "musiconhold"),
)
"""Parts of the names of prompts that are no speech or begin like a hum."""
_SHORTEST_SAMPLES: Final = 1200
_BLOCK: Final = 80
"""10 ms."""
_QUIETEST_RMS: Final = 300
_EDGE: Final = 10 ** (-35 / 20)
_RMS: Final = 2600
_PEAK: Final = 29000


def recorded_interruptions(sounds: Path) -> Iterator[tuple[str, Pcm]]:
    """Labelled prompts of all speakers; everything that humans say here counts as an interruption."""
    prompts = {f"human-{speaker}|in|{name}": pcm for speaker in SPEAKERS for name, pcm in _prompts(sounds / SPEAKERS[speaker])}
    names = sorted(prompts)
    for count, seed in ROUNDS:
        names = drawn(names, count, seed)
    for name in names:
        yield name.replace("/", "_"), prompts[name]


def drawn(names: list[str], count: int, seed: int) -> list[str]:
    """Up to `count` names of each voice, the voices in the order of their names; the same for the same seed."""
    rng = np.random.default_rng(seed)
    by_voice: dict[str, list[str]] = {}
    for name in sorted(names):
        by_voice.setdefault(name.partition("|")[0], []).append(name)
    return [str(name) for own in by_voice.values() for name in rng.choice(own, min(len(own), count), replace=False)]


def _prompts(folder: Path) -> Iterator[tuple[str, Pcm]]:
    for path in sorted(folder.rglob("*.wav")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        if any(part in name for part in _NO_SPEECH):
            continue
        pcm = _line_rate_samples(path)
        if pcm is not None and (speech := _speech_of(pcm)) is not None:
            yield name, speech


def _line_rate_samples(path: Path) -> Pcm | None:
    """None if it is another format: the packages hold some."""
    with wave.open(str(path), "rb") as source:
        if source.getframerate() != SAMPLE_RATE_HZ or source.getnchannels() != 1:
            return None
        return np.frombuffer(source.readframes(source.getnframes()), "<i2")


def _speech_of(pcm: Pcm) -> Pcm | None:
    """The prompt without the silence around it, at the level of the other sounds; None if it is too short or too quiet."""
    if len(pcm) < _SHORTEST_SAMPLES:
        return None
    blocks = pcm.astype(np.float32)[: len(pcm) // _BLOCK * _BLOCK].reshape(-1, _BLOCK)
    levels = np.sqrt((blocks**2).mean(axis=1))
    if levels.max() < _QUIETEST_RMS:
        return None
    loud = np.flatnonzero(levels > levels.max() * _EDGE)
    speech = pcm[max(0, loud[0] * _BLOCK - _BLOCK) : (loud[-1] + 1) * _BLOCK]
    gain = min(_RMS / np.sqrt((speech.astype(np.float32) ** 2).mean()), _PEAK / np.abs(speech).max())
    levelled: Pcm = (speech * gain).astype("<i2")
    return levelled
