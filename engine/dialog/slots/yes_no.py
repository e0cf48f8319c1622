"""Yes or no, however it is put. Neither "maybe" nor "I don't know" is an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.dialog.slots.heard import tidy
from engine.dialog.slots.misheard_zh import respelled_denial
from engine.dialog.slots.spec import Parsed


@dataclass(frozen=True, slots=True)
class _Words:
    question: re.Pattern[str]
    """A clause that asks something back; it answers nothing, whatever words are in it."""
    statement: re.Pattern[str]
    """Begins like a short answer and tells something else, as in "I have another appointment"; it is no yes. Within a clause."""
    undecided: re.Pattern[str]
    idioms: tuple[tuple[re.Pattern[str], str], ...]
    """Phrases whose meaning is not that of their words; blanked out before single words are looked at."""
    yes: re.Pattern[str]
    no: re.Pattern[str]


_ENGLISH: Final = _Words(
    question=re.compile(
        r"^(?:(?:and|but|so|well|okay|ok|wait) )*(?:(?:what|who|whose|when|where|why(?! not)|how|which)\b"
        r"|(?:is|are|was|were|do(?! (?:it|that))|does|did|can|could|will|would|should|may|have|has|am)"
        r" (?:i|you|it|that|this|there|we|they|he|she|the)\b)"
    ),
    statement=re.compile(
        r"\b(?:i (?:am|have)|we (?:are|have)|it is)\b"
        r"(?!(?: (?:indeed|certainly|definitely|absolutely|actually|really|very|much|so|too|thanks|thank|you|please|yes"
        r"|yeah))*$)"
        r"(?! (?:interested|coming|in|ready|happy|glad|willing|speaking|listening|received|done|it|me)\b)"
        r"|\bi (?:do|did|will|would|can) (?:have|need|rather|prefer|think)\b(?! so\b)"
        r"|\bi(?:'d| would) (?:love|like) to (?:think|know|change|speak|talk|ask|cancel|stop)\b"
    ),
    undecided=re.compile(
        r"\b(?:(?:don't|do not|dunno|wouldn't) (?:really )?know|not (?:so |too |really |quite |entirely )?(?:sure"
        r"|certain)|maybe|perhaps|dunno"
        r"|might(?! as well)|it depends|depends|yes and no|no idea|hard to say|unsure)\b"
    ),
    idioms=(
        (re.compile(r"\bwhy not\b|\bno (?:problem|worries|doubt|objections?)\b|\bnot (?:bad|a problem)\b"), "yes"),
        (
            re.compile(
                r"^(?:(?:yes|yeah|hello|hi) )*(?:(?:i am )?speaking|this is (?:he|she|him|her|me)|it's me|you've got (?:him|her|me)"
                r"|you(?:'re| are) (?:speaking|talking) (?:to|with) (?:him|her|me))(?= *$| (?:thanks|thank|yes|sir)\b)"
            ),
            "yes",
        ),
        (re.compile(r"\b(?:don't|wouldn't|do not) mind\b|\bcan't (?:wait|complain|say no)\b|\bdon't see why not\b"), "yes"),
        (
            re.compile(
                r"\b(?:do not|don't|wouldn't|never) (?:really )?(?:think|believe|want|need|like)\b|\bno thanks?\b|\bno way\b"
            ),
            "no",
        ),
        (re.compile(r"\b(?:not|isn't|wasn't|aren't)(?: \w+){0,2} (?:right|correct|true|good|okay|ok|fine|interested)\b"), "no"),
        (
            re.compile(
                r"\b(?:absolutely|definitely|certainly|of course|sure|really|thanks but|probably) not\b"
                r"|\bnot (?:at all|really|now|today)\b"
            ),
            "no",
        ),
        (re.compile(r"\bnot? right now\b|\bright now\b|\ball right then\b"), ""),
        (re.compile(r"\b(?:nuh|uh|un)[ -]?(?:uh|un)\b(?<!uh-huh)"), "no"),
    ),
    yes=re.compile(
        r"\b(?:yes|yeah|yep|yup|yea|yah|ya|aye|sure|certainly|absolutely|definitely|totally|exactly|indeed|correct"
        r"|right|true|ok|okay|alright|fine"
        r"|gladly|will do|do (?:it|that|so)|please do|go ahead|of course|by all means|go for it|let's do (?:it|that)"
        r"|sounds (?:good|great|fine|right|perfect)|perfect|great"
        r"|(?:that|it|this) (?:works|will do|would be (?:great|good|nice|lovely|fine))|i (?:do|am|will|would|can|have"
        r"|did|guess so|suppose so|think so|believe so"
        r"|agree|confirm)(?! to\b)"
        r"|i'd (?:love|like)(?: that| to)?|you bet|uh[ -]?huh|mm[ -]?hmm|mhm|affirmative|that's (?:it"
        r"|me)|it is|we (?:do|can|are|have))\b"
    ),
    no=re.compile(
        r"\b(?:no|nope|nah|naw|never|not|nothing|none|negative|wrong|incorrect|false|nay|cannot|hardly|forget it"
        r"|i'll pass|i'd rather not|refuse|decline"
        r"|\w+n't)\b"
    ),
)
_CHINESE: Final = _Words(
    question=re.compile(
        r"谁|什么(?!问题|意见|不[可好行])|哪|怎么(?!不)|为什么(?!不)|多少|几[个点时号天]|[吗呢]$|(?<!不)(是|行|能|要|对|好|可|有)[不没]\1"
    ),
    statement=re.compile(
        r"(?<!没)有(?:点|一点|个|些|急|别的|其他)*(?:事|会|疑问|客人|约)|(?<!没)有(?:点|个|些)问题"
        r"|要(?:先|再|去)?(?:开会|想|考虑|上班|出门|问|看)|想(?:先|再)?(?:问|想|考虑|知道|了解)"
    ),
    undecided=re.compile(
        r"不(?:太|大|是很|怎么)?(?:知|清楚|确定|好说|一定)|也许|可能(?!不)|说不[定准]|看情况|再说吧|随便|不晓得|再看看|考虑"
    ),
    idioms=(
        (
            re.compile(
                r"没(?:有)?什?么?(?:问题|错|意见|关系|事)|不(?:错|介意|客气|反对)|差不多|为什么不|怎么不|何乐不为|没什么不[可好行]"
            ),
            "yes",
        ),
        (
            re.compile(
                r"(?:好像|应该|可能|当然|绝对|肯定|其实)?(?:不太?|没|别)(?:是(?:本人)?|对|行|好|要|用|想|需要|可以|能|会|方便|愿意|同意|感兴趣|考虑)"
            ),
            "no",
        ),
        (re.compile(r"(?:算|免)了(?:吧)?|错了|不了|没有|没空|没兴趣|没时间|拒绝"), "no"),
    ),
    yes=re.compile(
        r"是|对|好|行|可以|嗯|要|能|会|成|中|当然|确定|确实|没问题|愿意|同意|有|本人|方便|正确|必须的|需要|想|OK|ok|Ok|欸|诶|妥|感兴趣|就这样|来吧"
    ),
    no=re.compile(r"不|没|别|否|错"),
)
_LANGUAGES: Final[Mapping[str, _Words]] = {"en": _ENGLISH, "zh": _CHINESE}
_SLIPS: Final = {"know": "no", "noh": "no", "now": "no", "yet": "yes", "yest": "yes", "shore": "sure", "guess": "yes"}
"""What recognizers write for a one-word answer."""
_CLAUSE_END: Final = re.compile(r"[.,!?;:。！？；、]+")
_WORDS_ONLY: Final = re.compile(r"[^\w' -]+")
_HEDGED: Final = re.compile(r"\b(?:guess|suppose|think|probably|believe)\b|应该|好像|大概")


def read_yes_no(text: str, language: str) -> list[Parsed]:
    """The answer, or nothing if there is none. Of two answers the last counts: "yeah, no" is a no, "no, yeah" a yes."""
    words = _LANGUAGES[language]
    heard = [" ".join(_WORDS_ONLY.sub(" ", clause).split()) for clause in _CLAUSE_END.split(tidy(text, language).lower())]
    clauses = [respelled_denial(clause) for clause in heard] if language == "zh" else heard
    told = [words.statement.subn(" ", clause) for clause in clauses if clause and not words.question.search(clause)]
    lowered = " ".join(" ".join(answer for answer, _ in told).split())
    lowered = _SLIPS.get(lowered, lowered)
    if words.undecided.search(lowered):
        return []
    found: list[tuple[int, str]] = []
    for idiom, meaning in words.idioms:
        found += [(match.start(), meaning) for match in idiom.finditer(lowered) if meaning]
        lowered = idiom.sub(lambda match: " " * len(match.group()), lowered)
    found += [(match.start(), "no") for match in words.no.finditer(lowered)]
    lowered = words.no.sub(lambda match: " " * len(match.group()), lowered)
    found += [(match.start(), "yes") for match in words.yes.finditer(lowered)]
    if not found:
        return []
    meanings = {meaning for _, meaning in found}
    statements = any(count for _, count in told)
    plain = len(meanings) == 1 and not (statements and "no" in meanings) and clauses == heard
    confidence = 1.0 if plain else 0.6
    return [Parsed(max(found)[1], confidence * (0.9 if _HEDGED.search(lowered) else 1.0))]
