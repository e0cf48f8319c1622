"""Stressed words: which phonemes they have, and how they become louder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from engine.markup import runs
from engine.speech.voices import stress
from engine.speech.voices.piper_stress import stressed_sentences

pytestmark = pytest.mark.unit

_SPOKEN = {
    "It costs ten dollars a month.": ["ɪt kˈɔsts tˈɛn dˈɑːlɚz ɐ mˈʌnθ."],
    "It costs ": ["ɪt kˈɔsts"],
    "ten dollars": ["tˈɛn dˈɑːlɚz"],
    " a month.": ["ɐ mˈʌnθ."],
    "One of the best.": ["wˈʌn ʌvðə bˈɛst."],
    "One": ["wˈʌn"],
    " of the best.": ["ʌvðə bˈɛst."],
    "Is it for you or me?": ["ɪz ɪt fɔːɹ juː ɔːɹ mˌiː?"],
    "Is it for ": ["ɪz ɪt fɔː"],
    "you": ["juː"],
    " or ": ["ɔːɹ"],
    "me": ["mˌiː"],
    "?": ["?"],
    "Half price! Today.": ["hˈæf pɹˈaɪs!", "tədˈeɪ."],
    "Half price!": ["hˈæf pɹˈaɪs!"],
    " Today.": ["tədˈeɪ."],
}
"""What espeak-ng makes of these texts, whole and in parts."""


def _phonemize(text: str) -> list[Sequence[str]]:
    return [list(sentence) for sentence in _SPOKEN[text]]


def _shown(text: str) -> list[str]:
    """Sentences with their stressed phonemes between asterisks."""
    shown = []
    for sentence in stressed_sentences(runs(text), _phonemize):
        line, within = "", False
        for phoneme in sentence:
            if phoneme.stressed != within:
                line, within = f"{line}*", phoneme.stressed
            line += phoneme.symbol
        shown.append(f"{line}*" if within else line)
    return shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It costs ten dollars a month.", ["ɪt kˈɔsts tˈɛn dˈɑːlɚz ɐ mˈʌnθ."]),
        ("It costs *ten dollars* a month.", ["ɪt kˈɔsts *tˈɛn* *dˈɑːlɚz* ɐ mˈʌnθ."]),
        ("*One* of the best.", ["*wˈʌn* ʌvðə bˈɛst."]),
        ("*Half price!* Today.", ["*hˈæf* *pɹˈaɪs*!", "tədˈeɪ."]),
    ],
)
def test_the_phonemes_of_stressed_words_are_found(text: str, expected: list[str]) -> None:
    assert _shown(text) == expected


def test_words_without_a_primary_stress_get_one() -> None:
    assert _shown("Is it for *you* or *me*?") == ["ɪz ɪt fɔːɹ *jˈuː* ɔːɹ *mˈiː*?"]


def test_the_stressed_stretch_is_louder_and_nothing_else() -> None:
    sound = np.full(8000, 0.1, dtype=np.float32)
    raised = stress.louder(sound, [(2000, 4000)], 8000)
    gain = 10 ** (stress.GAIN_DB / 20)
    assert raised[2200:3800] == pytest.approx(0.1 * gain, rel=1e-3)
    assert raised[:1900] == pytest.approx(0.1)
    assert raised[4100:] == pytest.approx(0.1)
    assert np.abs(np.diff(raised)).max() < 0.001
    assert len(raised) == len(sound)


def test_a_stressed_stretch_at_the_very_end_is_raised_whole() -> None:
    raised = stress.louder(np.full(4000, 0.1, dtype=np.float32), [(2000, 4000)], 8000)
    assert raised[2200:3900] == pytest.approx(0.1 * 10 ** (stress.GAIN_DB / 20), rel=1e-3)
