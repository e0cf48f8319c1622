"""A script file as its author wrote it: plain texts, lists and mappings, and the place each of them stands at.

Only the composer of the YAML library is used, never its constructors: `yes`, `no`, `on`, `012` and `1.0` stay the text they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from engine.dialog.problems import Location, Problem, Severity

Tree: TypeAlias = dict[str, "Tree"] | list["Tree"] | str | None
"""None is a key with nothing after it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands; lines and columns count from 1."""

    file: str
    line: int
    column: int


@dataclass(slots=True)
class Source:
    """A parsed file, or several merged into one. `tree` is None if the text is not usable YAML; `problems` then says why."""

    file: str
    tree: Tree = None
    places: dict[Location, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, location: Location, message: str, severity: Severity = Severity.ERROR) -> Problem:
        """A problem at `location`, or at the nearest enclosing place that the file has; what never was a file has none."""
        known = location
        while known and known not in self.places:
            known = known[:-1]
        missing = location[len(known) :]
        named = known + tuple(part for part in missing if isinstance(part, str) or not self.places)
        place = self.places.get(known, Place(self.file, 1, 1))
        return Problem(severity, place.file, place.line, place.column, dotted(named), message)

    def version_problems(self, expected: str) -> list[Problem]:
        """What is wrong with the file's `schema_version`, if it is not the expected one."""
        version = self.tree.get("schema_version") if isinstance(self.tree, dict) else None
        if version == expected:
            return []
        if version is None:
            return [self.problem((), f"the first field must be `schema_version: {expected}`, the version of this format")]
        return [self.problem(("schema_version",), f"format version {version} is not known here: expected {expected}")]

    def empty_fields(self) -> list[Problem]:
        """Fields with nothing after the colon. A variable alone is fine: it is one that every lead brings."""
        return [self.problem(place, "is empty") for place in _nulls(self.tree, ()) if place[:-1] != ("variables",)]


def dotted(location: Location) -> str:
    """`('nodes', 'offer', 'on', 0)` as `nodes.offer.on[0]`."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def parse_source(text: str, file: str) -> Source:
    """Parses YAML text. Whatever is wrong is in the result's `problems`, each with its place."""
    source = Source(file)
    try:
        root = _composed(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        source.problems.append(_broken(Place(file, line, column), error.problem or str(error)))
        return source
    except YAMLError as error:
        source.problems.append(_broken(Place(file, 1, 1), str(error).splitlines()[0]))
        return source
    except RecursionError:
        source.problems.append(_broken(Place(file, 1, 1), "lists or fields stand inside each other too deeply"))
        return source
    if not isinstance(root, MappingNode):
        message = "the file is empty" if root is None else "expected fields such as `id:` and `nodes:` at the top level"
        source.problems.append(Problem(Severity.ERROR, file, 1, 1, "", message))
        return source
    source.tree = _Walk(source).tree(root, ())
    return source


@lru_cache(maxsize=64)
def _composed(text: str) -> Node | None:
    """A bundle's files are read twice, for what they include and for what they say; reading YAML is the slow part."""
    composed: Node | None = YAML(typ="rt", pure=True).compose(text)
    return composed


def _nulls(tree: Tree, location: Location) -> Iterator[Location]:
    if tree is None:
        yield location
    elif not isinstance(tree, str):
        items = tree.items() if isinstance(tree, dict) else enumerate(tree)
        for key, value in items:
            yield from _nulls(value, (*location, key))


def _broken(place: Place, reason: str) -> Problem:
    return Problem(Severity.ERROR, place.file, place.line, place.column, "", f"is not YAML: {reason}")


class _Walk:
    """Turns composed YAML nodes into a `Tree` and notes places and problems on the way."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._seen: set[int] = set()

    def tree(self, node: Node, location: Location) -> Tree:
        self._source.places.setdefault(location, self._place(node))
        if id(node) in self._seen:
            self._complain(location, "YAML aliases (`*name`) are not supported: write it out")
            return None
        self._seen.add(id(node))
        if isinstance(node, ScalarNode):
            empty = node.value == "" and node.style is None
            return None if empty else str(node.value)
        if isinstance(node, MappingNode):
            return self._mapping(node, location)
        return [self.tree(item, (*location, index)) for index, item in enumerate(node.value)]

    def _mapping(self, node: MappingNode, location: Location) -> Tree:
        result: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._complain(location, "keys must be plain names")
                continue
            name = str(key.value)
            place = (*location, name)
            if name in result:
                self._complain(place, f"stands twice; the second time on line {key.start_mark.line + 1}")
                continue
            self._source.places[place] = self._place(key)
            result[name] = self.tree(value, place)
        return result

    def _place(self, node: Node) -> Place:
        return Place(self._source.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _complain(self, location: Location, message: str) -> None:
        self._source.problems.append(self._source.problem(location, message))
