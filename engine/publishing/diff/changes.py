"""The vocabulary of a comparison; also its form as JSON."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeAlias

import msgspec

Value: TypeAlias = Any
"""Of a script's document: None, a text, a number, a switch, or lists and mappings of them. None: it is not there."""


class Kind(StrEnum):
    """What a change is about."""

    TEXT = "text"
    """What the bot says or writes."""
    WAY = "way"
    """Where the conversation goes."""
    SETTING = "setting"


class Change(msgspec.Struct, frozen=True):
    """One field that differs."""

    field: str
    """As in the file: `say`, `on[accept].goto`; entries of `on` by what they wait for."""
    kind: Kind
    before: Value
    after: Value
    language: str | None = None
    """None: the same in every language of the script."""


class NodeSummary(msgspec.Struct, frozen=True):
    """A node that only one of the two has."""

    name: str
    says: str
    """In the script's first language."""
    ways: tuple[str, ...]
    """`accept → booked`"""


class NodeChange(msgspec.Struct, frozen=True):
    """A node that both have."""

    name: str
    was: str | None
    """Its name before, if it has another now."""
    changes: tuple[Change, ...]


class ScriptDiff(msgspec.Struct, frozen=True):
    """Everything that differs; empty if the two say and do the same."""

    before: str
    after: str
    """The two scripts as they were named."""
    added: tuple[NodeSummary, ...]
    removed: tuple[NodeSummary, ...]
    changed: tuple[NodeChange, ...]
    """Renamed ones among them."""
    script: tuple[Change, ...]
    """Outside of the nodes: intents, questions answered anywhere, variables, ladders, voices."""

    @property
    def empty(self) -> bool:
        return not (self.added or self.removed or self.changed or self.script)
