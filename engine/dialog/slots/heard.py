"""What a recognizer writes, in one spelling: half-width characters, straight apostrophes, simplified Chinese characters."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_TRADITIONAL: Final = str.maketrans(
    "點鐘後個號兩時這週禮塊錢萬億圓歐鎊幣幾對沒來們還總開會電話請說間區晚準過從誰實剛纔現當應該給辦錯極達願樓東單雙貳參陸圍邊進離"
    "臺灣國語證碼認識將頭腦張劉陳楊趙黃吳鄭孫馬羅謝許鄧馮蕭葉蘇盧賈範鐵鍾謂麼嗎於與並無為預約買賣門課員",
    "点钟后个号两时这周礼块钱万亿圆欧镑币几对没来们还总开会电话请说间区晚准过从谁实刚才现当应该给办错极达愿楼东单双贰参陆围边进离"
    "台湾国语证码认识将头脑张刘陈杨赵黄吴郑孙马罗谢许邓冯萧叶苏卢贾范铁钟谓么吗于与并无为预约买卖门课员",
)
"""Whisper writes Mandarin in either script. Only characters that bear on the grammars and common names; others stay as they are."""
_APOSTROPHES: Final = re.compile("[’‘`´]")
_OLD_DAY: Final = re.compile(r"\bto-(?=(?:day|night|morrow)\b)", re.IGNORECASE)
_JOINED_PAST: Final = re.compile(r"(?<=[a-z])-(?=past\b)", re.IGNORECASE)
"""Moonshine writes "to-morrow" and "half-past"."""
_MERIDIEM: Final = re.compile(r"(?<![a-z])([ap])\. ?m\b\.?", re.IGNORECASE)
_CHINESE: Final = "\u3400-\u9fff"
_CHINESE_GAP: Final = re.compile(rf"(?<=[{_CHINESE}0-9]) +(?=[{_CHINESE}])|(?<=[{_CHINESE}]) +(?=[0-9])")


def tidy(text: str, language: str) -> str:
    """One spelling for what may be written in several; letters keep their case. `language` is a base language."""
    text = _APOSTROPHES.sub("'", unicodedata.normalize("NFKC", text))
    if language == "zh":
        return _CHINESE_GAP.sub("", " ".join(text.translate(_TRADITIONAL).split()))
    return _MERIDIEM.sub(r"\1m", _JOINED_PAST.sub(" ", _OLD_DAY.sub("to", " ".join(text.split()))))
