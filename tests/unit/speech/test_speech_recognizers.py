"""Which model reads which language."""

import pytest

from engine.settings import SpeechSection
from engine.speech.recognizing.recognizers import recognizer_for


@pytest.mark.parametrize(("language", "name"), [("en", "moonshine-base-en"), ("zh", "whisper-base"), ("fr", "whisper-base")])
def test_english_has_a_recognizer_of_its_own(language: str, name: str) -> None:
    assert recognizer_for(SpeechSection(), language) == name


def test_one_can_read_everything() -> None:
    assert recognizer_for(SpeechSection(english_recognizer="whisper-base"), "en") == "whisper-base"
