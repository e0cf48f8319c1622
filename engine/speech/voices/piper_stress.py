"""Which phonemes of a sentence belong to its stressed words. Pure; the phonemes themselves come from espeak-ng, by way of Piper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from engine.markup import Run

Phonemes = Sequence[str]
Phonemize = Callable[[str], Sequence[Phonemes]]
"""A text's sentences as phonemes, one character each; spaces part the words."""

_PRIMARY: Final = "ˈ"
_SECONDARY: Final = "ˌ"
_UNSOUNDED: Final = frozenset({_PRIMARY, _SECONDARY, " ", ",", ".", "?", "!", ";", ":"})
_VOWELS: Final = frozenset("aeiouyæɐɑɒɔəɚɛɜɝɪʊʌɵøœɨʉɯɤᵻ")


@dataclass(frozen=True, slots=True)
class StressedPhoneme:
    """A phoneme and whether the script stresses it."""

    symbol: str
    stressed: bool


def stressed_sentences(runs: Sequence[Run], phonemize: Phonemize) -> list[list[StressedPhoneme]]:
    """The sentences of a text as phonemes. The words of its stressed runs are marked and carry a primary stress.

    The text is transcribed as a whole, so that every word sounds as it does beside its neighbours. Its runs transcribed one by one
    tell which of the phonemes are whose; the two transcriptions differ where words are joined or reduced.
    """
    sentences = phonemize("".join(run.text for run in runs))
    if not any(run.stressed for run in runs):
        return [[StressedPhoneme(symbol, False) for symbol in sentence] for sentence in sentences]
    guess = [(symbol, run.stressed) for run in runs for sentence in phonemize(run.text) for symbol in sentence]
    stresses = iter(_stresses([symbol for sentence in sentences for symbol in sentence], guess))
    marked = []
    for sentence in sentences:
        words = _words([StressedPhoneme(symbol, next(stresses)) for symbol in sentence])
        marked.append([phoneme for word in words for phoneme in _as_whole(word)])
    return marked


def _stresses(symbols: Phonemes, guess: Sequence[tuple[str, bool]]) -> list[bool]:
    """For each symbol the stress of its like in `guess`; what has none goes with the sound before it."""
    sounded = [index for index, symbol in enumerate(symbols) if symbol not in _UNSOUNDED]
    known = [(symbol, stressed) for symbol, stressed in guess if symbol not in _UNSOUNDED]
    matcher = SequenceMatcher(None, [symbols[index] for index in sounded], [symbol for symbol, _ in known], autojunk=False)
    stresses = [False] * len(symbols)
    for start, known_start, count in matcher.get_matching_blocks():
        for offset in range(count):
            stresses[sounded[start + offset]] = known[known_start + offset][1]
    return stresses


def _words(phonemes: Sequence[StressedPhoneme]) -> list[list[StressedPhoneme]]:
    words: list[list[StressedPhoneme]] = [[]]
    for phoneme in phonemes:
        words[-1].append(phoneme)
        if phoneme.symbol == " ":
            words.append([])
    return words


def _as_whole(word: Sequence[StressedPhoneme]) -> list[StressedPhoneme]:
    """A word is stressed or not, by most of its sounds. The space and the punctuation after it never are."""
    sounds = [phoneme for phoneme in word if phoneme.symbol not in _UNSOUNDED]
    if 2 * sum(phoneme.stressed for phoneme in sounds) <= len(sounds):
        return [StressedPhoneme(phoneme.symbol, False) for phoneme in word]
    symbols = _with_primary_stress([phoneme.symbol for phoneme in word])
    return [StressedPhoneme(symbol, symbol not in _UNSOUNDED or symbol == _PRIMARY) for symbol in symbols]


def _with_primary_stress(symbols: Phonemes) -> list[str]:
    if _PRIMARY in symbols:
        return list(symbols)
    if _SECONDARY in symbols:
        return [_PRIMARY if symbol == _SECONDARY else symbol for symbol in symbols]
    first = next((index for index, symbol in enumerate(symbols) if symbol[0] in _VOWELS), None)
    return list(symbols) if first is None else [*symbols[:first], _PRIMARY, *symbols[first:]]
