"""The text of a file that people wrote: UTF-8, with or without a byte order mark."""

from __future__ import annotations

from pathlib import Path

from engine.dialog.explain import did_you_mean
from engine.dialog.problems import Problem, Severity


class UnreadableText(Exception):
    """The file cannot be read, or is in another encoding; `problem` says it at its line."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def text_of(path: Path) -> str:
    """The whole text, lines ended as they are in the file.

    Raises:
        UnreadableText
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableText(_problem(path, 1, f"cannot be read: {error.strerror}{similar_name(path)}")) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UnreadableText(_problem(path, line, "is not UTF-8 text: save the file as UTF-8")) from error


def similar_name(path: Path) -> str:
    """` (did you mean 'x.yaml'?)`, of the same kind and folder, where nothing is at the path itself; or nothing."""
    if path.exists() or not path.parent.is_dir():
        return ""
    return did_you_mean(path.name, [beside.name for beside in path.parent.iterdir() if path.suffixes in ([], beside.suffixes)])


def _problem(path: Path, line: int, message: str) -> Problem:
    return Problem(Severity.ERROR, str(path), line, 1, "", message)
