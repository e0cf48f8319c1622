"""Whether a recognizer understands the people of the lab as it understands people."""

from __future__ import annotations

import re

import pytest
from ruamel.yaml import YAML

from engine.settings import load_settings
from engine.speech.catalogue import Kind
from engine.speech.models import ModelStore
from engine.speech.whisper import Whisper
from telephony.audio import silence
from telephony.lab.voices import MM_HMM, RECORDED_DIR, recorded_path
from telephony.lab.wav import read_line

pytestmark = [pytest.mark.models, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def whisper() -> Whisper:
    model = ModelStore(load_settings(None, {}).cache_dir).resolve("whisper-base", Kind.ASR)
    return Whisper(model, device="cpu", compute_type="auto", workers=1)


def _words(text: str) -> list[str]:
    return re.sub(r"[^a-z' ]", " ", text.lower()).split()


def test_whisper_base_understands_every_recorded_line(whisper: Whisper) -> None:
    lines = YAML(typ="safe").load((RECORDED_DIR / "lines.yaml").read_text(encoding="utf-8"))
    misheard = {}
    for voice, texts in lines.items():
        for text in texts:
            sound = silence(200) + read_line(recorded_path(voice, text)) + silence(300)
            heard = whisper.transcribe(sound, language="en").text
            if _words(heard) != _words(text) and text != MM_HMM:
                misheard[voice, text] = heard
    assert misheard == {}
