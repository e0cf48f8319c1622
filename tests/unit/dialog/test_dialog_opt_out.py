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
    "Don't call me at this number.",
    "I'm not interested, don\u2019t call me again.",
]

NOT_ENGLISH = [
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
]


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
def test_nothing_the_bot_says_by_itself_is_an_opt_out_but_its_own_goodbye(code: str) -> None:
    language = _language(code)
    spoken = [
        language.give_up_say,
        *(line.text for line in lines_of(rung.say for rung in (*language.no_match, *language.no_input))),
    ]
    assert not [text for text in spoken if _is_opt_out(code, text)]
