"""What every script of a language gets for nothing: opt-out examples, ladders, closings, and the words of a disclosure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from engine.dialog.forms_of_address import without_chinese, without_english
from engine.dialog.opt_out import CHINESE_OPT_OUT, CHINESE_SENDING_AWAY, ENGLISH_OPT_OUT, ENGLISH_SENDING_AWAY
from engine.dialog.slots.spec import Fault, SlotType
from engine.dialog.utterance import spoken
from engine.dialog.ways import Rung


@dataclass(frozen=True, slots=True)
class Language:
    """Built-in speech and knowledge of one language."""

    opt_out_examples: tuple[str, ...]
    opt_out_pattern: re.Pattern[str]
    """Phrases that are an opt-out whatever else is said; applied to lower-case text by `asks_to_opt_out`."""
    sending_away_pattern: re.Pattern[str]
    """Words without which nothing is an opt-out, however like one it is; applied to lower-case text by `may_opt_out`."""
    without_forms_of_address: Callable[[str], str]
    """Cuts out of a text, as it was said, what is about names and would be like an opt-out; applied before either pattern."""
    opt_out_say: str
    give_up_say: str
    here_say: str
    """Answers "hello? are you there?"."""
    confirm_say: str
    """Asks whether `{{ value }}` was understood."""
    corrected_say: str
    """Takes the correction of an earlier answer."""
    invalid_say: Mapping[Fault, str]
    likely_values: Mapping[SlotType, tuple[str, ...]]
    """Of types whose values sound much the same at every question."""
    likely_verdicts: tuple[str, ...]
    """What people say to `confirm_say`."""
    transfer_failed_say: str
    still_trying_say: str
    """Keeps a person company who waits for an agent."""
    no_match: tuple[Rung, ...]
    no_input: tuple[Rung, ...]
    disclosure_pattern: re.Pattern[str]
    """Words that tell the person they hear a machine; applied to lower-case text."""

    def asks_to_opt_out(self, text: str) -> bool:
        """True if the words are an opt-out beyond doubt, without asking any model."""
        return bool(self.opt_out_pattern.search(self._plain(text)))

    def may_opt_out(self, text: str) -> bool:
        """False if the words cannot be an opt-out, whatever a model says."""
        return bool(self.sending_away_pattern.search(self._plain(text)))

    def _plain(self, text: str) -> str:
        return self.without_forms_of_address(text.replace("’", "'")).lower()


def builtin_language(code: str) -> Language | None:
    """The built-ins of an ISO 639-1 language, or None if there are none."""
    if code == "en":
        return _ENGLISH
    if code == "zh":
        return _CHINESE
    return None


def _ask_again(*says: str) -> tuple[Rung, ...]:
    return tuple(Rung(say=spoken(say), repeat=True, goto=None) for say in says)


_ENGLISH: Final = Language(
    opt_out_examples=(
        "don't call me again",
        "do not call me anymore",
        "stop calling me",
        "leave me alone",
        "take me off your list",
        "remove my number",
        "put me on your do not call list",
        "never call this number again",
        "I don't want these calls any more",
        "unsubscribe",
        "delete my number from your database",
        "quit calling here",
        "please don't contact me again",
        "never ring me again",
        "I never want to hear from you again",
        "I don't want to be phoned by you",
        "stop these automatic calls",
        "no more of these calls",
        "I forbid you to call me",
        "strike me off your list for good",
        "I want off your list",
        "get my number out of your system",
    ),
    opt_out_pattern=ENGLISH_OPT_OUT,
    sending_away_pattern=ENGLISH_SENDING_AWAY,
    without_forms_of_address=without_english,
    opt_out_say="Understood. I have taken your number off our list, and we will not call you again. Goodbye.",
    give_up_say="It seems this is not a good moment. Thank you for your time, and goodbye.",
    here_say="Yes, I'm here.",
    confirm_say="{{ value }}. Is that right?",
    corrected_say="All right, {{ value }}.",
    invalid_say={
        Fault.TOO_SMALL: "I'm afraid that is below what is possible.",
        Fault.TOO_LARGE: "I'm afraid that is above what is possible.",
        Fault.PAST: "That time is already over.",
        Fault.NO_SUCH_DATE: "There is no such date.",
        Fault.WRONG_CURRENCY: "I'm afraid I need that in another currency.",
        Fault.PHONE_TOO_SHORT: "That number seems to be too short.",
        Fault.PHONE_TOO_LONG: "That number seems to be too long.",
        Fault.PHONE_UNKNOWN: "I'm afraid there is no such number.",
        Fault.TOO_FEW_DIGITS: "I'm afraid some digits are missing.",
        Fault.TOO_MANY_DIGITS: "I'm afraid those are too many digits.",
    },
    likely_values={
        SlotType.NUMBER: ("one", "two", "three", "four", "five"),
        SlotType.DATE_TIME: ("tomorrow", "on Friday at three", "next Tuesday"),
        SlotType.YES_NO: ("yes", "no"),
    },
    likely_verdicts=("yes", "no"),
    still_trying_say="Please stay on the line. I'm still trying to reach a colleague.",
    transfer_failed_say="I'm sorry, nobody is free to take your call at the moment. Goodbye.",
    no_match=_ask_again("Sorry, I didn't catch that.", "I'm sorry, I still didn't understand."),
    no_input=_ask_again("Hello, are you still there?", "I'm afraid I can't hear you."),
    disclosure_pattern=re.compile(r"\b(automated|automatic|ai|a\.i\.|artificial|virtual|robot|bot|computer|recorded)\b"),
)


_CHINESE: Final = Language(
    opt_out_examples=(
        "不要再打电话给我了",
        "别再打了",
        "以后不要给我打电话",
        "把我的号码删掉",
        "把我从名单里去掉",
        "我不想再接到你们的电话",
        "请不要再联系我",
        "加入免打扰名单",
        "别打了",
        "不要骚扰我",
    ),
    opt_out_pattern=CHINESE_OPT_OUT,
    sending_away_pattern=CHINESE_SENDING_AWAY,
    without_forms_of_address=without_chinese,
    opt_out_say="好的，我已经把您的号码从名单中删除，以后不会再给您打电话。再见。",
    give_up_say="看来您现在不方便，打扰了，再见。",
    here_say="您好，我在。",
    confirm_say="{{ value }}，对吗？",
    corrected_say="好的，{{ value }}。",
    invalid_say={
        Fault.TOO_SMALL: "抱歉，这个低于可以接受的范围。",
        Fault.TOO_LARGE: "抱歉，这个超出了可以接受的范围。",
        Fault.PAST: "这个时间已经过了。",
        Fault.NO_SUCH_DATE: "没有这个日期。",
        Fault.WRONG_CURRENCY: "抱歉，币种不对。",
        Fault.PHONE_TOO_SHORT: "这个号码好像少了几位。",
        Fault.PHONE_TOO_LONG: "这个号码好像多了几位。",
        Fault.PHONE_UNKNOWN: "抱歉，没有这样的号码。",
        Fault.TOO_FEW_DIGITS: "好像少了几位数字。",
        Fault.TOO_MANY_DIGITS: "好像多了几位数字。",
    },
    likely_values={
        SlotType.NUMBER: ("一分", "两位", "三个", "四", "五分"),
        SlotType.DATE_TIME: ("明天", "周五下午三点", "下周二"),
        SlotType.YES_NO: ("是的", "不是", "愿意", "会的", "不会"),
    },
    likely_verdicts=("对", "是的", "不对", "不是"),
    still_trying_say="请不要挂机，正在为您接通同事。",
    transfer_failed_say="抱歉，现在没有工作人员能接听您的电话。再见。",
    no_match=_ask_again("不好意思，我没有听清。", "抱歉，我还是没有听明白。"),
    no_input=_ask_again("您好，您还在吗？", "我这边听不到您的声音。"),
    disclosure_pattern=re.compile(r"人工智能|智能|机器人|自动|虚拟|ai"),
)
