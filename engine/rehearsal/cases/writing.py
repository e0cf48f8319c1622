"""A test as its author would have written it: YAML that stands among the other tests of a file. Pure."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from engine.rehearsal.cases.format import BARE_STEPS, FORMAT_VERSION
from engine.rehearsal.cases.reading import CasesError, parse_cases

NEW_FILE: Final = f"schema_version: {FORMAT_VERSION}\n\ntests:\n"
_WIDTH: Final = 120
_BLOCKS: Final = ("conversation",)
"""Fields whose entries each have lines of their own."""


class NoPlaceForTest(Exception):
    """The tests of a file do not stand at its end, one below the other."""


def as_yaml(fields: Mapping[str, Any], remarks: Sequence[str] = ()) -> str:
    """One entry below `tests:`; `remarks` stand above it as comments."""
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = _WIDTH
    written = io.StringIO()
    yaml.dump([_entry(fields)], written)
    comments = "".join(f"  # {remark}\n" for remark in remarks)
    return comments + written.getvalue()


def with_test(text: str, entry: str, path: Path) -> str:
    """The tests in a text, and one more at its end.

    Args:
        text: of the file; blank if there is none yet.
        entry: see `as_yaml`.
        path: of the file.

    Raises:
        CasesError: the file cannot be used as it is, or has a test of this name.
        NoPlaceForTest: the entry must be put in by hand.
    """
    if not text.strip():
        return NEW_FILE + entry
    known = len(parse_cases(text, path).doc.tests)
    longer = f"{text.rstrip()}\n\n{entry}"
    try:
        found = len(parse_cases(longer, path).doc.tests)
    except CasesError as error:
        if any("is the name of another test" in problem.message for problem in error.problems):
            raise
        found = known
    if found != known + 1:
        raise NoPlaceForTest(f"{path}: its tests do not stand in a plain list at the end: put this one in by hand")
    return longer


def _entry(fields: Mapping[str, Any]) -> CommentedMap:
    entry = CommentedMap()
    for name, value in fields.items():
        entry[name] = CommentedSeq(_step(step) for step in value) if name in _BLOCKS else _inline(value)
    return entry


def _step(step: Mapping[str, Any]) -> Any:
    """A person's step has a line for each field; what the bot must do stands in one."""
    if list(step.values()) == [True] and (name := next(iter(step))) in BARE_STEPS:
        return name
    return CommentedMap((name, _inline(value)) for name, value in step.items())


def _inline(value: Any) -> Any:
    if isinstance(value, Mapping):
        made = CommentedMap((name, _inline(inner)) for name, inner in value.items())
        made.fa.set_flow_style()
        return made
    if isinstance(value, list):
        listed = CommentedSeq(value)
        listed.fa.set_flow_style()
        return listed
    return str(value) if isinstance(value, str) else value
