"""Phrases that take a person off the list whatever a classifier thinks. Missing one is a breach of law; so they are spelled out.

Other wordings are found by their likeness to examples, if they have a word of sending away at all: an announcement of the network
("call forward on no answer") is about calls, too, and asks for nothing.

They are searched in lower-case text with straight apostrophes.
"""

from __future__ import annotations

import re
from typing import Final

ENGLISH_OPT_OUT: Final = re.compile(
    r"""
    # "stop calling me", "would you quit bothering us"
    \b(?:stop|quit|cease)\ (?:\w+\ )?(?:calling|contacting|phoning|ringing|bothering|harassing|disturbing|texting|these\ calls)\b
    # "stop all those automatic calls", "I forbid you to ring me"
  | \b(?:stop|quit|cease)\ (?:all\ )?(?:these|those|your)\ (?:\w+\ ){0,2}calls\b
  | \b(?:forbid|prohibit)\ you\ (?:to|from)\ (?:call|contact|phon|ring|text)
    # "don't ever call here again", "told you not to phone me" - but neither "don't call me now" nor "don't call me Bob"
  | \b(?:don'?t|do\ not|(?<!you\ )(?<!they\ )never|not\ to|no\ longer)\b\ (?:\w+\ ){0,2}
        (?:call|contact|phone|ring|text|(?:bother|harass|disturb)(?=\ (?:me|us)\b))
        (?:\ (?:me|us|here|back|(?:on\ |at\ )?(?:this|my)\ (?:\w+\ )?(?:number|house|phone|home)))*
        (?:\ (?:again|any\ ?more|any\ longer|ever|please|ok|okay)\b|\s*(?:$|[.,!?;]))
  | \b(?:don'?t|do\ not)\ (?:\w+\ ){0,2}(?:want|wish|like|need)\b[\w\ ']{0,20}
        \b(?:calls|(?:to\ )?be\ (?:called|contacted|bothered|phoned|rung|pestered)|you\ calling|hear(?:ing)?\ from\ you
            |you\ to\ (?:call|contact|phone|ring)(?:\ me|\ us|\ here|\ this\ number)?(?:\ again|\ any\ ?more|\s*$|[.,!]))
  | \bno\ more\ (?:of\ (?:these|those|your)\ )?(?:\w+\ )?calls\b
    # "I want my number removed", "if you call again I will report you"
  | \b(?:want|like|need)\ [\w\ ']{0,25}\bremoved\b
  | \bwant\ (?:to\ be\ )?off\ (?:your|this|that)\ (?:\w+\ )?list\b
  | \b(?:call|phone|ring)\ [\w\ ]{0,15}\bagain\b[\w\ ,']{0,15}\b(?:report|sue)\ you\b
    # "take my name off your calling list", "remove my number", "get me out of your system"
  | \b(?:take|remove|get|strike|delete|cross|drop)\b[\w\ ',]{0,25}
        \b(?:off|from|out\ of)\b[\w\ ',]{0,20}\b(?:list|database|system|record|file)s?\b
  | \b(?:remove|delete|erase|lose)\ (?:me|my\ (?:\w+\ )?number|this\ number|my\ (?:details|data|information|contact))\b
  | \bdo[\ -]not[\ -]call[\ -](?:list|registry|register)\b
  | \bunsubscribe\b | \bopt(?:ing)?[\ -](?:me\ )?out\b
""",
    re.VERBOSE,
)

ENGLISH_SENDING_AWAY: Final = re.compile(
    r"""\b(?:
    stop|quit|cease|never|enough|sick\ of|last\ time|don'?t|do\ not|no\ longer|no\ more|any\ ?more
  | not\ (?:to|call|contact|phone|ring|text) | leave\ (?:me|us) | (?:lose|forget|strike|drop)\ (?:me|us|my|our|this)
  | forbid\w*|prohibit\w*|bother\w*|harass\w*|pester\w*|spam\w*|nuisance|report|sue|lawyer|privacy
  | block|black\ ?list|remov\w+|delet\w+|eras\w+|unsubscrib\w+|opt(?:ing)?|off|out\ of|lists?|register|registry|database|records?
    )\b""",
    re.VERBOSE,
)

CHINESE_OPT_OUT: Final = re.compile(
    r"""
    # "不要再打电话给我", "别打来了", "请勿致电" - but neither "你打错了" nor "不要打扰一下就挂", nor
    # what is said to children and in a game: "别打架了", "别打牌了"
    (?:不要|不用|不准|不许|不可以再|不能再|(?<!特)别(?!人|家|的)|甭|停止|请勿|勿|(?<!多)少|禁止)(?!挂)[^，。！？,.!?]{0,8}
        (?:打(?!错|扰一下|断|开|算|听|架|闹|岔|翻|碎|喷嚏|游戏|麻将|[球牌]|[弟妹])|来电|致电|联系|联络|骚扰|烦我|烦我们|电话|呼叫|发短信)[^，。！？,.!?]{0,8}(?:了|我|来|这|吧|啊|好吗|行吗|$|[，。！？,.!?])
    # "一个电话都别来"
  | 电话(?:都|也)(?:请)?(?:不要|别|不许|不准|不用|甭)再?(?:来|打|有)
    # "不要再…我", whatever the verb was heard as: who asks to be spared is taken at their word
  | (?:不要|别|不许|不准)(?:再|老|总|一直)[^，。！？,.!?]{0,5}我
    # "把我的号码删掉", "从名单里去掉", "取消我的信息"
    # - but neither "去接个电话" nor "从哪里拿到我的号码": to go and to take something is no way to remove it
  | (?:删|划|取消|注销|[去移拿清][^，。！？,.!?]{0,6}[掉除出走空理])[^，。！？,.!?]{0,10}(?:名单|号码|电话|资料|信息|记录)
  | (?:号码|电话|名单|资料|信息|记录)[^，。！？,.!?]{0,8}(?:删|移除|移走|去掉|拿掉|划掉|清除|清掉|注销)
    # "我不想再接到这种电话", "不接受推销"
  | (?:不想|不愿意?|不希望|不接受|拒绝)(?:再)?[^，。！？,.!?]{0,4}(?:接到?|收到|听到|接听|来电|推销|骚扰)
        [^，。！？,.!?]{0,8}(?:电话|来电|推销|$|[，。！？,.!?])
    # "再打我就投诉", "我要举报你们"
  | (?:再|还)(?:敢)?(?:打|来电|骚扰)[^。！？.!?]{0,8}(?:投诉|举报|报警|起诉|告你)
  | (?:投诉|举报|起诉)你
  | 免打扰 | 拉黑 | 黑名单 | 退订 | 取消订阅 | 谢绝来电
""",
    re.VERBOSE,
)

CHINESE_SENDING_AWAY: Final = re.compile(
    r"不(?!要挂)|(?<!特)别(?!人|家|的|挂)|甭|勿(?!挂)|停|少打|删|[去移拿清][掉除出走空理]|划掉|取消|注销|退订|名单|拉黑|投诉|举报|报警|告你|骚扰|烦|够了|打扰|谢绝|拒绝|再打"
)
