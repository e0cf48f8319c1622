"""The page of a call: what stands beside the words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from engine.contact import Allowed
from engine.masking import masked_text
from engine.store.calls.record import Noted, SaidTurn
from engine.store.tables import Speaker
from engine.web.console.pages.call import allowed, beside, cause_said, noted
from engine.web.console.strings.catalogue import Texts

pytestmark = pytest.mark.unit

ENGLISH, CHINESE = (Texts(language, ZoneInfo("UTC")) for language in ("en", "zh"))


def told(language: str, intent: str | None, missed: bool | None, filled: dict[str, str] | None) -> str:
    turn = SaidTurn(Speaker.PERSON, "people", "Two.", 0, 400, intent, 0.4, missed, filled, interrupted=False, reply_gap_ms=None)
    return beside(turn, ENGLISH if language == "en" else CHINESE, masked_text)


@pytest.mark.parametrize(
    ("intent", "missed", "filled", "said"),
    [
        pytest.param("price", False, {}, "people · price 0.40", id="an intent"),
        pytest.param(None, False, {"people": "2", "day": "2026-12-01"}, "people · people: 2 · day: 2026-12-01", id="slots' values"),
        pytest.param("price", False, {"phone": "+12025550142"}, "people · price 0.40 · phone: +1202•••0142", id="a number"),
        pytest.param(None, False, {"at": "2026-11-30T15:00"}, "people · at: 2026-11-30 15:00", id="a moment"),
        pytest.param(None, True, {}, "people · not understood", id="nothing"),
        pytest.param(None, None, None, "people", id="of a call before it was written down"),
    ],
)
def test_what_came_of_the_words_is_said(intent: str | None, missed: bool | None, filled: dict[str, str] | None, said: str) -> None:
    assert told("en", intent, missed, filled) == said


def test_it_is_said_in_chinese_too() -> None:
    assert told("zh", None, True, {}) == "people · 未理解"
    assert told("zh", None, False, {"people": "2"}) == "people · people：2"


@pytest.mark.parametrize(
    ("kind", "detail", "english", "chinese"),
    [
        (
            "AnswererKnown",
            {"answerer": "human", "reason": "short greeting of 200 ms"},
            "who answered: human · short greeting of 200 ms",
            "接听者：真人 · 简短问候，200 毫秒",
        ),
        (
            "AnswererKnown",
            {"answerer": "announcement", "reason": "before answer: special information tones: 985 Hz"},
            "who answered: announcement · before answer: special information tones: 985 Hz",
            "接听者：网络提示音 · 接听前：网络提示音：985 Hz",
        ),
        (
            "OverlapJudged",
            {"verdict": "backchannel", "reason": "its words ask for nothing", "onset_ms": 6600, "decided_ms": 8440},
            "spoke over the bot: backchannel · its words ask for nothing",
            "打断机器人：附和 · 只是附和，不需要回应",
        ),
        ("PersonPressed", {"node": "offer", "digit": "9"}, "pressed: 9 · offer", "按键：9 · offer"),
        (
            "AgentLeft",
            {"agent": "ann", "outcome": "joined", "recording": "/x"},
            "agent left: ann · joined",
            "坐席离开：ann · 已接通",
        ),
        ("TransferStarted", {}, "transfer", "转接"),
    ],
)
def test_what_happened_is_said_in_the_readers_words(kind: str, detail: dict[str, str | int], english: str, chinese: str) -> None:
    note = Noted(kind, 0.0, 0, detail)
    assert (noted(note, ENGLISH), noted(note, CHINESE)) == (english, chinese)


def test_why_a_call_ended_and_was_allowed_is_said_in_the_readers_words() -> None:
    assert (cause_said("media_failed", ENGLISH), cause_said("media_failed", CHINESE)) == (
        "media failed",
        "没有共同的编码或音频通道",
    )
    assert cause_said("speech could not be recognized", CHINESE) == "语音无法识别"
    times = ("2026-11-23T14:25 America/New_York", "2026-11-23T13:25 America/Chicago")
    shown = "2026-11-23 14:25 America/New_York, 2026-11-23 13:25 America/Chicago"
    assert dict(allowed(Allowed("none", times).as_record(), CHINESE)) == {"政策": "无", "当地时间": shown}
    refused = {"at_answer": {"rule": "hours", "detail": "it is 21:01 in New York"}}
    assert dict(allowed(refused, ENGLISH)) == {"at answer": "hours · it is 21:01 in New York"}
