"""Mandarin in Kokoro's alphabet: a tool of `telephony.lab.kokoro`, which needs `pypinyin` (the extra `zh` brings it).

The table is that of the model's own front end (misaki, Apache-2.0, https://github.com/hexgrad/misaki), after pinyin-to-ipa by
Stefan Taubert (MIT): initial and final in IPA, the tone as an arrow behind the vowel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pypinyin import Style, pinyin

_PUNCTUATION: Final = {"，": ",", "。": ".", "？": "?", "！": "!"}
_TONES: Final = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}


def _table(spelled: str) -> Mapping[str, str]:
    return MappingProxyType(dict(pair.split("=") for pair in spelled.split()))


_INITIALS: Final = _table("b=p p=pʰ m=m f=f d=t t=tʰ n=n l=l g=k k=kʰ h=x j=ʨ q=ʨʰ x=ɕ zh=ꭧ ch=ꭧʰ sh=ʂ r=ɻ z=ʦ c=ʦʰ s=s")
_FINALS: Final = _table(
    "a=a* ai=ai* an=a*n ang=a*ŋ ao=au* e=ɤ* ei=ei* en=ə*n eng=ə*ŋ er=ɚ* i=i* ia=ja* ian=jɛ*n iang=ja*ŋ iao=jau* ie=je* in=i*n "
    "ing=i*ŋ iong=jʊ*ŋ iou=jou* ong=ʊ*ŋ ou=ou* o=wo* u=u* ua=wa* uai=wai* uan=wa*n uang=wa*ŋ uei=wei* uen=wə*n ueng=wə*ŋ uo=wo* "
    "v=y* van=ɥɛ*n ve=ɥe* vn=y*n"
)
"""`*` is where the tone goes."""
_BUZZING: Final = frozenset({"z", "c", "s", "zh", "ch", "sh", "r"})
"""After these, `i` is a vowel of its own."""


def phonemes(text: str) -> str:
    """Chinese characters with `，。？！` between them.

    Raises:
        ValueError: there is something else in the text.
    """
    return "".join(_PUNCTUATION.get(piece) or _clause(piece) for piece in re.split(r"([，。？！])", text) if piece)


def _clause(characters: str) -> str:
    initials = pinyin(characters, style=Style.INITIALS, strict=True, errors="ignore")
    finals = pinyin(characters, style=Style.FINALS_TONE3, strict=True, errors="ignore", neutral_tone_with_five=True)
    if len(finals) != len(characters):
        raise ValueError(f"'{characters}' is not only Chinese characters")
    return "".join(_syllable(initial, final) for (initial,), (final,) in zip(initials, finals, strict=True))


def _syllable(initial: str, toned: str) -> str:
    final, tone = toned[:-1].replace("ü", "v"), toned[-1]
    vowel = "ɨ*" if final == "i" and initial in _BUZZING else _FINALS[final]
    return _INITIALS.get(initial, "") + vowel.replace("*", _TONES[tone])
