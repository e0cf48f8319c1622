"""The commands for proving scripts, as their users run them, with the real encoder."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from engine.shipped import shipped

pytestmark = [pytest.mark.integration, pytest.mark.models, pytest.mark.timeout(180)]

MEMBERSHIP = shipped("dialogs") / "membership.yaml"
FAILING = """
schema_version: 1
script: membership.yaml
tests:
  - name: passes
    conversation: [{bot: automated AI assistant}]
  - name: does not
    conversation:
      - person: "How much does it cost?"
      - bot: {node: refused}
"""


def callwright(*arguments: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    program = "from engine.cli import main; main()"
    return subprocess.run([sys.executable, "-c", program, *map(str, arguments)], input=typed, capture_output=True, text=True)


@pytest.fixture
def failing(tmp_path: Path) -> Path:
    (tmp_path / "membership.yaml").write_text(MEMBERSHIP.read_text(encoding="utf-8"), encoding="utf-8")
    path = tmp_path / "other.test.yaml"
    path.write_text(FAILING, encoding="utf-8")
    return path


def test_the_shipped_membership_script_passes_its_tests() -> None:
    ran = callwright("script", "test", MEMBERSHIP, "--coverage")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "33 of 33 tests passed" in ran.stderr
    assert "nodes    13 of 13" in ran.stdout


def test_what_fails_is_said_with_its_place_and_its_transcript(failing: Path) -> None:
    ran = callwright("script", "test", failing)
    assert ran.returncode == 1
    assert f"{failing}:10:15: tests[1].conversation[1].bot.node: expected to come to refused, came to price" in ran.stdout
    assert "How much does it cost?   (ask_price" in ran.stdout
    assert "1 of 2 tests passed" in ran.stderr


def test_only_some_and_for_programs(failing: Path) -> None:
    ran = callwright("script", "test", failing, "-k", "passes", "--format", "json")
    assert ran.returncode == 0, ran.stderr
    (file,) = json.loads(ran.stdout)["files"]
    assert [test["name"] for test in file["tests"]] == ["passes"]
    ran = callwright("script", "test", failing, "--format", "github")
    annotation = (
        f"::error file={failing},line=10,col=15,title=does not::tests[1].conversation[1].bot.node: expected to come to refused"
    )
    assert ran.stdout.startswith(annotation)


def test_a_broken_file_is_refused_before_anything_runs(failing: Path) -> None:
    failing.write_text(FAILING.replace("node: refused", "nod: refused"), encoding="utf-8")
    ran = callwright("script", "test", failing)
    assert ran.returncode == 2
    assert "nod: is not known here (did you mean 'node'?)" in ran.stderr


def test_a_chat_through_a_pipe_ends_with_the_record() -> None:
    ran = callwright("script", "chat", MEMBERSHIP, "--lead", "first_name=Zoe", typed="Hello?\nHow much is it?\n/press 1\n")
    assert ran.returncode == 0, ran.stderr
    assert "[greeting] Hi Zoe." in ran.stdout
    assert "ask_price" in ran.stdout
    *_, disposition, grade, tags, message, _length = ran.stdout.rstrip().splitlines()
    assert (disposition, grade, tags) == ("disposition  completed", "grade        A", "tags         asked_price accepted")
    assert message.startswith("message      Welcome to Riverside Fitness!")


def test_a_chat_with_a_value_of_another_type_is_refused_in_words() -> None:
    ran = callwright("script", "chat", MEMBERSHIP.with_name("win_back.yaml"), "--lead", "voucher=1.250")
    assert ran.returncode == 2
    assert "the lead's value for `voucher` is no amount" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_chat_takes_what_a_webhook_answers(tmp_path: Path) -> None:
    script = tmp_path / "orders.yaml"
    script.write_text(
        "schema_version: 1\nid: orders\nlanguage: en\nstart: hello\nnodes:\n"
        "  hello: {disclosure: true, say: This is a robot., goto: look_up}\n"
        "  look_up:\n    say: One moment.\n    goto: done\n"
        "    webhook: {url: 'https://shop.example.com/', save: {status: order.status}, on_failed: done}\n"
        "  done: {say: 'It is {{ status }}.', hangup: true}\n",
        encoding="utf-8",
    )
    ran = callwright("script", "chat", script, "--lookup", "look_up.status=on its way", typed="Hello?\n")
    assert "[done] It is on its way." in ran.stdout, ran.stderr
    refused = callwright("script", "chat", script, "--lookup", "look_up.state=x")
    assert refused.returncode == 2
    assert "'look_up' saves no 'state' (did you mean 'status'?)" in " ".join(refused.stderr.replace("│", " ").split())


def test_a_drawing(tmp_path: Path) -> None:
    ran = callwright("script", "graph", MEMBERSHIP, "--out", tmp_path / "flow.svg")
    assert ran.returncode == 0, ran.stderr
    assert ElementTree.parse(tmp_path / "flow.svg").getroot().tag.endswith("svg")
    assert callwright("script", "graph", MEMBERSHIP).stdout.startswith("flowchart TD\n")


def test_an_exploration_can_be_looked_into() -> None:
    ran = callwright("script", "explore", MEMBERSHIP, "--runs", "12", "--seed", "7", "--json")
    assert ran.returncode == 0, ran.stderr
    runs = json.loads(ran.stdout)["runs"]
    assert [run["character"] for run in runs[:6]] == ["eager", "annoyed", "chatty", "confused", "silent", "wrong_number"]
    shown = callwright("script", "explore", MEMBERSHIP, "--seed", "7", "--run", "3")
    assert shown.stdout.startswith("run 3: confused")
    assert f"the call is over: {runs[3]['disposition']}" in shown.stdout
