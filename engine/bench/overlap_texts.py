"""What people say while somebody else speaks: a listener's responses, and interruptions. Material of barge-in's weights."""

from __future__ import annotations

import re
from typing import Final, Literal

Kind = Literal["bc", "in"]
"""`bc` is a response (a backchannel), `in` an interruption: as sounds are labelled in .npz files."""

KOKORO_HUMS: Final = {
    "mmhmm1": "mmhˈmm.",
    "mmhmm2": "ˌmˈm hˌmˈm.",
    "mmhmm3": "əm hˈʌm.",
    "mm": "mˈm.",
    "hmm": "hˈmm.",
    "uhhuh": "ˌʌhˈʌ.",
    "aha": "ɑhˈɑ.",
    "zh-en": "ən.",
    "zh-haode": "hˈW də.",
    "zh-dui": "dwˈA.",
}
"""Name to the phonemes that make Kokoro hum."""

ESPEAK_HUMS: Final = {
    "mmhmm1": "[[m:h'm:]]",
    "mmhmm2": "[[m'mh,m]]",
    "mmhmm3": "[[@mh'Vm]]",
    "mm": "[[m:m]]",
    "hmm": "[[h'm:]]",
    "uhhuh": "[['Vh'V]]",
    "aha": "[[A:h'A:]]",
}
"""Name to espeak-ng's own phoneme notation."""

FLITE_HUMS: Final = ("Mm hmm.", "Uh huh.", "Mm.", "Hmm.", "Aha.")

RESPONSES: Final = (
    *("Yeah.", "Yep.", "Right.", "Okay.", "Sure.", "I see.", "Oh.", "Ah.", "Alright.", "Got it."),
    *("Oh, okay.", "Yeah, yeah.", "Really?", "Okay, okay.", "Right, right.", "Oh, I see.", "Great.", "Good."),
)

INTERRUPTIONS: Final = (
    *("Stop.", "No.", "Wait.", "No, no, no.", "Hold on.", "Stop it.", "No thanks.", "Not interested.", "Wait a second."),
    *("How much does it cost?", "Who is this?", "What company is this?", "Sorry, who is calling?", "I'm not interested."),
    *("Can I talk to a person?", "I'm driving right now.", "Please don't call me again.", "Take me off your list."),
    *("What do you want?", "Excuse me?", "Hello?", "Is this a recording?", "Yes, I want that.", "Yeah, I'd like to join."),
    *("Okay, I'll take it.", "Okay but how much is it?", "Right, but I have a question.", "Um, I have a question."),
    *("Well, let me think about it.", "But I already have one.", "And what about the price?", "Sure, sign me up."),
    *("I don't need that.", "Call me later.", "Listen, I'm busy.", "What?", "Why?", "Pardon me?", "No way."),
    *("Mmm, no, I don't think so.", "Just a moment.", "Do you have a cheaper one?", "Actually, can I ask something?"),
    *("Can you speak up?", "My wife does that.", "Let me stop you there.", "That's not for me.", "You called me yesterday."),
    *("Wrong number.", "Where are you calling from?", "When does it start?", "Sorry, I can't hear you.", "There's nobody here."),
)

CHINESE_RESPONSES: Final = ("嗯", "好的", "好", "对", "是的", "哦")

CHINESE_INTERRUPTIONS: Final = ("等一下", "不需要", "不要", "多少钱", "你是谁", "我在开车", "不用了谢谢", "什么公司")


def label(voice: str, kind: Kind, text: str) -> str:
    """The name of a sound in a file, `voice|kind|text`, the text in small letters, digits, Chinese characters and hyphens."""
    words = re.sub(r"[^a-z0-9一-鿿]+", "-", text.lower().replace("'", "")).strip("-")
    return f"{voice}|{kind}|{words}"
