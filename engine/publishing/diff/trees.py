"""Two documents field by field. Entries of `on` and `global` are told apart by what they wait for, not by where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from engine.publishing.diff.changes import Change, Kind, Value

_ENTRIES: Final = frozenset({"on", "global"})
_SECTIONS: Final = (("variables",), ("slots",), ("intents",), ("faq",))
"""Whose fields have names that the author chose: one that is new is told by its name, also if it is the first."""
_WAYS: Final = frozenset({"on", "global", "ask", "goto", "resume", "return", "hangup", "transfer", "webhook", "callback", "start"})
_TEXTS: Final = frozenset({"say", "again", "confirm_say", "invalid_say", "meanwhile", "text", "asr_hint"})
_TARGETS: Final = frozenset({"goto", "call", "on_failed", "back_to", "start"})

Path = tuple[str, ...]


def differences(before: Value, after: Value, path: Path = ()) -> Iterator[Change]:
    """Every difference at the deepest field that has it, in the order of the fields."""
    if before == after:
        return
    if path in _SECTIONS:
        before, after = before or {}, after or {}
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from differences(before.get(key), after.get(key), (*path, key))
    elif path and path[-1] in _ENTRIES and (before is None or after is None or _are_lists(before, after)):
        yield from _entries(before or [], after or [], path)
    else:
        yield Change(dotted(path), _kind(path), before, after)


def renamed_targets(value: Value, names: Mapping[str, str]) -> Value:
    """The document with other names of nodes wherever it goes to one."""
    if isinstance(value, list):
        return [renamed_targets(item, names) for item in value]
    if isinstance(value, Mapping):
        return {
            key: names.get(item, item) if key in _TARGETS and isinstance(item, str) else renamed_targets(item, names)
            for key, item in value.items()
        }
    return value


def trigger(entry: Mapping[str, Any]) -> str:
    """What an entry of `on` or `global` waits for, in one line."""
    waits_for = [entry["intent"]] if "intent" in entry else []
    if "digit" in entry:
        waits_for.append(f"digit {entry['digit']}")
    if "words" in entry:
        waits_for.append(f"words {', '.join(entry['words'])}")
    return " / ".join(waits_for) + (f" when {entry['when']}" if "when" in entry else "")


def dotted(path: Path) -> str:
    """`('on', '[accept]', 'goto')` as `on[accept].goto`."""
    text = ""
    for part in path:
        text += part if not text or part.startswith("[") else f".{part}"
    return text


def _entries(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], path: Path) -> Iterator[Change]:
    old, new = _by_trigger(before), _by_trigger(after)
    for key in dict.fromkeys((*old, *new)):
        place = (*path, f"[{key}]")
        if key in old and key in new:
            yield from differences(old[key], new[key], place)
        else:
            yield Change(dotted(place), Kind.WAY, old.get(key), new.get(key))
    old_order, new_order = [key for key in old if key in new], [key for key in new if key in old]
    if old_order != new_order:  # the first entry that fits decides, so their order has a meaning
        yield Change(f"{dotted(path)} (order)", Kind.WAY, " | ".join(old_order), " | ".join(new_order))


def _by_trigger(entries: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    seen: Counter[str] = Counter()
    found: dict[str, Mapping[str, Any]] = {}
    for entry in entries:
        key = trigger(entry)
        seen[key] += 1
        found[key if seen[key] == 1 else f"{key} #{seen[key]}"] = entry
    return found


def _are_lists(before: Value, after: Value) -> bool:
    return isinstance(before, list) and isinstance(after, list)


def _kind(path: Path) -> Kind:
    if _TEXTS.intersection(path):
        return Kind.TEXT
    return Kind.WAY if _WAYS.intersection(path) else Kind.SETTING
