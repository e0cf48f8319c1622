from __future__ import annotations

import pytest

from telephony.audio import SILENT_FRAME
from telephony.lab.hearing import ONSET_MS, RELEASE_MS, SILENCE_DBFS, Ear, level_dbfs
from telephony.lab.tones import Tone, rendered

pytestmark = pytest.mark.unit


def _frame(level: float) -> bytes:
    return rendered([Tone((500,), 40)], level_dbfs=level)[160:480]


LOUD = _frame(-25)
SOFT = _frame(-46)
"""Between sustain and onset."""


def _feed(ear: Ear, frame: bytes, ms: int) -> None:
    for _ in range(ms // 20):
        ear.feed(frame)


def test_levels_are_below_full_scale() -> None:
    assert level_dbfs(SILENT_FRAME) == SILENCE_DBFS
    assert level_dbfs(_frame(-25)) == pytest.approx(-25, abs=0.5)


def test_a_click_is_no_speech() -> None:
    ear = Ear()
    _feed(ear, LOUD, ONSET_MS - 20)
    _feed(ear, SILENT_FRAME, 200)
    assert not ear.heard.speaking
    assert ear.heard.total_ms == 0


def test_speech_is_counted_from_its_first_frame() -> None:
    ear = Ear()
    _feed(ear, LOUD, ONSET_MS)
    assert ear.heard.speaking
    assert ear.heard.speaking_ms == ONSET_MS
    _feed(ear, LOUD, 500)
    assert ear.heard.speaking_ms == ONSET_MS + 500


def test_soft_sound_sustains_speech_but_does_not_begin_it() -> None:
    ear = Ear()
    _feed(ear, SOFT, 500)
    assert not ear.heard.speaking
    _feed(ear, LOUD, 100)
    _feed(ear, SOFT, 1000)
    assert ear.heard.speaking
    assert ear.heard.quiet_ms == 0


def test_a_pause_between_words_does_not_end_speech() -> None:
    ear = Ear()
    _feed(ear, LOUD, 400)
    _feed(ear, SILENT_FRAME, RELEASE_MS)
    assert ear.heard.speaking
    _feed(ear, LOUD, 400)
    assert ear.heard.speaking_ms == 800 + RELEASE_MS
    assert ear.heard.total_ms == 800


def test_quiet_is_counted_from_the_last_audible_frame() -> None:
    ear = Ear()
    _feed(ear, LOUD, 400)
    _feed(ear, SILENT_FRAME, 900)
    assert not ear.heard.speaking
    assert ear.heard.speaking_ms == 0
    assert ear.heard.quiet_ms == 900
