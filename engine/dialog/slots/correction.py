"""Taking back: "no, I said Thursday", "not Tuesday, Thursday", "Tuesday — no wait, Thursday", "不是周二，是周四".

An utterance is cut into clauses. A clause that denies something is dropped, so that its value is not taken for the answer; after a"
r"n
interjection that takes back what was said before it ("no", "sorry", "I mean", "不对") only the later clauses count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.dialog.slots.heard import tidy
from engine.dialog.slots.spec import UnsupportedLanguage, base_language


@dataclass(frozen=True, slots=True)
class Correction:
    """An utterance, sorted into what holds and what does not."""

    said: str
    """What the person stands by; empty if they only denied."""
    replaced: str
    """What they said first and then took back. It may hold what the rest leaves open: "Tuesday at nine, no, Thursday"."""
    denied: tuple[str, ...]
    """Clauses that only said what is not, without the denying word: `Tuesday` of "not Tuesday"."""
    denies: bool
    """True if something is denied or taken back: in answer to "is that right?" it is not right."""


@dataclass(frozen=True, slots=True)
class _Words:
    """How a language denies."""

    clause_end: re.Pattern[str]
    takes_back: re.Pattern[str]
    """The start of a clause that replaces what came before."""
    softly: re.Pattern[str]
    """The same, without saying that anything was wrong."""
    harmless: re.Pattern[str]
    """Denying words that deny nothing here."""
    denies: re.Pattern[str]
    """A clause that says what is not."""
    joint: str


_ENGLISH: Final = _Words(
    clause_end=re.compile(
        r"[.!?,;:…—]+(?=\s|$)|—|\s-+\s|\s(?=(?:but|rather|instead)\b)"
        r"|\s(?=(?:no wait|wait no|no sorry|oh no|i mean|i meant|i said|make (?:it|that)|or rather|scratch that|it's|it is)\b)",
        re.IGNORECASE,
    ),
    takes_back=re.compile(
        r"(?:(?:oh|uh|um|ah|okay|ok|well|wait|sorry)\s+)*"
        r"(?:no(?:pe| no| wait| sorry| actually)?|wait(?: no)?|sorry|wrong|incorrect|scratch that|(?:that's "
        r"|that is )?(?:not (?:right|correct)|wrong))"
        r"(?=$|\s+(?:i (?:said|meant?|want(?:ed)?)|it's|it is|make (?:it|that)|not|sorry|the|on|at|that's)\b)",
        re.IGNORECASE,
    ),
    softly=re.compile(r"(?:(?:or )?rather|actually|i mean|i meant|make (?:it|that)|correction|instead)\b", re.IGNORECASE),
    harmless=re.compile(
        r"\b(?:why (?:not|don't)|no (?:problem|worries|doubt|matter|idea|preference)|not (?:at all|bad|a problem"
        r"|before|until|till|after|later|earlier"
        r"|more|less|only|sure)|no (?:later|earlier|sooner|more|less)|(?:don't|doesn't|wouldn't) (?:mind|matter|know"
        r"|think)|can't wait)\b",
        re.IGNORECASE,
    ),
    denies=re.compile(
        r"\b(?:not|never|(?:is|was|are|do|does|did|ca|wo|would|could|should)n't|cannot|no good|except)\b", re.IGNORECASE
    ),
    joint=", ",
)
_CHINESE: Final = _Words(
    clause_end=re.compile(
        r"[!?;…—。、]+|(?<!\d)[.,:]+|[.,:]+(?!\d)|\s+|(?<=[^不])(?=而是|应该是|我说的?是|我是说|改成|改为|还是)|(?<=[^不])(?<!还)(?<!说)(?<!说的)(?<!而)(?<!该)(?=是)"
    ),
    takes_back=re.compile(
        r"(?:[啊哦噢呃嗯喔]|那个)*(?:不|不对|不是|错了?|说错了|搞错了|等等|等一下|不好意思|抱歉)[啊吧呀哦了的]*(?=$|我)"
    ),
    softly=re.compile(r"(?:改成|改为|应该是|还是|我(?:的意思)?是说|我说的?是|而是)"),
    harmless=re.compile(
        r"不(?:错|超过|早于|晚于|低于|高于|少于|多于|到|知道|一定|过|好意思)|没(?:问题|错|关系|事)|差不多|特别|别的"
    ),
    denies=re.compile(r"不|没|别|除了"),
    joint=",",
)
_LANGUAGES: Final[Mapping[str, _Words]] = {"en": _ENGLISH, "zh": _CHINESE}


def corrected(text: str, language: str) -> Correction:
    """What is left of an utterance when the denied part is gone.

    `"no, I said Thursday"` → `Thursday`; `"not Tuesday, Thursday"` → `Thursday`; `"no"` → nothing.

    Raises:
        UnsupportedLanguage: the language is neither English nor Mandarin.
    """
    words = _LANGUAGES.get(base_language(language))
    if words is None:
        raise UnsupportedLanguage("taking back", language)
    said: list[str] = []
    replaced: list[str] = []
    denied: list[str] = []
    denies = False
    for clause in _clauses(tidy(text, base_language(language)), words):
        rest, takes_back, outright = _without_interjection(clause, words)
        denies = denies or outright
        if takes_back and said:
            replaced, said = [*replaced, *said], []
        if match := words.denies.search(words.harmless.sub(_blank, rest)):
            denies = True
            denied.append(rest[match.end() :].strip())
        elif rest:
            said.append(rest)
    return Correction(words.joint.join(said), words.joint.join(replaced), tuple(denied), denies)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _clauses(text: str, words: _Words) -> list[str]:
    parts = (part.strip() for part in words.clause_end.split(text))
    return [part for part in parts if part]


def _without_interjection(clause: str, words: _Words) -> tuple[str, bool, bool]:
    """The clause without its interjection; whether what came before is taken back; whether that was called wrong."""
    if words.harmless.match(clause):
        return clause, False, False
    if match := words.takes_back.match(clause):
        rest = clause[match.end() :].strip()
        inner = words.softly.match(rest)
        return (rest[inner.end() :].strip() if inner else rest), True, True
    if match := words.softly.match(clause):
        return clause[match.end() :].strip(), True, False
    return clause, False, False
