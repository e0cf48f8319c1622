"""Reads a script file and says everything that is wrong with it, or hands over a script that can be run.

    file ─source→ texts with lines ─schema→ typed document ─checks→ sound document ─build→ Script

Each stage reports all of its problems at once; a later stage runs only on what the earlier ones accept.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from engine.dialog.build import build_script
from engine.dialog.checks import check_document
from engine.dialog.explain import explain
from engine.dialog.problems import Problem, ScriptError, Severity
from engine.dialog.schema import FORMAT_VERSION, ScriptDoc
from engine.dialog.script import Script
from engine.dialog.source import Source, parse_source


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of reading a script file."""

    script: Script | None
    """None if there are errors."""
    problems: tuple[Problem, ...]
    """Errors and warnings in the order of their lines."""


def load_script(path: Path) -> Script:
    """Reads a script that is about to be used; warnings are not in its way.

    Raises:
        ScriptError: the file cannot be read or the script has errors.
    """
    checked = check_script(path)
    if checked.script is None:
        raise ScriptError(checked.problems)
    return checked.script


def check_script(path: Path) -> Checked:
    """Reads a script and reports everything found, errors and warnings alike. Never raises for a bad file."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return _failed([Problem(Severity.ERROR, str(path), 1, "", f"cannot be read: {error.strerror}")])
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return _failed([Problem(Severity.ERROR, str(path), line, "", "is not UTF-8 text: save the file as UTF-8")])
    return check_text(text, str(path))


def check_text(text: str, file: str) -> Checked:
    """Checks the text of a script; `file` is the name that problems carry."""
    source = parse_source(text, file)
    if broken := source.problems or _version_problems(source):
        return _failed(broken)
    empty = source.empty_fields()
    try:
        doc = ScriptDoc.model_validate(source.tree)
    except ValidationError as error:
        return _failed(empty + explain(error, source))
    problems = empty + check_document(doc, source)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return _failed(problems)
    return Checked(build_script(doc), _in_order(problems))


def _failed(problems: list[Problem]) -> Checked:
    return Checked(None, _in_order(problems))


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.line))


def _version_problems(source: Source) -> list[Problem]:
    version = source.tree.get("schema_version") if isinstance(source.tree, dict) else None
    if version == FORMAT_VERSION:
        return []
    if version is None:
        return [source.problem((), f"the first field must be `schema_version: {FORMAT_VERSION}`, the version of this format")]
    return [source.problem(("schema_version",), f"format version {version} is not known here: expected {FORMAT_VERSION}")]
