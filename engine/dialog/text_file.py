"""The text of a file that people wrote: UTF-8, with or without a byte order mark."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from engine.dialog.explain import nearest
from engine.dialog.problems import Problem, Severity

_YAML: Final = (".yaml", ".yml")


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
    """` (did you mean 'x.yaml'?)`, of the same folder, where nothing is at the path itself; or nothing."""
    if path.exists() or not path.parent.is_dir():
        return ""
    beside = {_stem(other): other.name for other in path.parent.iterdir() if other.suffix in _YAML or other.is_dir()}
    near = nearest(_stem(path), [stem for stem in beside if (".test" in stem) == (".test" in path.name)])
    return f" (did you mean '{beside[near]}'?)" if near else ""


def _stem(path: Path) -> str:
    return path.stem if path.suffix in _YAML else path.name


def _problem(path: Path, line: int, message: str) -> Problem:
    return Problem(Severity.ERROR, str(path), line, 1, "", message)
