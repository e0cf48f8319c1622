"""The console's words in the language of who reads them. English is written where it is shown, and is the key to the others.

A text that lacks its translation is shown in English; a test finds every `t("…")` of the console that a language lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from engine.web.console.strings.deeds import DEEDS
from engine.web.console.strings.scopes import SCOPES
from engine.web.console.strings.words import WORDS
from engine.web.console.strings.zh import CHINESE, CHINESE_WORDS
from engine.web.console.strings.zh_deeds import CHINESE_DEEDS
from engine.web.console.strings.zh_scopes import CHINESE_SCOPES
from engine.web.sayings import retold, retold_talk

ENGLISH: Final = "en"
LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({ENGLISH: "English", "zh": "简体中文"})
"""By code, each called by its own name."""
_TEXTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({ENGLISH: {}, "zh": CHINESE})
_WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {ENGLISH: {**WORDS, **DEEDS, **SCOPES}, "zh": {**CHINESE_WORDS, **CHINESE_DEEDS, **CHINESE_SCOPES}}
)
_NOTHING: Final = "–"


@dataclass(frozen=True, slots=True)
class Texts:
    """What is said to one reader."""

    language: str
    """Key of `LANGUAGES`."""
    zone: ZoneInfo
    """Whose hours and days are shown."""

    def t(self, text: str, **values: object) -> str:
        """The text in the reader's language, `{name}` replaced; numbers get their thousands' commas."""
        found = _TEXTS[self.language].get(text, text)
        shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
        return found.format(**shown) if values else found

    def retold(self, text: str) -> str:
        """What the engine says (a finding, a refusal) in the reader's language."""
        return retold(text, self.language)

    def retold_talk(self, kind: str, text: str) -> str:
        """A line of a talk with a draft (see `engine.rehearsal.chat.Show`): what bot and person say stays as it is."""
        return text if kind in ("bot", "person") else retold_talk(text, self.language)

    def word(self, value: str | None) -> str:
        """A word of the engine's vocabularies (states, outcomes, kinds of events) for people."""
        return _NOTHING if value is None else _WORDS[self.language].get(value, value.replace("_", " "))

    def time(self, at: float | None) -> str:
        """A moment, to the minute."""
        return _NOTHING if at is None else f"{datetime.fromtimestamp(at, self.zone):%Y-%m-%d %H:%M}"

    def day(self, at: float) -> str:
        """A moment's day."""
        return f"{datetime.fromtimestamp(at, self.zone):%Y-%m-%d}"

    def clock_time(self, at: float) -> str:
        """A moment's time of day, to the second."""
        return f"{datetime.fromtimestamp(at, self.zone):%H:%M:%S}"

    def duration(self, ms: int | None) -> str:
        """Minutes and seconds."""
        return _NOTHING if ms is None else f"{ms // 60_000}:{ms // 1000 % 60:02}"

    def percent(self, part: int, whole: int) -> str:
        """A share with one decimal below ten; a dash of nothing."""
        if not whole:
            return _NOTHING
        share = 100 * part / whole
        return f"{share:.0f} %" if share >= 10 or not part else f"{share:.1f} %"


def preferred(header: str) -> str:
    """The first of our languages in an `Accept-Language` header (RFC 9110, 12.5.4; its order stands for its weights)."""
    for part in header.split(","):
        code = part.split(";")[0].strip().split("-")[0].lower()
        if code in LANGUAGES:
            return code
    return ENGLISH
