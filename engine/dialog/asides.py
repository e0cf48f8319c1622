"""What people say to the conversation itself: "one moment", "hello? are you there?", "um, well". Whole utterances, by language.

They ask for time or for a sign of life, or think aloud, and answer no question. A script that expects such words as an intent goes
first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from engine.dialog.words import fold, normalise, unspaced

_MOMENT: Final = r"(?:a|one|just a|just one) (?:moment|second|sec|minute|minutes|mo)"
_COURTESY: Final = r"(?:okay |yes |oh |um |sorry |just )*"
_HOLDS: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        rf"{_COURTESY}(?:(?:hold|hang) on|hold the line|wait|wait up|{_MOMENT}|(?:can|could|would) you (?:wait|hold(?: on)?)"
        rf"|bear with me|give me {_MOMENT}|let me (?:think|see|check|get a pen|look))"
        rf"(?: (?:{_MOMENT}|for {_MOMENT}|for me|there|thanks|sorry|okay))*"
    ),
    "zh": re.compile(r"(?:好的?|嗯|请|你|您|麻烦)*(?:(?:稍|等)(?:一)?(?:等|下|会儿?)(?:一下)?|稍候|别挂)(?:啊|哈|哦|吧|好吗|我)*"),
}
_CALLS_OUT: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:okay |yes |hi |hello |sorry |(?:is )?any(?:one|body) (?:still )?there |can you hear me "
        r"|(?:are )?you (?:still )?there )*"
        r"(?:hello|hello there|(?:is )?any(?:one|body) (?:still )?there|can you (?:still )?hear me|(?:are )?you (?:still )?there)"
    ),
    "zh": re.compile(
        r"(?:喂|你好|您好|哈喽)+"
        r"|(?:喂|你好|您好)*(?:你|您|有人)?(?:还)?(?:在吗|在不在|听得(?:到|见)吗|能听(?:到|见)吗|说话呀?)"
    ),
}
_THINKS: Final = r"(?:u+m+|u+h+|e+r+m*|h+m+|well|so|i mean|you know)"
_HESITATES: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(rf"{_THINKS}(?: {_THINKS})*"),
    "zh": re.compile(r"[嗯呃额唔啊哦哎诶]*(?:[呃额唔]|[这那]个?[嘛啊]?|怎么说呢?)+[嗯呃额唔啊]*"),
}
"""A lone 嗯 is a yes."""


def is_aside(text: str, language: str) -> bool:
    """True if the person says no more than such words."""
    return asks_to_wait(text, language) or calls_out(text, language)


def asks_to_wait(text: str, language: str) -> bool:
    """True if the person only asks for time, e.g. "hold on a second": nothing is to be said until they come back."""
    return _is(_HOLDS, text, language)


def calls_out(text: str, language: str) -> bool:
    """True if the person only wants to know whether anybody is there, e.g. "hello? can you hear me?"."""
    return _is(_CALLS_OUT, text, language)


def hesitates(text: str, language: str) -> bool:
    """True if the person only thinks aloud, e.g. "um, well…": that resembles many a short answer, and is none."""
    pattern = _HESITATES.get(language)
    return pattern is not None and pattern.fullmatch(unspaced(normalise(text))) is not None


def _is(phrases: Mapping[str, re.Pattern[str]], text: str, language: str) -> bool:
    pattern = phrases.get(language)
    return pattern is not None and pattern.fullmatch(unspaced(fold(text))) is not None
