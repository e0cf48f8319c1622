"""No file, however broken, brings the checker down: it always answers with problems or with a script that runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.dialog.loader import check_text
from engine.dialog.moves import NoInput
from engine.dialog.problems import Severity
from engine.dialog.testing import machine_of, walk
from engine.shipped import shipped

pytestmark = pytest.mark.unit

_MEMBERSHIP = (shipped("dialogs") / "membership.yaml").read_text(encoding="utf-8")
SAMPLE = re.sub(r"\[\n(.*,\n)+", "[\n", _MEMBERSHIP).splitlines()
"""A whole script, of its long lists of examples the last line only: edits hit what is not an example, too."""
CORPUS = Path(__file__).parents[2] / "fixtures" / "broken_scripts"
SAMPLES = [SAMPLE, *(file.read_text(encoding="utf-8").splitlines() for file in sorted(CORPUS.glob("*.yaml")))]
SNIPPETS = [
    "",
    "nodes:",
    "  - x",
    "  goto: offer",
    "    on: {a: b}",
    "say:",
    "{",
    "}",
    "\t",
    "x: [",
    "- - -",
    "!!int 3",
    "&a",
    "*a",
    "'",
    "\x00",
    "null",
    "? k",
]
edits = st.lists(st.tuples(st.integers(0, len(SAMPLE)), st.integers(0, 3), st.sampled_from(SNIPPETS)), min_size=1, max_size=4)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits)
def test_damaged_scripts_are_judged_and_never_crash(changes: list[tuple[int, int, str]]) -> None:
    lines = list(SAMPLE)
    for place, removed, snippet in changes:
        lines[place : place + removed] = [snippet]
    checked = check_text("\n".join(lines), "f")
    if checked.script is None:
        assert all(1 <= problem.line <= len(lines) + 1 and problem.message for problem in checked.problems)
    else:
        assert walk(machine_of(checked.script, checked.script.example_variables), [NoInput()] * 12)[-1].state.ended


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SAMPLES), st.sampled_from(SAMPLES), st.data())
def test_any_lines_in_place_of_any_others_are_judged(into: list[str], out_of: list[str], data: st.DataObject) -> None:
    lines = list(into)
    place, removed = data.draw(st.integers(0, len(lines))), data.draw(st.integers(0, 3))
    first, count = data.draw(st.integers(0, len(out_of))), data.draw(st.integers(0, 4))
    lines[place : place + removed] = out_of[first : first + count]
    checked = check_text("\n".join(lines), "f")
    assert (checked.script is None) == any(problem.severity is Severity.ERROR for problem in checked.problems)
    assert all(problem.message and problem.line >= 1 for problem in checked.problems)


@pytest.mark.parametrize(
    "text", ["[" * 600, "a:\n" * 3, "schema_version: 1\nid: " + "[" * 600, "{" * 600, "- " * 600, "\ud800", "a: \x85b"]
)
def test_hostile_texts_are_errors(text: str) -> None:
    assert check_text(text, "f").problems
