"""The speech server seen from a call worker: Transcriber, Rereader, Synthesizer and Encoder over one connection."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from engine.speech.api import PhraseReading, Priority, Reading, SpeechUnavailable, Transcript, Vectors
from engine.speech.server.messages import (
    Audio,
    Cancel,
    Embed,
    Embedded,
    Failed,
    FindPhraseRecognizer,
    FromServer,
    PhraseRecognizerFound,
    PhrasesRead,
    Ping,
    Pong,
    ReadAgain,
    ReadPhrases,
    ReadSeveral,
    Synthesize,
    Synthesized,
    ToServer,
    Transcribe,
    Transcribed,
)
from engine.wire import Channel, WireError

log = logging.getLogger(__name__)

_CONNECT_TIMEOUT_S: Final = 2.0
_EMBED_TIMEOUT_S: Final = 30.0
_LOAD_TIMEOUT_S: Final = 30.0
_EMBED_AT_ONCE: Final = 8
"""Texts per request: a long list comes in pieces, so that a person's sentence passes between them."""
_GONE: Final = "the speech server is gone"

Answered = TypeVar("Answered")


class _Lost:
    """Put into every pending inbox when the connection ends."""


Inbox = asyncio.Queue[FromServer | _Lost]


class SpeechClient:
    """Speaks to the server at a socket path. Connects on the first call, and again after the server died and came back.

    Use as an async context manager, from one event loop. Implements `Transcriber`, `Rereader`, `Synthesizer` and `Encoder`.
    """

    def __init__(self, socket_path: Path) -> None:
        self._socket_path = socket_path
        self._channel: Channel[Any] | None = None
        self._reader: asyncio.Task[None] | None = None
        self._connecting = asyncio.Lock()
        self._inboxes: dict[int, Inbox] = {}
        self._last_job_id = 0

    async def __aenter__(self) -> SpeechClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._channel is not None:
            await self._channel.close()
        if self._reader is not None:
            await self._reader

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
        """See `Transcriber.transcribe`."""
        with self._job() as (job_id, inbox):
            request = Transcribe(
                job_id=job_id, priority=priority, timeout_ms=_ms(timeout_s), pcm=pcm, language=language, hint=hint, another=another
            )
            async with _limit(timeout_s, "transcription"):
                await self._send(request)
                done = _expect(await inbox.get(), Transcribed)
        return Transcript(
            text=done.text,
            avg_logprob=done.avg_logprob,
            no_speech_prob=done.no_speech_prob,
            window_s=done.window_s,
            queue_ms=done.queue_ms,
            run_ms=done.run_ms,
        )

    async def read_again(
        self, pcm: bytes, *, language: str, priority: Priority = Priority.LIVE, timeout_s: float = 10.0
    ) -> tuple[Reading, ...]:
        """See `Rereader.read_again`."""
        with self._job() as (job_id, inbox):
            async with _limit(timeout_s, "other readings"):
                await self._send(ReadAgain(job_id=job_id, priority=priority, timeout_ms=_ms(timeout_s), pcm=pcm, language=language))
                done = _expect(await inbox.get(), ReadSeveral)
        return tuple(map(Reading, done.texts, done.weights))

    async def reads_phrases(self, language: str) -> bool:
        """See `Rereader.reads_phrases`."""
        with self._job() as (job_id, inbox):
            async with _limit(_LOAD_TIMEOUT_S, "answer about phrases"):
                timeout_ms = _ms(_LOAD_TIMEOUT_S)
                request = FindPhraseRecognizer(
                    job_id=job_id, priority=Priority.BACKGROUND, timeout_ms=timeout_ms, language=language
                )
                await self._send(request)
                return _expect(await inbox.get(), PhraseRecognizerFound).found

    async def read_phrases(
        self, pcm: bytes, *, language: str, phrases: Sequence[str], priority: Priority = Priority.LIVE, timeout_s: float = 10.0
    ) -> PhraseReading:
        """See `Rereader.read_phrases`."""
        with self._job() as (job_id, inbox):
            request = ReadPhrases(
                job_id=job_id, priority=priority, timeout_ms=_ms(timeout_s), pcm=pcm, language=language, phrases=tuple(phrases)
            )
            async with _limit(timeout_s, "reading of phrases"):
                await self._send(request)
                done = _expect(await inbox.get(), PhrasesRead)
        return PhraseReading(done.text, done.confidence)

    async def synthesize(
        self, text: str, *, voice: str, priority: Priority = Priority.LIVE, timeout_s: float = 10.0
    ) -> AsyncIterator[bytes]:
        """See `Synthesizer.synthesize`."""
        with self._job() as (job_id, inbox):
            request = Synthesize(job_id=job_id, priority=priority, timeout_ms=_ms(timeout_s), text=text, voice=voice)
            async with _limit(timeout_s, "synthesis"):
                await self._send(request)
            while True:
                async with _limit(timeout_s, "synthesis"):
                    message = await inbox.get()
                if isinstance(message, Audio):
                    yield message.pcm
                else:
                    _expect(message, Synthesized)
                    return

    async def embed(self, texts: Sequence[str], *, language: str, priority: Priority = Priority.LIVE) -> Vectors:
        """See `Encoder.embed`."""
        parts = [tuple(texts[start : start + _EMBED_AT_ONCE]) for start in range(0, max(1, len(texts)), _EMBED_AT_ONCE)]
        return np.concatenate([await self._embed(part, language, priority) for part in parts])

    async def _embed(self, texts: tuple[str, ...], language: str, priority: Priority) -> Vectors:
        with self._job() as (job_id, inbox):
            async with _limit(_EMBED_TIMEOUT_S, "encoding"):
                await self._send(
                    Embed(job_id=job_id, priority=priority, timeout_ms=_ms(_EMBED_TIMEOUT_S), texts=texts, language=language)
                )
                done = _expect(await inbox.get(), Embedded)
        return np.frombuffer(done.vectors, dtype="<f4").reshape(-1, done.dimensions).astype(np.float32)

    async def ping(self, timeout_s: float) -> None:
        """Returns once the server has answered. Raises SpeechUnavailable if it does not within that time."""
        with self._job() as (job_id, inbox):
            async with _limit(timeout_s, "sign of life"):
                await self._send(Ping(job_id=job_id))
                _expect(await inbox.get(), Pong)

    @contextmanager
    def _job(self) -> Iterator[tuple[int, Inbox]]:
        """Registers a job; if the caller leaves before its last message came, the server is told to drop it."""
        self._last_job_id += 1
        job_id, inbox = self._last_job_id, Inbox()
        self._inboxes[job_id] = inbox
        try:
            yield job_id, inbox
        finally:
            if self._inboxes.pop(job_id, None) is not None and self._channel is not None:
                self._channel.send(Cancel(job_id=job_id))

    async def _send(self, message: ToServer) -> None:
        channel = await self._connected()
        channel.send(message)
        try:
            await channel.drain()
        except ConnectionError as error:
            raise SpeechUnavailable(_GONE) from error

    async def _connected(self) -> Channel[Any]:
        async with self._connecting:
            if self._channel is None:
                try:
                    async with asyncio.timeout(_CONNECT_TIMEOUT_S):
                        self._channel = await Channel.connect(str(self._socket_path), FromServer)
                except (OSError, TimeoutError) as error:
                    raise SpeechUnavailable(f"no speech server at {self._socket_path}") from error
                self._reader = asyncio.create_task(self._read(self._channel), name="speech-client-reader")
            return self._channel

    async def _read(self, channel: Channel[Any]) -> None:
        try:
            async for message in channel:
                self._deliver(message)
        except WireError:
            log.exception("the speech server sent nonsense", extra={"action": "speech_wire_error"})
        finally:
            self._channel = None
            for inbox in self._inboxes.values():
                inbox.put_nowait(_Lost())
            await channel.close()

    def _deliver(self, message: FromServer) -> None:
        inbox = self._inboxes.get(message.job_id)
        if inbox is None:
            return  # cancelled while it was on its way
        inbox.put_nowait(message)
        if not isinstance(message, Audio):
            del self._inboxes[message.job_id]


def _expect(message: FromServer | _Lost, expected: type[Answered]) -> Answered:
    if isinstance(message, expected):
        return message
    if isinstance(message, Failed):
        raise SpeechUnavailable(message.reason)
    if isinstance(message, _Lost):
        raise SpeechUnavailable(_GONE)
    raise SpeechUnavailable(f"the speech server answered {type(message).__name__} instead of {expected.__name__}")


@asynccontextmanager
async def _limit(timeout_s: float, what: str) -> AsyncIterator[None]:
    """`asyncio.timeout` whose expiry is SpeechUnavailable."""
    try:
        async with asyncio.timeout(timeout_s):
            yield
    except TimeoutError as error:
        raise SpeechUnavailable(f"no {what} within {timeout_s:g} s") from error


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
