"""Mandarin from end to end: lab phones speak it over SIP, Whisper writes it down, the script follows, the bot answers in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.acceptance.product import callwright

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.timeout(300)]

MEMBERSHIP = Path(__file__).parents[2] / "dialogs" / "membership.yaml"


async def test_a_mandarin_sample_is_spoken_and_understood_over_lab_phones(tmp_path: Path) -> None:
    chosen = ("-k", "zh, asks the price, then accepts")
    ended = await callwright(
        "script", "test", MEMBERSHIP, "--audio", "--folder", tmp_path / "calls", *chosen, "--format", "json", folder=tmp_path
    )
    assert ended.status == 0, ended.output + ended.errors
    (test,) = json.loads(ended.output[ended.output.index("{") :])["files"][0]["tests"]
    assert (test["skipped"], test["disposition"]) == (None, "completed")
    said = [line["text"] for line in test["transcript"] if line["who"] == "said"]
    heard = [line["text"] for line in test["transcript"] if line["who"] == "person"]
    assert len(said) == 2
    assert any("ask_price" in text for text in heard)
    assert any("accept" in text for text in heard)
    assert len(list((tmp_path / "calls").rglob("*.wav"))) >= 2
