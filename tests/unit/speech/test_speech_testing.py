"""The scripted speech keeps the contract of the real one, so that tests built on it mean something."""

import asyncio

import numpy as np
import pytest

from engine.speech.api import Encoder, SpeechUnavailable, Synthesizer, Transcriber
from engine.speech.testing import EnergyVad, ScriptedSpeech, vector_of
from telephony.audio import FRAME_BYTES, SILENT_FRAME

pytestmark = pytest.mark.unit


async def test_it_satisfies_the_three_protocols() -> None:
    speech = ScriptedSpeech(["yes"])
    transcriber: Transcriber = speech
    synthesizer: Synthesizer = speech
    encoder: Encoder = speech
    assert (await transcriber.transcribe(b"", language="en")).text == "yes"
    assert (await transcriber.transcribe(b"", language="en")).text == ""
    pieces = [piece async for piece in synthesizer.synthesize("Good day. How are you?", voice="joe")]
    assert len(pieces) == 2
    assert all(len(piece) % FRAME_BYTES == 0 for piece in pieces)
    assert pieces[0] != pieces[1]
    vectors = await encoder.embed(["call me later", "please call me later", "goodbye"], language="en")
    assert vectors.shape == (3, 256)
    assert float(vectors[0] @ vectors[1]) > 0.7 > float(vectors[0] @ vectors[2])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-5)


def test_chinese_texts_overlap_by_characters() -> None:
    assert float(vector_of("以后再说") @ vector_of("以后再说吧")) > 0.7


async def test_a_cancelled_transcription_leaves_its_text_for_the_next() -> None:
    speech = ScriptedSpeech(["hello"], transcribe_s=5)
    task = asyncio.create_task(speech.transcribe(b"", language="en"))
    await asyncio.sleep(0)  # one turn of the loop: the task reaches its delay
    assert len(speech.requests) == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (speech.cancelled, list(speech.transcripts)) == (1, ["hello"])


async def test_a_late_answer_and_a_failure_are_speech_unavailable() -> None:
    slow = ScriptedSpeech(["hello"], transcribe_s=5)
    with pytest.raises(SpeechUnavailable, match="within"):
        await slow.transcribe(b"", language="en", timeout_s=0.01)
    slow.failure = SpeechUnavailable("gone")
    with pytest.raises(SpeechUnavailable, match="gone"):
        await slow.embed(["x"], language="en")


def test_energy_vad_hears_tones_and_not_silence() -> None:
    vad = EnergyVad()
    loud = (b"\x00\x20\x00\xe0") * (FRAME_BYTES // 4)
    assert [vad.feed(SILENT_FRAME), vad.feed(loud)] == [False, True]
