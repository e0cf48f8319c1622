"""How a script is named on the command line: by its file, or by its id with or without a version.

dialogs/membership.yaml   a file, published or not
membership                the live version
membership@3              a published version
membership@5f0c2a91bd07   a content that was run or published, by the beginning of its hash
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.store.scripts.pins import SHORT_HASH_LENGTH

_ID: Final = r"[^\W\d][\w-]*"  # as `engine.dialog.schema.Name`
_NUMBERED: Final = re.compile(rf"({_ID})@v?([1-9][0-9]{{0,5}})")
_HASHED: Final = re.compile(rf"({_ID})@([0-9a-f]{{{SHORT_HASH_LENGTH},64}})")
_LIVE: Final = re.compile(_ID)


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file as it is now."""

    path: Path


@dataclass(frozen=True, slots=True)
class Live:
    """Whatever version is live."""

    script_id: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A published version."""

    script_id: str
    number: int


@dataclass(frozen=True, slots=True)
class Hashed:
    """A content that the store has."""

    script_id: str
    beginning: str
    """Of its hash."""


ScriptReference = DraftFile | Live | Numbered | Hashed


def parse_reference(text: str) -> ScriptReference:
    """Tells ids from files: a text that could not be an id, with or without a version, is a file's path."""
    if match := _NUMBERED.fullmatch(text):
        return Numbered(match[1], int(match[2]))
    if match := _HASHED.fullmatch(text):
        return Hashed(match[1], match[2])
    if _LIVE.fullmatch(text):
        return Live(text)
    return DraftFile(Path(text))
