"""What every voice does, whichever engine is behind it: text in, level and trimmed phone audio out, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.markup import Run, runs
from engine.speech.loudness import levelled, trimmed
from engine.speech.resample import Samples, resampled, to_pcm
from engine.speech.voices.sentences import pieces
from telephony.audio import SAMPLE_RATE_HZ, silence


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples with their rate."""

    samples: Samples
    rate_hz: int


class Speaker(Protocol):
    """A loaded voice. `speak` is called from several threads."""

    def speak(self, runs: Sequence[Run]) -> Sound:
        """Synthesizes one sentence or clause in one breath, its stressed words so, at the voice's own rate and level."""
        ...


def phone_audio(speaker: Speaker, text: str) -> Iterator[bytes]:
    """Yields 8 kHz s16le audio for each sentence of `text` as it is made, pauses between sentences included."""
    for piece in pieces(text):
        pcm = _spoken(speaker, piece.text) + silence(piece.pause_ms)
        if pcm:
            yield pcm


def _spoken(speaker: Speaker, text: str) -> bytes:
    if not text:
        return b""
    sound = speaker.speak(runs(text))
    at_8k = resampled(sound.samples, sound.rate_hz, SAMPLE_RATE_HZ)
    return to_pcm(levelled(trimmed(at_8k, SAMPLE_RATE_HZ), SAMPLE_RATE_HZ))
