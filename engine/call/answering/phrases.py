"""What machines and people say when they answer a call, per language (ISO 639-1). Data only.

Each pattern is looked for anywhere in what was heard, in lower case. "He is not available" is in none: people say it of others;
only a recording speaks of "the person you are calling". Sources: greetings of voicemail systems, of call screening on phones, of
switchboards and networks in the United States, Britain and China, and the prompts of Asterisk.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType
from typing import Final


class Kind(Enum):
    PERSON_ASKS = auto()
    """Questions that no recording asks, whatever else is said: they outweigh everything."""
    SCREENING = auto()
    NO_SUCH_NUMBER = auto()
    CONGESTION = auto()
    ABSENT = auto()
    """The network cannot reach the phone."""
    VOICEMAIL = auto()
    MENU = auto()
    PERSON = auto()
    VAGUE_VOICEMAIL = auto()


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


_DIGIT = r"(\d|zero|one|two|three|four|five|six|seven|eight|nine|star|pound|hash|any key)"
_DIALLED = (
    r"(number|code|extension)( that)? (you( ha|')ve |you |has been |have )?(been )?"
    r"(dialed|dialled|dial|called|reached|entered|trying)"
)
_CALLED = (
    r"(person|party|customer|subscriber|user|number|mobile|cell ?phone)( that| whom?)?"
    r" you( are|'re| have|'ve)?( trying| attempting)?( to)? (call(ing)?|reach(ing)?|dial|contact)"
)

_ENGLISH: Final = {
    Kind.PERSON_ASKS: _any(
        r"\b(can|could|may|shall|should) i (take|give|pass|tell|get) (a |you |him|her|them|your )",
        r"(?<!if )\b(do|would) you (want|like|care) (me )?to (leave|try|call back|speak|hold)\b.*\?",
    ),
    Kind.SCREENING: _any(
        r"\b(your|you're) (full )?name and (the |your )?(reason|purpose|why)",
        r"\b(say|state|record|tell me|give) (me )?your name\b",
        r"\breason (for|of) (your|the|calling|this) ?call",
        r"\bwhy (you're|you are|your) calling\b.*\b(available|see if|screen)",
        r"\bscreening (service|assistant|your|this|calls?)|\bcall screen",
        r"\bsee if (this|the) person is available|\bsee if they('re| are) available",
        r"\bwho('s| is) calling,? after the (tone|beep)",
        r"\bcopy of this conversation",
    ),
    Kind.NO_SUCH_NUMBER: _any(
        rf"{_DIALLED}.{{0,40}}\b(not|no longer|disconnected|changed|invalid|unallocated|out of)\b(?!.{{0,12}}(available|answer))",
        r"\b(has been|is) (disconnected|temporarily disconnected)",
        r"\b(is|are)( not|n't| no longer) (a (valid|working)|in service|in use|a valid|valid|assigned|recogni[sz]ed|connected)",
        r"\bcannot be completed as (dialed|dialled|entered)",
        r"\bcheck the number and (dial|try|call)",
        r"\bnot been recogni[sz]ed|\bnumber (has|was) changed|\bout of service\b",
        r"\bdoes not exist\b",
    ),
    Kind.CONGESTION: _any(
        r"\ball (of our )?(circuits|lines) are (currently |now )?busy",
        r"\bcircuits are busy|\bnetwork (is )?(busy|difficulties|congest)",
        r"\bcall (could not|cannot|can't) be (completed|connected) at this time",
    ),
    Kind.VOICEMAIL: _any(
        r"(?<!you )(?<!you to )\bleave (me |us |him |her |them )?(a |your |my |the |an )?"
        r"(brief |short |detailed |quick )*(message|name|number|voice)(?!\?)",
        r"\b(after|at|before|wait for|hear|hearing|following) (the |a |that )?(tone|beep)\b",
        r"\bsound of the (tone|beep)|\bthe beep\b",
        r"\bvoice ?mail|\bmail ?box\b|\banswering machine|\banswer ?phone|\bmessage bank",
        r"\brecord (your|a) (message|voice)|\byour message (after|at|will)|\bmessaging (system|service)",
        r"\b(i|we)( am| are|'m|'re)? ?(can't|cannot|can not|unable to|not able to|won't be able to|couldn't)"
        r" (come|get|make it|answer) ?(to )?(the |your |my )?(phone|call|cell)",
        r"\b(to|can't|cannot) (take|answer) your call\b|\bmissed your call\b",
        r"\b(get back to you|return your call|call you back|reach out to you) as soon as",
        r"\bi'll (get back|call back|call you back|return your call) (to you )?(when|once|later|shortly)",
        rf"\b{_CALLED}\b.{{0,40}}\b(not|unavailable|cannot|can't|unable|busy)\b",
        r"\b(nobody|no one|noone|no-one) is available to take",
        r"\bforwarded to (an |a )?(automat|voice)",
        r"\bat the tone\b",
    ),
    Kind.MENU: _any(
        rf"\b(press|dial|push|enter|touch) {_DIGIT}\b",
        rf"(?<!\bi )(?<!\bi'd )(?<!\bi'll )(?<!\bi would )(?<!\bwe'd )(?<!\blet's )\bsay {_DIGIT}\b",
        rf"\bpress(ing)? (the )?(\d|{_DIGIT})",
        r"\bfor [\w ,']{3,40}, ?(please )?(press|dial|say)\b",
        r"\bto (speak|talk) (to|with) [\w ]{3,40},? ?(please )?(press|dial|say)\b",
        r"\b(main menu|menu options|options have|following options|these options|listen carefully|automated attendant)",
        r"\bcalls? (may|might|will|can) be (monitored|recorded)|\b(is|are) being recorded",
        r"\byour call is (very )?(important|now|being|first)",
        r"\b(all|our) (of our )?(representatives?|represent\w+|agents|operators|associates|advisors)\b"
        r".{0,30}\b(busy|assisting|helping|speaking)",
        r"\bnext available (representative|agent|operator|associate|advisor|team|person)",
        r"\b(stay|remain) on the line\b.{0,60}\b(call|answered|next|operator|representative|assist)",
        r"\b(your|the) (party's|parties|party) (extension|first|last)|\bknow (your|the) (party's |parties |party )?extension",
        r"\benter (your|the) [\w ]{0,30}(number|code|pin|password|extension|letters)",
        r"\b(pound|hash) (key|sign)|\btouch[- ]?tone|\bkeypad\b",
        r"\bpara (continuar|espa)|\bin a few words\b",
        r"\b(representatives?|representing of the household)s? (of the household )?(is|are) currently",
        r"\b(estimated|expected) (hold|wait)|\bcaller number\b|\bcallers? (waiting|ahead)",
    ),
    Kind.ABSENT: _any(
        r"\b(switched off|turned off|powered off|out of (reach|range|coverage|the coverage)|not reachable|unreachable)\b",
        r"\bis (currently )?not available\b.{0,30}\b(try|call) (your call |again )?(again|later|back)",
        r"\bplease try (again|your call again|calling again|calling) later|\btry your call (again|later)",
        r"\b(party|person) you are trying to reach\b",
    ),
    Kind.PERSON: _any(
        r"\b(how|what) (can|may|could) (i|we) (help|do)\b|\bhow are you\b|\bwhat can i\b",
        r"\b(speaking|here)[.,?!]*( how| what| can|$)|\bthis is (he|she|him|her)\b|\b\w+ speaking\b",
        r"\b(who('s| is) (this|calling|speaking|that)|who am i)\b",
        r"\bmay i ask\b|\bhold on\b|\bone (moment|second|sec)\b|\bjust a (moment|minute|second|sec)\b|\bhang on\b",
        r"\bcan you (hear|call|speak)\b|\bi can'?t hear\b|\banybody there\b|\banyone there\b|\bare you there\b",
        r"\bwhat do you want\b|\bwhat's up\b|\bis (that|this) you\b|\bcan i help\b",
    ),
    Kind.VAGUE_VOICEMAIL: _any(
        r"\byou( ha|')ve reached\b|\byou have reached\b|\byou reached\b|\byour reach(ed)?\b",
        r"\b(i'm|i am|we're|we are) (currently |either |sorry,? |probably )?"
        r"(not|unavailable|away|out of|closed|on the other line|busy or)\b"
        r"(?! (interested|sure|the|looking|going|buying|him|her))",
        r"\b(office|opening|business|store) hours\b|\b(is|are) (now|currently) closed\b",
        r"\bthank(s| you) for (calling|your call)\b.{0,80}\b(closed|unavailable|not available|hours|website)",
        r"\bi'll (get back to|call|return)\b|\bi will (get back to|call|return)\b|\bwe('ll| will) (get back|call|return)\b",
        r"\b(missed|sorry i missed|sorry we missed) (you|your)\b",
        r"\b(has been|is being|being) forwarded\b",
    ),
}

_CHINESE: Final = {
    Kind.SCREENING: _any(
        r"来电(目的|原因|事由)", r"(说|留)(出|下|一下)?(您|你)的(姓名|名字)(和|及|与)",
        r"请问(您|你)是(谁|哪位).{0,8}(什么事|来电)|语音助[手理]|秘书台?为您",
    ),
    Kind.NO_SUCH_NUMBER: _any(r"是?空号|号码不存在|号码有误|已(经)?停机|未启用|核对后?再拨|已(经)?注销"),
    Kind.CONGESTION: _any(r"(线路|网络)(正|繁)?忙"),
    Kind.VOICEMAIL: _any(r"请留言|后留言|留言信箱|语音信箱|嘀声|提示音|留下(您|你)的(口信|留言|姓名)"),
    Kind.MENU: _any(
        r"请按|按[零一二三四五六七八九0-9井#*]|(转人工|人工(服务|客服|座席))请|通话(可能|将)?(会)?被?录音|分机号",
        r"(感谢|欢迎)致电",
    ),
    Kind.ABSENT: _any(r"已?关机|不在服务区|暂时?无法(接通|接听)|无法接通|无人接听|正在通话中|请稍后再拨|您(所)?拨打的"),
    Kind.PERSON: _any(r"请问(您|你)?(是|找)?(哪位|谁)|你(是)?(谁|哪位)|找谁|您哪位|有什么(可以|能)帮|什么事"),
}  # fmt: skip

PHRASES: Final[Mapping[str, Mapping[Kind, re.Pattern[str]]]] = MappingProxyType({"en": _ENGLISH, "zh": _CHINESE})
