"""Messages between a speech client and the speech server. Audio is 8 kHz mono s16le."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from engine.speech.api import Priority


class Transcribe(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Answered by `Transcribed` or `Failed`."""

    job_id: int
    """Chosen by the client, unique on its connection."""
    priority: Priority
    timeout_ms: int
    """A job that has not started by then is dropped and answered by `Failed`."""
    pcm: bytes
    language: str
    hint: str
    another: bool = False
    """By the recognizer of other readings."""


class ReadAgain(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Answered by `ReadSeveral` or `Failed`."""

    job_id: int
    priority: Priority
    timeout_ms: int
    pcm: bytes
    language: str


class ReadPhrases(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Answered by `PhrasesRead` or `Failed`."""

    job_id: int
    priority: Priority
    timeout_ms: int
    pcm: bytes
    language: str
    phrases: tuple[str, ...]


class FindPhraseRecognizer(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Answered by `PhraseRecognizerFound` or `Failed`."""

    job_id: int
    priority: Priority
    timeout_ms: int
    language: str


class Synthesize(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Answered by any number of `Audio` and one `Synthesized`, or `Failed`."""

    job_id: int
    priority: Priority
    timeout_ms: int
    text: str
    voice: str


class Embed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Answered by `Embedded` or `Failed`."""

    job_id: int
    priority: Priority
    timeout_ms: int
    texts: tuple[str, ...]
    language: str
    """ISO 639-1; decides on the encoder."""


class Ping(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Answered by `Pong` at once, whatever waits."""

    job_id: int


class Cancel(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Nobody waits for this job any more; nothing more is sent about it."""

    job_id: int


ToServer = Transcribe | ReadAgain | ReadPhrases | FindPhraseRecognizer | Synthesize | Embed | Ping | Cancel


class Transcribed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    job_id: int
    text: str
    avg_logprob: float
    no_speech_prob: float
    window_s: int
    queue_ms: float
    run_ms: float


class ReadSeveral(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    job_id: int
    texts: tuple[str, ...]
    weights: tuple[float, ...]
    """See `engine.speech.api.Reading`."""
    queue_ms: float
    run_ms: float


class PhrasesRead(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    job_id: int
    text: str
    confidence: float
    """See `engine.speech.api.PhraseReading`."""
    queue_ms: float
    run_ms: float


class PhraseRecognizerFound(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    job_id: int
    found: bool
    queue_ms: float
    run_ms: float


class Audio(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The next piece of a synthesis, in order."""

    job_id: int
    pcm: bytes


class Synthesized(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The synthesis is complete."""

    job_id: int
    queue_ms: float
    run_ms: float


class Embedded(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    job_id: int
    dimensions: int
    vectors: bytes
    """float32, little endian, one row after another."""
    queue_ms: float
    run_ms: float


class Pong(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    job_id: int


class Failure(StrEnum):
    """Why a job has no result."""

    EXPIRED = "expired"
    """It waited past its deadline: the server has too much to do."""
    UNAVAILABLE = "unavailable"
    """The model, voice or language asked for cannot be had."""
    BROKEN = "broken"
    """An error in the server; its log has the trace."""


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    job_id: int
    failure: Failure
    reason: str


FromServer = Transcribed | ReadSeveral | PhrasesRead | PhraseRecognizerFound | Audio | Synthesized | Embedded | Pong | Failed
