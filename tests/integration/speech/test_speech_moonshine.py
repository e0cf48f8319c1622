"""Moonshine reads human speech, and nothing else."""

import numpy as np
import pytest

from engine.settings import SpeechSection, load_settings
from engine.speech.api import SpeechUnavailable
from engine.speech.models import ModelStore
from engine.speech.recognizing.bounds import LONGEST_S
from engine.speech.recognizing.moonshine import Moonshine
from engine.speech.recognizing.recognizers import Recognizer, language_recognizer
from telephony.audio import duration_ms, silence
from tests.integration.speech.speech_recordings import THREE_SECONDS_AND_MORE, recording, word_errors, words

pytestmark = [pytest.mark.models, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def moonshine() -> Recognizer:
    return language_recognizer(ModelStore(load_settings(None, {}).cache_dir), SpeechSection(), "en")


def test_prompts_are_read_without_an_error_in_twenty_words(moonshine: Recognizer) -> None:
    assert isinstance(moonshine, Moonshine)
    errors = {
        name: word_errors(moonshine.transcribe(recording(name), language="en").text, text)
        for name, text in THREE_SECONDS_AND_MORE.items()
    }
    assert sum(errors.values()) / sum(len(words(text)) for text in THREE_SECONDS_AND_MORE.values()) < 0.05, errors


def test_sound_of_more_than_one_piece_is_read_to_its_end(moonshine: Recognizer) -> None:
    prompts = ["vm-intro", *sorted(THREE_SECONDS_AND_MORE.keys() - {"vm-intro", "conf-invalid"}), "conf-invalid"]
    turn = silence(300).join(recording(name) for name in prompts)
    assert duration_ms(turn) > 1000 * LONGEST_S
    heard = moonshine.transcribe(turn, language="en")
    assert words(heard.text)[:4] == ["please", "leave", "your", "message"]
    assert words(heard.text)[-2:] == ["try", "again"]


def test_what_nobody_waits_for_is_not_read(moonshine: Recognizer) -> None:
    assert moonshine.transcribe(recording("vm-intro"), language="en", cancelled=lambda: True).text == ""


def test_there_is_one_reading(moonshine: Recognizer) -> None:
    sound = recording("conf-invalid")
    (reading,) = moonshine.read_again(sound, language="en")
    assert reading.text == moonshine.transcribe(sound, language="en").text
    assert moonshine.read_again(silence(1000), language="en") == ()


def test_other_languages_are_not_read_as_if_they_were_english(moonshine: Recognizer) -> None:
    with pytest.raises(SpeechUnavailable, match="not `fr`"):
        moonshine.transcribe(recording("vm-intro"), language="fr")


@pytest.mark.parametrize("digits", ["1152449", "87789", "2601815908"])
def test_digits_one_by_one_are_read(moonshine: Recognizer, digits: str) -> None:
    """The model is sure of reading nothing in these."""
    said = silence(80).join(recording(f"digits/{digit}") for digit in digits)
    heard = moonshine.transcribe(silence(200) + said + silence(360), language="en")
    assert _digits(heard.text) == digits


@pytest.mark.parametrize("length_ms", [400, 800, 1500])
def test_noise_has_no_words(moonshine: Recognizer, length_ms: int) -> None:
    noise = np.random.default_rng(length_ms).standard_normal(8 * length_ms)
    bursts = noise * np.exp(-(np.arange(len(noise)) % 3200) / 400)
    for sound in (noise, bursts):
        pcm = silence(200) + (sound * 2000).clip(-32768, 32767).astype("<i2").tobytes() + silence(300)
        assert moonshine.transcribe(pcm, language="en").text == ""


def _digits(text: str) -> str:
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return "".join(str(names.index(word)) if word in names else word for word in words(text))
