"""Recordings of a script, from its check and from `callwright prompts`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from engine.commands.scripts.prompts import app
from engine.dialog.bundle import read_bundle
from engine.dialog.loader import check_script
from engine.prompts.judging import recordings_check

pytestmark = pytest.mark.unit

SCRIPT = """\
schema_version: 1
id: recorded
language: en
intents:
  accept: [yes, yes please, sure, of course]
start: greeting
nodes:
  greeting:
    disclosure: true
    say:
      - {audio: prompts/hello.wav, text: "This is the automated assistant of Riverside Fitness, good day."}
      - Would you like to renew?
    on:
      - {intent: accept, goto: done}
  done: {say: Goodbye., hangup: true}
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "recorded.yaml"
    path.write_text(SCRIPT)
    (tmp_path / "prompts").mkdir()
    return path


def _record(script: Path, seconds: float, *, gain: float = 0.3, name: str = "prompts/hello.wav") -> Path:
    """A vowel that swells four times a second."""
    time_s = np.arange(int(16000 * seconds)) / 16000
    vowel = sum(np.sin(2 * np.pi * 150 * number * time_s) / number for number in range(1, 12))
    sound = np.clip(gain * vowel * (0.5 - 0.5 * np.cos(2 * np.pi * 4 * time_s)), -0.9, 0.9)
    path = script.parent / name
    soundfile.write(path, sound, 16000)
    return path


def _problems(script: Path) -> list[str]:
    checked = check_script(script, [recordings_check(script.parent)])
    return [str(problem).removeprefix(str(script)) for problem in checked.problems]


def test_a_good_recording_is_no_problem(script: Path) -> None:
    _record(script, 3.5)
    assert _problems(script) == []


def test_a_recording_that_cannot_be_used_is_an_error_at_its_place(script: Path) -> None:
    (script.parent / "prompts/hello.wav").write_bytes(b"nothing")
    [problem] = _problems(script)
    assert problem.startswith(":11:10: nodes.greeting.say[0].audio: ")
    assert "hello.wav: cannot be read as sound" in problem
    assert "warning" not in problem


def test_doubts_are_warnings(script: Path) -> None:
    _record(script, 1.0, gain=3)
    clipped, length = _problems(script)
    assert "warning: " in clipped
    assert "hello.wav is clipped" in clipped
    assert "lasts 1.0 s, but its text takes about 3" in length


def test_a_missing_recording_is_told_once(script: Path) -> None:
    [problem] = _problems(script)
    assert "recording 'prompts/hello.wav' is not there" in problem


def test_the_text_of_a_recording_is_the_same_in_every_call(script: Path) -> None:
    _record(script, 3.5)
    script.write_text(SCRIPT.replace("good day", "{{ name }}").replace("intents:", "variables: {name: {example: Anna}}\nintents:"))
    assert any("take {{ name }} out of its text" in problem for problem in _problems(script))


def test_each_language_may_have_a_recording_of_its_own(script: Path) -> None:
    _record(script, 3.5, name="prompts/en.wav")
    _record(script, 3.5, name="prompts/zh.wav")
    script.write_text(SCRIPT.replace("audio: prompts/hello.wav", "audio: {en: prompts/en.wav, zh-CN: prompts/zh.wav}"))
    assert set(read_bundle(script).recordings) == {"prompts/en.wav", "prompts/zh.wav"}


def test_the_list_says_who_speaks_what(script: Path) -> None:
    _record(script, 3.5)
    shown = CliRunner().invoke(app, ["list", str(script), "--format", "csv"])
    assert shown.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(shown.stdout)))
    assert [(row["id"], row["state"], row["file"]) for row in rows] == [
        ("greeting-1", "recorded", "prompts/hello.wav"),
        ("greeting-2", "voice", "prompts/greeting-2.wav"),
        ("done-1", "voice", "prompts/done-1.wav"),
    ]
    assert "save it beside the script as prompts/greeting-2.wav" in CliRunner().invoke(app, ["list", str(script)]).output


def test_the_check_shows_each_recording_and_writes_what_callers_hear(script: Path, tmp_path: Path) -> None:
    _record(script, 3.5)
    checked = CliRunner().invoke(app, ["check", str(script), "--phone-audio", str(tmp_path / "phone")])
    assert checked.exit_code == 0
    assert "prompts/hello.wav: 3.5 s, 16000 Hz, mono: This is the automated assistant" in checked.output
    with soundfile.SoundFile(tmp_path / "phone/prompts/hello.wav") as file:
        assert (file.samplerate, file.channels) == (8000, 1)


def test_the_check_fails_for_a_recording_that_is_missing_or_broken(script: Path) -> None:
    checked = CliRunner().invoke(app, ["check", str(script)])
    assert checked.exit_code == 1
    assert "hello.wav: there is no such recording" in checked.output
