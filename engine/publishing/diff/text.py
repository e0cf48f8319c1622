"""A comparison as lines of text, to be read from the top: what the designer changed, node by node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from engine.publishing.diff.changes import Change, NodeChange, NodeSummary, ScriptDiff
from engine.publishing.diff.describe import consequence, lines, shown


def as_lines(diff: ScriptDiff) -> Iterator[str]:
    """The lines; `+`, `-` and `~` before what is new, gone and changed."""
    yield f"{diff.before} → {diff.after}"
    if diff.empty:
        yield "they say and do the same"
    if diff.added or diff.removed or diff.changed:
        yield "nodes"
    for node in diff.added:
        yield from _node("+", node)
    for node in diff.removed:
        yield from _node("-", node)
    for changed in diff.changed:
        yield from _changed(changed)
    if diff.script:
        yield "script"
    for change in diff.script:
        yield from _change(change, "  ")


def _node(mark: str, node: NodeSummary) -> Iterator[str]:
    yield f"  {mark} {node.name}" + (f': "{node.says}"' if node.says else "")
    yield from (f"      {way}" for way in node.ways)


def _changed(node: NodeChange) -> Iterator[str]:
    yield f"  ~ {node.name}" + (f" (was {node.was})" if node.was else "")
    for change in node.changes:
        yield from _change(change, "      ")


def _change(change: Change, indent: str) -> Iterator[str]:
    field = change.field + (f" [{change.language}]" if change.language else "")
    before, after = change.before, change.after
    if isinstance(before, list) or isinstance(after, list):
        yield f"{indent}{field}"
        yield from (f"{indent}  {line}" for line in _marked(lines(before), lines(after)))
    elif before is None:
        yield f"{indent}+ {field}{_told(after)}"
    elif after is None:
        yield f"{indent}- {field}{_told(before)}"
    else:
        yield f"{indent}{field}: {shown(after)}, was {shown(before)}"


def _told(value: Any) -> str:
    if isinstance(value, Mapping) and value.keys() & {"intent", "digit", "words"}:
        return f" {consequence(value)}"
    return f": {shown(value)}"


def _marked(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    for operation, old_from, old_to, new_from, new_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation != "equal":
            yield from (f"- {line}" for line in before[old_from:old_to])
            yield from (f"+ {line}" for line in after[new_from:new_to])
