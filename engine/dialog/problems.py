"""What can be wrong with a script, said so that its author can put it right: file, line, column, field, message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Location: TypeAlias = tuple[str | int, ...]
"""Keys and list positions from the top of a file down."""


class Severity(StrEnum):
    ERROR = "error"
    """The script cannot be used."""
    WARNING = "warning"
    """The script runs, but probably not as its author means."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, before it is known on which line that is."""

    location: Location
    message: str
    severity: Severity = Severity.ERROR
    is_about_use: bool = False
    """That nothing uses it. An included file is there for several scripts, and need not be used up by each."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding at one place of a script file."""

    severity: Severity
    file: str
    line: int
    """Counted from 1; so also the column."""
    column: int
    field: str
    """Dotted path inside the file, e.g. `nodes.offer.on[0].goto`; empty for the file as a whole."""
    message: str

    def __str__(self) -> str:
        mark = "" if self.severity is Severity.ERROR else "warning: "
        field = f"{self.field}: " if self.field else ""
        return f"{self.file}:{self.line}:{self.column}: {field}{mark}{self.message}"


class ScriptError(Exception):
    """A script that cannot be used. Its text lists every error, one a line; `problems` also holds the warnings."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems if problem.severity is Severity.ERROR))
