"""What is wrong with something that was told."""

from __future__ import annotations


class UnfitInput(Exception):
    """It cannot be taken, and nothing of it was. Names the field and never its value, which may be somebody's number."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        self.problem = problem
        super().__init__(f"{field}: {problem}")
