"""Sounds of which a recognizer reads nothing, through the real voice activity detector: whose words are asked for again?"""

import asyncio
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.call.report import Reporter
from engine.call.worker.assembly import ConversationKit
from engine.dialog.loader import check_text
from engine.dialog.moves import Sentence
from engine.dialog.testing import TableClassifier, machine_of
from engine.events import CallEvent, TurnUnread
from engine.settings import ConversationSection
from engine.speech.models import ModelStore
from engine.speech.testing import ScriptedSpeech, tone_for
from engine.speech.vad import SpeechModel, VoiceActivity, load_speech_model
from telephony.audio import FRAME_BYTES, SAMPLE_RATE_HZ, silence
from telephony.lab.voices import recorded_path
from telephony.lab.wav import read_line
from telephony.testing import ScriptedLine
from tests.unit.call.rig import SCRIPT

pytestmark = pytest.mark.models

Samples = NDArray[np.float64]
_LOUD: float = 3000.0
_LINE_NOISE: float = 12.0


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SpeechModel:
    return load_speech_model(ModelStore(tmp_path_factory.mktemp("cache")))


async def unread_turns(pcm: bytes, model: SpeechModel) -> list[str]:
    """Why turns without words are asked for again in a call in which nothing is ever read of this sound."""
    script = check_text(SCRIPT, "rig.yaml").script
    assert script is not None
    events: list[CallEvent] = []

    async def fetch(sentence: Sentence) -> bytes:
        return tone_for(sentence.text)

    kit = ConversationKit(ScriptedSpeech(), TableClassifier({}), lambda: VoiceActivity(model), ConversationSection(), "en")
    async with asyncio.TaskGroup() as tasks:
        report = Reporter("attempt", events.append, lambda: 0.0)
        conversation = kit.converse(machine_of(script, {}), fetch, ScriptedLine(), tasks, report, lambda _: None)
        heard = _over_a_line(silence(500) + pcm + silence(1500))
        for start in range(0, len(heard) - FRAME_BYTES + 1, FRAME_BYTES):
            conversation.hear(heard[start : start + FRAME_BYTES])
            for _ in range(6):
                await asyncio.sleep(0)
        conversation.finish()
    return [event.why for event in events if isinstance(event, TurnUnread)]


@pytest.mark.parametrize(
    ("voice", "text"),
    [
        ("alma", "How much does it cost?"),
        ("nina", "Is it expensive?"),
        ("kurt", "How much is it?"),
        ("grace", "I don't think so."),
        ("ming", "这个多少钱？"),
    ],
)
async def test_a_sentence_is_asked_for_again(voice: str, text: str, model: SpeechModel) -> None:
    assert await unread_turns(read_line(recorded_path(voice, text)), model) == ["clear_speech"]


@pytest.mark.parametrize(("voice", "text"), [("nina", "Uh-huh."), ("tessa", "Um,"), ("alma", "Right.")])
async def test_a_listeners_sounds_are_not(voice: str, text: str, model: SpeechModel) -> None:
    assert await unread_turns(read_line(recorded_path(voice, text)), model) == []


async def test_noises_are_not(model: SpeechModel) -> None:
    asked = {name: await unread_turns(_pcm(sound), model) for name, sound in _noises()}
    assert {name: why for name, why in asked.items() if why} == {}


def _noises() -> Iterator[tuple[str, Samples]]:
    """Two seconds each of what is heard on telephones and is no speech."""
    rng = np.random.default_rng(5)
    time_s = np.arange(2 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    hiss = rng.standard_normal(len(time_s))
    yield "hiss", hiss
    yield "breath", np.convolve(hiss, np.ones(8) / 8, "same") * np.sin(np.pi * time_s / 2) ** 2
    for bursts_s in ((0.0,), (0.0, 0.4), (0.1, 0.5, 0.9)):
        cough = _bursts(time_s, bursts_s, fades_s=0.08)
        yield f"{len(bursts_s)} coughs", cough * (hiss + np.sign(np.sin(2 * np.pi * 180 * time_s)))
        knock = _bursts(time_s, bursts_s, fades_s=0.03)
        yield f"{len(bursts_s)} knocks", knock * (hiss + 2 * np.sin(2 * np.pi * 120 * time_s))
    yield "ringback", np.sin(2 * np.pi * 440 * time_s) + np.sin(2 * np.pi * 480 * time_s)
    scale = [262, 294, 330, 349, 392, 440, 494, 523]
    notes = np.concatenate([np.full(len(time_s) // len(scale), hz) for hz in scale])
    phase = 2 * np.pi * np.cumsum(notes) / SAMPLE_RATE_HZ
    yield "a tune", np.sin(phase) + np.sin(2 * phase) / 2 + np.sin(3 * phase) / 3 + np.sin(4 * phase) / 4


def _bursts(time_s: Samples, at_s: tuple[float, ...], *, fades_s: float) -> Samples:
    """Loudness over time of something that is struck at these times."""
    loudness = np.zeros(len(time_s))
    for start_s in at_s:
        loudness += np.where(time_s >= start_s, np.exp(-np.abs(time_s - start_s) / fades_s), 0.0)
    return loudness


def _pcm(sound: Samples) -> bytes:
    loud = np.sqrt(np.mean(sound[np.abs(sound) > 0.1 * np.abs(sound).max()] ** 2))
    return bytes(np.clip(sound * _LOUD / loud, -32767, 32767).astype("<i2"))


def _over_a_line(pcm: bytes) -> bytes:
    samples = np.frombuffer(pcm, dtype="<i2")
    noise = np.random.default_rng(len(samples)).standard_normal(len(samples)) * _LINE_NOISE
    return bytes(np.clip(samples + noise, -32767, 32767).astype("<i2"))
