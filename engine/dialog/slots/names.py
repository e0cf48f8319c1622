"""A person's name in an answer, without the words around it: `my name is Anna Smith`, `S M I T H`, `我姓王，叫王小明`."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Final

from engine.dialog.slots.spec import Parsed

_MOST_WORDS = 4
_BARE = 0.8
"""A name given without a phrase such as `my name is` around it."""

_EN_RELATION: Final = (
    "(?:husband|wife|partner|son|daughter|brother|sister|father|mother|dad|mum|mom|friend|boyfriend|girlfriend|colleague|boss"
    "|neighbou?r)(?:-in-law)?"
)
_EN_COMES: Final = "(?:com(?:e|ing)|there|pick(?:ing)? (?:it|them) up|collect(?:ing)? (?:it|them))"
_EN_AROUND: Final = re.compile(
    r"\b(?:(?:my|the|his|her|our) )?(?:(?:full|first|last|family|given|maiden) ?)?(?:sur)?name(?:'s| is| was)?\b(?! you)"
    r"|\b(?:it's|it is|that's|that is|this is|i'm|i am|i said"
    r"|(?:you|they|people|everyone) (?:can |may |could |should )?(?:just )?call me"
    r"|just call me|call me)\b"
    rf"|\bit(?:'ll| will) be\b|\bmy {_EN_RELATION}\b|(?:'ll| will| is| can)(?: be)? {_EN_COMES}\b"
    r"|^(?:put|make) it (?:under|to|in)\b|\bprobably\b|\b(?:speaking|here|please|spelled|spelt|again|actually|then"
    r"|mr|mrs|ms|miss|mister|dr|doctor|prof|professor)\b\.?",
    re.IGNORECASE,
)
_EN_PHRASE: Final = re.compile(r"\bname\b|\b(?:i'm|i am|call me|this is|it's)\b", re.IGNORECASE)
_EN_COURTESY: Final = re.compile(
    r"^(?:(?:yes|yeah|yep|sure|okay|ok|well|um|uh|hi|hello|oh|of course|certainly|no|so|hey"
    r"|good (?:morning|afternoon|evening))\b[,.!]* *)+",
    re.IGNORECASE,
)
_EN_SPELLED: Final = re.compile(r"(?<![\w'])(?:[A-Za-z](?:[ -]|, ?|\. ?)){1,}[A-Za-z](?![\w'])\.?")
_EN_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*\.?")
_EN_NOT_NAMES: Final = frozenset(
    re.findall(
        r"\S+",
        """
        a about ain't all already am an and any are aren't ask at be because business busy but bye can can't cannot
        could course did didn't do does doesn't don't fine for from give go going good goodbye great have he hello help
        her here hi how i i'd i'll i've idea if in interested is isn't it just know later let like maybe me mind moment
        my myself need never nice no nobody none nope not nothing now number of off ok okay on one or our please private
        question really right say see she sorry speaking stop sure talk tell thank thanks that the their them there they
        think this time to today told tomorrow tonight two under understand us very wait want was we well what what's
        when where which who who's whom why with won't would wrong yeah yep yes you your
        """,
    )
)

_ZH_RELATION: Final = "(?:老公|老婆|丈夫|妻子|太太|爱人|儿子|女儿|爸爸?|妈妈?|哥哥?|姐姐?|弟弟?|妹妹?|(?:男|女)?朋友|同事)"
_ZH_COMES: Final = "会?(?:过?来|去)(?:取|拿|接)?"
_ZH_PHRASE: Final = re.compile(
    rf"(?:我(?:的|家)?{_ZH_RELATION}(?:是|叫)?|[让由]"
    r"|我的?(?:名字|姓名|全名)?(?:是|叫)|(?:名字|姓名)(?:是|叫)?|本人叫?|(?:你|您)?(?:可以)?(?:就)?叫我|叫|我说的?是|是)"
    r"(?P<name>[\u4e00-\u9fff·]{1,6}?|[A-Za-z]+)(?:先生|女士|小姐|太太)?"
    rf"(?:{_ZH_COMES}|吧|就行了?|就好了?|就可以了?|呀|啊|的)*(?=[,.。，!！]|$)"
)
_ZH_SURNAME: Final = re.compile(r"(?:免贵|敝|我|本人)?姓(?P<name>[\u4e00-\u9fff]{1,2}?)(?:的|啊|呀)*(?=[,.。，!！叫名]|$)")
_ZH_BARE: Final = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{1,4}}?)(?:先生|女士|小姐|太太)?(?:{_ZH_COMES}|啊|呀)?(?=[,.。，!！]|$)")
_COMPOUND_SURNAMES: Final = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "令狐",
    "东方",
    "南宫",
    "端木",
)
_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊"
    "秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符"
    "舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁房屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿"
)
_ZH_NOT_NAMES: Final = re.compile(
    r"方便|马上|高兴|谢谢|任何|何|于是|万一|安全|常|白天|周[一二三四五六日天末]|时间|时候|成|单|单位|解释|连|关|路上|向|古|农|艾|游泳|游|文|易|管|房|车上|包|党|宗|席|冷|米"
)


def read_name(text: str, language: str) -> list[Parsed]:
    """The name that an utterance gives. `text` is tidy, the denied part taken away."""
    name, confidence = _chinese(text) if language == "zh" else _english(text)
    return [Parsed(name, confidence)] if name else []


def _english(text: str) -> tuple[str, float]:
    said_so = bool(_EN_PHRASE.search(text))
    text = _EN_COURTESY.sub("", text)
    spelled = ["".join(letter for letter in match if letter.isalpha()).title() for match in _EN_SPELLED.findall(text)]
    words = _EN_WORD.findall(_EN_AROUND.sub(" ", _EN_SPELLED.sub(" ", text)))
    if any(word.lower().rstrip(".") in _EN_NOT_NAMES for word in words):
        return "", 0.0
    named = [_capital(word.rstrip(".")) for place, word in enumerate(words) if word not in words[place + 1 :]]
    for name in spelled:
        named = _respelled(named, name)
    if not named or len(named) > _MOST_WORDS:
        return "", 0.0
    return " ".join(named), 1.0 if said_so or spelled else _BARE


def _respelled(named: list[str], spelled: str) -> list[str]:
    """The names with the one that was spelled out put right."""
    close = get_close_matches(spelled, named, n=1, cutoff=0.5)
    return [spelled if name == close[0] else name for name in named] if close else [*named, spelled]


def _capital(word: str) -> str:
    return re.sub(r"(?:^|(?<=[-']))\w", lambda match: match[0].upper(), word) if word.islower() else word


def _chinese(text: str) -> tuple[str, float]:
    phrases = [match["name"] for match in _ZH_PHRASE.finditer(text)]
    surnames = [match["name"] for match in _ZH_SURNAME.finditer(text)]
    for name in [*phrases, *surnames]:
        if name in surnames or _is_chinese_name(name) or name.isascii():
            return name.capitalize(), 1.0
    bare = _ZH_BARE.match(text)
    return (bare["name"], _BARE) if bare and _is_chinese_name(bare["name"]) else ("", 0.0)


def _is_chinese_name(text: str) -> bool:
    if text[:1] in ("小", "老", "阿") and 2 <= len(text) <= 3:
        return text[1] in _SURNAMES or text[0] == "阿"
    if _ZH_NOT_NAMES.match(text) and len(text) != 3:
        return False
    return text[:2] in _COMPOUND_SURNAMES or text[:1] in _SURNAMES
