"""A person who does not want to be called must be understood without any model; a person who only has no time must not be lost."""

from __future__ import annotations

import pytest

from engine.dialog.languages import Language, builtin_language
from engine.dialog.utterance import lines_of

pytestmark = pytest.mark.unit

ENGLISH = [
    "Don't call me again.",
    "don't call me",
    "Do not call me anymore!",
    "Please don't ever call here again.",
    "Never call this number again.",
    "I told you not to call me.",
    "Don't you ever call me again.",
    "No, and please don't call back.",
    "Do not contact me.",
    "Don't bother me again.",
    "Stop calling me.",
    "Could you stop calling this number, please?",
    "Will you quit bothering us?",
    "Stop these calls.",
    "Would you stop all those recorded sales calls?",
    "I forbid you to ring this house.",
    "I don't want to be phoned at home.",
    "No more of your calls, thank you.",
    "I want off that list.",
    "Take me off your list.",
    "take my name off of your calling list please",
    "Get my number out of your system.",
    "Remove me from the list.",
    "Remove my number.",
    "Delete my phone number, will you.",
    "Lose my number!",
    "Put me on the do not call list.",
    "I'd like to be on your do-not-call list.",
    "I don't want any more calls.",
    "I do not want you to call me again.",
    "I really don't want to be called.",
    "I don't want to hear from you again.",
    "No more phone calls!",
    "unsubscribe",
    "I want to opt out.",
    "I want my number removed.",
    "I'd like to be removed from your list.",
    "I don't want you to call this number again.",
    "If you call again I will report you.",
    "Don't call me at this number.",
    "I'm not interested, don\u2019t call me again.",
]

NOT_ENGLISH = [
    "Call forward on no answer.",
    "Your call is being forwarded.",
    "Please do not hang up, your call is important to us.",
    "Don't call me now, call me tomorrow.",
    "Please don't call before six.",
    "Don't call me Bob.",
    "I'm not interested.",
    "No, thanks.",
    "Can you call me again tomorrow?",
    "Call me back later.",
    "You never call me back!",
    "They never called.",
    "I don't want it.",
    "I don't want to talk to a robot.",
    "Take your time.",
    "Is there a list of prices?",
    "Where did you get my number?",
    "Why don't you call me next week?",
    "Did you call me again?",
    "I couldn't stop laughing.",
    "Does the bus stop there?",
    "When do all your calls end?",
    "My doctor forbids it.",
    "I want to get off here, call me later.",
    "I don't like the price.",
    "What's in the system?",
]

CHINESE = [
    "不要再打电话给我了",
    "别再打了",
    "以后别给我打电话了。",
    "请不要再联系我",
    "把我的号码删掉吧",
    "请把我从名单里去掉",
    "我不想再接到你们的电话",
    "停止骚扰我",
    "我要加入免打扰名单",
    "不要打了",
    "别打来了！",
    "别给我打电话",
    "请你以后不要再给我打电话了",
    "不要再给我打电话,我不需要",
    "你们别老是打来好吗",
    "少打电话来",
    "请勿再致电",
    "不许再打这个号码。",
    "不要再联络我们",
    "别烦我了",
    "不要再骚扰我们了行不行",
    "不要再勢小我了行不行。",
    "别总问我",
    "把我电话删了",
    "我的资料请你们删除",
    "把我的信息从系统里清除掉",
    "从你们的名单上把我去掉",
    "注销我的信息",
    "我不想接到这种电话",
    "我不想接听推销电话",
    "我拒绝接听推销电话",
    "我不愿意再接到你们的电话",
    "再打我就投诉了",
    "你再打来我就报警",
    "我要投诉你们",
    "我举报你",
    "麻烦把我拉黑",
    "把我放到黑名单里吧",
    "退订",
    "好的，别再打电话了",
    "喂，能不能别打了啊",
    "不用再打电话来了",
    "不能再打了",
    "别发短信给我了",
    "去掉我的号码",
    "请把我移出名单",
    "清空我的信息",
    "今后一个电话都别来",
    "你们什么电话也不要再打",
]

NOT_CHINESE = [
    "我现在没时间，晚点再打给我",
    "多少钱",
    "不需要",
    "不感兴趣",
    "你打错电话了",
    "明天再打电话给我",
    "不用了，谢谢",
    "你怎么有我的号码",
    "别打断我",
    "孩子们，别打架了",
    "别打游戏了，吃饭",
    "不要打牌了",
    "别打弟弟",
    "别打岔",
    "小心别打翻了",
    "晚上再打给我吧",
    "过两天再联系我",
    "不要",
    "我不要，太贵了",
    "不好意思，没听清",
    "你是谁",
    "谁给你的我的电话",
    "我不打算买",
    "别着急",
    "不方便，我在开会",
    "这个电话是我的",
    "我的号码换了",
    "能不能再说一遍",
    "不是我",
    "你要不要再说一下",
    "电话里说不清楚",
    "我打听一下",
    "投诉电话是多少",
    "我不想改时间",
    "我再想想",
    "我开车呢，不能接电话",
    "你特别想打给我吗",
    "多少钱你打电话告诉我",
    "这是别人的电话",
    "可以打这个号码",
    "请不要挂断电话",
    "您拨打的电话暂时无人接听",
    "要拿什么资料",
    "你从哪里拿到我的号码",
    "我要去接个电话",
    "我去找一下资料",
]

ANNOUNCEMENTS = {
    "en": ["Call forward on no answer.", "Your call is being forwarded.", "All calls are recorded.", "Please hold the line."],
    "zh": [
        "您的电话正在转接，请不要挂断电话。",
        "请勿挂机。",
        "您拨打的电话暂时无人接听",
        "您的电话正在转接",
        "您拨打的用户正在通话中",
    ],
}


def _language(code: str) -> Language:
    language = builtin_language(code)
    assert language is not None
    return language


def _is_opt_out(code: str, text: str) -> bool:
    return _language(code).asks_to_opt_out(text)


@pytest.mark.parametrize("text", ENGLISH)
def test_english_opt_out_is_never_missed(text: str) -> None:
    assert _is_opt_out("en", text)


@pytest.mark.parametrize("text", NOT_ENGLISH)
def test_english_refusal_or_call_back_is_no_opt_out(text: str) -> None:
    assert not _is_opt_out("en", text)


@pytest.mark.parametrize("text", CHINESE)
def test_chinese_opt_out_is_never_missed(text: str) -> None:
    assert _is_opt_out("zh", text)


@pytest.mark.parametrize("text", NOT_CHINESE)
def test_chinese_refusal_or_call_back_is_no_opt_out(text: str) -> None:
    assert not _is_opt_out("zh", text)


@pytest.mark.parametrize("code", ["en", "zh"])
def test_whatever_is_an_opt_out_has_a_word_of_sending_away(code: str) -> None:
    language = _language(code)
    wordings = [*language.opt_out_examples, *(ENGLISH if code == "en" else CHINESE)]
    assert not [text for text in wordings if not language.may_opt_out(text)]
    assert not [text for text in ANNOUNCEMENTS[code] if language.may_opt_out(text)]


@pytest.mark.parametrize("code", ["en", "zh"])
def test_nothing_the_bot_says_by_itself_is_an_opt_out_but_its_own_goodbye(code: str) -> None:
    language = _language(code)
    spoken = [
        language.give_up_say,
        *(line.text for line in lines_of(rung.say for rung in (*language.no_match, *language.no_input))),
    ]
    assert not [text for text in spoken if _is_opt_out(code, text)]
