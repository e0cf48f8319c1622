"""A person as a list brings them."""

from __future__ import annotations

from typing import Final

import msgspec

EXTERNAL_ID_MAX: Final = 200
TAG_MAX: Final = 200


class ListedPerson(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A checked row of a list."""

    line: int
    number: str
    """E.164, with `+`."""
    external_id: str | None
    name: str | None
    time_zone: str | None
    """IANA name."""
    said: str
    """What the list says about them by variable, as JSON: most of it is only handed through to the database."""
    tags: tuple[str, ...] = ()
    consent: bool | None = None
    """Given, taken back, or not spoken of."""
    consent_at: float | None = None
    """When; None: not said."""

    @property
    def variables(self) -> dict[str, str]:
        """What the list says about them, by variable."""
        found: dict[str, str] = msgspec.json.decode(self.said)
        return found
