"""One rule for every dataclass that is read from a phone book."""

from __future__ import annotations

from typing import ClassVar

from pydantic import ConfigDict


class StrictFields:
    """An unknown field in the YAML is an error, not a silently ignored typing mistake."""

    __slots__ = ()
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
