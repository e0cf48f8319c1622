"""Lines of text become sound: recorded, synthesized by the real espeak-ng, cached."""

from __future__ import annotations

from pathlib import Path

import pytest

from telephony.audio import duration_ms
from telephony.lab.espeak import Espeak, EspeakError, EspeakVoice
from telephony.lab.hearing import level_dbfs
from telephony.lab.voices import PEOPLE, VoiceBox, recorded_path
from telephony.lab.wav import WavError, read_line, write_line

pytestmark = pytest.mark.integration


def test_a_recorded_line_is_not_synthesized(tmp_path: Path) -> None:
    assert VoiceBox(tmp_path).line("alma", "Hello?") == read_line(recorded_path("alma", "Hello?"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("voice", PEOPLE)
def test_any_other_text_is_spoken_at_the_level_of_speech(tmp_path: Path, voice: str) -> None:
    line = VoiceBox(tmp_path).line(voice, "Seven green bottles.")
    assert 800 < duration_ms(line) < 4000
    assert level_dbfs(line) == pytest.approx(-22, abs=1.5)


def test_a_synthesized_line_is_kept_and_taken_from_there(tmp_path: Path) -> None:
    first = VoiceBox(tmp_path).line("nina", "Seven green bottles.")
    [kept] = tmp_path.iterdir()
    assert VoiceBox(tmp_path).line("nina", "Seven green bottles.") == first
    write_line(kept, b"\x00\x10\x00\xf0" * 400)
    assert duration_ms(VoiceBox(tmp_path).line("nina", "Seven green bottles.")) == 100


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "hello.wav").write_bytes(b"RIFF and nothing else")
    with pytest.raises(WavError, match=r"hello\.wav"):
        read_line(tmp_path / "hello.wav")


def test_an_unknown_voice_is_an_error() -> None:
    with pytest.raises(EspeakError, match="no voice `tlh-klingon`"):
        Espeak().synthesize("nuqneH", EspeakVoice("tlh-klingon"))


def test_a_text_without_sound_is_an_error(tmp_path: Path) -> None:
    with pytest.raises((EspeakError, WavError), match=r"says nothing|pure silence"):
        VoiceBox(tmp_path).line("alma", "...")
