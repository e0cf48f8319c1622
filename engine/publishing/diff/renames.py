"""Which node that is gone lives on under another name: the one that says and does nearly the same."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from engine.publishing.diff.trees import renamed_targets

Node = Mapping[str, Any]

_LEAST_LIKENESS: Final = 0.6
"""Below it, two nodes are two nodes."""
_SHARE_OF_WORDS: Final = 0.7
"""A node is known by its words more than by its ways."""
_WORD: Final = re.compile(r"\w")


def renamed(removed: Mapping[str, Node], added: Mapping[str, Node]) -> dict[str, str]:
    """New names by old ones, the most alike first; a node that is unlike all others has none."""
    pairs = sorted(
        (
            (likeness(old, new, {old_name: new_name}), old_name, new_name)
            for old_name, old in removed.items()
            for new_name, new in added.items()
        ),
        key=lambda pair: (-pair[0], pair[1:]),
    )
    names: dict[str, str] = {}
    for alike, old_name, new_name in pairs:
        if alike >= _LEAST_LIKENESS and old_name not in names and new_name not in names.values():
            names[old_name] = new_name
    return names


def likeness(old: Node, new: Node, names: Mapping[str, str]) -> float:
    """From 0 to 1, equal. `names` are taken to mean the same node."""
    old = renamed_targets(old, names)
    if old == new:
        return 1.0
    old_words, new_words = spoken(old.get("say")), spoken(new.get("say"))
    ways = _ratio(_ways(old), _ways(new))
    if not _WORD.search(old_words + new_words):
        return ways
    return _SHARE_OF_WORDS * _ratio(old_words.split(), new_words.split()) + (1 - _SHARE_OF_WORDS) * ways


def spoken(say: Any) -> str:
    """The words of a speech, variants and conditional parts included."""
    match say:
        case str():
            return say
        case list() | tuple():
            return " ".join(filter(None, map(spoken, say)))
        case Mapping():
            return " ".join(filter(None, (spoken(say.get(field)) for field in ("text", "one_of", "say"))))
        case _:
            return ""


def _ways(node: Node) -> list[str]:
    fields = {key: value for key, value in node.items() if key not in ("say", "again")}
    return [f"{key} {json.dumps(item, sort_keys=True)}" for key, value in fields.items() for item in _items(value)]


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def _ratio(old: Sequence[str], new: Sequence[str]) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()
