"""What listeners and answering machines say, per language (ISO 639-1). Data only; the policies beside this file use it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

BACKCHANNELS: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset(
        {
            "mm",
            "mmm",
            "hm",
            "hmm",
            "mhm",
            "mhmm",
            "uh",
            "um",
            "aha",
            "ah",
            "oh",
            "uh huh",
            "mm hmm",
            "m hm",
            "yeah",
            "yep",
            "right",
            "ok",
            "okay",
            "sure",
            "alright",
            "all right",
            "really",
            "i see",
            "got it",
            "go on",
            "of course",
        }
    ),
    "zh": frozenset({"嗯", "哦", "噢", "啊", "好", "好的", "对", "是", "是的", "嗯好的"}),
}
"""A listener's responses that ask for nothing (Yngve 1970). As an answer to a finished question they count as words."""

# "He is not available" is what people say of others: only a recording speaks of "the person you are calling".
MACHINE_PHRASES: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(leave (me |us |your |a |the )*(name|message|number)|(after|at|before) the (tone|beep)|voice ?mail|mailbox"
        r"|(come to|get to) the phone right now|take your call|record your message|you( ha|.)ve reached"
        r"|(person|party|customer|subscriber|number) you (are|.re|have) (calling|called|trying|dialed|dialled))\b"
    ),
    "zh": re.compile(r"请留言|后留言|语音信箱|暂时无法接听|无法接通|嘀声|提示音"),
}
"""Found anywhere in what was heard, lower case, they give a recording away."""
