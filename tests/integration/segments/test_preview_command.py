"""What an operator sees of the call that a person would get."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from engine.campaign.plan.loader import PlanError
from engine.cli import app
from engine.store.database import Database
from engine.store.tables import Attempt, Lead
from tests.integration.segments.test_segments_commands import PEOPLE

pytestmark = pytest.mark.integration

SCRIPT = """
schema_version: 1
id: {id}
language: en
builtin_global: []
variables:
  name:
  points: {{default: "0", type: number}}
  city: {{default: ""}}
  {extra}
start: hello
nodes:
  hello:
    disclosure: true
    say: {greeting}
    hangup: true
"""
PLAN = """\
name: spring
script: hello.yaml
lists: [spring]
trunks: [{address: "sip:127.0.0.1:5070"}]
offers:
  - {offer: gold, when: points > 700, script: golden.yaml}
  - {offer: silver, when: city = 'Suzhou', variables: {points: "99"}}
"""
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    greeting = "This is a machine. Hello {{ name }}, you have {{ points }} points."
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "plan.yaml").write_text(PLAN)
    (tmp_path / "hello.yaml").write_text(SCRIPT.format(id="hello", extra="", greeting=greeting))
    (tmp_path / "golden.yaml").write_text(SCRIPT.format(id="golden", extra="guest:", greeting="A machine for {{ guest }}."))

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--database", f"sqlite:///{tmp_path / 'calls.db'}"])

    run("import", "people.csv", "--list", "spring")
    return run


def test_offer_script_and_opening_of_one_person_are_shown(run: Run, tmp_path: Path) -> None:
    shown = run("preview", "plan.yaml", "C2")

    assert shown.exit_code == 0
    assert "offer gold: does not suit" in shown.output
    assert "attribute.points: '80'" in shown.output
    assert "offer silver: suits" in shown.output
    assert "offer: silver, segment: city = 'Suzhou'" in shown.output
    assert "This is a machine. Hello Bob, you have ninety-nine points." in shown.output
    assert "+1202•••0144 is no lead of the campaign yet" in shown.output
    with Database(f"sqlite:///{tmp_path / 'calls.db'}") as database:
        assert database.read(lambda session: (session.query(Lead).count(), session.query(Attempt).count())) == (0, 0)


def test_an_offer_whose_script_needs_what_is_not_known_does_not_suit(run: Run) -> None:
    shown = run("preview", "plan.yaml", "C3")

    assert "offer gold: its script needs guest, not known of this person" in shown.output
    assert "offer: -, segment: -" in shown.output
    assert "Hello Cid, you have nine hundred points." in shown.output


def test_a_plan_that_cannot_be_followed_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN.replace("points > 700", "points >"))

    with pytest.raises(PlanError, match=r"offers\[0\]\.when: line 1, column 9: ends too early"):
        raise run("preview", "plan.yaml", "C2").exception or AssertionError("it was no error")
