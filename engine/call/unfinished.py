"""Do these words end in the middle? Trailing words that ask for more, open digit strings, a recognizer's own punctuation. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from engine.dialog.words import normalise

_ASK_FOR_MORE: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:um|uhm?|er|erm|and|or|but|because|cause|although|unless|than|the|an?|my|your|our|their|every|double|triple"
        r"|im|ive|ill|id|its|theres)$"
        r"|\b(?:(?:do|did)nt think|(?:that|it|this) (?:sounds|looks|seems)|tell me)$"
        r"|^(?:oh|ah|h+m+|m+)$"
        r"|^(?:(?:okay|ok|yeah|yes|no|and|but|oh|um) )*(?:so|well)$"
        r"|\b(?:what|how|when|where|why|which)(?: (?:much|many|long|often|far|soon))?"
        r" (?:is|are|was|were|do|does|did|will|would|can|could|should|has|have)$"
    ),
    "zh": re.compile(r"(?:嗯|呃|额|那个|这个|就是|然后|但是|可是|不过|因为|所以|如果|还有|而且|或者|和|跟|的话)$"),
}
"""Nobody ends a sentence in these, or says only these, whatever the punctuation: a recognizer prompted with sentences puts a stop
after anything, and writes a thoughtful "um" as "oh"."""
_MAY_ASK_FOR_MORE: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:so|then|like|well|if|when|while|to|of|with|for|at|by|in|on|from|into|about|until|without|i|you|we|they|he|she"
        r"|is|are|was|were|am|be|do|does|did|will|would|could|should|can|may|might|must|have|has|had"
        r"|very|really|also|just|maybe|his|her|this|that)$"
    ),
}
"""Trailing if the recognizer heard no end of a sentence there ("I would", but not "Yes, I would.")."""

_DIGIT_WORDS: Final = frozenset(
    ["zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double", "triple"]
)
_DIGITS_ZH: Final = "零〇一二三四五六七八九幺两"
_WHOLE_NUMBER_DIGITS: Final = 10
"""So many digits are a telephone number; people pause within shorter ones."""
_FEWEST_DIGITS: Final = 2
"""One digit may be an hour or a count."""
_SYLLABLE: Final = re.compile(r"[aeiouy]+|[\u4e00-\u9fff]|\d")
_FASTEST_SYLLABLES_PER_S: Final = 10.0
"""Mean rates are 5 to 8 (Pellegrino et al. 2011, Language 87(3)); one more for what voice activity detection cuts off."""
_HANGING: Final = re.compile(r"(?:\.\.+|…|[，、;；:：—–-])\s*$")
_COMMA: Final = re.compile(r",\s*$")
_FULL_STOP: Final = re.compile(r"[.!?。！？]['\"”’)]*\s*$")


def ends_open(text: str, language: str) -> bool:
    """True if the last word, or the punctuation after it, asks for more: "and", "um", "my", "…"."""
    if _HANGING.search(text):
        return True
    words = normalise(text)
    if language == "zh":
        words = words.replace(" ", "")
    if _found(_ASK_FOR_MORE, words, language):
        return True
    return not is_sentence(text) and _found(_MAY_ASK_FOR_MORE, words, language)


def ends_in_comma(text: str) -> bool:
    """True if the recognizer puts a comma there: Moonshine does after two fifths of what goes on, and a seventh of what is over."""
    return _COMMA.search(text) is not None


def ends_in_digits(text: str) -> bool:
    """True if the last words are digits, two or more."""
    return _trailing_digits(text) >= _FEWEST_DIGITS


def ends_in_open_digits(text: str) -> bool:
    """True if the words end in a digit string that may go on: two digits or more, and fewer than a telephone number has."""
    return ends_in_digits(text) and _trailing_digits(text) < _WHOLE_NUMBER_DIGITS


def is_one_word(text: str) -> bool:
    """True for a single word, in a writing that parts words: "Well," is read "Where?", "Um," "Amen."."""
    words = normalise(text)
    return words.isascii() and len(words.split()) == 1


def is_invented(text: str, speech_ms: int) -> bool:
    """True if nobody can have said so much in that time: a recognizer's invention for a short "um"."""
    syllables = len(_SYLLABLE.findall(text.lower()))
    return syllables > 1 + speech_ms * _FASTEST_SYLLABLES_PER_S / 1000


def is_sentence(text: str) -> bool:
    """True if the recognizer heard the end of a sentence: it sets a full stop, as the voice fell."""
    return _FULL_STOP.search(text) is not None and _HANGING.search(text) is None


def _trailing_digits(text: str) -> int:
    count = 0
    for word in reversed(normalise(re.sub(r"(?<=\d)[-.,](?=\d)", " ", text)).split()):
        if word.isdecimal():
            count += len(word)
        elif word in _DIGIT_WORDS or word in _DIGITS_ZH:
            count += 1
        else:
            break
    return count


def _found(endings: Mapping[str, re.Pattern[str]], words: str, language: str) -> bool:
    pattern = endings.get(language)
    return pattern is not None and pattern.search(words) is not None
