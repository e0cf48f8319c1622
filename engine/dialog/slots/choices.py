"""Which of a question's choices was meant: by its phrases, by its place in the list, or by a likely slip of the recognizer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Final

from engine.dialog.slots.correction import corrected
from engine.dialog.slots.heard import tidy
from engine.dialog.slots.spec import Parsed
from engine.dialog.words import fold

_CONTAINED = 0.95
_PLACED = 0.85
_BARE_NUMBER = 0.6
_UNDECIDED = 0.4
_LEAST_LIKENESS = 0.75
"""Share of equal letters at which a word may be the choice's, misheard; the reading is as sure as it is alike, less a tenth."""
_LEAST_LETTERS = 4

_PLACES: Final[Mapping[str, Mapping[str, int]]] = {
    "en": {
        **{word: index for index, word in enumerate(("first", "second", "third", "fourth", "fifth", "sixth"))},
        **{word: index for index, word in enumerate(("1st", "2nd", "3rd", "4th", "5th", "6th"))},
        **{
            f"{noun} {word}": index
            for noun in ("number", "option")
            for index, word in enumerate(("one", "two", "three", "four", "five", "six"))
        },
        **{f"{noun} {index + 1}": index for noun in ("number", "option") for index in range(6)},
        "last": -1,
        "latter": -1,
        "former": 0,
    },
    "zh": {
        **{f"第 {word}": index for index, word in enumerate("一二三四五六")},
        **{f"第 {index + 1}": index for index in range(6)},
        **{f"选 项 {word}": index for index, word in enumerate("一二三四五六")},
        "最 后": -1,
        "后 者": -1,
        "前 者": 0,
    },
}
_BARE: Final = {
    **{word: index for index, word in enumerate(("one", "two", "three", "four", "five", "six"))},
    **{word: index for index, word in enumerate("一二三四五六")},
    **{str(index + 1): index for index in range(6)},
}
_PLURAL: Final = re.compile(r"(?<=[a-z]{3})s\b")


def read_choice(text: str, choices: Mapping[str, tuple[str, ...]], language: str) -> list[Parsed]:
    """The choices that an utterance may mean, the likeliest first."""
    phrases = [(key, _plain(phrase, language)) for key, phrase in _all_phrases(choices)]
    whole = _plain(text, language)
    if same := [key for key, phrase in phrases if phrase == whole]:
        return [Parsed(same[0], 1.0)]
    said = _plain(corrected(text, language).said, language)
    if not said:
        return []
    return _contained(said, phrases) or _placed(said, tuple(choices), language) or _alike(said, phrases)


def _all_phrases(choices: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for key, phrases in choices.items():
        yield key, key.replace("_", " ")
        yield from ((key, phrase) for phrase in phrases)


def _plain(text: str, language: str) -> str:
    return _PLURAL.sub("", fold(tidy(text, language)))


def _contained(said: str, phrases: list[tuple[str, str]]) -> list[Parsed]:
    """Choices whose phrases are part of the utterance; a phrase inside a longer one that was found does not count."""
    left = f" {said} "
    found: dict[str, int] = {}
    for key, phrase in sorted(phrases, key=lambda pair: -len(pair[1])):
        if phrase and (at := left.find(f" {phrase} ")) >= 0:
            found.setdefault(key, at)
            left = left.replace(f" {phrase} ", f" {'·' * len(phrase)} ")
    confidence = _CONTAINED if len(found) == 1 else _UNDECIDED
    return [Parsed(key, confidence) for key in sorted(found, key=lambda key: found[key])]


def _placed(said: str, keys: tuple[str, ...], language: str) -> list[Parsed]:
    places = {index for word, index in _PLACES[language].items() if f" {word} " in f" {said} " and index < len(keys)}
    if len(places) == 1:
        return [Parsed(keys[places.pop()], _PLACED)]
    bare = _BARE.get(said)
    return [Parsed(keys[bare], _BARE_NUMBER)] if bare is not None and bare < len(keys) else []


def _alike(said: str, phrases: list[tuple[str, str]]) -> list[Parsed]:
    """Choices with a phrase much like as many words of the utterance."""
    words = said.split()
    best: dict[str, float] = {}
    for key, phrase in phrases:
        if len(phrase) < _LEAST_LETTERS:
            continue
        matcher = SequenceMatcher(None, "", phrase, autojunk=False)
        width = len(phrase.split())
        for start in range(max(1, len(words) - width + 1)):
            matcher.set_seq1(" ".join(words[start : start + width]))
            if matcher.real_quick_ratio() >= _LEAST_LIKENESS and matcher.quick_ratio() >= _LEAST_LIKENESS:
                best[key] = max(best.get(key, 0.0), matcher.ratio())
    ranked = sorted(((ratio, key) for key, ratio in best.items() if ratio >= _LEAST_LIKENESS), reverse=True)
    return [Parsed(key, round(ratio - 0.1, 3)) for ratio, key in ranked]
