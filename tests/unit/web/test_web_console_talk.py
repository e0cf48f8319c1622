"""Talking with a draft in the console."""

from __future__ import annotations

import threading

import pytest

from engine.dialog.loader import load_script
from engine.settings import Settings
from engine.shipped import shipped
from engine.web.console.designing import talk
from engine.web.console.designing.talk import Line, Talk

pytestmark = pytest.mark.unit


def test_a_talk_that_breaks_off_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_settings: Settings) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(talk, "stages", broken)
    begun = Talk(Settings(), load_script(shipped("dialogs") / "parcel_notice.yaml"))
    begun.begin()
    for thread in threading.enumerate():
        if thread.name == "talk":
            thread.join(10)
    assert begun.over
    assert begun.news() == [Line("problem", "The talk broke off by a fault of ours: the service's log says more.")]
