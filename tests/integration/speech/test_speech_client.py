"""The client against a server of a few lines: lost connections, late answers, timeouts and cancels."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.speech.api import PhraseReading, Priority, Reading, SpeechUnavailable
from engine.speech.server.client import SpeechClient
from engine.speech.server.messages import (
    Audio,
    Cancel,
    Embed,
    Embedded,
    Failed,
    Failure,
    PhrasesRead,
    ReadAgain,
    ReadPhrases,
    ReadSeveral,
    Synthesize,
    Synthesized,
    ToServer,
    Transcribe,
    Transcribed,
)
from engine.wire import Channel

pytestmark = pytest.mark.integration

Respond = Callable[[Channel[Any], Any], Awaitable[None]]


class ToyServer:
    """Keeps what it receives and leaves the answer to the test."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self.received: asyncio.Queue[Any] = asyncio.Queue()
        self._connections: set[asyncio.Task[None]] = set()

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(asyncio.create_task(self._talk(Channel(reader, writer, ToServer))))

    async def _talk(self, channel: Channel[Any]) -> None:
        try:
            async for message in channel:
                self.received.put_nowait(message)
                await self._respond(channel, message)
        finally:
            await channel.close()

    async def end(self) -> None:
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)


@asynccontextmanager
async def _serving(path: Path, respond: Respond) -> AsyncIterator[ToyServer]:
    toy = ToyServer(respond)
    path.unlink(missing_ok=True)  # noqa: ASYNC240  # a test may block for a moment
    server = await asyncio.start_unix_server(toy.accept, str(path))
    try:
        yield toy
    finally:
        server.close()
        await toy.end()


async def _answer(channel: Channel[Any], message: Any) -> None:
    match message:
        case Transcribe(job_id=job_id, hint=hint, another=another):
            text = f"{hint}, by another" if another else hint
            channel.send(
                Transcribed(job_id=job_id, text=text, avg_logprob=-0.1, no_speech_prob=0.0, window_s=12, queue_ms=1.0, run_ms=2.0)
            )
        case ReadAgain(job_id=job_id, language=language):
            texts = (f"{language} one", f"{language} two")
            channel.send(ReadSeveral(job_id=job_id, texts=texts, weights=(-1.0, -2.0), queue_ms=1.0, run_ms=2.0))
        case ReadPhrases(job_id=job_id, phrases=phrases):
            channel.send(PhrasesRead(job_id=job_id, text=" ".join(phrases), confidence=0.5, queue_ms=1.0, run_ms=2.0))
        case Synthesize(job_id=job_id):
            channel.send(Audio(job_id=job_id, pcm=b"ab"))
            channel.send(Audio(job_id=job_id, pcm=b"cd"))
            channel.send(Synthesized(job_id=job_id, queue_ms=1.0, run_ms=2.0))
        case Embed(job_id=job_id, texts=texts):
            vectors = np.array([[len(text), 0.0] for text in texts], dtype="<f4").reshape(-1, 2)
            channel.send(Embedded(job_id=job_id, dimensions=2, vectors=vectors.tobytes(), queue_ms=1.0, run_ms=2.0))


async def _silent(_channel: Channel[Any], _message: Any) -> None:
    return


async def _hang_up(channel: Channel[Any], _message: Any) -> None:
    await channel.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "s.sock"


async def test_answers_find_their_askers(path: Path) -> None:
    async with _serving(path, _answer), SpeechClient(path) as client:
        texts = await asyncio.gather(*(client.transcribe(b"", language="en", hint=str(n)) for n in range(20)))
        assert [transcript.text for transcript in texts] == [str(n) for n in range(20)]
        assert [piece async for piece in client.synthesize("x", voice="joe")] == [b"ab", b"cd"]


async def test_a_long_list_is_embedded_in_pieces_and_in_order(path: Path) -> None:
    async with _serving(path, _answer) as server, SpeechClient(path) as client:
        vectors = await client.embed(["x" * n for n in range(20)], priority=Priority.BACKGROUND, language="en")
        assert vectors[:, 0].tolist() == list(range(20))
        assert server.received.qsize() == 3
        assert (await client.embed([], language="en")).shape == (0, 2)


