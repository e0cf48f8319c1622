"""Parts of a script's document in a few words, for people who know its format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.publishing.diff.trees import trigger


def ways(node: Mapping[str, Any]) -> Iterator[str]:
    """Where a node leads: `accept → booked`, `hangs up`."""
    for entry in node.get("on", ()):
        yield f"{trigger(entry)} {consequence(entry)}"
    if "ask" in node:
        yield f"asks {node['ask']['slot']}"
    if "webhook" in node:
        yield f"asks {node['webhook']['url']}"
    for branch in node.get("goto", ()):
        yield _branch(branch)
    if "transfer" in node:
        yield f"transfers to {node['transfer']['to']}"
    for field, means in (("resume", "back to the open question"), ("return", "back from the subdialog"), ("hangup", "hangs up")):
        if node.get(field):
            yield means


def consequence(entry: Mapping[str, Any]) -> str:
    """What follows from an entry of `on` or `global`."""
    parts = []
    if "say" in entry:
        parts.append("says " + " ".join(f'"{line}"' for line in lines(entry["say"])))
    if "goto" in entry:
        parts.append(f"→ {entry['goto']}")
    if "call" in entry:
        parts.append(f"→ {entry['call']} and back")
    if entry.get("repeat"):
        parts.append("repeats the question")
    also = {key: value for key, value in entry.items() if key in ("slot", "set", "tags", "grade")}
    return " ".join([*parts, *(f"{key}: {shown(value)}" for key, value in also.items())])


def lines(value: Any) -> list[str]:
    """A speech, a list of examples or any other list, one line for each item; nothing for what is not there."""
    if value is None:
        return []
    return [_item(item) for item in (value if isinstance(value, list | tuple) else [value])]


def shown(value: Any) -> str:
    """A value in one line."""
    match value:
        case None:
            return "not set"
        case bool():
            return "true" if value else "false"
        case str() | int() | float():
            return str(value)
        case list() | tuple():
            return ", ".join(_item(item) for item in value) or "none"
        case _:
            return _item(value)


def _item(item: Any) -> str:
    if isinstance(item, Mapping):
        return _mapping(item)
    return shown(item)


def _mapping(item: Mapping[str, Any]) -> str:
    if item.keys() & {"intent", "digit", "words"}:
        return f"{trigger(item)} {consequence(item)}"
    if "audio" in item:
        return f"[{item['audio']}] {item.get('text', '')}".rstrip()
    if "one_of" in item:
        return f"one of: {' | '.join(item['one_of'])}"
    if "pause_ms" in item:
        return f"<pause {item['pause_ms']}ms>"
    if "when" in item and "say" in item:
        return f"when {item['when']}: {' '.join(lines(item['say']))}"
    if item.keys() == {"text"}:
        return str(item["text"])
    if "goto" in item and item.keys() <= {"goto", "when"}:
        return _branch(item)
    if item.keys() <= {"say", "goto", "repeat"}:
        return consequence(item)
    return ", ".join(f"{key}: {shown(value)}" for key, value in item.items()) or "as declared"


def _branch(branch: Mapping[str, Any]) -> str:
    return f"→ {branch['goto']}" + (f" when {branch['when']}" if "when" in branch else "")
