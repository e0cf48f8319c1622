"""The commands about people and lists, as an operator types them."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from engine.cli import app
from engine.store.database import Database
from tests.integration.opt_outs import CRM_AND_OLD, opted_out, told

pytestmark = pytest.mark.integration

PEOPLE = """Customer ID,Mobile No.,Name,City,Opt-In,Tags
C1,(202) 555-0143,Ann,Leeds,yes,vip
C2,1.38E+10,Bob,York,no,
C3,+1 202 555 0145,Cid,Bath,,
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder with `people.csv`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(PEOPLE)

    def run(*words: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(app, [*words, "--database", f"sqlite:///{tmp_path / 'calls.db'}"], input=typed)

    return run


def test_a_list_is_imported_listed_and_its_people_shown(run: Run) -> None:
    imported = run("import", "people.csv", "--list", "spring")
    again = run("import", "people.csv", "--list", "spring")
    listed, shown = run("lists"), run("customers", "show", "C1")

    assert (imported.exit_code, again.exit_code, listed.exit_code, shown.exit_code) == (1, 1, 0, 0)
    assert "spring: 2 added (2 of them new), 0 updated, 0 unchanged, 1 rejected" in imported.output
    assert "column 2 'Mobile No.': the number to dial" in imported.output
    assert "people.csv:3: Mobile No.: was turned into scientific notation" in imported.output
    assert "this very file was imported into this list before" in again.output
    assert "0 added (0 of them new), 0 updated, 2 unchanged, 1 rejected" in again.output
    assert "0 added, 0 updated, 2 unchanged, 1 rejected" in listed.output
    assert "+1202•••0143" in shown.output
    assert "2025550143" not in shown.output
    assert "list spring" in shown.output
    assert "not dated" in shown.output, "the file does not say when they agreed"
    assert "+12025550143" in run("customers", "show", "C1", "--reveal").output


def test_a_number_leaves_the_do_not_call_list_only_for_a_reason(run: Run, tmp_path: Path) -> None:
    (tmp_path / "register.txt").write_text("+12025550143\n+12025550199\nnobody\n")

    taken = run("do-not-call", "import", "register.txt", "--source", "register 2026-11")
    added = run("do-not-call", "add", "(202) 555-0145", "--reason", "wrote a letter")
    silent = run("do-not-call", "remove", "+12025550143", "--reason", " ")
    removed = run("do-not-call", "remove", "+12025550143", "--by", "ann", typed="asked to be called\n")

    assert (taken.exit_code, added.exit_code, silent.exit_code, removed.exit_code) == (1, 0, 2, 0)
    assert "2 numbers added, 0 were listed before, 1 rejected" in taken.output
    left = run("do-not-call", "list").output
    assert [line.split()[0] for line in left.splitlines()] == ["+1202•••0145", "+1202•••0199"]
    assert "asked to be called" in run("do-not-call", "list", "--removed").output


def test_consent_is_withdrawn_and_given_with_its_source(run: Run) -> None:
    run("import", "people.csv", "--list", "spring")

    withdrawn = run("consent", "withdraw", "C1", "--source", "letter of 20 November")
    again = run("import", "people.csv", "--list", "spring")

    assert withdrawn.output == "+1202•••0143: consent to call withdrawn\n"
    assert "1 people took their consent back since: it stays withdrawn" in again.output
    assert "letter of 20 November" in run("customers", "show", "(202) 555-0143").output
    assert run("consent", "grant", "C1", "--source", "form").exit_code == 0


def test_what_an_operator_notes_by_command_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text(json.dumps({"writeback": CRM_AND_OLD}))
    settings = ("--config", "settings.yaml")
    run("import", "people.csv", "--list", "spring")  # a file's "no" is its owner's own word
    me = f"command line {getpass.getuser()}"
    for _ in range(2):
        run(*settings, "consent", "withdraw", "C1", "--source", "letter", "--channel", "sms")
        run(*settings, "do-not-call", "add", "(202) 555-0143", "--reason", "wrote a letter")
        run(*settings, "do-not-call", "add", "+12025550199", "--reason", "wrote a letter")  # nobody's whom we know

    with Database(f"sqlite:///{tmp_path / 'calls.db'}") as database:
        assert opted_out(database) == [(["sms"], "operator", me), (["call"], "operator", me), (["call", "sms"], "operator", me)]
        assert [body["customer"]["external_id"] for _, body in told(database)] == ["C1", "C1", None]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("import", "people.csv", "--list", "x", "--map", "Mobile"), "HEADING=TARGET"),
        (("do-not-call", "add", "12", "--reason", "x"), "is too short"),
    ],
)
def test_what_is_wrong_is_said(run: Run, words: tuple[str, ...], message: str) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert message in result.output
