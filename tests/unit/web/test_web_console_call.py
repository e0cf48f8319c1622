"""The page of a call: what stands beside the words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from engine.store.calls.record import SaidTurn
from engine.store.tables import Speaker
from engine.web.console.pages.call import beside
from engine.web.console.strings.catalogue import Texts

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("intent", "missed", "told"),
    [
        pytest.param("price", False, "people · price 0.40", id="an intent"),
        pytest.param(None, False, "people", id="a slot's value"),
        pytest.param(None, True, "people · not understood", id="nothing"),
        pytest.param(None, None, "people", id="of a call before it was written down"),
    ],
)
def test_only_what_was_missed_is_said_to_be_not_understood(intent: str | None, missed: bool | None, told: str) -> None:
    turn = SaidTurn(Speaker.PERSON, "people", "Two.", 0, 400, intent, 0.4, missed, interrupted=False, reply_gap_ms=None)
    assert beside(turn, Texts("en", ZoneInfo("UTC"))) == told


def test_it_is_said_in_chinese_too() -> None:
    turn = SaidTurn(Speaker.PERSON, "people", "嗯……", 0, 400, None, 0.1, missed=True, interrupted=False, reply_gap_ms=None)
    assert beside(turn, Texts("zh", ZoneInfo("UTC"))) == "people · 未理解"
