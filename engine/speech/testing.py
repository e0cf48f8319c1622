"""Speech without models, for tests of everything above it: transcripts from a list, tones for voices, word overlap for meaning."""

from __future__ import annotations

import asyncio
import hashlib
import math
import re
from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.speech.api import Priority, SpeechUnavailable, Transcript, Vectors
from telephony.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ

DIMENSIONS: Final = 256
_MS_PER_CHARACTER: Final = 60
"""Pace of ordinary speech."""
_TONE_AMPLITUDE: Final = 4600
"""About -20 dBFS RMS, the level of real prompts."""
_SENTENCE: Final = re.compile(r"[^.!?。！？]+[.!?。！？]*")
_WORD: Final = re.compile(r"[一-鿿]|[^\W_]+")


@dataclass(frozen=True, slots=True)
class Request:
    """One call of `ScriptedSpeech.transcribe`, kept for assertions."""

    pcm: bytes
    language: str
    hint: str
    priority: Priority
    another: bool = False
    """By the recognizer of other readings."""


@dataclass(frozen=True, slots=True)
class Synthesis:
    """One call of `ScriptedSpeech.synthesize`."""

    text: str
    voice: str
    priority: Priority


@dataclass(frozen=True, slots=True)
class Embedding:
    """One call of `ScriptedSpeech.embed`."""

    texts: tuple[str, ...]
    language: str
    priority: Priority


class ScriptedSpeech:
    """Transcriber, Synthesizer and Encoder in one, deterministic.

    Each transcription takes the next of `transcripts` (nothing left: empty text, as for noise). Delays are `asyncio.sleep`s, so
    they cost nothing on a virtual clock. Set `failure` to make every later call fail with it.
    """

    def __init__(self, transcripts: Iterable[str] = (), *, transcribe_s: float = 0.0, synthesize_s: float = 0.0) -> None:
        self.transcripts = deque(transcripts)
        self.requests: list[Request] = []
        self.syntheses: list[Synthesis] = []
        self.embeddings: list[Embedding] = []
        self.cancelled = 0
        self.failure: SpeechUnavailable | None = None
        self._transcribe_s = transcribe_s
        self._synthesize_s = synthesize_s

    @property
    def spoken(self) -> list[str]:
        """The texts synthesized so far."""
        return [synthesis.text for synthesis in self.syntheses]

    async def transcribe(
        self,
        pcm: bytes,
        *,
        language: str,
        hint: str = "",
        another: bool = False,
        priority: Priority = Priority.LIVE,
        timeout_s: float = 10.0,
    ) -> Transcript:
        """Gives the next scripted text; a transcription that is cancelled during its delay leaves its text for the next."""
        self.requests.append(Request(pcm, language, hint, priority, another))
        await self._work(self._transcribe_s, timeout_s)
        text = self.transcripts.popleft() if self.transcripts else ""
        return Transcript(
            text=text,
            avg_logprob=-0.2 if text else -2.0,
            no_speech_prob=0.01 if text else 0.99,
            window_s=12,
            queue_ms=0.0,
            run_ms=self._transcribe_s * 1000,
        )

    async def synthesize(
        self, text: str, *, voice: str, priority: Priority = Priority.LIVE, timeout_s: float = 10.0
    ) -> AsyncIterator[bytes]:
        """Yields `tone_for` each sentence."""
        self.syntheses.append(Synthesis(text, voice, priority))
        for sentence in _SENTENCE.findall(text):
            await self._work(self._synthesize_s, timeout_s)
            yield tone_for(sentence.strip())

    async def embed(self, texts: Sequence[str], *, language: str, priority: Priority = Priority.LIVE) -> Vectors:
        """Gives `vector_of` each text."""
        self.embeddings.append(Embedding(tuple(texts), language, priority))
        await self._work(0.0, 10.0)
        return np.stack([vector_of(text) for text in texts]) if texts else np.zeros((0, DIMENSIONS), dtype=np.float32)

    async def _work(self, delay_s: float, timeout_s: float) -> None:
        if self.failure is not None:
            raise self.failure
        try:
            async with asyncio.timeout(timeout_s):
                await asyncio.sleep(delay_s)
        except TimeoutError as error:
            raise SpeechUnavailable(f"no answer within {timeout_s} s") from error
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


def tone_for(sentence: str) -> bytes:
    """A tone as long as the sentence would take to say, in whole frames; its pitch (300-900 Hz) depends on the text."""
    pitch_hz = 300 + int.from_bytes(hashlib.sha256(sentence.encode()).digest()[:2], "little") % 600
    samples = SAMPLE_RATE_HZ * _MS_PER_CHARACTER * max(1, len(sentence)) // 1000
    samples = math.ceil(samples / FRAME_SAMPLES) * FRAME_SAMPLES
    wave = _TONE_AMPLITUDE * np.sin(2 * np.pi * pitch_hz * np.arange(samples) / SAMPLE_RATE_HZ)
    return wave.astype("<i2").tobytes()


def vector_of(text: str) -> NDArray[np.float32]:
    """A unit vector of hashed words: the cosine of two texts grows with the words they share, and is 1 for the same words."""
    total = np.zeros(DIMENSIONS, dtype=np.float32)
    for word in _WORD.findall(text.casefold()) or [""]:
        bits = np.unpackbits(np.frombuffer(hashlib.sha256(word.encode()).digest(), dtype=np.uint8))
        total += bits[:DIMENSIONS].astype(np.float32) * 2 - 1
    return (total / np.linalg.norm(total)).astype(np.float32)


class EnergyVad:
    """Takes every frame louder than `threshold` (RMS of s16 samples) for speech, as sure as it is told to be."""

    def __init__(self, threshold: float = 500.0, sureness: float = 0.5) -> None:
        self._threshold = threshold
        self._sureness = sureness
        self._loud = False

    @property
    def release_ms(self) -> int:
        return 0

    @property
    def sureness(self) -> float:
        return self._sureness if self._loud else 0.0

    def feed(self, frame: bytes) -> bool:
        samples = np.frombuffer(frame, dtype="<i2").astype(np.float32)
        self._loud = bool(np.sqrt(np.mean(samples**2)) > self._threshold) if samples.size else False
        return self._loud
