"""Who asks to be called by another name keeps being called; who asks never to be called is never missed for a name."""

from __future__ import annotations

import pytest

from engine.dialog.languages import builtin_language

pytestmark = pytest.mark.unit

ENGLISH_ADDRESS = [
    "Stop calling me Mr. Smith.",
    "Stop calling me Mr Smith, please.",
    "would you stop calling me Mrs. Jones? I'm divorced.",
    "Please don't call me Miss Jones again.",
    "Don’t call me Mrs. Jones, call me Anna.",
    "Never call me Doctor O'Brien!",
    "Stop calling me Mr. Smith it's Jones",
    "Quit calling me Mister Smith, my name's Jones.",
    "Stop calling me Mrs. Van Dyke.",
    "I'm not Susan. Stop calling me Susan.",
    "Stop calling me Susan, my name is Anna.",
    "Stop calling me Susan. That's not my name.",
    "Don't call me Bob, call me Robert.",
    "My name isn't Susan, so stop calling me Susan!",
]
ENGLISH_OPT_OUT = [
    "Stop calling me.",
    "stop calling me please",
    "Stop calling me at work.",
    "Stop calling me names.",
    "Stop calling me sir.",
    "Stop calling me, sir!",
    "Stop calling me miss",
    "Stop calling me, Mr. Smith.",
    "Stop calling me Susan.",
    "Stop calling me, Susan, my name is on the register.",
    "stop calling me mr smith",
    "Stop calling me Mr. Robot.",
    "Stop calling me Miss Machine!",
    "Stop calling me Mr. Smith at work.",
    "Stop calling me Mr. Smith, ever again.",
    "Stop calling me Doctor I'm busy.",
    "Stop calling me Sundays, my name is Anna.",
    "Stop calling me I'm not Susan.",
    "Stop calling me. Mr. Smith is dead.",
    "Stop calling me Mr. Smith and stop calling me.",
    "Stop calling me Mr. Smith, and take me off your list.",
    "I'm not Susan, stop calling me.",
    "I'm not Susan, stop calling me Anna.",
    "Stop calling me Susan and take me off your list, my name is Anna.",
    "Don't call me, Mr. Smith.",
    "Stop calling me English",
]
CHINESE_ADDRESS = [
    "别叫我王先生",
    "不要再叫我王先生了。",
    "请不要再叫我王女士，我姓李。",
    "别老叫我阿姨！",
    "以后不要再这么叫我大姐了好吗？",
    "不要再喊我李老师我姓王",
    "请勿再称呼我欧阳小姐",
]
CHINESE_OPT_OUT = [
    "不要再叫我了",
    "不要再叫我",
    "别再叫我接电话了",
    "不要再叫我接电话先生",
    "别再给我打电话了，王先生",
    "不要再叫我王先生了，也不要再打电话给我",
    "别打他了",
    "别打我",
    "不要再打我先生的电话",
    "不要再叫我先生接电话",
    "别再打了，别叫我王先生",
]


@pytest.mark.parametrize(
    ("code", "text"), [*(("en", text) for text in ENGLISH_ADDRESS), *(("zh", text) for text in CHINESE_ADDRESS)]
)
def test_a_form_of_address_is_no_opt_out_by_phrase_nor_by_likeness(code: str, text: str) -> None:
    language = builtin_language(code)
    assert language is not None
    assert not language.asks_to_opt_out(text)
    assert not language.may_opt_out(text)


@pytest.mark.parametrize(
    ("code", "text"), [*(("en", text) for text in ENGLISH_OPT_OUT), *(("zh", text) for text in CHINESE_OPT_OUT)]
)
def test_an_opt_out_with_a_name_in_it_is_one(code: str, text: str) -> None:
    language = builtin_language(code)
    assert language is not None
    assert language.asks_to_opt_out(text)
