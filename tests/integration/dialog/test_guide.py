"""The script of the designer's guide: what is printed is the file that is tested, and its tests pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.cli import app

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "tests/fixtures/guide"

pytestmark = [pytest.mark.models, pytest.mark.timeout(180)]


@pytest.mark.parametrize("name", ["first.yaml", "first.test.yaml"])
def test_the_guide_prints_what_is_tested(name: str) -> None:
    guide = (ROOT / "docs/scripts.md").read_text(encoding="utf-8")
    assert f"```yaml\n{(FIXTURES / name).read_text(encoding='utf-8')}```\n" in guide


def test_the_check_finds_nothing() -> None:
    result = CliRunner().invoke(app, ["script", "check", "--strict", str(FIXTURES / "first.yaml")])
    assert result.exit_code == 0, result.output


def test_its_tests_pass() -> None:
    result = CliRunner().invoke(app, ["script", "test", str(FIXTURES / "first.yaml")])
    assert result.exit_code == 0, result.output
