"""A script file as its author wrote it: plain texts, lists and mappings, and the place each of them stands at.

Only the events of libyaml's parser are used, never its constructors: `yes`, `no`, `on`, `012` and `1.0` stay the text they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

import yaml

from engine.dialog.problems import Location, Problem, Severity
from engine.dialog.yaml_advice import advice_on

Tree: TypeAlias = dict[str, "Tree"] | list["Tree"] | str | None
"""None is a key with nothing after it."""

_TIGHT_COLON: Final = re.compile(r"([A-Za-z][\w-]*):(\S.*)")
_LONGEST_QUOTED: Final = 30
_DEEPEST: Final = 100
"""Lists and fields inside each other. Whatever walks a tree recurses."""


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
    bare: set[Location] = field(default_factory=set)
    """Texts without quotes in lists between brackets: a comma ends them."""
    borrowed: set[Location] = field(default_factory=set)
    """Of one language: places where its text is missing, and another's stands in."""

    def problem(self, location: Location, message: str, severity: Severity = Severity.ERROR) -> Problem:
        """A problem at `location`, or at the nearest enclosing place that the file has; what never was a file has none."""
        known = location
        while known and known not in self.places:
            known = known[:-1]
        missing = location[len(known) :]
        named = known + tuple(part for part in missing if isinstance(part, str) or not self.places)
        place = self.places.get(known, Place(self.file, 1, 1))
        return Problem(severity, place.file, place.line, place.column, dotted(named), message)

    def is_borrowed(self, location: Location) -> bool:
        """True where another language's text stands in: only that it is missing can be said of it."""
        return any(location[:length] in self.borrowed for length in range(1, len(location) + 1))

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
        tree = _Reader(source, text).document()
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        return _refused(error, text, file)
    except _TooDeep as error:
        return _unusable(error.place, "lists or fields stand inside each other too deeply")
    if not isinstance(tree, dict):
        message = "the file is empty" if tree is None else "expected fields such as `id:` and `nodes:` at the top level"
        return _unusable(Place(file, 1, 1), message)
    source.tree = tree
    return source


def _nulls(tree: Tree, location: Location) -> Iterator[Location]:
    if tree is None:
        yield location
    elif not isinstance(tree, str):
        items = tree.items() if isinstance(tree, dict) else enumerate(tree)
        for key, value in items:
            yield from _nulls(value, (*location, key))


def _refused(error: yaml.YAMLError | UnicodeEncodeError, text: str, file: str) -> Source:
    if advice := advice_on(text):
        return _unusable(Place(file, advice.line, advice.column), f"is not YAML: {advice.text}")
    if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark or error.context_mark):
        why = "`:` needs a space behind it" if error.problem == "found unexpected ':'" else error.problem or error
        return _unusable(Place(file, mark.line + 1, mark.column + 1), f"is not YAML: {why}")
    return _unusable(Place(file, 1, 1), f"is not YAML: {str(error).splitlines()[0]}")


def _unusable(place: Place, reason: str) -> Source:
    return Source(place.file, problems=[Problem(Severity.ERROR, place.file, place.line, place.column, "", reason)])


def _is_nothing(event: yaml.Event) -> bool:
    return isinstance(event, yaml.ScalarEvent) and not event.value and not event.style


def _told_of_piece(piece: str) -> str:
    shown = piece if len(piece) <= _LONGEST_QUOTED else f"{piece[:_LONGEST_QUOTED]} …"
    return f"`{shown}` stands behind a comma and has no `: `: a text with a comma needs quotes around it"


class _TooDeep(Exception):
    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place


class _Reader:
    """Turns the parser's events into a `Tree` and notes places and problems on the way."""

    def __init__(self, source: Source, text: str) -> None:
        self._source = source
        self._text = text
        self._events = yaml.parse(text, Loader=yaml.CSafeLoader)

    def document(self) -> Tree:
        """Reads everything. Raises YAMLError, UnicodeEncodeError (half a character), _TooDeep."""
        next(self._events)  # the stream begins
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        tree = self._tree(next(self._events), ())
        next(self._events)  # the document ends
        another = next(self._events)
        if not isinstance(another, yaml.StreamEndEvent):
            raise yaml.MarkedYAMLError(problem="a second document begins here: keep one", problem_mark=another.start_mark)
        return tree

    def _tree(self, event: yaml.Event, location: Location) -> Tree:
        self._source.places.setdefault(location, self._place(event))
        if len(location) > _DEEPEST:
            raise _TooDeep(self._place(event))
        if isinstance(event, yaml.ScalarEvent):
            if (event.tag or "").startswith("!"):
                self._complain(location, "a text that starts with `!` needs quotes around it")
            return event.value if event.value or event.style else None
        if isinstance(event, yaml.AliasEvent):
            self._complain(location, "YAML aliases (`*name`) are not supported: write it out")
            return None
        return self._mapping(event, location) if isinstance(event, yaml.MappingStartEvent) else self._list(event, location)

    def _list(self, start: yaml.Event, location: Location) -> list[Tree]:
        items: list[Tree] = []
        in_brackets = isinstance(start, yaml.SequenceStartEvent) and start.flow_style
        while not isinstance(event := next(self._events), yaml.CollectionEndEvent):
            place = (*location, len(items))
            if in_brackets and isinstance(event, yaml.ScalarEvent) and event.style == "":
                self._source.bare.add(place)
            items.append(self._tree(event, place))
        return items

    def _mapping(self, start: yaml.MappingStartEvent, location: Location) -> dict[str, Tree]:
        result: dict[str, Tree] = {}
        last = ""
        while not isinstance(key := next(self._events), yaml.CollectionEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                self._complain(location, "a text that starts with a bracket needs quotes around it")
                self._pass_over(key)
                self._pass_over(next(self._events))
                continue
            value = next(self._events)
            place = (*location, key.value)
            if start.flow_style and self._has_no_colon(key, value):
                if tight := _TIGHT_COLON.match(key.value):
                    self._complain((*location, tight[1]), "`:` needs a space behind it", self._place(key))
                    result[tight[1]] = tight[2]
                    continue
                if isinstance(text := result.get(last), str):
                    self._complain((*location, last), _told_of_piece(key.value), self._place(key))
                    result[last] = f"{text}, {key.value}"
                    continue
            if key.value in result:
                self._complain(place, f"stands twice; the second time on line {key.start_mark.line + 1}")
                self._pass_over(value)
                continue
            self._source.places[place] = self._place(key)
            result[key.value] = self._tree(value, place)
            last = key.value
        return result

    def _has_no_colon(self, key: yaml.ScalarEvent, value: yaml.Event) -> bool:
        """True for a piece that a comma between brackets has cut off a text: a key with nothing behind it."""
        return _is_nothing(value) and ":" not in self._text[key.end_mark.index : value.end_mark.index]

    def _pass_over(self, event: yaml.Event) -> None:
        """Whatever begins with an event."""
        depth = 0
        while depth := depth + isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent):
            event = next(self._events)

    def _place(self, event: yaml.Event) -> Place:
        return Place(self._source.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _complain(self, location: Location, message: str, place: Place | None = None) -> None:
        """Of a place of the file, if it is another than that of the location."""
        problem = self._source.problem(location, message)
        self._source.problems.append(replace(problem, line=place.line, column=place.column) if place else problem)
