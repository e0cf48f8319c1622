"""Utterances as plain words: what is left when case, punctuation, fillers and spelling variants of speech are gone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_APOSTROPHES: Final = re.compile(r"[’‘`´']")
_NOT_A_WORD: Final = re.compile(r"[^\w\s]|_")
_CJK: Final = re.compile(r"([\u3400-\u9fff])")
_CLAUSE_END: Final = re.compile(r"[.!?,;:…。！？，；：、-]+(?=\s|$|[\u3400-\u9fff])|\b(?:but|because)\b")

_KNOWN_TEXTS: Final = 8192
"""An utterance is looked at from many sides, and so is each example; the built-in ones are in all scripts."""

_FILLERS: Final = frozenset({"um", "uh", "er", "erm", "hmm", "hm", "ah", "oh", "well", "so", "please", "hey"})
_VARIANTS: Final = {
    **dict.fromkeys(("yeah", "yep", "yup", "yea", "yah", "ya", "yeh", "yas"), "yes"),
    **dict.fromkeys(("nope", "nah", "naw"), "no"),
    **dict.fromkeys(("ok", "okey", "okie", "kay", "alright"), "okay"),
    "whats": "what is",
    "wanna": "want to",
    "gonna": "going to",
    "gotta": "got to",
    "cannot": "cant",
}
_MISHEARD_ALONE: Final = {"know": "no", "noh": "no", "yet": "yes", "yest": "yes", "shore": "sure"}
"""What recognizers write for a one-word answer."""
_CJK_GAP: Final = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_NEGATIONS: Final = re.compile(
    r"\b(?:no|not|never|none|nothing|dont|cant|wont|isnt|arent|didnt|doesnt|wouldnt|havent|hardly)\b|[不没别甭勿无]"
)
_POSITIVE_IDIOMS: Final = re.compile(
    r"\b(?:why (?:not|dont)|no (?:problem|worries|doubt)|not (?:bad|a problem)|(?:dont|wouldnt) mind|cant wait)\b"
    r"|不错|没问题|没错|特别|差不多"
)


_QUESTIONS: Final = re.compile(
    r"(?:(?:and|but|sorry|wait|yes|no|okay|hello) )*"
    r"(?:(?:what|whats|who|whos|whose|when|whens|where|wheres|why(?! not)|whys|how|hows|which)\b"
    r"|(?:is|are|was|were|do|does|did|can|could|will|would|should|shall|may|have|has|am)"
    r" (?:i|you|it|that|this|there|we|they|he|she|the|my|your|a|an|any|anyone|anybody|somebody|someone)\b)"
)


@lru_cache(maxsize=_KNOWN_TEXTS)
def normalise(text: str) -> str:
    """Lower-case words with single spaces; apostrophes are dropped (`don't` → `dont`), each Chinese character is a word."""
    return " ".join(_CJK.sub(r" \1 ", _NOT_A_WORD.sub(" ", _APOSTROPHES.sub("", text.lower()))).split())


@lru_cache(maxsize=_KNOWN_TEXTS)
def fold(text: str) -> str:
    """`normalise`, with spoken variants made one (`yeah` → `yes`) and fillers dropped, unless nothing else was said."""
    words = [_VARIANTS.get(word, word) for word in normalise(text).replace("thank you", "thanks").split()]
    meant = [word for word in words if word not in _FILLERS]
    folded = " ".join(meant or words)
    return _MISHEARD_ALONE.get(folded, folded)


def unspaced(folded: str) -> str:
    """Folded words as one writes them: without the gaps between Chinese characters."""
    return _CJK_GAP.sub("", folded)


def clauses(text: str) -> tuple[str, ...]:
    """The parts of an utterance between punctuation and before a `but`, folded, without repeats; at most the first six."""
    parts = (fold(part) for part in _CLAUSE_END.split(_APOSTROPHES.sub("'", text.lower())))
    return tuple(dict.fromkeys(part for part in parts if part))[:6]


@lru_cache(maxsize=_KNOWN_TEXTS)
def is_negated(folded: str) -> bool:
    """True if folded words deny something; `why not` and `no problem` do not."""
    return bool(_NEGATIONS.search(_POSITIVE_IDIOMS.sub(" ", unspaced(folded))))


def is_question(folded: str) -> bool:
    """True if folded English words have the form of a question: "where is it", "can I park there"."""
    return _QUESTIONS.match(folded) is not None
