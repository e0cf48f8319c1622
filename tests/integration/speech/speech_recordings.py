"""Recorded human prompts with their texts: Debian's asterisk-core-sounds-en-wav (8 kHz, one woman, CC-BY-SA-3.0)."""

from __future__ import annotations

import gzip
import re
import wave
from pathlib import Path

import pytest

_SOUNDS = Path("/usr/share/asterisk/sounds/en_US_f_Allison")
_TEXTS = Path("/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz")

THREE_SECONDS_AND_MORE = {
    "conf-noempty": "No empty conferences currently exist.",
    "vm-intro": "Please leave your message after the tone. When done, hang up or press the pound key.",
    "agent-newlocation": "Please enter a new extension, followed by pound.",
    "cannot-complete-as-dialed": "Your call cannot be completed as dialed.",
    "check-number-dial-again": "Please check the number and dial again.",
    "conf-invalid": "That is not a valid conference number. Please try again.",
    "conf-getconfno": "Please enter your conference number followed by the pound key.",
    "conf-kicked": "You have been kicked from this conference",
    "conf-onlyone": "There is currently one other participant in the conference.",
    "conf-onlyperson": "You are currently the only person in this conference.",
}


def recording(name: str) -> bytes:
    """The prompt's sound as 8 kHz s16le; skips the test where the Debian package is not installed."""
    path = _SOUNDS / f"{name}.wav"
    if not path.is_file():
        pytest.skip("recorded prompts are missing: apt-get install asterisk-core-sounds-en-wav")
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        pcm: bytes = file.readframes(file.getnframes())
        return pcm


def recordings(*, longer_than_s: float) -> list[bytes]:
    """All prompts that hold words and are longer than this."""
    return [sound for sound in _sounds().values() if len(sound) > longer_than_s * 16000]


def recorded_prompts() -> dict[str, bytes]:
    """Texts with their sounds, of those whose every word is written out."""
    texts = _texts()
    return {texts[name]: sound for name, sound in _sounds().items() if not re.search(r"[\d\[\](]", texts[name])}


def _sounds() -> dict[str, bytes]:
    recording("vm-intro")  # skips without the package
    return {name: recording(name) for name in _texts() if (_SOUNDS / f"{name}.wav").is_file()}


def _texts() -> dict[str, str]:
    lines = gzip.decompress(_TEXTS.read_bytes()).decode().splitlines()
    return {
        name: text
        for name, _, text in (line.partition(": ") for line in lines)
        if text and not text.startswith("[") and not name.startswith("silence")
    }


def words(text: str) -> list[str]:
    """Lower-case words without punctuation."""
    return re.sub(r"[^a-z0-9 ]", "", text.lower().replace("-", " ")).split()


def word_errors(heard: str, said: str) -> int:
    """Levenshtein distance in words."""
    row = list(range(len(words(said)) + 1))
    for i, word in enumerate(words(heard), 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(words(said), 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1]
