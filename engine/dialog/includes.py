"""Several files as one: a script with its fragments, and beneath them what every script of a language understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from engine.dialog.explain import did_you_mean
from engine.dialog.localised import localised, matching
from engine.dialog.problems import Location
from engine.dialog.source import Source, Tree, parse_source
from engine.dialog.words import normalise

_BY_NAME: Final = ("variables", "slots", "intents", "faq", "nodes")
_WHOLE: Final = ("no_input", "no_match")
_IN_FRAGMENTS: Final = ("schema_version", "include", "global", *_BY_NAME, *_WHOLE)
BUILTIN_LANGUAGES: Final = ("en", "zh")
BUILTIN_FILE: Final = Path(__file__).with_name("builtin") / "global.yaml"


def merged(main: Source, fragments: Sequence[Source]) -> Source:
    """The script with what its fragments add; where several define the same, the first in order counts, the script before all."""
    result = Source(main.file, _copied(main.tree), dict(main.places), list(main.problems))
    for fragment in fragments:
        if isinstance(fragment.tree, dict) and isinstance(result.tree, dict):
            for field in fragment.tree:
                if field not in _IN_FRAGMENTS:
                    known = did_you_mean(field, _IN_FRAGMENTS)
                    result.problems.append(fragment.problem((field,), f"does not belong in an included file{known}"))
            _add(result, result.tree, fragment, fragment.tree)
    return result


def with_builtins(source: Source, language: str) -> Source:
    """One language's script with the global intents that it does not define itself."""
    known = matching(language, BUILTIN_LANGUAGES)
    if known is None or not isinstance(source.tree, dict):
        return source
    builtin = _builtin(known)
    result = replace(source, tree=_copied(source.tree), places=dict(source.places), problems=list(source.problems))
    if isinstance(builtin.tree, dict) and isinstance(result.tree, dict):
        wanted = _wanted(result, result.tree, builtin.tree)
        _add(result, result.tree, builtin, _reduced(builtin.tree, wanted, set(_mentioned(result.tree))))
    return result


@cache
def _builtin(language: str) -> Source:
    source = parse_source(BUILTIN_FILE.read_text(encoding="utf-8"), str(BUILTIN_FILE))
    return localised(source, language, BUILTIN_LANGUAGES)


def _wanted(result: Source, tree: dict[str, Tree], builtin: Mapping[str, Tree]) -> set[str]:
    """The built-in intents left to us: no global entry of the script has them, and no other intent one of their examples."""
    offered = _intents_of(builtin.get("global"))
    chosen = tree.get("builtin_global")
    if isinstance(chosen, str):
        chosen = [chosen]
    if isinstance(chosen, list):
        names = [name for name in chosen if isinstance(name, str)]
        for index, name in enumerate(names):
            if name not in offered:
                message = f"'{name}' is no built-in global intent{did_you_mean(name, offered)}"
                result.problems.append(result.problem(("builtin_global", index), message))
        offered = [name for name in offered if name in names]
    meanings, taken = builtin.get("intents"), _examples(tree)
    shared = [
        name
        for name, examples in (meanings.items() if isinstance(meanings, dict) else ())
        if any(isinstance(text, str) and normalise(text) in taken for text in examples or ())
    ]
    own = tree.get("intents")
    named = [name for name in shared if not (isinstance(own, dict) and name in own)]
    return set(offered) - set(_intents_of(tree.get("global"))) - set(named)


def _reduced(builtin: Mapping[str, Tree], wanted: set[str], mentioned: set[str]) -> dict[str, Tree]:
    """The built-ins with the wanted intents and their nodes alone, and the examples of those that the script only mentions."""
    entries, intents, nodes = builtin.get("global"), builtin.get("intents"), builtin.get("nodes")
    reduced: dict[str, Tree] = {}
    if isinstance(entries, list):
        reduced["global"] = [entry for entry in entries if isinstance(entry, dict) and entry.get("intent") in wanted]
    if isinstance(intents, dict):
        reduced["intents"] = {name: examples for name, examples in intents.items() if name in wanted | mentioned}
    if isinstance(nodes, dict):
        reduced["nodes"] = {
            name: node for name, node in nodes.items() if any(name == f"_{own}" or name.startswith(f"_{own}_") for own in wanted)
        }
    return reduced


def _mentioned(tree: Tree) -> Iterator[str]:
    """Intents that entries name anywhere."""
    if isinstance(tree, dict):
        if isinstance(intent := tree.get("intent"), str):
            yield intent
        for value in tree.values():
            yield from _mentioned(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _mentioned(value)


def _examples(tree: Mapping[str, Tree]) -> set[str]:
    intents, faq = tree.get("intents"), tree.get("faq")
    texts: list[Tree] = list(intents.values()) if isinstance(intents, dict) else []
    texts += [entry.get("ask") for entry in faq.values() if isinstance(entry, dict)] if isinstance(faq, dict) else []
    flat = [item for value in texts for item in (value if isinstance(value, list) else [value])]
    return {normalise(text) for text in flat if isinstance(text, str)}


def _add(result: Source, tree: dict[str, Tree], other: Source, more: Mapping[str, Tree]) -> None:
    for section in _BY_NAME:
        theirs, ours = more.get(section), tree.get(section, {})
        if isinstance(theirs, dict) and isinstance(ours, dict):
            for name in theirs.keys() - ours.keys():
                _take_places(result, other, (section, name), (section, name))
            tree[section] = {**ours, **{name: theirs[name] for name in theirs if name not in ours}}
    for field in _WHOLE:
        if field in more and field not in tree:
            tree[field] = more[field]
            _take_places(result, other, (field,), (field,))
    theirs, ours = more.get("global"), tree.get("global", [])
    if isinstance(theirs, list) and isinstance(ours, list):
        own = set(_intents_of(ours))
        for index, entry in enumerate(theirs):
            if not (isinstance(entry, dict) and entry.get("intent") in own):
                _take_places(result, other, ("global", index), ("global", len(ours)))
                ours = [*ours, entry]
        tree["global"] = ours


def _intents_of(entries: Tree) -> list[str]:
    listed = entries if isinstance(entries, list) else []
    return [intent for entry in listed if isinstance(entry, dict) and isinstance(intent := entry.get("intent"), str)]


def _take_places(result: Source, other: Source, theirs: Location, ours: Location) -> None:
    for location, place in other.places.items():
        if location[: len(theirs)] == theirs:
            result.places[(*ours, *location[len(theirs) :])] = place


def _copied(tree: Tree) -> Tree:
    return dict(tree) if isinstance(tree, dict) else tree