async def test_readings_come_with_their_weights(path: Path) -> None:
    async with _serving(path, _answer), SpeechClient(path) as client:
        assert await client.read_again(b"", language="zh") == (Reading("zh one", -1.0), Reading("zh two", -2.0))


async def test_phrases_are_told_and_read(path: Path) -> None:
    async with _serving(path, _answer), SpeechClient(path) as client:
        assert await client.read_phrases(b"", language="zh", phrases=["好的", "不用"]) == PhraseReading("好的 不用", 0.5)


async def test_another_recognizer_can_be_asked_for(path: Path) -> None:
    async with _serving(path, _answer), SpeechClient(path) as client:
        read = await client.transcribe(b"", language="en", hint="two", another=True)
        assert read.text == "two, by another"


async def test_no_server_is_speech_unavailable_at_once(path: Path) -> None:
    async with SpeechClient(path) as client:
        with pytest.raises(SpeechUnavailable, match="no speech server at"):
            await client.embed(["x"], language="en")


async def test_a_lost_connection_fails_all_that_wait(path: Path) -> None:
    async with _serving(path, _hang_up), SpeechClient(path) as client:
        jobs = [
            client.transcribe(b"", language="en"),
            client.embed(["x"], language="en"),
            anext(client.synthesize("x", voice="joe")),
        ]
        results = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(result) for result in results] == [SpeechUnavailable] * 3


async def test_the_client_connects_again_to_a_new_server(path: Path) -> None:
    async with SpeechClient(path) as client:
        async with _serving(path, _hang_up):
            with pytest.raises(SpeechUnavailable, match="gone"):
                await client.embed(["x"], language="en")
        async with _serving(path, _answer):
            assert (await client.embed(["x"], language="en")).tolist() == [[1.0, 0.0]]


async def test_a_timeout_cancels_the_job(path: Path) -> None:
    async with _serving(path, _silent) as server, SpeechClient(path) as client:
        with pytest.raises(SpeechUnavailable, match=r"no transcription within 0\.01 s"):
            await client.transcribe(b"", language="en", timeout_s=0.01)
        request = await server.received.get()
        assert request.timeout_ms == 10
        assert await server.received.get() == Cancel(job_id=request.job_id)


async def test_cancelling_the_task_cancels_the_job(path: Path) -> None:
    async with _serving(path, _silent) as server, SpeechClient(path) as client:
        task = asyncio.create_task(client.transcribe(b"", language="en"))
        request = await server.received.get()
        task.cancel()
        assert await server.received.get() == Cancel(job_id=request.job_id)
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_closing_a_synthesis_cancels_the_job_and_a_complete_one_does_not(path: Path) -> None:
    async def first_piece_only(channel: Channel[Any], message: Any) -> None:
        if isinstance(message, Synthesize):
            channel.send(Audio(job_id=message.job_id, pcm=b"ab"))

    async with _serving(path, first_piece_only) as server, SpeechClient(path) as client:
        stream = client.synthesize("x", voice="joe")
        assert await anext(stream) == b"ab"
        await stream.aclose()  # type: ignore[attr-defined]  # the protocol promises an iterator, a generator is what there is
        request = await server.received.get()
        assert await server.received.get() == Cancel(job_id=request.job_id)
    async with _serving(path, _answer) as server:
        async with SpeechClient(path) as client:
            assert len([piece async for piece in client.synthesize("x", voice="joe")]) == 2
            await client.embed(["x"], language="en")
        assert [type(server.received.get_nowait()) for _ in range(server.received.qsize())] == [Synthesize, Embed]


async def test_a_failure_carries_the_servers_reason(path: Path) -> None:
    async def fail(channel: Channel[Any], message: Any) -> None:
        channel.send(Failed(job_id=message.job_id, failure=Failure.UNAVAILABLE, reason="no such voice"))

    async with _serving(path, fail), SpeechClient(path) as client:
        with pytest.raises(SpeechUnavailable, match="no such voice"):
            await anext(client.synthesize("x", voice="joe"))


async def test_nonsense_from_the_server_ends_the_connection(path: Path) -> None:
    async def nonsense(channel: Channel[Any], message: Any) -> None:
        channel.send(Cancel(job_id=message.job_id))

    async with _serving(path, nonsense), SpeechClient(path) as client:
        with pytest.raises(SpeechUnavailable, match="gone"):
            await client.transcribe(b"", language="en")
