"""The tests that stand beside a script, as publishing runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.dialog.bundle import read_bundle
from engine.dialog.loader import load_bundle
from engine.publishing.publish import Rehearsal
from engine.rehearsal.before_publishing import rehearse_with
from engine.rehearsal.cases.reading import CasesError
from engine.settings import Settings

pytestmark = pytest.mark.integration


def _rehearsed(script: Path, warnings: list[str]) -> Rehearsal:
    return rehearse_with(Settings(), warnings.append)(script, load_bundle(read_bundle(script)))


def test_a_script_without_tests_is_warned_of(script: Path) -> None:
    warnings: list[str] = []

    assert _rehearsed(script, warnings) == Rehearsal(0, 0, ())
    assert warnings == [f"no tests beside {script}"]


def test_tests_that_cannot_be_read_are_no_passed_ones(script: Path) -> None:
    script.with_name("lesson.test.yaml").write_text("tests: []\n", encoding="utf-8")

    with pytest.raises(CasesError, match=r"lesson\.test\.yaml:1"):
        _rehearsed(script, [])
