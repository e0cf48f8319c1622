"""`callwright agents`, as agents and their leaders use it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from engine.commands.agents import app
from engine.settings import Settings
from engine.store.errors import UnknownAgent

pytestmark = pytest.mark.integration


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path / 'calls.db'}")


def agents(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, obj=settings)


def row_of(name: str, listed: str) -> list[str]:
    return next(line.split() for line in listed.splitlines() if line.split()[:1] == [name])


def test_an_agents_day(settings: Settings) -> None:
    assert agents(settings, "add", "ann", "sip:ann@pbx.example.com").exit_code == 0
    assert row_of("ann", agents(settings, "list").stdout)[1:3] == ["sip:ann@pbx.example.com", "offline"]
    for command, state in (("ready", "ready"), ("pause", "paused"), ("off", "offline")):
        assert agents(settings, command, "ann").exit_code == 0
        assert row_of("ann", agents(settings, "list").stdout)[2] == state
    assert "was not given a call yet" in agents(settings, "screen", "ann").stdout
    assert agents(settings, "remove", "ann").exit_code == 0
    assert "ann" not in agents(settings, "list").stdout


def test_what_is_wrong_is_said(settings: Settings) -> None:
    wrong = agents(settings, "add", "bob", "sip:nowhere")
    assert wrong.exit_code == 2
    assert "sip:user@host" in wrong.output
    assert isinstance(agents(settings, "pause", "ann").exception, UnknownAgent)
