"""What listeners say, per language (ISO 639-1). Data only; the policies beside this file use it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BACKCHANNELS: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset(
        {
            "yeah",
            "yep",
            "yup",
            "yes",
            "right",
            "ok",
            "okay",
            "sure",
            "alright",
            "all right",
            "really",
            "good",
            "great",
            "nice",
            "cool",
            "wow",
            "i see",
            "got it",
            "go on",
            "of course",
        }
    ),
    "zh": frozenset(
        {
            *(
                "好",
                "好的",
                "好啊",
                "好吧",
                "对",
                "对啊",
                "对的",
                "是",
                "是啊",
                "是的",
                "是吗",
                "是这样",
                "行",
                "行啊",
                "可以",
                "没错",
            ),
            *(
                "真的",
                "真的吗",
                "真不错",
                "不错",
                "知道",
                "知道了",
                "明白",
                "明白了",
                "懂了",
                "了解",
                "了解了",
                "这样啊",
                "原来如此",
            ),
            *("ok", "okay"),
        }
    ),
}
"""A listener's responses that ask for nothing (Yngve 1970; for Mandarin Clancy et al. 1996). As an answer to a finished question
they count as words. Hums are known by their letters or syllables: `engine.call.overlap.barge_in`."""
