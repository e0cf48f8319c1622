"""Where a call's speech comes from: recordings, prepared sentences, sentences made now."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.call.speaking import CallSpeech, prepare_speech
from engine.dialog.bundle import read_bundle
from engine.dialog.loader import ScriptFile, load_bundle
from engine.dialog.moves import Say, Sentence
from engine.dialog.testing import machine_of
from engine.speech.api import SpeechUnavailable
from engine.speech.prompts.prepared import PromptCache
from engine.speech.testing import ScriptedSpeech
from telephony.audio import duration_ms

pytestmark = pytest.mark.unit

SCRIPT = """\
schema_version: 1
id: recorded
language: en
start: greeting
nodes:
  greeting:
    disclosure: true
    say:
      - {audio: prompts/hello.wav, text: This is the automated assistant. We are recorded.}
      - Would you like to renew?
    on:
      - {intent: accept, goto: done}
  done:
    say: Goodbye.
    hangup: true
intents:
  accept: [yes, yes please, sure, of course]
"""


VOICES = {"en": "joe"}


def _script(folder: Path, *, recorded: bool) -> ScriptFile:
    (folder / "script.yaml").write_text(SCRIPT)
    if recorded:
        (folder / "prompts").mkdir()
        soundfile.write(folder / "prompts/hello.wav", 0.2 * np.sin(600 * np.pi * np.arange(16000) / 16000), 16000)
    return load_bundle(read_bundle(folder / "script.yaml"))


def _cache(folder: Path, speech: ScriptedSpeech) -> PromptCache:
    return PromptCache(folder / "cache", speech, lambda voice: voice)


def _disclosure(file: ScriptFile) -> list[Sentence]:
    said = machine_of(file.fallback).start().actions
    return [sentence for action in said if isinstance(action, Say) for sentence in action.sentences][:2]


async def test_a_recording_is_played_and_its_text_never_synthesized(tmp_path: Path) -> None:
    file, speech = _script(tmp_path, recorded=True), ScriptedSpeech()
    prompts = _cache(tmp_path, speech)
    await prepare_speech(prompts, file, VOICES)
    assert "We are recorded." not in " ".join(speech.spoken)
    call = CallSpeech(prompts.for_call("joe"))
    greeting, question = _disclosure(file)
    assert greeting.audio == "prompts/hello.wav"
    assert duration_ms(await call.fetch(greeting)) == pytest.approx(1000, abs=40)
    assert await call.fetch(question) == prompts.get("Would you like to renew?", "joe")


async def test_without_the_recording_its_text_is_spoken_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file, speech = _script(tmp_path, recorded=False), ScriptedSpeech()
    prompts = _cache(tmp_path, speech)
    with caplog.at_level(logging.WARNING):
        await prepare_speech(prompts, file, VOICES)
    [record] = [record for record in caplog.records if getattr(record, "action", "") == "recording_missing"]
    assert vars(record)["file"] == "prompts/hello.wav"
    first, second = _disclosure(file)
    assert (first.text, second.text) == ("This is the automated assistant.", "We are recorded.")
    speech.failure = SpeechUnavailable("all is prepared")
    call = CallSpeech(prompts.for_call("joe"))
    assert await call.fetch(first)
    assert await call.fetch(second)


async def test_a_recording_that_was_not_prepared_is_no_silence(tmp_path: Path) -> None:
    call = CallSpeech(_cache(tmp_path, ScriptedSpeech()).for_call("joe"))
    with pytest.raises(SpeechUnavailable, match=r"prompts/hello\.wav was not prepared"):
        await call.fetch(Sentence("Hello.", fixed=True, audio="prompts/hello.wav"))


async def test_a_recording_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    _script(tmp_path, recorded=True)
    (tmp_path / "prompts/hello.wav").write_bytes(b"no sound")
    file = load_bundle(read_bundle(tmp_path / "script.yaml"))
    with pytest.raises(SpeechUnavailable, match=r"hello\.wav: cannot be read as sound"):
        await prepare_speech(_cache(tmp_path, ScriptedSpeech()), file, VOICES)
