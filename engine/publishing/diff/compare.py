"""Compares two scripts, language by language, and says once what is the same in all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from engine.dialog.localised import matching
from engine.publishing.diff.changes import Change, Kind, NodeChange, NodeSummary, ScriptDiff
from engine.publishing.diff.describe import ways
from engine.publishing.diff.renames import renamed, spoken
from engine.publishing.diff.trees import differences, renamed_targets
from engine.store.scripts.pins import SHORT_HASH_LENGTH

Document = Mapping[str, Any]

_NOT_MEANING: Final = frozenset({"schema_version", "include", "language", "languages"})
"""How a script is written and divided into files; its languages are compared by themselves."""


@dataclass(frozen=True, slots=True)
class Described:
    """A script to compare."""

    name: str
    """As the reader knows it."""
    documents: Mapping[str, Document]
    """By language, the fallback first; defaults left out."""
    recordings: Mapping[str, str] = field(default_factory=dict)
    """Hashes by path."""

    @property
    def fallback(self) -> Document:
        return next(iter(self.documents.values()))


def compare(before: Described, after: Described) -> ScriptDiff:
    """What differs between two scripts."""
    old_nodes, new_nodes = before.fallback["nodes"], after.fallback["nodes"]
    removed = {name: node for name, node in old_nodes.items() if name not in new_nodes}
    added = {name: node for name, node in new_nodes.items() if name not in old_nodes}
    names = renamed(removed, added)
    pairs = {language: (renamed_targets(old, names), new) for language, (old, new) in _pairs(before, after).items()}
    was = {new: old for old, new in names.items()}
    changed = (_node_change(name, was.get(name), pairs) for name in new_nodes if name in old_nodes or name in was)
    return ScriptDiff(
        before=before.name,
        after=after.name,
        added=tuple(_summary(name, node) for name, node in added.items() if name not in was),
        removed=tuple(_summary(name, node) for name, node in removed.items() if name not in names),
        changed=tuple(change for change in changed if change.changes or change.was),
        script=(*_languages(before, after), *_script_changes(pairs), *differences(_recordings(before), _recordings(after))),
    )


def _pairs(before: Described, after: Described) -> dict[str, tuple[Document, Document]]:
    """The documents of each language that both have; without one in common, those of their first languages."""
    found: dict[str, tuple[Document, Document]] = {}
    for language, new in after.documents.items():
        if code := matching(language, before.documents):
            found[language] = before.documents[code], new
    return found or {next(iter(after.documents)): (before.fallback, after.fallback)}


def _node_change(name: str, was: str | None, pairs: Mapping[str, tuple[Document, Document]]) -> NodeChange:
    found = {
        language: list(differences(old["nodes"].get(was or name, {}), new["nodes"].get(name, {})))
        for language, (old, new) in pairs.items()
    }
    return NodeChange(name, was, _merged(found))


def _script_changes(pairs: Mapping[str, tuple[Document, Document]]) -> tuple[Change, ...]:
    return _merged({language: list(differences(_rest(old), _rest(new))) for language, (old, new) in pairs.items()})


def _rest(document: Document) -> Document:
    return {field: value for field, value in document.items() if field != "nodes" and field not in _NOT_MEANING}


def _languages(before: Described, after: Described) -> list[Change]:
    old, new = list(before.documents), list(after.documents)
    return [Change("languages", Kind.SETTING, old, new)] if old != new else []


def _recordings(script: Described) -> Document:
    return {"recordings": {path: name[:SHORT_HASH_LENGTH] for path, name in script.recordings.items()}}


def _merged(found: Mapping[str, Sequence[Change]]) -> tuple[Change, ...]:
    """A change that is the same in every language, once; others with their language, beside the same field's in the others."""
    order = list(dict.fromkeys(change.field for changes in found.values() for change in changes))
    seen: dict[bytes, list[str]] = {}
    for language, changes in found.items():
        for change in changes:
            seen.setdefault(_key(change), []).append(language)
    merged: dict[tuple[bytes, str | None], Change] = {}
    for language, changes in found.items():
        for change in changes:
            label = None if len(seen[_key(change)]) == len(found) else language
            merged[_key(change), label] = msgspec.structs.replace(change, language=label)
    return tuple(sorted(merged.values(), key=lambda change: order.index(change.field)))


def _key(change: Change) -> bytes:
    return msgspec.json.encode((change.field, change.before, change.after), order="sorted")


def _summary(name: str, node: Mapping[str, Any]) -> NodeSummary:
    return NodeSummary(name, spoken(node.get("say")), tuple(ways(node)))
