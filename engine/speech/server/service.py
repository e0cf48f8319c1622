"""One client's connection to the speech server: its requests become tasks on the lanes, its cancels reach them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.speech.api import PhraseReading
from engine.speech.server.lane import Finish, Lane, Task
from engine.speech.server.loading import LoadedModels
from engine.speech.server.messages import (
    Audio,
    Cancel,
    Embed,
    Embedded,
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
from engine.speech.voices.voice import phone_audio
from engine.wire import Channel, WireError

log = logging.getLogger(__name__)

Emit = Callable[[FromServer], None]
Cancelled = Callable[[], bool]
_Request = Transcribe | ReadAgain | ReadPhrases | FindPhraseRecognizer | Synthesize | Embed


@dataclass(frozen=True, slots=True)
class Lanes:
    """The server's lanes, shared by all clients."""

    transcription: Lane
    synthesis: Lane
    encoding: Lane


class Clients:
    """Everybody connected to the server. Leaving the context ends their connections."""

    def __init__(self, models: LoadedModels, lanes: Lanes) -> None:
        self._models = models
        self._lanes = lanes
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Clients:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Takes a new connection."""
        channel: Channel[Any] = Channel(reader, writer, ToServer)
        task = asyncio.create_task(self._serve(channel), name="speech-client")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, channel: Channel[Any]) -> None:
        try:
            await serve(channel, self._models, self._lanes)
        except WireError:
            log.exception("a client sent nonsense and is dropped", extra={"action": "speech_client_dropped"})


async def serve(channel: Channel[ToServer], models: LoadedModels, lanes: Lanes) -> None:
    """Answers a client until it goes; what it then still waits for is cancelled."""
    jobs: dict[int, tuple[Lane, int]] = {}

    def submit(lane: Lane, request: _Request, run: Callable[[Emit, Cancelled], Finish]) -> None:
        task = Task(request.job_id, run, channel.send, lambda: jobs.pop(request.job_id, None))
        number = lane.submit(task, request.priority, request.timeout_ms)
        jobs[request.job_id] = (lane, number)

    try:
        async for message in channel:
            match message:
                case Transcribe():
                    submit(lanes.transcription, message, _transcription(message, models))
                case ReadAgain():
                    submit(lanes.transcription, message, _reading_again(message, models))
                case ReadPhrases():
                    submit(lanes.transcription, message, _reading_phrases(message, models))
                case FindPhraseRecognizer():
                    submit(lanes.transcription, message, _finding_phrase_recognizer(message, models))
                case Synthesize():
                    submit(lanes.synthesis, message, _synthesis(message, models))
                case Embed():
                    submit(lanes.encoding, message, _encoding(message, models))
                case Ping(job_id=job_id):
                    channel.send(Pong(job_id=job_id))
                case Cancel(job_id=job_id):
                    if job_id in jobs:
                        lane, number = jobs[job_id]
                        lane.cancel(number)
    finally:
        for lane, number in list(jobs.values()):
            lane.cancel(number)
        await channel.close()


def _transcription(request: Transcribe, models: LoadedModels) -> Callable[[Emit, Cancelled], Finish]:
    def run(_emit: Emit, cancelled: Cancelled) -> Finish:
        recognizers = models.recognizers
        recognizer = recognizers.for_another_reading() if request.another else recognizers.get(request.language)
        heard = recognizer.transcribe(request.pcm, language=request.language, hint=request.hint, cancelled=cancelled)
        return lambda spent: Transcribed(
            job_id=request.job_id,
            text=heard.text,
            avg_logprob=heard.avg_logprob,
            no_speech_prob=heard.no_speech_prob,
            window_s=heard.window_s,
            queue_ms=spent.queue_ms,
            run_ms=spent.run_ms,
        )

    return run


def _reading_again(request: ReadAgain, models: LoadedModels) -> Callable[[Emit, Cancelled], Finish]:
    def run(_emit: Emit, _cancelled: Cancelled) -> Finish:
        readings = models.recognizers.for_another_reading().read_again(request.pcm, language=request.language)
        return lambda spent: ReadSeveral(
            job_id=request.job_id,
            texts=tuple(reading.text for reading in readings),
            weights=tuple(reading.weight for reading in readings),
            queue_ms=spent.queue_ms,
            run_ms=spent.run_ms,
        )

    return run


def _reading_phrases(request: ReadPhrases, models: LoadedModels) -> Callable[[Emit, Cancelled], Finish]:
    def run(_emit: Emit, _cancelled: Cancelled) -> Finish:
        recognizer = models.recognizers.of_phrases(request.language)
        reading = recognizer.read(request.pcm, request.phrases) if recognizer else PhraseReading("", 0.0)
        return lambda spent: PhrasesRead(
            job_id=request.job_id,
            text=reading.text,
            confidence=reading.confidence,
            queue_ms=spent.queue_ms,
            run_ms=spent.run_ms,
        )

    return run


def _finding_phrase_recognizer(request: FindPhraseRecognizer, models: LoadedModels) -> Callable[[Emit, Cancelled], Finish]:
    def run(_emit: Emit, _cancelled: Cancelled) -> Finish:
        found = models.recognizers.of_phrases(request.language) is not None
        return lambda spent: PhraseRecognizerFound(job_id=request.job_id, found=found, queue_ms=spent.queue_ms, run_ms=spent.run_ms)

    return run


def _synthesis(request: Synthesize, models: LoadedModels) -> Callable[[Emit, Cancelled], Finish]:
    def run(emit: Emit, cancelled: Cancelled) -> Finish:
        for pcm in phone_audio(models.voices.get(request.voice), request.text):
            if cancelled():
                break
            emit(Audio(job_id=request.job_id, pcm=pcm))
        return lambda spent: Synthesized(job_id=request.job_id, queue_ms=spent.queue_ms, run_ms=spent.run_ms)

    return run


def _encoding(request: Embed, models: LoadedModels) -> Callable[[Emit, Cancelled], Finish]:
    def run(_emit: Emit, _cancelled: Cancelled) -> Finish:
        vectors = models.encoders.get(request.language).embed(request.texts)
        return lambda spent: Embedded(
            job_id=request.job_id,
            dimensions=vectors.shape[1],
            vectors=vectors.astype("<f4").tobytes(),
            queue_ms=spent.queue_ms,
            run_ms=spent.run_ms,
        )

    return run
