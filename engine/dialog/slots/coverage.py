"""How much of an utterance is an answer: "Tuesday at nine, please" is one; a story in which a Tuesday occurs may be none."""

from __future__ import annotations

import re
from typing import Final

_MOST_OTHER_WORDS = 3
"""So many words may stand beside an answer that neither belong to it nor to the phrases that usually go with one."""
_STORY = 0.75

_ENGLISH_USUAL: Final = frozenset(
    re.findall(
        r"\S+",
        """
        a about after afternoon again ago ah all also am an and any anything anytime around as at be because been before
        best better between but by call can come could couple day days did do does dollars each else euros evening every
        fine first for free from get give go good got great had half have hello hi hour hours how i i'd i'll i'm if in
        is it it'd it'll it's just know last later let let's like maybe me meet mean minute minutes month months morning
        much my next night no noon not now number o'clock of off oh ok okay on one only or our out past pay per perhaps
        phone please possible pounds prefer probably really right say see should so some sometime sorry suit suits sure
        take than thank thanks that that's the them then there there's they think this time times to today tomorrow
        tonight try um uh us want was we week weekend weeks well were what when which will with work works would yeah
        year years yes you you're your january february march april may june july august september october november
        december people point
        """,
    )
)
_ENGLISH_VALUE: Final = re.compile(
    r"(?:\w*(?:teen|ty|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|zero|hundred|thousand|million|day|th|st|nd|rd)|.*\d.*)s?"
)
_WORD: Final = re.compile(r"[^\W_][\w']*")
_CHINESE_USUAL: Final = re.compile(
    r"[0-9零〇一二两三四五六七八九十百千万亿半几点分刻块元毛钱号日月年周天早晚上中下午明后今大底初末旬星期礼拜小时钟个多左右来]"
    r"|我们?|你们?|您|他们?|的|了|吧|吗|呢|啊|是|在|就|那|这|要|想|可以|行|好|能|给|打|电话|再|联系|去|过|到|以|之|前|也|都|比较"
    r"|差不多|大概|大约|应该|可能|方便|有空|时间|说|请|麻烦|谢谢|人|位|嗯|喂"
)


def certainty(text: str, language: str) -> float:
    """A factor for how sure a value in a tidy text is: 1.0, or less if most of the words are about something else."""
    if language == "zh":
        others = len(re.findall(r"[\u3400-\u9fff]", _CHINESE_USUAL.sub("", text))) // 2
    else:
        words = _WORD.findall(text.lower())
        others = sum(1 for word in words if word not in _ENGLISH_USUAL and not _ENGLISH_VALUE.fullmatch(word))
    return 1.0 if others <= _MOST_OTHER_WORDS else _STORY
