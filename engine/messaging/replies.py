"""Whether somebody who answers a message wants no more of them: pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LATIN: Final = (
    # English, as carriers (CTIA Short Code Monitoring Handbook) and 47 CFR 64.1200(a)(10) want it, then German, French, Spanish,
    # Italian, Portuguese, Dutch.
    "stop stopall unsubscribe cancel end quit optout opt-out revoke remove stopp abmelden abbestellen arret arrêt desabonner "
    "désabonner baja alto parar cancelar sair afmelden basta disiscrivi"
)
_PHRASES: Final = (
    "opt out", "opt me out", "remove me", "take me off", "take me off your list", "no more", "no more texts", "no more messages",
    "do not text", "do not text me", "dont text", "dont text me", "do not contact me", "dont contact me", "leave me alone",
)  # fmt: skip
_POLITE: Final = frozenset({"please", "pls", "plz", "ok", "okay", "hi", "hello"})
"""At the beginning or the end they change nothing."""
_CHINESE: Final = "t td tt 退订 退訂 取消 取消订阅 停止 停 拒收 不要再发"
"""T and TD stand for tuiding."""
_ALONE: Final = frozenset((*_LATIN.split(), *_PHRASES, *_CHINESE.split()))
_FIRST: Final = frozenset({"stop", "stopp", "stopall", "unsubscribe", "arret", "arrêt", "baja"})
"""Meant so, whatever follows."""
_BEGINNING: Final = (
    "退订", "退訂", "拒收", "不要再发", "不要再發", "别再发", "別再發", "不要发了", "别发了", "请勿再发", "停止发送", "取消订阅",
)  # fmt: skip
_APOSTROPHE: Final = re.compile(r"['’]")
_PUNCTUATION: Final = re.compile(r"[^\w\s-]+")


def is_opt_out(text: str) -> bool:
    """`STOP`, `Please don't text me!`, `退订`, `ＴＤ`: yes. `Can you stop by at six?`: no."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = _PUNCTUATION.sub(" ", _APOSTROPHE.sub("", plain)).split()
    while words and words[0] in _POLITE:
        words.pop(0)
    while words and words[-1] in _POLITE:
        words.pop()
    if not words:
        return False
    return " ".join(words) in _ALONE or words[0] in _FIRST or words[0].removeprefix("请").startswith(_BEGINNING)
