"""Problems for machines: JSON, and annotations of GitHub."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from engine.dialog.problems import Problem


def as_data(problems: Iterable[Problem]) -> dict[str, Any]:
    """For JSON; lines and columns count from 1."""
    return {
        "problems": [
            {
                "severity": problem.severity.value,
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "field": problem.field,
                "message": problem.message,
            }
            for problem in problems
        ]
    }


def as_annotations(problems: Iterable[Problem], title: str) -> Iterator[str]:
    """Workflow commands of GitHub Actions (docs.github.com, "Workflow commands", error and warning)."""
    for problem in problems:
        place = f"file={_property(problem.file)},line={problem.line},col={problem.column}"
        field = f"{problem.field}: " if problem.field else ""
        yield f"::{problem.severity.value} {place},title={_property(title)}::{_data(field + problem.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
