"""Shipped scripts can be read and reviewed: no list of examples, nor anything else, runs off the screen."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from engine.dialog.includes import BUILTIN_FILE
from engine.shipped import shipped

pytestmark = pytest.mark.unit

MOST_COLUMNS = 140
SCRIPTS = [BUILTIN_FILE, *sorted(file for file in shipped("dialogs").glob("*.yaml") if not file.name.endswith(".test.yaml"))]


def columns(line: str) -> int:
    """On a screen, where a Chinese character is two wide."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.stem)
def test_no_line_is_too_long_to_read(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [f"{file.name}:{number}" for number, line in enumerate(lines, start=1) if columns(line) > MOST_COLUMNS] == []
