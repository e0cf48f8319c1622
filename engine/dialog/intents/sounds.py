"""How Chinese text sounds: a recognizer that mishears Mandarin writes other characters of the same sound.

`pinyin.txt` has a syllable a line, without tone, and the characters whose most common reading it is: those of GB 2312 and of the
first level of Big5. It was made with the data of pypinyin (MIT licence), https://github.com/mozillazg/python-pinyin.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.resources import files


@functools.lru_cache(maxsize=8192)
def syllables(folded: str) -> tuple[str, ...]:
    """The words of a folded text, Chinese characters as toneless pinyin; a character that is not known stands for itself."""
    sounds = _sounds()
    return tuple(sounds.get(word, word) for word in folded.split())


def syllable(character: str) -> str | None:
    """A Chinese character's, as in `syllables`; None if it is not known, or none."""
    return _sounds().get(character)


@functools.cache
def _sounds() -> Mapping[str, str]:
    lines = files(__package__).joinpath("pinyin.txt").read_text(encoding="utf-8").splitlines()
    return {character: syllable for syllable, characters in map(str.split, lines) for character in characters}
