"""What is wrong with a list, in the form in which editors jump to it: `file:line: field: message`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LeadProblem:
    """One thing wrong with a list."""

    file: Path
    line: int | None
    """From 1, the header's; None if the file as a whole is meant."""
    field: str | None
    message: str
    column: int | None = None
    """Of the table, from 1; None if the row or the file as a whole is meant."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class LeadsError(Exception):
    """A list cannot be imported, for all of these reasons; nothing of it was."""

    def __init__(self, problems: Sequence[LeadProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
