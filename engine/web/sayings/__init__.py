"""What the engine says in English (findings, refusals), in the language of who reads it.

The engine itself, its command line, its log and the API say it in English only. Here each such text is recognized by its
template, and said again: so it may come from anywhere, another process too, as a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from engine.web.sayings.recognizing import Sayings
from engine.web.sayings.zh_calls import CALLS
from engine.web.sayings.zh_filters import FILTERS
from engine.web.sayings.zh_lists import LISTS
from engine.web.sayings.zh_plans import PLANS
from engine.web.sayings.zh_records import RECORDS
from engine.web.sayings.zh_scripts import SCRIPTS
from engine.web.sayings.zh_sounds import SOUNDS
from engine.web.sayings.zh_talk import TALK
from engine.web.sayings.zh_tests import TESTS

__all__ = ["CHINESE_PARTS", "CHINESE_SAYINGS", "retold", "retold_talk"]

CHINESE_PARTS: Final = (SCRIPTS, LISTS, PLANS, FILTERS, TESTS, SOUNDS, RECORDS, CALLS)
"""Each template is in one of them."""
CHINESE_SAYINGS: Final = Sayings({template: said for part in CHINESE_PARTS for template, said in part.items()})
_BY_LANGUAGE: Final[Mapping[str, Sayings]] = MappingProxyType({"zh": CHINESE_SAYINGS})
_OF_TALKS: Final[Mapping[str, Sayings]] = MappingProxyType(
    {"zh": Sayings({template: said for part in (*CHINESE_PARTS, TALK) for template, said in part.items()})}
)
"""With the short lines of a rehearsed call, which elsewhere would be taken for parts of others."""


def retold(text: str, language: str) -> str:
    """A text of the engine in a language, line by line; what no template knows stays as it is."""
    return _retold(text, _BY_LANGUAGE.get(language))


def retold_talk(text: str, language: str) -> str:
    """The same of what is told in a talk with a draft."""
    return _retold(text, _OF_TALKS.get(language))


def _retold(text: str, sayings: Sayings | None) -> str:
    return text if sayings is None else "\n".join(sayings.retold(line) for line in text.split("\n"))
