"""What a call needs of speech: three protocols, each with a real implementation (models) and a scripted one (tests)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Priority(IntEnum):
    """Order in which the speech server takes waiting jobs; lower first."""

    LIVE = 0
    """A person is waiting for the reply."""
    SPECULATIVE = 1
    """Probably needed in a moment: a turn that may not be over, the prompt after this one."""
    BACKGROUND = 2
    """Preparation of scripts and lists."""
    GLANCE = 3
    """Worth having now or not at all: what is still being said. Refused unless it can start at once and leaves a thread free."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard in one utterance."""

    text: str
    """Empty if the guards found no speech worth reporting."""
    avg_logprob: float
    """Mean log probability per token, natural logarithm."""
    no_speech_prob: float
    window_s: int
    """Length of the encoder window that gave the text (longer after a fallback)."""
    queue_ms: float
    run_ms: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One of several texts that an utterance may stand for."""

    text: str
    weight: float
    """Its log probability, natural logarithm."""


@dataclass(frozen=True, slots=True)
class PhraseReading:
    """What an utterance says if it is made of phrases that were given."""

    text: str
    """Empty: it is none of them."""
    confidence: float
    """Of its words in the mean, 0 to 1."""


class SpeechUnavailable(Exception):
    """The speech server is gone, overloaded past the deadline, or lacks the model asked for."""


class Transcriber(Protocol):
    """Turns one utterance into text."""

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
        """Transcribes 8 kHz mono s16le audio. Cancelling the task cancels the job.

        Args:
            pcm: the utterance with a little silence around it.
            language: ISO 639-1 code, e.g. `en`, `zh`.
            hint: likely answers, given to the model as its prompt.
            another: by the recognizer of other readings, which takes a hint in every language.
            priority: place in the server's queue.
            timeout_s: give up after this long, queue included.

        Raises:
            SpeechUnavailable: no answer in time, or no server.
        """
        ...


class Rereader(Transcriber, Protocol):
    """Reads an utterance again that was transcribed: cheap right after that if the same model read it; some seconds of sound."""

    async def read_again(
        self, pcm: bytes, *, language: str, priority: Priority = Priority.LIVE, timeout_s: float = 10.0
    ) -> tuple[Reading, ...]:
        """What the utterance may have said, read without a hint, likeliest first; the same words written otherwise count once.

        Cancelling the task cancels the job.

        Args:
            pcm: as given to `Transcriber.transcribe`.
            language: ISO 639-1 code.
            priority: place in the server's queue.
            timeout_s: give up after this long, queue included.

        Raises:
            SpeechUnavailable: the sound is too long, no answer in time, or no server.
        """
        ...

    async def reads_phrases(self, language: str) -> bool:
        """Whether there is a recognizer that can be told of phrases; it is loaded if there is.

        Args:
            language: ISO 639-1 code.

        Raises:
            SpeechUnavailable: it is unknown or damaged, no answer in time, or no server.
        """
        ...

    async def read_phrases(
        self, pcm: bytes, *, language: str, phrases: Sequence[str], priority: Priority = Priority.LIVE, timeout_s: float = 10.0
    ) -> PhraseReading:
        """What the utterance says if it is made of phrases; nothing where no recognizer can be told of phrases.

        Cancelling the task cancels the job.

        Args:
            pcm: as given to `Transcriber.transcribe`.
            language: ISO 639-1 code.
            phrases: thousands at most; the first reading of new ones takes longer.
            priority: place in the server's queue.
            timeout_s: give up after this long, queue included.

        Raises:
            SpeechUnavailable: no answer in time, or no server.
        """
        ...


class Synthesizer(Protocol):
    """Turns text into speech."""

    def synthesize(
        self, text: str, *, voice: str, priority: Priority = Priority.LIVE, timeout_s: float = 10.0
    ) -> AsyncIterator[bytes]:
        """Yields 8 kHz mono s16le audio, sentence by sentence, as it is made. Closing the iterator cancels the job.

        Args:
            text: one or more sentences.
            voice: name in the voice catalogue.
            priority: place in the server's queue.
            timeout_s: longest wait for the next piece.

        Raises:
            SpeechUnavailable: no audio in time, no server, or no such voice.
        """
        ...


class Encoder(Protocol):
    """Turns sentences into vectors whose cosine is likeness of meaning."""

    async def embed(self, texts: Sequence[str], *, language: str, priority: Priority = Priority.LIVE) -> Vectors:
        """Returns one L2-normalised row per text, shape [len(texts), dimensions].

        Args:
            texts: sentences.
            language: ISO 639-1; only vectors of the same language can be compared.
            priority: place in the server's queue.

        Raises:
            SpeechUnavailable: no answer in time, or no server.
        """
        ...
