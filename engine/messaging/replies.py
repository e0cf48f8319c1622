"""Whether somebody who answers a message wants no more of them: pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LATIN: Final = (
    # English, as carriers want it (CTIA Short Code Monitoring Handbook), then German, French, Spanish, Italian, Portuguese, Dutch.
    "stop stopall unsubscribe cancel end quit optout opt-out revoke remove stopp abmelden abbestellen arret arrêt desabonner "
    "désabonner baja alto parar cancelar sair afmelden basta disiscrivi"
)
_CHINESE: Final = "t td tt 退订 退訂 取消 取消订阅 停止 停 拒收 不要再发"
"""T and TD stand for tuiding."""
_ALONE: Final = frozenset((*_LATIN.split(), *_CHINESE.split()))
_FIRST: Final = frozenset({"stop", "stopp", "stopall", "unsubscribe", "arret", "arrêt", "baja"})
"""Meant so, whatever follows."""
_BEGINNING: Final = ("退订", "退訂", "拒收")
_PUNCTUATION: Final = re.compile(r"[^\w\s-]+")


def is_opt_out(text: str) -> bool:
    """`STOP`, `Stop please!`, `退订`, `ＴＤ`: yes. `Can you stop by at six?`: no."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = _PUNCTUATION.sub(" ", plain).split()
    if not words:
        return False
    return " ".join(words) in _ALONE or words[0] in _FIRST or words[0].startswith(_BEGINNING)
