"""Whether a recognizer understands the people of the lab as it understands people."""

from __future__ import annotations

import re

import pytest
from ruamel.yaml import YAML

from engine.dialog.intents.sounds import syllables
from engine.dialog.words import normalise
from engine.settings import load_settings
from engine.speech.catalogue import Kind
from engine.speech.models import ModelStore
from engine.speech.recognizing.whisper import Whisper
from telephony.audio import silence
from telephony.lab.voices import MM_HMM, PEOPLE, RECORDED_DIR, recorded_path
from telephony.lab.wav import read_line

pytestmark = [pytest.mark.models, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def whisper() -> Whisper:
    model = ModelStore(load_settings(None, {}).cache_dir).resolve("whisper-base", Kind.ASR)
    return Whisper(model, device="cpu", compute_type="auto", workers=1)


def _words(text: str, language: str) -> tuple[str, ...]:
    """Words, and for Mandarin syllables: a recognizer that has only sound writes other characters of the same."""
    return syllables(normalise(text)) if language == "zh" else tuple(re.sub(r"[^a-z' ]", " ", text.lower()).split())


def test_whisper_base_understands_every_recorded_line(whisper: Whisper) -> None:
    lines = YAML(typ="safe").load((RECORDED_DIR / "lines.yaml").read_text(encoding="utf-8"))
    misheard = {}
    for voice, texts in lines.items():
        language = PEOPLE[voice].language
        for text in texts:
            sound = silence(200) + read_line(recorded_path(voice, text)) + silence(300)
            heard = whisper.transcribe(sound, language=language).text
            if _words(heard, language) != _words(text, language) and text != MM_HMM:
                misheard[voice, text] = heard
    assert misheard == {}
