"""Human recordings with their words: Debian's asterisk-core-sounds-en-wav, read by one woman at 8 kHz."""

from __future__ import annotations

import gzip
import re
import wave
from pathlib import Path
from typing import Final

from engine.bench.cast import Reading

TEXTS: Final = Path("/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz")
LENGTH_MS: Final = (1500, 6000)
"""As people's answers are."""
WORDS_LEAST: Final = 4
_LINE: Final = re.compile(r"([\w-]+): ([A-Z][^\[\]<>]+)")
_FAREWELLS: Final = re.compile(r"goodbye|good bye|thank you|remove|stop|delete", re.IGNORECASE)
"""What could end the conversation, or is no news to a dialog."""


def load_readings(folder: Path, texts: Path = TEXTS) -> tuple[Reading, ...]:
    """The recordings in `folder` that read like an answer, by name; none if it or the texts are missing."""
    if not texts.is_file():
        return ()
    with gzip.open(texts, "rt", encoding="utf-8", errors="replace") as file:
        named = [match.groups() for line in file if (match := _LINE.fullmatch(line.strip()))]
    usable = [(folder / f"{name}.wav", text) for name, text in named if _answers(text)]
    return tuple(Reading(path, text) for path, text in sorted(usable) if path.is_file() and _length_fits(path))


def _answers(text: str) -> bool:
    return len(text.split()) >= WORDS_LEAST and not _FAREWELLS.search(text)


def _length_fits(path: Path) -> bool:
    with wave.open(str(path), "rb") as file:
        length_ms = file.getnframes() * 1000 // file.getframerate()
    return LENGTH_MS[0] <= length_ms <= LENGTH_MS[1]
