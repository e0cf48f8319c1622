"""`callwright agents`, as agents and their leaders use it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from engine.commands.campaigns.agents import app
from engine.settings import Settings
from engine.store.campaigns import NewLead, Opening, open_campaign
from engine.store.database import Database
from engine.store.errors import NothingOffered, UnknownAgent
from engine.store.floor import previews
from engine.store.leads import Caller
from engine.store.scripts.pins import Pin

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


def test_an_agent_without_a_phone_takes_calls_in_the_browser(settings: Settings) -> None:
    assert agents(settings, "add", "bob").exit_code == 0
    assert row_of("bob", agents(settings, "list").stdout)[1:3] == ["browser", "offline"]


def test_what_is_wrong_is_said(settings: Settings) -> None:
    wrong = agents(settings, "add", "bob", "sip:nowhere")
    assert wrong.exit_code == 2
    assert "sip:user@host" in wrong.output
    assert isinstance(agents(settings, "pause", "ann").exception, UnknownAgent)


def test_an_agent_who_is_offered_nothing_is_told_so(settings: Settings) -> None:
    agents(settings, "add", "ann", "204")
    assert "ann is offered no lead now" in agents(settings, "preview", "ann").stdout
    assert isinstance(agents(settings, "preview", "ann", "dial").exception, NothingOffered)


def test_an_agent_looks_at_a_lead_passes_on_it_and_has_the_next_dialled(settings: Settings) -> None:
    agents(settings, "add", "ann", "204")
    agents(settings, "ready", "ann")
    leads = [NewLead(row, f"+1555010000{row}", {"name": f"[b]Person {row}"}) for row in (2, 3)]
    with Database(settings.database_url) as database:
        opened = database.write(lambda session: open_campaign(session, Opening("spring", Pin("offer", "h", 1), {}, leads), at=1.0))
        for row, decision in ((2, ("pass", "knows us")), (3, ("dial",))):
            database.write(lambda session: previews.tend(session, opened.campaign_id, ["ann"], Caller("", 100.0)))
            shown = agents(settings, "preview", "ann").stdout
            assert "+1555•••000" in shown
            assert f"[b]Person {row}" in shown
            assert agents(settings, "preview", "ann", *decision).exit_code == 0
        turn = database.write(lambda session: previews.take_chosen(session, opened.campaign_id, Caller("a1", 100.0), "engine"))
    assert turn.dialling is not None
    assert turn.dialling.row_number == 3


def test_what_agents_did_is_reported_for_people_and_programs(settings: Settings) -> None:
    agents(settings, "add", "ann", "204")
    agents(settings, "ready", "ann")
    told = agents(settings, "report")
    assert row_of("ann", told.stdout)[-1] == "%", told.output
    assert row_of("all", told.stdout)[-1] == "%"
    header, ann, together = agents(settings, "report", "--format", "csv").stdout.splitlines()
    assert header.startswith("agent,ready_s,")
    assert (ann.split(",")[0], together.split(",")[0]) == ("ann", "(all)")
    assert msgspec.json.decode(agents(settings, "report", "--format", "json").stdout)["agents"][0]["agent"] == "ann"
    wrong = agents(settings, "report", "--first", "2026-03-02", "--last", "2026-03-01")
    assert wrong.exit_code == 2
    assert "comes after the last" in wrong.output
    assert "is no time zone" in agents(settings, "report", "--time-zone", "Nowhere").output
