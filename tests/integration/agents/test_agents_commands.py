"""`callwright agents`, as agents and their leaders use it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration


def agents(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from engine.cli import main; main()", "agents", *arguments]
    return subprocess.run([*command, "--database", f"sqlite:///{folder / 'calls.db'}"], capture_output=True, text=True)


def row_of(name: str, listed: str) -> list[str]:
    return next(line.split() for line in listed.splitlines() if line.split()[:1] == [name])


def test_an_agents_day(tmp_path: Path) -> None:
    assert agents(tmp_path, "add", "ann", "sip:ann@pbx.example.com").returncode == 0
    assert row_of("ann", agents(tmp_path, "list").stdout)[1:3] == ["sip:ann@pbx.example.com", "offline"]
    assert agents(tmp_path, "ready", "ann").returncode == 0
    assert row_of("ann", agents(tmp_path, "list").stdout)[2] == "ready"
    assert "was not given a call yet" in agents(tmp_path, "screen", "ann").stdout
    assert agents(tmp_path, "remove", "ann").returncode == 0
    assert "ann" not in agents(tmp_path, "list").stdout
    unknown = agents(tmp_path, "pause", "ann")
    assert (unknown.returncode, unknown.stderr.strip()) == (
        2,
        "there is no agent 'ann': `callwright agents list` names all, `callwright agents add` adds one",
    )
