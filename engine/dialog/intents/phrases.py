"""What people say to a script, for a recognizer that can be told of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.dialog.intents.trained import examples_of
from engine.dialog.script import Script

SPELLED: Final[Mapping[str, tuple[str, ...]]] = {
    "zh": (
        *"零一二三四五六七八九幺两",
        *("是", "号码是", "我的号码是", "会员号", "手机号", "电话", "就是", "那个", "嗯"),
        *("不知道", "没有", "等一下", "多少", "什么", "忘了"),
    )
}
"""By language, what answers in digits are made of: the digits, what is said around them, and in their place."""
_LANGUAGES: Final = frozenset({"zh"})
"""In English the second recognizer hears what can be heard."""


def phrases_of(script: Script) -> tuple[str, ...]:
    """Its examples and its language's background; nothing in languages where nobody has measured what that is good for."""
    return tuple(examples_of(script).texts) if script.language in _LANGUAGES else ()
