"""Pin: exactly which script a campaign or a call runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SHORT_HASH_LENGTH: Final = 12
"""Hexadecimal digits by which a content without a number is shown and found."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A script's content, and its number if it was published when it was pinned."""

    script_id: str
    content_hash: str
    version: int | None

    @property
    def label(self) -> str:
        """As on the command line: `membership@3`, or `membership@5f0c2a91bd07` for what was not published."""
        return f"{self.script_id}@{self.version or self.content_hash[:SHORT_HASH_LENGTH]}"
