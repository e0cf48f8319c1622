"""The page of a call: what stands beside the words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from engine.masking import masked_text
from engine.store.calls.record import SaidTurn
from engine.store.tables import Speaker
from engine.web.console.pages.call import beside
from engine.web.console.strings.catalogue import Texts

pytestmark = pytest.mark.unit


def told(language: str, intent: str | None, missed: bool | None, filled: dict[str, str] | None) -> str:
    turn = SaidTurn(Speaker.PERSON, "people", "Two.", 0, 400, intent, 0.4, missed, filled, interrupted=False, reply_gap_ms=None)
    return beside(turn, Texts(language, ZoneInfo("UTC")), masked_text)


@pytest.mark.parametrize(
    ("intent", "missed", "filled", "said"),
    [
        pytest.param("price", False, {}, "people · price 0.40", id="an intent"),
        pytest.param(None, False, {"people": "2", "day": "2026-12-01"}, "people · people: 2 · day: 2026-12-01", id="slots' values"),
        pytest.param("price", False, {"phone": "+12025550142"}, "people · price 0.40 · phone: +1202•••0142", id="a number"),
        pytest.param(None, True, {}, "people · not understood", id="nothing"),
        pytest.param(None, None, None, "people", id="of a call before it was written down"),
    ],
)
def test_what_came_of_the_words_is_said(intent: str | None, missed: bool | None, filled: dict[str, str] | None, said: str) -> None:
    assert told("en", intent, missed, filled) == said


def test_it_is_said_in_chinese_too() -> None:
    assert told("zh", None, True, {}) == "people · 未理解"
    assert told("zh", None, False, {"people": "2"}) == "people · people：2"
