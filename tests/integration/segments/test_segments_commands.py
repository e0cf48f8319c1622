"""The commands about segments, as an operator types them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from engine.cli import app
from engine.segments.grammar import FilterError
from engine.store.errors import SegmentConflict, StoreError, UnknownSegment

pytestmark = pytest.mark.integration

PEOPLE = """Customer ID,Mobile No.,Name,City,Points,Opt-In,Tags
C1,(202) 555-0143,Ann,Suzhou,500,yes,vip
C2,(202) 555-0144,Bob,Suzhou,80,yes,
C3,(202) 555-0145,Cid,Wuxi,900,,
"""
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(PEOPLE)

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--database", f"sqlite:///{tmp_path / 'calls.db'}"])

    run("import", "people.csv", "--list", "spring")
    return run


def test_a_segment_is_saved_counted_shown_and_removed(run: Run) -> None:
    text = "city = 'Suzhou' and points > 100 or tag 'vip'"
    assert run("segments", "add", "keen", text).output == "keen: 1 people\n"
    assert run("segments", "show", "keen").output == f"{text}\n"
    assert "keen" in run("segments", "list").output
    assert run("segments", "count", "keen").output == "1 people\n"
    assert run("segments", "count", "--when", "not city = 'Suzhou'").output == "1 people\n"
    assert run("segments", "add", "keen", "consent call", "--replace").output == "keen: 2 people\n"
    assert run("segments", "remove", "keen").exit_code == 0
    assert isinstance(run("segments", "count", "keen").exception, UnknownSegment)


def test_each_clause_is_explained_for_one_person(run: Run) -> None:
    run("segments", "add", "keen", "city = 'Suzhou' and points > 100")

    ann, bob, cid = (run("segments", "explain", "keen", who) for who in ("C1", "(202) 555-0144", "C3"))

    assert (ann.exit_code, bob.exit_code, cid.exit_code) == (0, 1, 1)
    assert ann.output.startswith("C1 belongs to keen")
    assert bob.output.startswith("+1202•••0144 does not belong to keen")
    lines = [" ".join(line.split()) for line in bob.output.splitlines()]
    assert "yes attribute.city = 'Suzhou' attribute.city: 'Suzhou'" in lines
    assert "no attribute.points > 100 attribute.points: '80'" in lines


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        (("add", "x", "cty = 'Suzhou'"), FilterError, r"line 1, column 1: `cty` .*did you mean 'city'"),
        (("add", " ", "clicked"), SegmentConflict, "is no name of a segment"),
        (("add", "keen", "clicked"), SegmentConflict, r"replace it \(--replace\)"),
        (("show", "kean"), UnknownSegment, "did you mean 'keen'"),
        (("remove", "kean"), UnknownSegment, "saved are: keen"),
        (("explain", "keen", "nobody"), StoreError, "nobody is known"),
    ],
)
def test_what_is_wrong_is_said(run: Run, words: tuple[str, ...], error: type[Exception], message: str) -> None:
    run("segments", "add", "keen", "city = 'Suzhou'")

    with pytest.raises(error, match=message):
        raise run("segments", *words).exception or AssertionError("it was no error")
