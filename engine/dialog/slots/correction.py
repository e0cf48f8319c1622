"""Taking back: "no, I said Thursday", "not Tuesday, Thursday", "Tuesday — no wait, Thursday", "不是周二，是周四".

An utterance is cut into clauses. A clause that denies something is set aside, so that its value is not taken for the answer; after
an interjection that takes back what was said before it ("no", "I meant", "不对") only the later clauses count.
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
    """What they said is not so, e.g. `Tuesday` of "not Tuesday"."""
    denies: bool
    """True if something is called wrong, by whatever word: in answer to "is that right?" it is not right."""


@dataclass(frozen=True, slots=True)
class _Words:
    """How a language denies. All but `clause_end` and `denies` are looked for at the start of a clause."""

    clause_end: re.Pattern[str]
    fillers: re.Pattern[str]
    """Says nothing, before one of the next two."""
    wrong: re.Pattern[str]
    """Calls wrong what came before."""
    hesitates: re.Pattern[str]
    """Replaces what came before without calling it wrong; may be mere politeness."""
    harmless: re.Pattern[str]
    """Denying words that deny nothing here; also anywhere in a clause."""
    denies: re.Pattern[str]
    """A clause that has it says what is not."""
    joint: str


_ENGLISH: Final = _Words(
    clause_end=re.compile(
        r"[.!?,;:…—]+(?=\s|$)|—|\s-+\s|\s(?=(?:but|rather|instead)\b)"
        r"|\s(?=(?:no wait|wait no|no sorry|oh no|i mean|i meant|i said|make (?:it|that)|or rather|scratch that|it's|it is)\b)",
        re.IGNORECASE,
    ),
    fillers=re.compile(r"(?:(?:oh|uh|um|ah|okay|ok|well|but|and|so|then)(?:\s+|$))+", re.IGNORECASE),
    wrong=re.compile(
        r"(?:no(?:pe)?|wrong|incorrect|(?:that's|that is|that was) (?:not (?:right|correct|it)|wrong)|scratch that|correction"
        r"|i (?:said|meant)|i (?:wanted|asked) (?:for|to say)|make (?:it|that)|(?:or )?rather)(?=\s|$)\s*",
        re.IGNORECASE,
    ),
    hesitates=re.compile(r"(?:wait|sorry|actually|i mean|instead)(?=\s|$)\s*", re.IGNORECASE),
    harmless=re.compile(
        r"\b(?:why (?:not|don't)|no (?:problem|worries|doubt|matter|idea|preference|one|way)"
        r"|not (?:at all|bad|a problem|before|until|till|after|later|earlier|more|less|only|sure)"
        r"|no (?:later|earlier|sooner|more|less)"
        r"|(?:don't|doesn't|wouldn't) (?:mind|matter|know|think)|can't wait)\b",
        re.IGNORECASE,
    ),
    denies=re.compile(
        r"\b(?:not|never|(?:is|was|are|do|does|did|ca|wo|would|could|should)n't|cannot|no good|except)\b", re.IGNORECASE
    ),
    joint=", ",
)
_CHINESE: Final = _Words(
    clause_end=re.compile(
        r"[!?;…—。、]+|(?<!\d)[.,:]+|[.,:]+(?!\d)|\s+|(?<=[^不])(?=而是|应该是|我说的?是|我是说|改成|改为|还是)"
        r"|(?<=[^不])(?<!还)(?<!说)(?<!说的)(?<!而)(?<!该)(?=是)"
    ),
    wrong=re.compile(
        r"(?:不对|不是|不|错了?|说错了|搞错了|弄错了)[啊吧呀哦了的]*(?=$|我|应该|改)|改成|改为|应该是|我说的?是|我是说|而是"
    ),
    fillers=re.compile(r"[啊哦噢呃嗯喔欸诶]+"),
    hesitates=re.compile(r"等等|等一下|不好意思|抱歉|那个|(?:我的)?意思是|还是"),
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
        rest, takes_back, wrong = _without_interjections(clause, words)
        denies = denies or wrong
        if takes_back and said:
            replaced, said = [*replaced, *said], []
        if match := words.denies.search(words.harmless.sub(_blank, rest)):
            denies = True
            denied.append(rest[match.end() :].strip())
        elif rest:
            said.append(rest)
    return Correction(words.joint.join(said), words.joint.join(replaced), tuple(denied), denies)


def _clauses(text: str, words: _Words) -> list[str]:
    parts = (part.strip() for part in words.clause_end.split(text))
    return [part for part in parts if part]


def _without_interjections(clause: str, words: _Words) -> tuple[str, bool, bool]:
    """The clause from its first other word on; whether what came before is taken back; whether that was called wrong."""
    takes_back = wrong = False
    while True:
        filler = words.fillers.match(clause)
        start = filler.end() if filler else 0
        match = words.hesitates.match(clause, start)
        if match is None and not words.harmless.match(clause, start):
            match = words.wrong.match(clause, start)
            wrong = wrong or match is not None
        if match is None:
            return clause, takes_back, wrong
        takes_back = True
        clause = clause[match.end() :].strip()


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
