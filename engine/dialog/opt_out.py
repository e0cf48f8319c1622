"""Phrases that take a person off the list whatever a classifier thinks. Missing one is a breach of law; so they are spelled out.

They are searched in lower-case text with straight apostrophes.
"""

from __future__ import annotations

import re
from typing import Final

ENGLISH_OPT_OUT: Final = re.compile(
    r"""
    # "stop calling me", "would you quit bothering us"
    \b(?:stop|quit|cease)\ (?:\w+\ )?(?:calling|contacting|phoning|ringing|bothering|harassing|disturbing|texting|these\ calls)\b
    # "don't ever call here again", "told you not to phone me" - but neither "don't call me now" nor "don't call me Bob"
  | \b(?:don'?t|do\ not|(?<!you\ )(?<!they\ )never|not\ to|no\ longer)\b\ (?:\w+\ ){0,2}
        (?:call|contact|phone|ring|text|(?:bother|harass|disturb)(?=\ (?:me|us)\b))
        (?:\ (?:me|us|here|back|(?:on\ |at\ )?(?:this|my)\ (?:\w+\ )?(?:number|house|phone|home)))*
        (?:\ (?:again|any\ ?more|any\ longer|ever|please|ok|okay)\b|\s*(?:$|[.,!?;]))
  | \b(?:don'?t|do\ not)\ (?:\w+\ ){0,2}(?:want|wish|like|need)\b[\w\ ']{0,20}
        \b(?:calls|(?:to\ )?be\ (?:called|contacted|bothered)|you\ calling|hear(?:ing)?\ from\ you
            |you\ to\ (?:call|contact)(?:\ me|\ us)?(?:\ again|\ any\ ?more|\s*$|[.,!]))
  | \bno\ more\ (?:\w+\ )?calls\b
    # "take my name off your calling list", "remove my number", "get me out of your system"
  | \b(?:take|remove|get|strike|delete|cross|drop)\b[\w\ ',]{0,25}
        \b(?:off|from|out\ of)\b[\w\ ',]{0,20}\b(?:list|database|system|record|file)s?\b
  | \b(?:remove|delete|erase|lose)\ (?:me|my\ (?:\w+\ )?number|this\ number|my\ (?:details|data|information|contact))\b
  | \bdo[\ -]not[\ -]call[\ -](?:list|registry|register)\b
  | \bunsubscribe\b | \bopt(?:ing)?[\ -](?:me\ )?out\b
""",
    re.VERBOSE,
)

CHINESE_OPT_OUT: Final = re.compile(
    r"""
    (?:不要|别|不准|不许|不用|停止|请勿|勿)[^，。！？]{0,8}(?:打(?!错|扰一下|断)|来电|致电|联系|骚扰|烦我|电话)[^，。！？]{0,6}(?:了|我|来|这|吧|$|[，。！？])
  | (?:删|去|移|拿|划|取消)[^，。！？]{0,6}(?:掉|除|出|走)?[^，。！？]{0,4}(?:名单|号码|电话|资料|信息)
  | (?:号码|电话|名单|资料|信息)[^，。！？]{0,6}(?:删|移除|去掉|拿掉|划掉)
  | 免打扰 | 拉黑 | 黑名单 | 不想(?:再)?(?:接到|收到|听到)[^，。！？]{0,6}(?:电话|来电)
""",
    re.VERBOSE,
)
