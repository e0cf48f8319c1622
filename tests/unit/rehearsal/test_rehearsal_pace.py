"""How long texts take to say."""

import pytest

from engine.call.gaps import gap_before
from engine.rehearsal.pace import LEAST_SPEECH_MS, bot_speech, speech_ms, units
from telephony.audio import FRAME_MS, duration_ms

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "language", "least_ms", "most_ms"),
    [
        ("No.", "en", 300, 400),
        ("New members get three months for the price of two.", "en", 2000, 3200),
        ("您好，我是健身房的人工智能助手。", "zh-CN", 2500, 4000),
        ("…", "en", LEAST_SPEECH_MS, LEAST_SPEECH_MS),
    ],
)
def test_lengths_are_whole_frames_and_follow_the_text(text: str, language: str, least_ms: int, most_ms: int) -> None:
    assert least_ms <= speech_ms(text, language) <= most_ms
    assert speech_ms(text, language) % FRAME_MS == 0


def test_units_are_words_digits_and_characters() -> None:
    assert units("Don't pay 49.90, ok?") == ["Don't", "pay", "4", "9", "9", "0", "ok"]
    assert units("好的OK吗") == ["好", "的", "OK", "吗"]


def test_the_bots_speech_has_a_gap_before_each_word() -> None:
    pcm = bot_speech("one two three four", 2000)
    assert duration_ms(pcm) == 2000
    assert gap_before(pcm, 1300) in range(1000, 1060)
